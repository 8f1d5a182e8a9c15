import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/gates/metrics/judge.ts';
import { observer } from '../../../src/gates/metrics/observe.ts';
import { type Asked, fakePrometheus, HANG, type Reply, scalar, vector } from '../../sources/prometheus/fake.ts';
import { closedPort, folder } from '../../live/looks/world.ts';
import { runGate } from '../live.ts';
import { planned, verdicts } from './facts.ts';

const ONE = '    queries: { q: vector(1) }\n    criteria: [ { name: low, pass: "q < 0.5" } ]\n';

async function run(url: string, keys: string, onFact?: Parameters<typeof runGate>[0]['onFact']) {
  const probes = { env: { GATE_DIR: folder() } };
  const { fold, ...rest } = await runGate({ judge, observer, ...planned(url, keys), probes, ...(onFact && { onFact }) });
  const assessed = fold.assessment('completed');
  return { ...rest, fold, assessed, told: verdicts(assessed), samples: rest.facts.filter(({ type }) => type === 'sample') };
}

async function against(reply: (asked: Asked) => Reply, keys: string, onFact?: Parameters<typeof runGate>[0]['onFact']) {
  const { url, asked } = await fakePrometheus(reply);
  return { ...(await run(url, keys, onFact)), asked };
}

const good = (asked: Asked): Reply => (asked.query === 'time()' ? undefined : vector(asked, [{ job: 'a' }, '0.10']));

describe('one look', () => {
  test('every query is asked once, all for the same time of Prometheus’ own clock', async () => {
    const keys = '    queries: { q: vector(1), r: vector(2) }\n    criteria: [ "q < 0.5", "r < 0.5" ]\n';
    const { told, samples, asked, facts } = await against(good, keys);
    expect(told).toEqual({ looks: 'passed', 'q < 0.5': 'passed', 'r < 0.5': 'passed' });
    expect(samples).toMatchObject([
      { query: 'q', slot: 0, values: [['{job="a"}', '0.10']], warnings: [], quantiles: [], ages: [] },
      { query: 'r', slot: 0, values: [['{job="a"}', '0.10']] },
    ]);
    expect(asked.map(({ query }) => query)).toEqual(['time()', 'vector(1)', 'vector(2)']);
    expect(new Set(asked.slice(1).map(({ parameters }) => parameters.get('time'))).size).toBe(1);
    expect(facts.filter(({ type }) => type === 'sample')).toHaveLength(2);
  });

  test('the raw answers are kept in the folder of the gate, one a line', async () => {
    const { url } = await fakePrometheus(good);
    const gateDir = folder();
    await runGate({ judge, observer, ...planned(url, ONE), probes: { env: { GATE_DIR: gateDir } } });
    const lines = readFileSync(path.join(gateDir, 'prometheus.jsonl'), 'utf8').trim().split('\n');
    const kept = lines.map((line) => JSON.parse(line) as { parameters: { query: string }; status: number; body: string });
    expect(kept.map(({ parameters, status }) => [parameters.query, status])).toEqual([
      ['time()', 200],
      ['vector(1)', 200],
    ]);
    expect(kept[1]?.body).toContain('"0.10"');
  });

  test('after the initial delay', async () => {
    const started = performance.now();
    await against(good, `${ONE}    initial-delay: 150ms\n`);
    expect(performance.now() - started).toBeGreaterThanOrEqual(149);
  });

  test.each<[string, Reply]>([
    ['a page of a proxy', '<!DOCTYPE html><title>Sign in</title>'],
    ['an error', { status: 503, body: 'Service Unavailable' }],
    ['an answer of somebody else', { hello: 'world' }],
  ])('%s says nothing of the product: blocked', async (_, reply) => {
    const { told, samples, notices } = await against(() => reply, ONE);
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(samples).toMatchObject([{ query: 'q', slot: 0, code: expect.any(String), detail: expect.any(String) }]);
    expect(notices).toHaveLength(1);
  });

  test('a Prometheus that is not there, or does not answer in time', async () => {
    expect((await run(`http://127.0.0.1:${await closedPort()}`, ONE)).told).toEqual({ looks: 'blocked', low: 'blocked' });
    const { url } = await fakePrometheus((asked) => (asked.query === 'time()' ? scalar(Date.now() / 1000) : undefined));
    const slow = await run(`${url}", timeout: "50ms`, ONE);
    expect(slow.told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(slow.samples).toMatchObject([{ code: 'TIMEOUT' }]);
  });

  test('a clock an hour behind blocks', async () => {
    const { told, assessed } = await against((asked) => (asked.query === 'time()' ? scalar(Date.now() / 1000 - 3600) : good(asked)), ONE);
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(assessed.criteria?.[0]?.measured).toContain('3600 s behind');
  });
});

describe('many looks', () => {
  const MANY = `${ONE}    interval: 60ms\n    duration: 300ms\n`;

  test('one each interval, exactly', async () => {
    const { told, samples, facts } = await against(good, `${MANY}    error-limit: 20\n`);
    const looks = facts.filter(({ type }) => type === 'missed' || type === 'sample').map((o) => Number(o['slot']));
    // A busy machine misses some, and makes up for them.
    expect(looks).toEqual(looks.map((_, slot) => slot));
    expect(samples).toHaveLength(5);
    expect(told).toMatchObject({ looks: 'passed', low: 'passed' });
  });

  test('503 now and then is tolerated within the limit in a row, and blocks beyond it', async () => {
    let n = 0;
    const now = (asked: Asked): Reply => (asked.query === 'time()' && n++ % 2 === 1 ? { status: 503, body: 'x' } : good(asked));
    const limited = `${ONE}    interval: 500ms\n    duration: 2s\n    consecutive-error-limit: 1\n    error-limit: 3\n`;
    const { told, assessed, want } = await against(now, limited);
    expect(assessed.counts).toMatchObject({ looks: 7, errors: 3, passed: 4 });
    expect(told).toEqual({ looks: 'passed', low: 'passed' });
    expect(want).toBeUndefined();
    const down = await against(() => ({ status: 503, body: 'x' }), limited);
    expect(down.told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(down.want).toMatchObject({ action: 'stop' });
    expect(down.assessed.counts).toMatchObject({ looks: 2, errors: 2 });
  });

  test('too many bad looks in a row end the gate', async () => {
    const bad = (asked: Asked): Reply => (asked.query === 'time()' ? undefined : vector(asked, [{}, '0.9']));
    const { told, want, samples, facts } = await against(
      bad,
      `${ONE}    interval: 500ms\n    duration: 30s\n    consecutive-failure-limit: 1\n`,
    );
    expect(told).toMatchObject({ 'in a row': 'failed', low: 'failed' });
    expect(samples).toHaveLength(2);
    expect(want).toEqual({ action: 'stop', because: facts.indexOf(samples[1]!) });
  });

  test('what was broken off is not recorded, and leaves the gate incomplete', async () => {
    let answered = 0;
    const once = (asked: Asked): Reply => (answered > 0 ? undefined : good(asked));
    const mute = (asked: Asked): Reply => (asked.query === 'time()' && answered > 0 ? HANG : once(asked));
    const { samples, assessed, told } = await against(mute, `${ONE}    interval: 100ms\n    duration: 300ms\n`, (_, stop) => {
      answered++;
      setTimeout(stop, 150);
    });
    expect(samples).toHaveLength(1);
    expect(assessed.missing).toMatch(/of 3 looks/);
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test('looks that come too late are recorded as missed', async () => {
    const { url } = await fakePrometheus(() => undefined);
    const { told, facts } = await run(`${url}", timeout: "200ms`, MANY);
    expect(facts.filter(({ type }) => type === 'missed').length).toBeGreaterThan(0);
    expect(facts.filter(({ type }) => type === 'missed' || type === 'sample')).toHaveLength(5);
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test('a proxy that answers from its cache is found out', async () => {
    const frozen = Date.now() / 1000;
    const { told, assessed } = await against(
      (asked) => (asked.query === 'time()' ? scalar(frozen) : good(asked)),
      `${ONE}    interval: 500ms\n    duration: 1s\n`,
    );
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(assessed.criteria?.[0]?.measured).toContain('not newer');
  });
});

describe('the time that lies behind', () => {
  const WINDOW = `${ONE}    interval: 1s\n    window: 450s\n`;

  /** A range answer with these values at its steps. */
  function matrix({ parameters }: Asked, valueAt: (t: number) => string | undefined): Reply {
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Math.round(Number(parameters.get(name)) * 1000));
    const values: [number, string][] = [];
    for (let t = start!; t <= end!; t += step!) {
      const value = valueAt(t);
      if (value !== undefined) values.push([t / 1000, value]);
    }
    return { status: 'success', data: { resultType: 'matrix', result: values.length > 0 ? [{ metric: {}, values }] : [] } };
  }

  test('each step is a look; long spans are asked for in pieces', async () => {
    const now = Date.now();
    const { told, samples, asked, assessed } = await against(
      (one) => (one.query === 'time()' ? scalar(now / 1000) : matrix(one, () => '0.1')),
      WINDOW,
    );
    expect(told).toEqual({ looks: 'passed', low: 'passed' });
    expect(samples.map((o) => o['slot'])).toEqual(Array.from({ length: 450 }, (_, i) => i));
    const end = Math.round(Number(asked.findLast(({ path: one }) => one.endsWith('query_range'))?.parameters.get('end')) * 1000);
    expect(samples.map((o) => o['at'])).toEqual(Array.from({ length: 450 }, (_, i) => end - (449 - i) * 1000));
    expect(Math.abs(end - now)).toBeLessThan(1);
    expect(asked.filter(({ path }) => path.endsWith('query_range'))).toHaveLength(3);
    expect(assessed.counts).toMatchObject({ looks: 450, passed: 450 });
  });

  test('a step without data blocks, and a bad one fails', async () => {
    const nth = (n: number, value: string | undefined) => (one: Asked) =>
      one.query === 'time()'
        ? undefined
        : matrix(one, (t) => (t === Math.round(Number(one.parameters.get('start')) * 1000) + n * 1000 ? value : '0.1'));
    expect((await against(nth(7, undefined), WINDOW)).told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect((await against(nth(7, '0.9'), WINDOW)).told).toEqual({ looks: 'passed', low: 'failed' });
  });

  test('a Prometheus that is down blocks every step', async () => {
    const { told, samples } = await against(() => ({ status: 502, body: 'Bad Gateway' }), WINDOW);
    expect(told).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(samples).toHaveLength(450);
  });
});
