import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../../../src/gates/metrics/judge.ts';
import { observer } from '../../../src/gates/metrics/observe.ts';
import { Exporter, RealPrometheus } from '../../sources/prometheus/real.ts';
import { folder } from '../../live/looks/world.ts';
import { needs } from '../../platform/programs.ts';
import { runGate } from '../live.ts';
import { planned, verdicts } from './facts.ts';

const BOUNDS = [0.05, 0.1, 0.2, 0.5];

/** A histogram of latencies (seconds), as a client library writes it. */
function histogram(name: string, latencies: readonly number[]): string {
  const buckets = [...BOUNDS.map(String), '+Inf'].map((le) => {
    const below = latencies.filter((one) => le === '+Inf' || one <= Number(le)).length;
    return `${name}_bucket{le="${le}"} ${below}`;
  });
  return [...buckets, `${name}_count ${latencies.length}`, `${name}_sum ${latencies.reduce((sum, one) => sum + one, 0)}`].join('\n');
}

/** 100 requests, the 95th of which takes 150 ms. */
const LATENCIES = Array.from({ length: 100 }, (_, i) => (i < 90 ? 0.02 : i < 97 ? 0.15 : 0.3));

function metrics(requests: number, born: boolean): string {
  return `${[
    `requests_total ${requests}`,
    'errors_total 0',
    'answers_total{code="200"} 7',
    ...(born ? ['answers_total{code="500"} 500'] : []),
    'ratio{part="a"} 0.25',
    'ratio{part="b"} 0.5',
    histogram('latency', LATENCIES),
    histogram('slow', LATENCIES.map((one) => one + 1)), // prettier-ignore
  ].join('\n')}\n`;
}

describe('a real Prometheus', needs('prometheus'), () => {
  const exporter = new Exporter();
  const prometheus = new RealPrometheus();
  /** One that loses what it scrapes. */
  const dying = new Exporter();
  const blind = new RealPrometheus();
  let counting: NodeJS.Timeout;
  /** Whether there are answers that are errors: then their series is born with 500 of them. */
  let hasErrors = false;

  beforeAll(async () => {
    let requests = 0;
    const count = (): void => {
      exporter.metrics = metrics((requests += 10), hasErrors);
      dying.metrics = exporter.metrics;
    };
    count();
    counting = setInterval(count, 100);
    await Promise.all([prometheus.start(await exporter.start()), blind.start(await dying.start())]);
    await Promise.all([prometheus, blind].map((one) => one.until('rate(requests_total[1m]) > 0 and requests_total offset 2s')));
  });

  afterAll(async () => {
    clearInterval(counting);
    exporter.stop();
    dying.stop();
    await Promise.all([prometheus.stop(), blind.stop()]);
  });

  async function run(keys: string, url = prometheus.url) {
    const probes = { env: { GATE_DIR: folder() } };
    const { fold, facts } = await runGate({ judge, observer, ...planned(url, keys), probes });
    const assessed = fold.assessment('completed');
    return { assessed, told: verdicts(assessed), facts, measured: assessed.criteria?.map(({ measured }) => measured).join('; ') ?? '' };
  }

  const query = (text: string, more = '') => `    queries: { q: '${text}' }\n    criteria: [ { name: c, pass: "q < 0.3" } ]\n${more}`;

  test('a gauge, a rate, and a p95 within one bucket of the true one', async () => {
    const keys = `    queries:
      part: 'ratio{part="a"}'
      rps: 'sum(rate(requests_total[10s]))'
      p95Seconds: 'histogram_quantile(0.95, sum by (le) (latency_bucket))'
      up: 'min(up)'
    criteria: [ "part == 0.25", "rps > 0.0", "p95Seconds > 0.1", "p95Seconds <= 0.2", "up == 1" ]
`;
    const { told, facts } = await run(keys);
    expect(new Set(Object.values(told))).toEqual(new Set(['passed']));
    expect(facts.find((o) => o['query'] === 'p95Seconds')).toMatchObject({ quantiles: [['{}', expect.any(String), '0.5']] });
    expect(facts.find((o) => o['query'] === 'rps')).toMatchObject({ ages: [['requests_total', 'now', expect.any(String)]] });
  });

  test.each([
    ['a quantile beyond the last bucket', 'histogram_quantile(0.95, slow_bucket)', 'cut to the highest bucket bound, 0.5'],
    ['… within a larger expression', '0.001 * histogram_quantile(0.95, sum by (le) (slow_bucket))', 'cut to the highest'],
    ['0 of 0', 'rate(errors_total[10s]) / rate(errors_total[10s])', 'is NaN'],
    ['a division by nothing', 'ratio{part="a"} / 0', 'is +Inf'],
    ['a series that does not exist', 'no_such_series', 'no data'],
    ['two series', 'ratio', '2 samples, expected exactly one'],
    ['a broken query', 'rate(', 'parse error'],
    ['a range', 'up[1m]', 'gives a matrix'],
  ])('%s is blocked', async (_, text, why) => {
    const { told, measured } = await run(query(text));
    expect(told).toEqual({ looks: 'blocked', c: 'blocked' });
    expect(measured).toContain(why);
  });

  test('no series of a metric is 0 where the metric is there, and nothing where it is not', async () => {
    const errors = (metric: string): string => query(`sum(rate(${metric}{code=~"5.."}[1m])) or vector(0)`);
    expect((await run(errors('answers_total'))).told).toEqual({ looks: 'passed', c: 'passed' });
    const slip = await run(errors('answer_total'));
    expect(slip.told).toEqual({ looks: 'blocked', c: 'blocked' });
    expect(slip.measured).toContain('no metric called answer_total was seen');
    const fallback = (metric: string): string => query(`sum(rate(${metric}{code=~"5.."}[1m])) or sum(up) * 0`);
    expect((await run(fallback('answers_total'))).told).toEqual({ looks: 'passed', c: 'passed' });
    expect((await run(fallback('answer_total'))).measured).toContain('no metric called answer_total was seen');
    const hidden = await run(query('0 * (count(up) unless on () answer_total)'));
    expect(hidden.measured).toContain('no metric called answer_total was seen');
    expect((await run(query('ratio_before{part="a"} or ratio{part="a"}'))).told).toEqual({ looks: 'passed', c: 'passed' });
  });

  test('what a series was born with is seen by the counter itself beside its increase', async () => {
    const counter = 'answers_total{code=~"5.."}';
    const increase = `sum(increase(${counter}[5s])) or vector(0)`;
    const whole = `sum((increase(${counter}[5s]) and ${counter} offset 5s) or ${counter}) or vector(0)`;
    expect((await run(query(whole))).told).toEqual({ looks: 'passed', c: 'passed' });
    hasErrors = true;
    await prometheus.until('count_over_time(answers_total{code="500"}[5s]) > 1');
    const [blind, seen] = await Promise.all([run(query(increase)), run(query(whole))]);
    expect([blind.told['c'], seen.told['c']]).toEqual(['passed', 'failed']);
    expect(seen.measured).toContain('q = 500');
    // Once it is no longer new, it is what has come since.
    await prometheus.until('count_over_time(answers_total{code="500"}[20s]) > 16');
    expect((await run(query(whole))).told).toEqual({ looks: 'passed', c: 'passed' });
  });

  test('reduced where the configuration says how', async () => {
    expect((await run(query('ratio', '    reduce: min\n'))).assessed.counts).toMatchObject({ last: { q: 0.25 } });
    expect((await run(query('ratio', '    reduce: max\n'))).told).toMatchObject({ c: 'failed' });
  });

  test('looks every interval', async () => {
    const { told, assessed } = await run(
      query('ratio{part="a"}', '    interval: 300ms\n    duration: 900ms\n    consecutive-error-limit: 2\n'),
    );
    expect(told).toEqual({ looks: 'passed', c: 'passed' });
    expect(assessed.counts).toMatchObject({ looks: 3 });
  });

  test('looks back over a window, quantiles and ages too; a window before the first scrape has no data', async () => {
    await prometheus.until('min_over_time(up[3s]) == 1 and up offset 3s');
    const keys = `    queries: { q: 'ratio{part="a"}', p: 'histogram_quantile(0.95, latency_bucket)' }\n    criteria: [ "q < 0.3", "p < 0.2" ]\n    interval: 500ms\n`;
    const { told, facts } = await run(`${keys}    window: 2s\n`);
    expect(new Set(Object.values(told))).toEqual(new Set(['passed']));
    expect(facts.filter(({ type }) => type === 'sample')).toHaveLength(8);
    expect(facts.find((o) => o['query'] === 'p')).toMatchObject({ quantiles: [[expect.any(String), expect.any(String), '0.5']] });
    expect((await run(`${keys}    window: 1h\n`)).told).toMatchObject({ looks: 'blocked' });
  });

  test('what is no longer collected brings no data: gone, or a rate over what was', async () => {
    const alive = await run(query('0 * rate(requests_total[1m])'), blind.url);
    expect(alive.told).toEqual({ looks: 'passed', c: 'passed' });
    const rate = query('0 * rate(requests_total[1m])', '    max-age: 1s\n');
    dying.stop();
    await blind.until('requests_total', true);
    expect((await run(query('0 * requests_total'), blind.url)).measured).toContain('no data');
    await blind.until('time() - max_over_time(timestamp(requests_total)[1m:1s]) > 2');
    const dead = await run(rate, blind.url);
    expect(dead.told).toEqual({ looks: 'blocked', c: 'blocked' });
    expect(dead.measured).toMatch(/requests_total: the newest sample is \d+ s old, must be at most 1s/);
    expect(dead.facts.find(({ type }) => type === 'sample')).toMatchObject({ ages: [['requests_total', 'ended', expect.any(String)]] });
    blind.kill();
    expect((await run(rate, blind.url)).measured).toMatch(/connection (?:refused|reset)/);
  });
});
