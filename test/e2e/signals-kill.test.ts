import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { times } from '../platform/programs.ts';
import { randoms, recorded } from './fixtures/moments.ts';
import { kill, Stand, until, untilNothingIsLeft, withStand } from './fixtures/stand.ts';

const KILLS = times(50, 12);
const AT_ONCE = 4;
const EARLY_KILLS = times(12, 4);
/** Lines reach the file within 200 ms: so much later is any moment between two of them. */
const LATER_MS = 400;

/** A run with a bit of everything, of some seconds. */
async function configuration(stand: Stand): Promise<string> {
  const [web, deaf, orphan] = [
    await stand.service(),
    await stand.service('deaf', 'stop: { grace-period: 300ms }'),
    await stand.service('orphan'),
  ];
  return `services: { web: ${web}, deaf: ${deaf}, orphan: ${orphan} }
gates:
  work: { kind: checks, services: [web], checks: [ { command: "seq 20000; (sleep 30 & sleep 0.2)" } ] }
  steady: { kind: health, services: [web, orphan], interval: 400ms, count: 4, missed-limit: 7 }
  restarts: { kind: cycles, services: [web], count: 1 }
  stubborn: { kind: checks, services: [deaf], checks: [ { command: "true" } ] }
`;
}

/** When to kill: once so much of a whole run is recorded, and so many ms later. Shares of a run are the same on a slow machine. */
interface Moment {
  readonly lines: number;
  readonly ms: number;
  readonly whom: 'process' | 'group';
}

/** Starts a run whose temporary files lie in its own folder, and kills it at that moment. @returns what it has left */
async function killedAt({ lines, ms, whom }: Moment): Promise<string> {
  const stand = new Stand();
  try {
    const tmp = path.join(stand.folder, 'tmp');
    fs.mkdirSync(tmp);
    const { child, done } = stand.start(await configuration(stand), { env: { TMPDIR: tmp }, detached: true });
    await until(
      () => child.exitCode !== null || recorded(stand) >= lines,
      () => `only ${recorded(stand)} of ${lines} lines`,
    );
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);
    kill(whom === 'group' ? -(child.pid ?? 0) : (child.pid ?? 0));
    await done;
    await untilNothingIsLeft(stand.folder);
    expect(fs.readdirSync(tmp), 'work folders').toEqual([]);
    return await stateOf(stand);
  } finally {
    stand.close();
  }
}

/** Lines that a run records which nobody kills. */
async function linesOfAWholeRun(): Promise<number> {
  const stand = new Stand();
  try {
    const run = await stand.run(await configuration(stand));
    expect(run.said).toEqual(['GO', 0]);
    return run.facts().length;
  } finally {
    stand.close();
  }
}

/** What a killed run may leave: nothing at all, or one whole bundle. */
async function stateOf(stand: Stand): Promise<string> {
  const store = path.join(stand.folder, '.gate/executions');
  const left = fs.existsSync(store)
    ? fs
        .readdirSync(store)
        .filter((name) => name !== 'index.jsonl')
        .sort()
    : [];
  if (left.length === 0) return 'nothing';
  const [id = ''] = left;
  const files = fs.readdirSync(path.join(store, id), { recursive: true }).join(' ');
  expect(left, files).toEqual([id, `${id}.statement.json`, `${id}.zip`]);
  const { code, stdout, stderr } = await stand.project.gate(['verify', path.join(store, `${id}.zip`)]);
  expect(code, stdout + stderr).toBe(0);
  const { status } = stand.project.summary();
  const ended = /"type":"execution.ended","reason":"(\w+)"/.exec(
    fs.readFileSync(path.join(store, id, 'data/observations.jsonl'), 'utf8'),
  )?.[1];
  expect([ended, status]).toEqual(ended === 'crashed' ? ['crashed', 'BLOCKED'] : ['completed', 'GO']);
  return status;
}

it(`SIGKILL at ${KILLS} random moments leaves no process, and a BLOCKED bundle that verifies`, async () => {
  const whole = await linesOfAWholeRun();
  const random = randoms(20261121);
  const moments = Array.from({ length: KILLS }, (_, index): Moment => ({
    lines: Math.floor(random() * whole),
    ms: Math.round(random() * LATER_MS),
    whom: index % 2 === 0 ? 'process' : 'group',
  }));
  const outcomes: string[] = [];
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = moments.pop(); next; next = moments.pop()) {
        const moment = next;
        await killedAt(moment).then(
          (outcome) => outcomes.push(outcome),
          (error: unknown) => wrong.push(`${JSON.stringify(moment)}: ${error instanceof Error ? error.message : String(error)}`),
        );
      }
    }),
  );
  expect(wrong).toEqual([]);
  expect(outcomes.filter((outcome) => outcome === 'BLOCKED').length).toBeGreaterThan(KILLS / 3);
}, 480_000);

it(
  'SIGKILL while the bundle is being made leaves the bundle of what was decided',
  withStand(async (stand) => {
    const yaml = 'gates: { work: { kind: checks, checks: [ { command: "head -c 100000000 /dev/zero > $GATE_DIR/zeros" } ] } }\n';
    const { child, done } = stand.start(yaml);
    const recording = (): string => stand.project.bundles().map((folder) => path.join(folder, 'data/observations.jsonl'))[0] ?? '';
    await until(
      () => fs.existsSync(recording()) && fs.readFileSync(recording(), 'utf8').includes('"final":true'),
      () => 'there is no final seal',
    );
    child.kill('SIGKILL');
    expect((await done).signal).toBe('SIGKILL');
    await untilNothingIsLeft(stand.folder);
    expect(await stateOf(stand)).toBe('GO');
  }),
);

it('SIGKILL while a run is set up leaves nothing at all, or a whole bundle', async () => {
  const wrong: string[] = [];
  for (let kills = 0; kills < EARLY_KILLS; kills++) {
    const stand = new Stand();
    try {
      const tmp = path.join(stand.folder, 'tmp');
      fs.mkdirSync(tmp);
      const { child, done } = stand.start('gates: { work: { kind: checks, checks: [ { command: "sleep 30" } ] } }\n', {
        env: { TMPDIR: tmp },
      });
      // As soon as there is a folder, and at other moments of the set-up: it takes some ms.
      while (stand.project.bundles().length === 0) await new Promise(setImmediate);
      for (const until = performance.now() + kills; performance.now() < until;);
      child.kill('SIGKILL');
      await done;
      await untilNothingIsLeft(stand.folder);
      expect(fs.readdirSync(tmp), 'work folders').toEqual([]);
      await stateOf(stand);
    } catch (error) {
      wrong.push(`${kills} ms after the folder: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      stand.close();
    }
  }
  expect(wrong).toEqual([]);
});
