import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgeEach, untoldOf } from '../forgery/each.ts';
import { forge, linesOf } from '../forgery/forge.ts';
import { until } from './fixtures/stand.ts';
import { Project, type Ran } from './harness.ts';

const BOTH = `version: 1
gates:
  first: { run: touch began; until test -e go; do sleep 0.05; done }
`;
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let both: readonly Ran[];

beforeAll(async () => {
  project.write('gates.yml', BOTH);
  project.write('other.yml', 'version: 1\ngates: { second: { run: touch go } }\n');
  const first = project.gate(['run', 'gates.yml']);
  await until(
    () => fs.existsSync(path.join(project.folder, 'began')),
    () => 'no gate began',
  );
  both = await Promise.all([first, project.gate(['run', 'other.yml'])]);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

it('two executions in one checkout at the same time know of each other, and warn', () => {
  const ids = project.bundles().map((folder) => path.basename(folder));
  for (const [index, { code, stdout }] of both.entries()) {
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/evidence warned: execution \d{8}-\d{6}-[0-9a-f]{6} ran here at the same time/),
    ]);
    const met = linesOf(project.bundles()[index] ?? '').filter(({ type }) => type === 'neighbour');
    expect(met).toMatchObject([{ executionId: ids[1 - index] }]);
  }
});

it('one after another, in another checkout, or as a command of the other, they do not', async () => {
  const elsewhere = new Project();
  try {
    elsewhere.write('gates.yml', 'version: 1\ngates: { first: { run: "$GATE run inner.yml && cd $OTHER && $GATE run other.yml" } }\n');
    elsewhere.write('inner.yml', 'version: 1\ngates: { only: { run: "true" } }\n');
    const cli = `${process.execPath} ${path.resolve(import.meta.dirname, '../../dist/cli.js')}`;
    const { code, stdout } = await elsewhere.gate(['run', 'gates.yml'], { env: { GATE: cli, OTHER: project.folder } });
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('at the same time')]);
    for (const folder of [...elsewhere.bundles(), project.bundle()])
      expect(linesOf(folder).filter(({ type }) => type === 'neighbour')).toEqual([]);
  } finally {
    elsewhere.close();
  }
});

it('what is told of another execution, written anew, is refused with its place, or stands in the table of what can not be told', () => {
  const own = new Set(['neighbour']);
  const [bundle = ''] = project.bundles();
  expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO' });
  const { tried, accepted, unplaced } = forgeEach(bundle, scratch, own);
  expect(tried).toBeGreaterThan(3);
  expect([accepted, unplaced]).toEqual([untoldOf(linesOf(bundle), own), []]);
});

it('a folder that an execution has left behind is none that goes on, nor is one whose number another process has', async () => {
  const alone = new Project();
  try {
    alone.write('gates.yml', 'version: 1\ngates: { only: { run: "true" } }\n');
    const left = (name: string, guard: number, start: string): void => {
      alone.write(`tmp/gate-${name}/guard.pid`, String(guard));
      alone.write(`tmp/gate-${name}/checkout`, `${start}\n${fs.realpathSync(alone.folder)}`);
    };
    left('20260101-000000-aaaaaa', 2 ** 22, '');
    left('20260101-000000-bbbbbb', process.pid, '1');
    const { code, stdout } = await alone.gate(['run', 'gates.yml'], { env: { TMPDIR: path.join(alone.folder, 'tmp') } });
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('at the same time')]);
  } finally {
    alone.close();
  }
});
