import { describe, expect, test } from 'vitest';
import { quantileCalls, readsSeries, selectorsOf } from '../../../src/sources/prometheus/query.ts';

describe('quantiles in a query', () => {
  test.each([
    ['histogram_quantile(0.95, x_bucket)', ['histogram_quantile(0.95, x_bucket)', 'x_bucket']],
    [
      '1000 * histogram_quantile(0.95, sum by (le) (rate(x_bucket{a=")"}[5m]))) or vector(0)',
      ['histogram_quantile(0.95, sum by (le) (rate(x_bucket{a=")"}[5m])))', 'sum by (le) (rate(x_bucket{a=")"}[5m]))'],
    ],
    ['of_a_newer_server(histogram_quantile(0.5, x{"http.le"="1"}))', ['histogram_quantile(0.5, x{"http.le"="1"})', 'x{"http.le"="1"}']],
    ['histogram_quantile ( scalar(max(q, 1)) , y )', ['histogram_quantile ( scalar(max(q, 1)) , y )', 'y']],
  ])('%s', (query, [call, buckets]) => {
    expect(quantileCalls(query)).toEqual([{ call, buckets }]);
  });

  test.each([
    ['histogram_quantiles(rate(x[5m]), "q", 0.5, 0.99)', 'rate(x[5m])', 'q'],
    ["max(histogram_quantiles(sum by (le) (rate(x_bucket[5m])), 'a,b', 0.5)) * 2", 'sum by (le) (rate(x_bucket[5m]))', 'a,b'],
    // As VictoriaMetrics has it.
    ['histogram_quantiles("phi", 0.5, 0.99, x_bucket)', 'x_bucket', 'phi'],
  ])('several at once: %s', (query, buckets, label) => {
    expect(quantileCalls(query)).toMatchObject([{ buckets, label }]);
  });

  test.each([
    'job:p95',
    'histogram_quantiles(x, 0.5)',
    '{a="histogram_quantile(1, x)"}',
    'x # histogram_quantile(1, x)',
    'histogram_quantile(0.5)',
    'histogram_quantile(1, x',
  ])('none in %s', (query) => {
    expect(quantileCalls(query)).toEqual([]);
  });

  test('each of several', () => {
    expect(quantileCalls('histogram_quantile(0.9, a) / histogram_quantile(0.5, b)').map(({ buckets }) => buckets)).toEqual(['a', 'b']);
  });
});

describe('selectors in a query', () => {
  test.each([
    ['up', [{ selector: 'up' }]],
    ['count(ALERTS{alertstate="firing"}) or vector(0)', [{ selector: 'ALERTS{alertstate="firing"}' }]],
    ['sum by (job) (rate(a:b[5m])) / on (job) group_left (x) c', [{ selector: 'a:b', range: '5m' }, { selector: 'c' }]],
    ['{__name__=~"x|}y"}', [{ selector: '{__name__=~"x|}y"}' }]],
    ['max_over_time(up[1h:5m]) > bool NaN', [{ selector: 'up', range: '1h' }]],
    ['a offset 1h + b @ 17 + rate(c[5m] offset 1d) + d', [{ selector: 'd' }]],
    ["label_replace(e, 'f', '$1', 'g', '(h)')", [{ selector: 'e' }]],
    ['time() - 1e3 + Inf', []],
    [
      'increase(a[1m] anchored) + rate(b[5m] smoothed)',
      [
        { selector: 'a', range: '1m' },
        { selector: 'b', range: '5m' },
      ],
    ],
    ['a or b @ 120', [{ selector: 'a' }]],
    ['a offset 15m or b @ start() or -c @ end()', []],
    ['sum by ("http.method") ({"http.requests", "a.b"="c"})', [{ selector: '{"http.requests", "a.b"="c"}' }]],
    ['histogram_fraction(0, 0.2, rate(a[5m + 1m])) * 0x1F', [{ selector: 'a', range: '5m + 1m' }]],
    ['of_a_newer_server(a, 5m) + sum{b="c"}', [{ selector: 'a' }, { selector: 'sum{b="c"}' }]],
    ['info(rate(a[5m]), {k8s_cluster=~".*"})', [{ selector: 'a', range: '5m' }]],
    ['sum(info(a{b="c"}, {d=""})) + e', [{ selector: 'a{b="c"}' }, { selector: 'e' }]],
    ['info + max(info(a), {b="c"})', [{ selector: 'info' }, { selector: 'a' }, { selector: '{b="c"}' }]],
    ['a + fill_left(0) b / ignoring (c) group_right () d', [{ selector: 'a' }, { selector: 'b' }, { selector: 'd' }]],
  ])('%s', (query, selectors) => {
    expect(selectorsOf(query)).toEqual(selectors);
  });
});

describe('whether a query reads series', () => {
  test.each([
    'up',
    'sum(rate(a{code=~"5.."}[5m])) or vector(0)',
    'count(ALERTS{alertstate="firing"}) or vector(0)',
    'ALERTS',
    'absent(a)',
    'a offset 1w',
    'rate(a[5m] @ end())',
  ])('%s does', (query) => {
    expect(readsSeries(query)).toBe(true);
  });

  test.each(['1', 'vector(0)', 'time() > 3', 'scalar(vector(1)) or vector(0)'])('%s does not', (query) => {
    expect(readsSeries(query)).toBe(false);
  });
});
