import { expect, it } from 'vitest';
import { withStand } from './fixtures/stand.ts';

it(
  'a working directory that is not there is named, in the row and in the finding of each command and service',
  withStand(async (stand) => {
    const text = `
services: { web: { run: node s.js, port: ${await stand.port()}, health: /, working-directory: srv } }
gates:
  up: { kind: health, services: [web], count: 1 }
  lint: { run: node --version, working-directory: pakages/a }
  unit: { kind: tests, run: node --version, reports: r.xml, working-directory: pakages/a }
  copy: { run: node --version, working-directory: pakages/a, workspace: temporary }
`;
    const run = await stand.run(text);
    const none = 'could not be executed: there is no folder "pakages/a" to start it in';
    expect(run.bad('lint')).toEqual([`node --version blocked: not found: ${none}`]);
    expect(run.gate('lint').findings[0]?.message).toContain(none);
    expect(run.bad('unit')[0]).toBe(`tests blocked: the command ${none}, so there is no report`);
    expect(run.bad('copy')).toEqual([`node --version blocked: not found: ${none}`]);
    expect(run.bad('up')[0]).toMatch(/^services blocked: web could not be executed \(ENOENT\): there is no folder .*[/]srv/);
    expect(run.ran.stdout).toContain(`■ unit, run-1: ${none}`);
    expect(run.text('data/observations.jsonl')).toContain('"folder":"pakages/a"');
    expect((await stand.project.gate(['replay', `${run.folder}.zip`])).stdout).toContain(
      'could not be started, there is no folder pakages/a',
    );
  }),
);

it(
  'an exit code without any report is not said to be one of tests',
  withStand(async (stand) => {
    const run = await stand.run('gates: { unit: { kind: tests, run: node -e "process.exit(7)", reports: r.xml } }\n');
    expect(run.bad('unit').at(-1)).toBe('exit code blocked: exit code 7, and there is no report');
  }),
);
