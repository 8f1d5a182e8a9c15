import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { kill, Stand, until, untilNothingIsLeft, withStand } from './fixtures/stand.ts';

const KILLS = 50;
const AT_ONCE = 4;
const GONE_WITHIN_MS = 10_000;

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
  steady: { kind: health, services: [web, orphan], interval: 100ms, count: 4, missed-limit: 7 }
  restarts: { kind: cycles, services: [web], count: 1 }
  stubborn: { kind: checks, services: [deaf], checks: [ { command: "true" } ] }
`;
}

/** Numbers in [0, 1): the same for the same seed. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Starts a run whose temporary files lie in its own folder, and kills it after so long. @returns what is wrong afterwards */
async function killedAfter(ms: number, whom: 'process' | 'group'): Promise<string> {
  const stand = new Stand();
  try {
    const tmp = path.join(stand.folder, 'tmp');
    fs.mkdirSync(tmp);
    const { child, done } = stand.start(await configuration(stand), { env: { TMPDIR: tmp }, detached: true });
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);
    kill(whom === 'group' ? -(child.pid ?? 0) : (child.pid ?? 0));
    await done;
    await untilNothingIsLeft(stand.folder, GONE_WITHIN_MS);
    expect(fs.readdirSync(tmp), 'work folders').toEqual([]);
    return await stateOf(stand);
  } finally {
    stand.close();
  }
}

/** Ms from the start to the end of a run that nobody kills. */
async function timeOfAWholeRun(): Promise<number> {
  const stand = new Stand();
  try {
    const yaml = await configuration(stand);
    const start = performance.now();
    expect((await stand.run(yaml)).said).toEqual(['GO', 0]);
    return performance.now() - start;
  } finally {
    stand.close();
  }
}

/** What a killed run may leave: nothing at all, or one whole bundle. */
async function stateOf(stand: Stand): Promise<string> {
  const store = path.join(stand.folder, '.gate/executions');
  const left = fs.existsSync(store) ? fs.readdirSync(store).sort() : [];
  if (left.length === 0) return 'nothing';
  const [id = ''] = left;
  expect(left).toEqual([id, `${id}.statement.json`, `${id}.zip`]);
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
  const longest = Math.max(...(await Promise.all(Array.from({ length: AT_ONCE }, timeOfAWholeRun))));
  const random = randoms(20261121);
  const moments = Array.from(
    { length: KILLS },
    (_, index) => ({ ms: Math.round(random() * longest), whom: index % 2 === 0 ? 'process' : 'group' }) as const,
  );
  const outcomes: string[] = [];
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = moments.pop(); next; next = moments.pop()) {
        const { ms, whom } = next;
        await killedAfter(ms, whom).then(
          (outcome) => outcomes.push(outcome),
          (error: unknown) => wrong.push(`${whom} killed after ${ms} ms: ${error instanceof Error ? error.message : String(error)}`),
        );
      }
    }),
  );
  expect(wrong).toEqual([]);
  expect(outcomes.filter((outcome) => outcome === 'BLOCKED').length).toBeGreaterThan(KILLS / 3);
}, 240_000);

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
    await untilNothingIsLeft(stand.folder, GONE_WITHIN_MS);
    expect(await stateOf(stand)).toBe('GO');
  }),
);
