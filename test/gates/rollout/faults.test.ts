import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, type Stand, until, withStand } from '../../e2e/fixtures/stand.ts';
import { type Asked, fakePrometheus, HANG, type Reply, scalar, vector } from '../../sources/prometheus/fake.ts';
import { closedPort } from '../../live/looks/world.ts';

/** What a test says of the rollout; the rest is as short as it can be. */
interface Rollout {
  readonly url: string;
  readonly run?: string;
  readonly back?: string;
  readonly bake?: string;
  /** Of a question to Prometheus: a busy machine must not run into it. */
  readonly patience?: string;
}

function yaml({ url, run = 'echo $GATE_WEIGHT > weight', back = 'echo 0 > weight', bake = '800ms', patience = '10s' }: Rollout): string {
  return `name: R
gates:
  r:
    kind: rollout
    run: ${JSON.stringify(run)}
    run-timeout: 1s
    stages: [ { name: canary, weight: 10, bake: ${bake} } ]
    prometheus: { url: "${url}", timeout: ${patience} }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ "errors < 0.01" ]
    consecutive-error-limit: 1
    error-limit: 9
    rollback: { run: ${JSON.stringify(back)}, within: 3s, checks: [ { command: "grep -qx 0 weight" } ] }
`;
}

/** A Prometheus that says so while the canary has traffic, and speaks well before and after. */
async function prometheus(stand: Stand, whileCanary: (asked: Asked) => Reply): Promise<string> {
  const weight = path.join(stand.folder, 'weight');
  const { url } = await fakePrometheus((asked) => {
    const isCanary = fs.existsSync(weight) && fs.readFileSync(weight, 'utf8') === '10\n';
    const said = isCanary ? whileCanary(asked) : undefined;
    return said ?? (asked.query === 'vector(1)' ? vector(asked, [{}, '0.001']) : undefined);
  });
  return url;
}

const reason = (run: Finished): string => run.bad('r')[0] ?? '';
const why = (run: Finished): string => run.bad('r')[1] ?? '';

const DOWN = { status: 503, body: 'Service Unavailable' };
const LATE_S = 120;

describe('a Prometheus', () => {
  it.each<[string, (asked: Asked) => Reply, RegExp, string?]>([
    ['is slow', () => HANG, /timed out: no answer within 300ms/, '300ms'],
    ['is down behind its proxy', () => DOWN, /HTTP status.*503/],
    ['answers HTML', () => '<!doctype html><title>Log in</title>', /unexpected answer/],
    [
      'has another time',
      ({ query }) => (query === 'time()' ? scalar(Date.now() / 1000 + LATE_S) : undefined),
      /clock of Prometheus is 1[12]\d s ahead/,
    ],
    ['says nothing', (asked) => (asked.query === 'vector(1)' ? vector(asked) : undefined), /no data/],
  ])('that %s while the canary is watched blocks, and the traffic goes back', (_, reply, words, patience) =>
    withStand(async (stand) => {
      const run = await stand.run(yaml({ url: await prometheus(stand, reply), ...(patience !== undefined && { patience }) }));
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(reason(run)).toMatch(/rollback blocked: canary \(10 %\): .*; rolled back, rollback confirmed/);
      // Whether the command has ended before the first look is due depends on the machine.
      expect(why(run)).toMatch(/2 looks in a row without data|while its weight changed: no answer, asked 2 times/);
      expect(why(run)).toMatch(words);
    })(),
  );

  it(
    'that nobody can reach blocks before anything is changed',
    withStand(async (stand) => {
      const run = await stand.run(yaml({ url: `http://127.0.0.1:${await closedPort()}` }));
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(reason(run)).toContain('stages blocked: 0 of 1; before the first: Prometheus does not answer (connection refused');
      expect(fs.existsSync(path.join(stand.folder, 'weight'))).toBe(false);
    }),
  );

  it(
    'that is away now and then is borne with',
    withStand(async (stand) => {
      let asked = 0;
      const url = await prometheus(stand, ({ query }) => (query === 'time()' && asked++ % 2 === 0 ? DOWN : undefined));
      const run = await stand.run(yaml({ url }));
      expect(run.said, run.bad('r').join('\n')).toEqual(['GO', 0]);
      expect(run.gate('r').counts).toMatchObject({ stages: { canary: { passed: 4, errors: expect.any(Number) as number } } });
      expect(asked).toBeGreaterThan(8);
    }),
  );
});

describe('a command that does not end', () => {
  /** It leaves something in a session of its own, too. */
  const HANGS = 'echo 10 > weight; setsid sleep 600 & sleep 600';

  it(
    'is ended with all that it began when it sets the weight, and the traffic goes back',
    withStand(async (stand) => {
      const run = await stand.run(yaml({ url: await prometheus(stand, () => undefined), run: HANGS }));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(reason(run)).toMatch(/rollback failed: canary \(10 %\): .*; rolled back, rollback confirmed/);
      expect(why(run)).toContain('its command still running after 1s');
    }),
  );

  it(
    'is ended as well when it should roll back; then the traffic is where it was',
    withStand(async (stand) => {
      const run = await stand.run(yaml({ url: await prometheus(stand, (asked) => vector(asked, [{}, '0.5'])), back: HANGS }));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(reason(run)).toBe('rollback failed: FAILED: traffic still at 10 %: its command still running after 3s');
    }),
  );
});

describe('a signal in the middle of a stage', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s rolls back, blocks, and leaves nothing', (signal) =>
    withStand(async (stand) => {
      let looks = 0;
      const url = await prometheus(stand, ({ query }) => void (query === 'time()' && looks++));
      const { child, done } = stand.start(yaml({ url, bake: '60s', run: 'setsid sleep 600 & echo $GATE_WEIGHT > weight' }));
      await until(
        () => looks > 1,
        () => 'nobody looks',
      );
      child.kill(signal);
      const run = await stand.finished(await done);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(reason(run)).toMatch(/rollback blocked: canary \(10 %\): .*; rolled back, rollback confirmed/);
      expect(run.facts('gate.ended')).toMatchObject([{ reason: 'cancelled', detail: signal }]);
    })(),
  );
});
