import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

/** What a terminal says where something was mistaken, or did not run. */
const project = new Project();
let said: string;
let shown: string;
let id: string;

beforeAll(async () => {
  project.write(
    'gates.yml',
    'version: 1\nname: Said\ngates:\n  a: { kind: checks, checks: [{ name: good, command: echo fine }, { name: bad, command: "echo broken; exit 1" }] }\n  b: { run: "true", needs: [a] }\n',
  );
  ({ stdout: shown, stderr: said } = await project.gate(['run', 'gates.yml']));
  id = path.basename(project.bundle());
});
afterAll(() => project.close());

it('a gate that is skipped does not start', () => {
  expect(said).toMatch(/ a starts\n/);
  expect(said).not.toContain('b starts');
  expect(said).toMatch(/ b skipped: /);
});

it('the log of a command that failed is named, not of one that did not', () => {
  expect(shown).toContain('log: data/gates/a/check-2.stdout.log');
  expect(shown).not.toContain('check-1');
});

describe('a folder that is no bundle', () => {
  it.each([['verify'], ['replay'], ['report'], ['decide']])('is told from one by %s, which names the execution in it', async (command) => {
    const more = command === 'decide' ? ['--plan', 'plan.json'] : [];
    if (command === 'decide') project.write('plan.json', (await project.gate(['plan', 'gates.yml', '--json'])).stdout);
    for (const folder of ['.gate', '.gate/executions', '.']) {
      const { code, stdout, stderr } = await project.gate([command, folder, ...more]);
      expect([code, stdout, stderr.replaceAll(fs.realpathSync(project.folder), '').replaceAll(project.folder, '')]).toEqual([
        2,
        '',
        expect.stringMatching(new RegExp(`: no bundle; did you mean .*/\\.gate/executions/${id}\\?\\n$`)),
      ]);
    }
  });

  it('is only called so where it holds no execution', async () => {
    fs.mkdirSync(path.join(project.folder, 'empty'), { recursive: true });
    expect(await project.gate(['replay', 'empty'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/\/empty: no bundle\n$/) });
  });
});
