import { describe, expect, test } from 'vitest';
import { checkCondition, checkValue, parseCondition } from '../../src/conditions/condition.ts';
import { tableOf } from './conditions.ts';

const table = tableOf({
  status: 'number',
  errorRate: 'number',
  p95Ms: 'number',
  state: 'string',
  ok: 'boolean',
  json: 'any',
  rows: { list: 'any' },
  tags: { list: 'string' },
  headers: { map: 'string' },
  recall: { map: 'number', keys: ['pass', 'reject'] },
  confusion: { map: { map: 'number', otherwise: 0, keys: ['pass', 'reject'] }, keys: ['pass', 'reject'] },
  wilson: { fields: tableOf({ lower: 'number', upper: 'number' }) },
  gates: { fields: tableOf({ 'health-30m': { fields: tableOf({ counts: 'any' }) } }) },
});

describe('wrong conditions', () => {
  test.each([
    ['errorrate < 1', 0, 'unknown measurement "errorrate"; did you mean "errorRate"?'],
    ['ok && p95 < 200', 6, /^unknown measurement "p95"; there are status, errorRate, p95Ms/],
    ['error-rate < 0.1', 0, '"error-rate" is read as a subtraction; did you mean "errorRate"?'],
    ['gates.health-check.counts.x == 1', 6, '"health-check" is read as a subtraction; write gates["health-check"]'],
    ['gates["health-3m"].counts.x == 1', 6, 'unknown key of gates: "health-3m"; did you mean "health-30m"?'],
    ['status == "200"', 7, 'status is a number, "200" is a text: == needs two of one type'],
    ['"up" != ok', 5, '"up" is a text, ok is true or false: != needs two of one type'],
    [
      'state >= "10.0.0"',
      9,
      /^texts have no order, but for dates .* write double\(…\) for numbers, \{ tool: node, version: ">=20" \} for versions$/,
    ],
    ['state < 5', 6, 'state is a text, 5 is a number: < needs two of one type'],
    ['ok < true', 0, 'ok is true or false, which has no order'],
    ['status', 0, 'status is a number, expected true or false'],
    ['!status', 1, 'status is a number, expected true or false'],
    ['ok && state', 6, 'state is a text, expected true or false'],
    ['18 / 20 < errorRate', 3, '18 / 20 divides whole numbers, which CEL rounds down: write 18.0 / 20.0'],
    ['state * 2 == 4', 0, 'state is a text, expected a number'],
    ['state + 1 == "a"', 6, 'state is a text, 1 is a number: + needs two of one type'],
    ['status.code == 1', 7, 'status is a number, it has no parts'],
    ['rows.status == 1', 5, 'rows is a list: write rows[0], or rows.all(x, …)'],
    ['headers[0] == "a"', 8, 'the keys of headers are texts: write ["0"]'],
    ['headers["a"] == 1', 13, 'headers.a is a text, 1 is a number: == needs two of one type'],
    ['recall["pas"] > 0.5', 7, 'unknown key of recall: "pas"; did you mean "pass"?'],
    ['confusion["reject"]["passed"] == 0', 20, 'unknown key of confusion.reject: "passed"; did you mean "pass"?'],
    ['wilson.low > 0.6', 7, 'unknown key of wilson: "low"; there are lower, upper'],
    ['has(wilson.x)', 11, 'unknown key of wilson: "x"; there are lower, upper'],
    ['size(status) == 1', 5, 'status is a number, it has no size'],
    ['status in state', 10, 'state is a text, expected a list or a map'],
    ['status.all(x, x > 1)', 0, 'status is a number, it has no elements'],
    ['rows.all(r, 5)', 12, '5 is a number, expected true or false'],
    ['tags.all(t, t > 5)', 14, 't is a text, 5 is a number: > needs two of one type'],
    ['status.contains("a")', 0, 'status is a number, expected a text'],
    ['status < null', 7, 'null has no order'],
  ])('%s', (source, offset, message) => {
    const problems = checkCondition(parseCondition(source), table);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.offset).toBe(offset);
  });

  test('each of several mistakes is said', () => {
    const problems = checkCondition(parseCondition('statu == 1 && stat == "x" && rate > 1'), table);
    expect(problems.map(({ offset }) => offset)).toEqual([0, 14, 29]);
  });
});

describe('right conditions', () => {
  test.each([
    'status == 200 && json.ok',
    'rows[0].x == 1 && rows.all(r, r.x == "a")',
    'tags.exists(t, t == "x") && "a" in headers',
    'recall["pass"] >= 0.60 && confusion["reject"]["pass"] == 0',
    'wilson.lower > 0.6 && size(headers) > 1.0',
    'gates["health-30m"].counts.anything == 5',
    'json.a == null && has(json.b)',
    'recall.all(k, recall[k] > 0.5)',
    'size(tags.filter(t, t.startsWith("a"))) == status',
    'ok ? status > 1 : errorRate < 1',
    'status - errorRate > 1',
  ])('%s', (source) => {
    expect(checkCondition(parseCondition(source), table)).toEqual([]);
  });
});

test('an expression for its value may be of any type, or of the one that is asked for', () => {
  const value = parseCondition('status + 1');
  expect(checkValue(value, table)).toEqual([]);
  expect(checkValue(value, table, 'number')).toEqual([]);
  expect(checkValue(parseCondition('state'), table, 'number')).toEqual([{ message: 'state is a text, expected a number', offset: 0 }]);
});
