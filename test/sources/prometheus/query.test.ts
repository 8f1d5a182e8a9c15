import { describe, expect, test } from 'vitest';
import {
  hasValueOfNothing,
  metricsToKnow,
  quantileCalls,
  readsSeries,
  selectorsOf,
  valueOfNothing,
} from '../../../src/sources/prometheus/query.ts';

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

describe('a query that has a value without data', () => {
  test.each<[string, boolean, number | undefined]>([
    ['sum(rate(a{code=~"5.."}[5m])) or vector(0)', true, 0],
    ['a or on() vector(1.5)', true, 1.5],
    ['(a or vector(0)) / b', false, undefined],
    ['(sum(a) or vector(0)) + (sum by (c) (b) or vector(0))', true, undefined],
    ['a / on (c) group_left (d) b or on() vector(2)', true, 2],
    ['sum((increase(a[5m]) and a offset 5m) or a) or vector(0)', true, 0],
    ['(a or vector(0)) and b', false, undefined],
    ['vector(0) unless b', true, undefined],
    ['clamp_min(sum(a) or vector(0), 1)', true, undefined],
    ['histogram_quantile(0.9, a or vector(0))', true, undefined],
    ['sum(a) * 100', false, undefined],
    ['absent(a)', true, undefined],
    ['a offset 1h', false, undefined],
    ['vector(1)', false, undefined],
    ['a{b="or vector(0)"}', false, undefined],
  ])('%s', (query, has, value) => {
    expect([hasValueOfNothing(query), valueOfNothing(query)]).toEqual([has, value]);
  });

  test.each<[string, readonly string[]]>([
    ['sum(rate(a{code=~"5.."}[5m])) or vector(0)', ['a']],
    ['sum(a) + sum(a{b="c"}) + count(ALERTS) or vector(0)', ['a']],
    ['count({job="x", __name__="a"}) + count({"b.c", d="e"}) + count({__name__=~"f.*"}) or vector(0)', ['a', '{"b.c"}']],
    ['sum(a)', []],
    ['absent(a)', []],
    ['sum(a offset 1h) or vector(0)', ['a']],
    ['sum(a) or sum(up) * 0', ['a', 'up']],
    ['max(a) or 0 * max(b)', ['a', 'b']],
    ['sum(rate(a[1m]) or up * 0)', ['a', 'up']],
    ['0 * (count(up) unless on () a)', ['a']],
    ['0 * (sum(up) unless on () (increase(a[5m]) > 0))', ['a']],
    ['label_replace(a or b - b, "x", "y", "", "")', ['a', 'b']],
    ['c and on () (a or b ^ 0)', ['a', 'b']],
    ['a or up', ['a', 'up']],
    ['sum(a) or group(b)', ['a', 'b']],
    ['a or b / Inf', ['a', 'b']],
    ['a or 1', ['a']],
    ['a or b > bool 5', ['a', 'b']],
    ['sum(rate(a[5m])) or sum(rate(b{c="d"}[5m]))', []],
    ['a_seconds or b_milliseconds / 1000', []],
    ['a - b or c - d', []],
    ['count(a > 0) or count(b > 0)', []],
    ['sum by (le) (rate(a[5m])) or (max without (x) (b) or c)', []],
    ['(a or b) unless on (i) c', ['c']],
    ['a and b', []],
  ])('%s must know', (query, metrics) => {
    expect(metricsToKnow(query).map(({ selector }) => selector)).toEqual(metrics);
  });
});
