import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { times } from '../platform/programs.ts';
import type { Ran } from './harness.ts';
import { type Stand, until, withStand } from './fixtures/stand.ts';

/**
 * Health gates here check every 2 s: what has 180 ms to answer, as it has with an interval of 200 ms, fails on a busy machine, and a
 * known failure stays one whatever interrupts the run.
 */
const END_WITHIN_MS = 5000;
/** What bundling may add, and a machine that is busy with other things. */
const BUNDLING_MS = times(5000, 20_000);

/** The facts recorded so far by the execution under way. */
function recorded(stand: Stand): string {
  return stand.project
    .bundles()
    .map((folder) => path.join(folder, 'data/observations.jsonl'))
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('');
}

/** Sends the signal once `moment` stands in the recording (or a file of that name is in the project). */
async function interrupt(
  stand: Stand,
  yaml: string,
  { signal, moment }: { signal: NodeJS.Signals; moment: RegExp },
): Promise<{ ran: Ran; ms: number }> {
  const { child, done } = stand.start(yaml);
  await until(
    () => child.exitCode !== null || moment.test(recorded(stand)) || fs.readdirSync(stand.folder).some((file) => moment.test(file)),
    () => `${String(moment)} never came: ${recorded(stand)}`,
  );
  expect(child.exitCode, 'it runs').toBeNull();
  const start = performance.now();
  child.kill(signal);
  const ran = await done;
  return { ran, ms: performance.now() - start };
}

describe.concurrent.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  const cases: readonly [string, RegExp, (service: string) => string][] = [
    [
      'while a service starts',
      /"service.started"/,
      (service) =>
        `services: { web: ${service.replace('FAULT: ""', 'FAULT: unready')} }\ngates: { steady: { kind: health, services: [web], interval: 1s, count: 3 } }\n`,
    ],
    [
      'during health checks',
      /"type":"check"/,
      (service) => `services: { web: ${service} }\ngates: { steady: { kind: health, services: [web], interval: 2s, count: 300 } }\n`,
    ],
    [
      'during cycles',
      /"cycle":2/,
      (service) => `services: { web: ${service} }\ngates: { restarts: { kind: cycles, services: [web], count: 50 } }\n`,
    ],
    [
      'during a command',
      /^running$/,
      (service) =>
        `services: { web: ${service} }\ngates: { work: { kind: checks, services: [web], checks: [ { command: "touch running; sleep 60 & sleep 60" } ] } }\n`,
    ],
  ];

  it.each(cases)('%s ends everything, and leaves a sealed BLOCKED bundle', async (_, moment, yaml) =>
    withStand(async (stand) => {
      const { ran, ms } = await interrupt(stand, yaml(await stand.service()), { signal, moment });
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(ran.stderr).toContain(`${signal}: stopping everything`);
      expect(run.facts('interrupted')).toMatchObject([{ signal }]);
      expect(run.facts('execution.ended')).toMatchObject([{ reason: 'interrupted' }]);
      expect(run.decision.gates[0]?.reason).toContain(`interrupted: ${signal}`);
      expect(ms).toBeLessThan(END_WITHIN_MS + BUNDLING_MS);
    })(),
  );

  it(
    'after a required gate had failed is still a NO-GO',
    withStand(async (stand) => {
      const yaml = `gates:
  bad: { kind: checks, checks: [ { command: "false" } ] }
  long: { kind: checks, checks: [ { command: "touch running; sleep 60" } ] }
`;
      const { ran } = await interrupt(stand, yaml, { signal, moment: /^running$/ });
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.verdicts).toEqual({ bad: 'failed', long: 'blocked' });
    }),
  );

  it(
    'between two gates blocks those that had not begun',
    withStand(async (stand) => {
      // What follows the first gate is the stop of its service, which takes its time.
      const yaml = `services: { web: ${await stand.service('slow-stop:1500')} }
gates:
  first: { kind: health, services: [web], interval: 2s, count: 1 }
  second: { kind: checks, checks: [ { command: "touch second" } ] }
`;
      const { ran } = await interrupt(stand, yaml, { signal, moment: /"gate.ended"/ });
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.verdicts).toEqual({ first: 'passed', second: 'blocked' });
      expect(fs.existsSync(path.join(stand.folder, 'second'))).toBe(false);
    }),
  );

  it(
    'while the last services stop blocks, and says by what',
    withStand(async (stand) => {
      const yaml = `services: { web: ${await stand.service('slow-stop:1500')} }
gates: { only: { kind: health, services: [web], interval: 2s, count: 1 } }\n`;
      const { ran } = await interrupt(stand, yaml, { signal, moment: /"gate.ended"/ });
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.facts('interrupted')).toMatchObject([{ signal }]);
    }),
  );

  it(
    'while what is deaf to everything runs kills it in time',
    withStand(async (stand) => {
      const service = await stand.service('deaf', 'stop: { grace-period: 1m }');
      const yaml = `services: { web: ${service} }\ngates: { steady: { kind: health, services: [web], interval: 2s, count: 300 } }\n`;
      const { ran, ms } = await interrupt(stand, yaml, { signal, moment: /"type":"check"/ });
      const run = await stand.finished(ran);
      expect(run.said, run.bad('steady').join('\n')).toEqual(['BLOCKED', 2]);
      expect(run.facts('service.stopped')).toMatchObject([{ signals: ['SIGTERM', 'SIGKILL'] }]);
      expect(ms).toBeLessThan(END_WITHIN_MS + BUNDLING_MS);
    }),
  );

  it(
    'twice is heard once',
    withStand(async (stand) => {
      const yaml = `services: { web: ${await stand.service('slow-stop:1000')} }
gates: { steady: { kind: health, services: [web], interval: 2s, count: 300 } }\n`;
      const { child, done } = stand.start(yaml);
      await until(
        () => recorded(stand).includes('"type":"check"'),
        () => recorded(stand),
      );
      for (let i = 0; i < 3; i++) child.kill(signal);
      const run = await stand.finished(await done);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.facts('interrupted')).toHaveLength(1);
    }),
  );

  it(
    'during bundling changes nothing any more: what was decided is sealed',
    withStand(async (stand) => {
      const yaml = 'gates: { work: { kind: checks, checks: [ { command: "head -c 60000000 /dev/zero > $GATE_DIR/zeros" } ] } }\n';
      const { ran } = await interrupt(stand, yaml, { signal, moment: /"final":true/ });
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['GO', 0]);
      expect(ran.stderr).toContain(`${signal}: it came after the last gate and changes nothing; the evidence is being finished`);
      expect(ran.stderr).not.toContain('stopping everything');
    }),
  );
});
