import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fake, series } from '../golden/prometheus.ts';
import { times } from '../platform/programs.ts';
import { randoms, recorded } from './fixtures/moments.ts';
import { Stand, until, untilNothingIsLeft } from './fixtures/stand.ts';

/** How many; `GATE_SIGNALS=200` tries more. */
const MOMENTS = Number(process.env['GATE_SIGNALS'] ?? times(20, 3));
const SEED = Number(process.env['GATE_SEED'] ?? 20_261_130);
const AT_ONCE = 4;

/** Lines reach the file within 200 ms: so much later is any moment between two of them. */
const LATER_MS = 400;

/** A whole run takes some 15 s, and several of them share a busy machine. */
const PATIENCE_MS = 240_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGSTOP'] as const;
const CODES: Readonly<Record<string, number>> = { GO: 0, 'NO-GO': 1, BLOCKED: 2 };

let prometheus: { url: string; close(): void };
beforeAll(async () => {
  prometheus = await fake(series(() => '0.1'));
});
afterAll(() => prometheus.close());

/** A run with a gate of every kind that looks at something. */
async function configuration(stand: Stand): Promise<string> {
  const web = await stand.service();
  const port = /port: (\d+)/.exec(web)?.[1] ?? '';
  const asks = `prometheus: { url: "${prometheus.url}", timeout: 2s }, queries: { errors: vector(0.1) }, criteria: [ "errors < 0.5" ]`;
  stand.project.write('manifest.json', JSON.stringify([{ case: 'a', expected: 'spam' }]));
  stand.project.write('store.txt', '');
  return `services: { web: ${web} }
gates:
  work: { kind: checks, services: [web], checks: [ { command: "seq 5000; (sleep 30 & sleep 0.2)" } ] }
  unit: { kind: tests, run: "echo '<testsuite name=\\"s\\" tests=\\"1\\"><testcase name=\\"a\\"/></testsuite>' > $GATE_DIR/junit.xml", reports: junit.xml }
  sorts: { kind: classification, run: "echo '{\\"case\\":\\"a\\",\\"expected\\":\\"spam\\",\\"actual\\":\\"spam\\"}' > $GATE_DIR/results.jsonl", results: { path: results.jsonl }, classes: [ spam, ham ], manifest: { path: manifest.json, cases: 1 }, criteria: [ "accuracy >= 0.9" ] }
  box: { kind: access, services: [web], base-url: "http://127.0.0.1:${port}", identities: { any: {} }, rules: [ { request: { url: /healthz }, allow: [any] } ], sandbox: [ { run: "true", expect: allowed }, { run: exit 77, expect: denied, denied-exit: [77], control: "true" } ] }
  judged: { kind: assert, needs: [unit], criteria: [ 'gates["unit"].counts.passed == 1.0' ] }
  steady: { kind: health, services: [web], interval: 400ms, count: 4, missed-limit: 3 }
  restarts: { kind: cycles, services: [web], count: 1 }
  looks: { kind: metrics, interval: 400ms, duration: 800ms, ${asks} }
  out: { kind: rollout, run: echo $GATE_WEIGHT > weight, stages: [ { name: canary, weight: 10, bake: 800ms }, { name: full, weight: 100, bake: 400ms } ], interval: 400ms, ${asks}, rollback: { run: echo 0 > weight, within: 5s, checks: [ { command: "grep -qx 0 weight" } ] } }
  lasts: { kind: durability, service: web, services: [web], write: echo $GATE_SEQ >> store.txt, write-interval: 50ms, backup: cp store.txt $GATE_DIR/backup, restore: "true", read: cat store.txt, rpo: 200ms, rto: 10s }
`;
}

/** By hand, one wants to see how far it is. */
function tell(line: string): void {
  if (process.env['GATE_SIGNALS'] !== undefined) process.stderr.write(`${line}\n`);
}

interface Moment {
  /** Of the lines of a whole run. */
  readonly share: number;
  readonly ms: number;
  readonly signal: (typeof SIGNALS)[number];
}

/** What came of a run that a signal hit: its decision, and where nobody can know it, how it ended. */
async function hitAt({ share, ms, signal }: Moment, whole: number): Promise<string> {
  const stand = new Stand();
  try {
    const tmp = path.join(stand.folder, 'tmp');
    fs.mkdirSync(tmp);
    const { child, done } = stand.start(await configuration(stand), { env: { TMPDIR: tmp } });
    await until(
      () => child.exitCode !== null || recorded(stand) >= share * whole,
      () => `only ${recorded(stand)} of ${share * whole} lines`,
      PATIENCE_MS,
    );
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);
    child.kill(signal);
    if (signal === 'SIGSTOP') {
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill('SIGCONT');
    }
    const ended = await done;
    await untilNothingIsLeft(stand.folder);
    expect(fs.readdirSync(tmp), 'work folders').toEqual([]);
    return await stateOf(stand, ended.code);
  } finally {
    stand.close();
  }
}

/** Nothing at all, or one whole bundle that verifies, with the exit code of its decision. */
async function stateOf(stand: Stand, code: number | null): Promise<string> {
  const store = path.join(stand.folder, '.gate/executions');
  const left = fs.existsSync(store)
    ? fs
        .readdirSync(store)
        .filter((name) => name !== 'index.jsonl')
        .sort()
    : [];
  if (left.length === 0) return `nothing, ${code}`;
  const [id = ''] = left;
  expect(left).toEqual([id, `${id}.statement.json`, `${id}.zip`]);
  const verified = await stand.project.gate(['verify', path.join(store, `${id}.zip`)]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  const { status, gates } = stand.project.summary();
  if (code !== null) expect([status, code]).toEqual([status, CODES[status]]);
  const ended = fs.readFileSync(path.join(store, id, 'data/observations.jsonl'), 'utf8').includes('"reason":"completed"}\n{"seq"');
  const bad = Object.values(gates).filter(({ verdict }) => verdict !== 'passed');
  if (status === 'GO') expect([ended, bad]).toEqual([true, []]);
  return status;
}

it(`signals at ${MOMENTS} random moments, seed ${SEED}: no GO without all evidence, no half bundle, nothing left running`, async () => {
  const stand = new Stand();
  const run = await stand.run(await configuration(stand));
  expect(run.said, run.ran.stdout).toEqual(['GO', 0]);
  const whole = run.facts().length;
  stand.close();
  const random = randoms(SEED);
  const moments = Array.from({ length: MOMENTS }, (_, index): Moment => ({
    share: random(),
    ms: Math.round(random() * LATER_MS),
    signal: SIGNALS[index % SIGNALS.length] ?? 'SIGINT',
  }));
  const outcomes: string[] = [];
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = moments.pop(); next; next = moments.pop()) {
        const moment = next;
        await hitAt(moment, whole).then(
          (outcome) => outcomes.push(`${moment.signal} ${outcome}`),
          (error: unknown) => wrong.push(`${JSON.stringify(moment)}: ${error instanceof Error ? error.message : String(error)}`),
        );
        tell(`${outcomes.length} of ${MOMENTS}: ${outcomes.at(-1)}; ${wrong.length} wrong`);
      }
    }),
  );
  expect(wrong).toEqual([]);
  expect(outcomes).toHaveLength(MOMENTS);
}, 3_600_000);
