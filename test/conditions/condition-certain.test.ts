import { describe, expect, test } from 'vitest';
import { certaintyIn, checkCondition, impossibilityIn, parseCondition, presenceIn } from '../../src/conditions/condition.ts';
import { amount, type MeasurementTable, share, someOf } from '../../src/conditions/measurements.ts';

const table: MeasurementTable = {
  status: amount(''),
  code: { type: 'number', doc: '', least: 100, most: 599, none: 0 },
  failed: amount(''),
  skipped: someOf('total', ''),
  total: amount(''),
  rate: share(''),
  drop: { type: 'number', doc: '', most: 1 },
  value: { type: 'number', doc: '' },
  ok: { type: 'boolean', doc: '' },
  word: { type: 'string', doc: '' },
  json: { type: 'any', doc: '' },
  rows: { type: { list: 'any' }, doc: '' },
  rates: { ...share(''), type: { list: 'number' } },
  recall: { ...share(''), type: { map: 'number' } },
  confusion: { ...amount(''), type: { map: { map: 'number', otherwise: 0 } } },
  services: { type: { map: { fields: { failures: amount(''), state: { type: 'string', doc: '' } } }, keys: ['api'] }, doc: '' },
  suites: { type: { map: { fields: { skipped: someOf('total', ''), total: amount('') } }, keys: ['a', 'b'] }, doc: '' },
  wilson: { type: { fields: { lower: share('') } }, doc: '' },
};

function certainty(source: string) {
  const condition = parseCondition(source);
  expect(checkCondition(condition, table)).toEqual([]);
  return certaintyIn(condition, table);
}

describe('what can not fail', () => {
  test.each([
    ['status >= 0', 7, 'status is never below 0'],
    ['0 <= status', 2, 'status is never below 0'],
    ['status > -1', 7, 'status is never below 0'],
    ['status != -1', 7, 'status is never below 0'],
    ['!(status < 0)', 0, 'status is never below 0'],
    ['rate <= 1', 5, 'rate is between 0 and 1'],
    ['rate <= 1.5', 5, 'rate is between 0 and 1; write 0.015 for 1.5 %'],
    ['rate < 2.0', 5, 'rate is between 0 and 1; write 0.02 for 2 %'],
    ['skipped / total < 5', 16, 'skipped / total is between 0 and 1; write 0.05 for 5 %'],
    ['suites["a"].skipped / suites["a"].total <= 5', undefined, 'suites.a.skipped / suites.a.total is between 0 and 1; write 0.05 for 5 %'],
    ['100.0 * rate <= 100.0', undefined, '100 * rate is between 0 and 100'],
    ['100.0 * (skipped / total) <= 500.0', undefined, '100 * skipped / total is between 0 and 100'],
    ['skipped <= total', 8, 'skipped is a part of total'],
    ['total >= skipped', 6, 'skipped is a part of total'],
    ['code >= 100', 5, 'code is between 100 and 599'],
    ['code < 600', 5, 'code is between 100 and 599'],
    ['99 < code', 3, 'code is between 100 and 599'],
    ['code != 0 || code >= 100', 0, 'code is between 100 and 599'],
    ['1.0 - rate >= 0.0', 11, '1 - rate is between 0 and 1'],
    ['drop <= 1.0', 5, 'drop is never above 1'],
    ['failed + total >= 0', 15, 'failed + total is never below 0'],
    ['failed / total >= 0.0', 15, 'failed / total is never below 0'],
    ['recall["pass"] >= 0.0', 15, 'recall.pass is between 0 and 1'],
    ['confusion["a"]["b"] >= 0', 20, 'confusion.a.b is never below 0'],
    ['services["api"].failures >= 0', 25, 'services.api.failures is never below 0'],
    ['wilson.lower >= 0.0', 13, 'wilson.lower is between 0 and 1'],
    ['size(rows) >= 0', 11, 'size(rows) is never below 0'],
    ['rates.all(r, r <= 1.0)', undefined, 'r is between 0 and 1'],
    ['status == status', 7, 'both sides are the same'],
    ['value <= value', 6, 'both sides are the same'],
    ['json.a[0] == json["a"][0]', 10, 'both sides are the same'],
    ['word.matches("a") == word.matches("a")', 18, 'both sides are the same'],
    ['true || status == 200', 0, 'it is true'],
    ['status == 200 || status >= 0', 0, 'status is never below 0'],
    ['ok || !ok', 0, 'one of its sides holds in any case'],
    ['!ok || word == "x" || ok', 0, 'one of its sides holds in any case'],
    ['status == 200 || status != 200', 0, 'one of its sides holds in any case'],
    ['value < 5 || value >= 5', 0, 'one of its sides holds in any case'],
    ['status >= 0 && rate <= 1', 0, 'status is never below 0, and rate is between 0 and 1'],
    ['ok ? status >= 0 : true', undefined, 'it is true'],
  ])('%s', (source, offset, why) => {
    expect(certainty(source)).toEqual({ message: `can't fail: ${why}`, offset: offset ?? expect.any(Number) });
  });
});

describe('what can fail', () => {
  test.each([
    'skipped / total < 0.05',
    'failed / total < 5',
    'suites["a"].skipped / suites["b"].total < 5',
    'total / skipped <= 5',
    'skipped < total',
    'skipped >= total',
    '100.0 * rate <= 99.0',
    'code >= 101',
    'code < 500',
    'code > 0',
    'status >= 1',
    'status == 0',
    'status > 0',
    'status <= 1000000',
    'status != 0',
    'rate <= 0.99',
    'rate < 1',
    'rate >= 0.01',
    'rate != 1.0',
    'drop >= 0.0',
    'drop >= -1.0',
    'value >= 0',
    'json.count >= 0',
    'total - failed >= 0',
    'rate * 2.0 <= 1.0',
    'rate - 0.5 >= 0.0',
    'value / total >= 0.0',
    'services["api"].state == "up"',
    'json.all(x, x >= 0)',
    'rates.exists(r, r >= 0.0)',
    'status == failed',
    'json.a == json.b',
    'json.a[0] == json.a[1]',
    'word.matches("a") == word.matches("b")',
    'status >= 0 && json.ok',
    'json.ok && status >= 0',
    'ok || word == "x"',
    'ok && !ok',
    'value < 5 || value > 5',
    'value < 5 || value >= 6',
    'value < 5 || total >= 5',
    'ok ? status >= 0 : word == "x"',
    '!(status >= 0)',
    'has(json.a)',
    'status in [200]',
    '"x" in recall',
  ])('%s', (source) => {
    expect(certainty(source)).toBeUndefined();
  });
});

describe('what only asks whether there is an answer', () => {
  test.each(['code > 0', '0 < code', 'code != 0', '!(code == 0)', 'code > 0 || ok'])('%s', (source) => {
    expect(certainty(source)).toBeUndefined();
    const why = 'code is between 100 and 599';
    expect(presenceIn(parseCondition(source), table)).toMatchObject({ message: `can't fail once there is an answer: ${why}` });
  });

  test.each(['code > 0 && ok', 'code >= 100', 'status > 0', 'code > 200', 'ok'])('not %s', (source) => {
    expect(presenceIn(parseCondition(source), table)).toBeUndefined();
  });
});

describe('what can never hold', () => {
  test.each([
    ['code == 0', 'code is between 100 and 599'],
    ['code == 600', 'code is between 100 and 599'],
    ['code < 100', 'code is between 100 and 599'],
    ['skipped > total', 'skipped is a part of total'],
    ['skipped / total > 5', 'skipped / total is between 0 and 1; write 0.05 for 5 %'],
    ['100.0 * rate > 100.0', '100 * rate is between 0 and 100'],
    ['rate >= 95', 'rate is between 0 and 1; write 0.95 for 95 %'],
    ['rate > 80.0', 'rate is between 0 and 1; write 0.80 for 80 %'],
    ['99.5 <= rate', 'rate is between 0 and 1; write 0.995 for 99.5 %'],
    ['rate == 100', 'rate is between 0 and 1; write 1.00 for 100 %'],
    ['rate > 1', 'rate is between 0 and 1'],
    ['rate >= 200', 'rate is between 0 and 1'],
    ['status < 0', 'status is never below 0'],
    ['status == -1', 'status is never below 0'],
    ['drop > 1.0', 'drop is never above 1'],
    ['!(rate <= 1)', 'rate is between 0 and 1'],
    ['ok && rate >= 80', 'rate is between 0 and 1; write 0.80 for 80 %'],
    ['rate >= 80 || wilson.lower >= 90', 'wilson.lower is between 0 and 1; write 0.80 for 80 %; write 0.90 for 90 %'],
    ['rates.exists(r, r >= 95)', 'r is between 0 and 1; write 0.95 for 95 %'],
    ['recall["pass"] >= 70', 'recall.pass is between 0 and 1; write 0.70 for 70 %'],
    ['ok ? rate >= 80 : rate >= 90', 'rate is between 0 and 1'],
    ['status == 200 && false', 'false is never true'],
  ])('%s', (source, why) => {
    const condition = parseCondition(source);
    expect(checkCondition(condition, table)).toEqual([]);
    expect(impossibilityIn(condition, table)?.message).toBe(`can never hold: ${why}`);
  });

  test.each(['rate >= 0.8', 'rate >= 1', 'status < 1', 'status == 0', 'ok || rate >= 80', 'value < 0', 'rate <= 80', 'json.a >= 80'])(
    'is not %s',
    (source) => {
      expect(impossibilityIn(parseCondition(source), table)).toBeUndefined();
    },
  );
});
