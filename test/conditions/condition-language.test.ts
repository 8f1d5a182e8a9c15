import { afterEach, describe, expect, test, vi } from 'vitest';
import { evaluateNumber, evaluateValue, judgeCondition, parseCondition, type Scope } from '../../src/conditions/condition.ts';
import { ELEMENTS } from '../../src/conditions/cel/operand.ts';
import { judge, tableOf, verdict } from './conditions.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('numbers are of one type', () => {
  test.each<[string, Scope]>([
    ['rules >= 30', { rules: 30 }],
    ['rules >= 30.0', { rules: 30 }],
    ['count + 1 == 2', { count: 1 }],
    ['10.0 * gates["t"].counts.passRate == 9', { gates: { t: { counts: { passRate: 0.9 } } } }],
    ['0.4 * integration + 0.3 * tests + 0.3 * coverage >= 8', { integration: 9.2, tests: 8.5, coverage: 9 }],
    ['size(rows) + 0.5 == 2.5', { rows: [1, 2] }],
    ['passRate * 100 >= 57', { passRate: 0.57 }],
    ['before - after <= 0.05', { before: 0.9, after: 0.85 }],
    ['before - after == 0.0001', { before: 0.9001, after: 0.9 }],
    ['recall - 0.05 >= 0.9', { recall: 0.95 }],
    ['a + b == 0.3', { a: 0.1, b: 0.2 }],
    ['a / 10 == 0.07', { a: 0.7 }],
    ['a / 3.0 + a / 3.0 + a / 3.0 >= 1.0', { a: 1 }],
    ['!(a / 3.0 * 300.0 < 100.0)', { a: 1 }],
    ['a * 49.0 / 49.0 == 0.57', { a: 0.57 }],
    ['at + 0.25 == 1764500000.37345', { at: 1_764_500_000.12345 }],
    ['!(a - b <= 0.05)', { a: 0.9, b: 0.849999999 }],
    ['tiny * tiny > 0', { tiny: 1e-150 }],
    ['large + 1 == 9007199254740991', { large: 9007199254740990 }],
    ['rows[size(rows) - 1] == 2', { rows: [1, 2] }],
    ['rows[1.0] == 2', { rows: [1, 2] }],
    ['18 / size(rows) == 9', { rows: [1, 2] }],
    ['n % 3 == 1', { n: 7 }],
    ['-n < -6 && n > -8', { n: 7 }],
    ['n == 7u', { n: 7 }],
    ['int(n) == 7 && double(text) == 7.5 && string(n) == "7.5"', { n: 7.5, text: '7.5' }],
  ])('%s over %j passes', (source, scope) => {
    expect(judge(source, scope)).toMatchObject({ verdict: 'passed' });
  });
});

describe('texts, lists and maps', () => {
  test.each<[string, Scope]>([
    ['state == "running" && health != "unhealthy"', { state: 'running', health: 'healthy' }],
    ['text.contains("Ready") && text.startsWith("api") && text.endsWith("!")', { text: 'api Ready!' }],
    ['text.matches("^v[0-9]+")', { text: 'v12' }],
    ['matches(text, "[0-9]$")', { text: 'v12' }],
    ['size(text) == 2', { text: '𝒳y' }],
    ['text < "2026-02-01"', { text: '2026-01-31' }],
    ['text >= other', { text: '2026-01-31T00:00:00Z', other: '2026-01-30T23:59:59Z' }],
    ['text + "!" == "hi!"', { text: 'hi' }],
    ['headers["content-type"] == "text/html"', { headers: { 'content-type': 'text/html' } }],
    ['"gate" in needs', { needs: ['test', 'gate'] }],
    ['"a" in map && !("b" in map)', { map: { a: 1 } }],
    ['size(map) == 1 && map.size() == 1', { map: { a: 1 } }],
    ['counts.all(k, counts[k] == 0)', { counts: { a: 0, b: 0 } }],
    ['rows.exists_one(r, r.x == 1)', { rows: [{ x: 1 }, { x: 2 }] }],
    ['rows.map(r, r.x) == [1, 2]', { rows: [{ x: 1 }, { x: 2 }] }],
    ['rows.map(r, r.x > 1, r.x * 2) == [4]', { rows: [{ x: 1 }, { x: 2 }] }],
    ['size(rows.filter(r, r.x > 5)) == 0', { rows: [{ x: 1 }, { x: 2 }] }],
    ['rows.filter(r, r.x > 1)[0].x == 2', { rows: [{ x: 1 }, { x: 2 }] }],
    ['size(rows) == 0', { rows: [] }],
    ['point == {"x": 1, "y": [2]}', { point: { y: [2], x: 1 } }],
    ['rows.all(r, r.tags.all(t, t != r.name))', { rows: [{ name: 'a', tags: ['b'] }] }],
    ['ok ? n > 1 : n > 5', { ok: true, n: 2 }],
    ['["A", "B"].all(t, json.exists(d, d.title == t))', { json: [{ title: 'B' }, { title: 'A' }] }],
    [
      'gates["integration"].counts.runs.all(r, r.passed == 42 && r.failed == 0)',
      {
        gates: { integration: { counts: { runs: [{ passed: 42, failed: 0 }] } } },
      },
    ],
  ])('%s over %j passes', (source, scope) => {
    expect(judge(source, scope)).toMatchObject({ verdict: 'passed' });
  });

  test.each<[string, Scope]>([
    ['rows.exists_one(r, r.x == 1)', { rows: [{ x: 1 }, { x: 1 }] }],
    ['rows.exists(r, r.x == 3)', { rows: [{ x: 1 }, { x: 2 }] }],
    ['rows == [1]', { rows: [1, 2] }],
    ['map == {"a": 1}', { map: { b: 1 } }],
    ['a == 1 || b == 1', { a: 2, b: 2 }],
  ])('%s over %j fails', (source, scope) => {
    expect(judge(source, scope)).toMatchObject({ verdict: 'failed' });
  });
});

describe('an order among texts', () => {
  test.each<[string, Scope]>([
    ['version >= least', { version: '9.0.0', least: '10.0.0' }],
    ['a > b', { a: '7', b: '40' }],
    ['a < b', { a: '2026-01-31', b: '2026-02-01T00:00Z' }],
    ['a < b', { a: '2026-01-31T00:00+01:00', b: '2026-01-31T00:00+02:00' }],
  ])('%s over %j is none', (source, scope) => {
    expect(judge(source, scope)).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('texts have no order') as string });
  });
});

test.each([
  ['2026-01-31', '2026-13-99', '2026-13-99'],
  ['2026-02-29', '2026-03-01', '2026-02-29'],
  ['2026-01-31T00:00Z', '2026-01-31T25:00Z', '2026-01-31T25:00Z'],
])('%s has no order with %s: it does not exist', (a, b, none) => {
  expect(judge('a < b', { a, b })).toMatchObject({ verdict: 'blocked', why: `a < b: ${none} is no day of the calendar, or no time` });
});

test('what is missing under the key at hand is called by that key', () => {
  expect(judge('map.all(k, map[k].ok)', { map: { a: { ok: true }, b: {} } })).toMatchObject({ why: 'map.b.ok is missing' });
  expect(judge('keys.all(k, map[k] == 1)', { keys: ['x-1'], map: { y: 1 } })).toMatchObject({ why: 'map["x-1"] is missing' });
});

describe('what the report shows', () => {
  test.each<[string, Scope, string, string]>([
    ['errorRate < 0.005', { errorRate: 0.0042 }, 'errorRate = 0.0042', '< 0.005'],
    ['0.005 > errorRate', { errorRate: 0.0042 }, 'errorRate = 0.0042', '< 0.005'],
    ['checks == 2160', { checks: 2159 }, 'checks = 2159', '= 2160'],
    ['p95Ms <= 200.0', { p95Ms: 12.4 }, 'p95Ms = 12.4', '≤ 200'],
    ['state != "down"', { state: 'up' }, 'state = "up"', '≠ "down"'],
    ['size(rows) == 1', { rows: [] }, 'size(rows) = 0', '= 1'],
    ['a + b > 3', { a: 1, b: 2 }, 'a = 1, b = 2', 'a + b > 3'],
    ['checks == expected', { checks: 1, expected: 2 }, 'checks = 1, expected = 2', 'checks == expected'],
    ['json.ok && has(json.id)', { json: { ok: true } }, 'json.ok = true, has(json.id) = false', 'json.ok && has(json.id)'],
    ['ratio > 0.3', { ratio: 0.1 + 0.2 }, 'ratio = 0.3', '> 0.3'],
    ['bytes > 5', { bytes: 1_234_567_890_123_456 }, 'bytes = 1234567890120000', '> 5'],
    [
      'gates["health-30m"].counts.checks == 1',
      { gates: { 'health-30m': { counts: { checks: 1 } } } },
      'gates["health-30m"].counts.checks = 1',
      '= 1',
    ],
    [
      'runs.all(r, r.failed == 0)',
      { runs: [{ failed: 0 }, { failed: 3 }, { failed: 0 }] },
      'runs[*].failed = 0, 3',
      'runs.all(r, r.failed == 0)',
    ],
    ['a.b > 1', { a: {} }, 'a.b = missing', '> 1'],
    ['"x" in tags', { tags: ['a', 'b'] }, 'tags = ["a", "b"]', '"x" in tags'],
    ['text == "a"', { text: `\u001b[31m${'x'.repeat(100)}\u202e` }, `text = "\\u001b[31m${'x'.repeat(75)}…"`, '= "a"'],
    ['text == "5"', { text: '5\n' }, 'text = "5\\n"', '= "5"'],
    ['text == "5"', { text: '5\u200b' }, 'text = "5\\u200b"', '= "5"'],
  ])('%s over %j', (source, scope, measured, target) => {
    expect(judge(source, scope)).toMatchObject({ measured, target });
  });

  test('a long list of operands is cut, and says so', () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const { measured } = judge(names.map((name) => `${name} > 0`).join(' && '), Object.fromEntries(names.map((name) => [name, 1])));
    expect(measured).toMatch(/^n0 = 1, .*n11 = 1 and 8 more$/);
  });

  test('a total map shows what it read', () => {
    const table = tableOf({ status: { map: 'number', otherwise: 0 } });
    expect(judge('status["422"] == 0', { status: {} }, table)).toMatchObject({ measured: 'status["422"] = 0' });
  });

  test('names and operands tell what a condition reads', () => {
    const { names, operands } = parseCondition('gates["x"].counts.n == 1 && rows.all(r, r.ok) && size(rows) > vars.least');
    expect([...names]).toEqual(['gates', 'rows', 'vars']);
    expect(operands.map(({ path, use }) => [path, use])).toEqual([
      [['gates', 'x', 'counts', 'n'], 'value'],
      [['rows'], 'size'],
      [['rows', ELEMENTS, 'ok'], 'value'],
      [['vars', 'least'], 'value'],
    ]);
  });
});

describe('expressions for their value', () => {
  test('give any value, or say why not', () => {
    expect(evaluateValue(parseCondition('rows.map(r, r + 1)'), { rows: [1, 2] })).toEqual({ value: [2, 3] });
    expect(evaluateValue(parseCondition('9.2'), {})).toEqual({ value: 9.2 });
    expect(evaluateValue(parseCondition('a.b'), { a: {} })).toEqual({ blocked: 'a.b is missing' });
  });

  test('give a number, or say why not', () => {
    expect(evaluateNumber(parseCondition('json.processed'), { json: { processed: 7 } })).toEqual({ value: 7 });
    expect(evaluateNumber(parseCondition('json.processed'), { json: { processed: '7' } })).toEqual({
      blocked: 'json.processed is not a number',
    });
    expect(evaluateNumber(parseCondition('json.processed'), { json: { processed: Number.NaN } })).toEqual({
      blocked: 'json.processed is NaN',
    });
  });
});

test('nothing of the machine is read: no clock, no randomness', () => {
  const forbidden = (): never => {
    throw new Error('read the machine');
  };
  vi.stubGlobal('Date', forbidden);
  vi.stubGlobal('Intl', new Proxy({}, { get: forbidden }));
  vi.spyOn(Math, 'random').mockImplementation(forbidden);
  vi.spyOn(Math, 'pow').mockImplementation(forbidden);
  expect(
    verdict('rows.all(r, r.x > 0.5 && r.s.matches("^a")) && size(rows) == 2', {
      rows: [
        { x: 1, s: 'ab' },
        { x: 2, s: 'a' },
      ],
    }),
  ).toBe('passed');
  expect(() => parseCondition('timestamp("2026-01-01T00:00:00Z").getHours() == 0')).toThrow(/unknown function/);
});

test('a condition is judged in a few microseconds', () => {
  const scope = { status: 200, json: { ok: true } };
  const condition = parseCondition('status == 200 && json.ok');
  const timed = (): number => {
    // Of the processor: what else runs on the machine does not count.
    const started = process.cpuUsage();
    for (let index = 0; index < 20_000; index++) judgeCondition(condition, scope);
    return process.cpuUsage(started).user / 20_000;
  };
  timed();
  expect(Math.min(timed(), timed(), timed())).toBeLessThan(30);
});
