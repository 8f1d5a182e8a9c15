import { run } from '@bufbuild/cel';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../src/conditions/condition.ts';
import { judge, tableOf, verdict } from './conditions.ts';

/** JSON text keeps what an object literal would lose: an own key called __proto__. */
const parsed = (text: string): Scope => JSON.parse(text) as Scope;

describe('what plain CEL lets pass', () => {
  test.each<[string, Scope, string]>([
    ['missing || true', {}, 'missing is missing'],
    ['true || missing', {}, 'missing is missing'],
    ['ok || missing', { ok: true }, 'missing is missing'],
    ['!(bad && missing)', { bad: false }, 'missing is missing'],
    ['!has(json.error)', {}, 'json is missing'],
    ['!has(json.a.error)', { json: {} }, 'json.a is missing'],
    ['[].all(x, x > n)', { n: 1 }, 'the list in the condition is empty'],
    ['rows.all(r, r.ok)', { rows: [] }, 'rows is empty'],
    ['!rows.exists(r, r.bad)', { rows: [] }, 'rows is empty'],
    ['rows.filter(r, r > 5.0).all(r, r > 9.0)', { rows: [1] }, 'the result of filter() is empty'],
    ['!("x" in tags)', { tags: [] }, 'tags is empty'],
    ['tags == []', { tags: [] }, 'tags is empty'],
    ['n != 200.0', { n: Number.NaN }, 'n is NaN'],
    ['!(1 in nums)', { nums: [2, Number.NaN] }, '1 in nums: one side is NaN'],
    ['!(n < 0.95)', { n: Number.NaN }, 'n is NaN'],
    ['n > 1.0', { n: Number.POSITIVE_INFINITY }, 'n is Infinity'],
    [
      'a == b',
      parsed('{"a":1790000000000000001,"b":1790000000000000077}'),
      'a is above 2^53, where a number is not exact: compare it as text',
    ],
    ['a != b', parsed('{"a":9007199254740992,"b":9007199254740993}'), 'a is above 2^53, where a number is not exact: compare it as text'],
    ['a > 0.0', { a: -(2 ** 53) }, 'a is above 2^53, where a number is not exact: compare it as text'],
    [
      'a == [1, n]',
      { a: [1, 2 ** 53], n: 3 },
      'a == the list in the condition: one side is above 2^53, where a number is not exact: compare it as text',
    ],
    [
      'double(a) == double(b)',
      { a: '1790000000000000001', b: '1790000000000000077' },
      'a is above 2^53, where a number is not exact: compare it as text',
    ],
    ['a / b != 1.0', { a: 0, b: 0 }, 'a / b: 0 / 0 is NaN'],
    ['a / b > 1.0', { a: 1, b: 0 }, 'a / b: 1 / 0 is Infinity'],
    ['value != 5', { value: '5' }, 'value != 5: a text is compared with a number'],
    ['value == 5 || true', { value: '5' }, 'value == 5: a text is compared with a number'],
    ['value < 5 || n == 1', { value: '4', n: 1 }, 'value < 5: a text and a number have no order'],
    ['!(value in [1, 2])', { value: '5' }, 'value in the list in the condition: a text is compared with a number'],
    ['value != true', { value: 'true' }, 'value != true: a text is compared with a truth value'],
    ['value', { value: 1 }, 'value is a number, not true or false'],
    ['value', { value: 'false' }, 'value is a text, not true or false'],
    ['!value', { value: 0 }, 'value is a number, not true or false'],
    ['value != 3', { value: null }, 'value is null'],
    ['has(json.error)', { json: { error: null } }, 'json.error is null: compare it with == null'],
    ['missing != null', {}, 'missing is missing'],
    ['ok ? ok : missing', { ok: true }, 'missing is missing'],
    ['missing ? true : ok', { ok: true }, 'missing is missing'],
    ['rows.exists(r, r.ok)', { rows: [{ ok: true }, {}] }, 'rows[1].ok is missing'],
    ['rows.length == 0', { rows: [] }, 'rows.length is missing'],
    ['text.length > 2', { text: 'long' }, 'text.length is missing: text is a text'],
    ['rows[0].x == 1', { rows: [] }, 'rows[0] is missing'],
    ['map[0] == 1', { map: { 0: 1 } }, 'map[0] is missing'],
    ['toString != 1', {}, 'toString is missing'],
    ['map.hasOwnProperty != 1', { map: { a: 1 } }, 'map.hasOwnProperty is missing'],
    ['map[key] != 1', { map: { a: 1 }, key: '__proto__' }, 'map.__proto__ is missing'],
    ['map[key] != 1', { map: { a: 1 }, key: 'constructor' }, 'map.constructor is missing'],
    ['map[key] != 1', { ...parsed('{"map":{"__proto__":5}}'), key: '__proto__' }, 'map.__proto__ is missing'],
    ['double(text) != 1.0', { text: '' }, "text (a text) can't be made a number"],
    ['int(text) != 1', { text: '1x' }, "text (a text) can't be made a number"],
    ['7.5 % n != 0.0', { n: 2 }, '7.5 % n: 7.5 % 2 is NaN'],
    ['18 / 20 == 0', {}, 'reads nothing that is measured, so it can never fail'],
    ['true', {}, 'reads nothing that is measured, so it can never fail'],
  ])('%s over %j blocks', (source, scope, why) => {
    expect(judge(source, scope)).toMatchObject({ verdict: 'blocked', why });
  });

  test('the library does let such conditions pass: the guards are needed', () => {
    expect(run('missing || true', {})).toBe(true);
    expect(run('!has(json.error)', { json: {} })).toBe(true);
    expect(run('[].all(x, x > 1.0)', {})).toBe(true);
    expect(run('n != 200.0', { n: Number.NaN })).toBe(true);
    expect(run('value != 5.0', { value: '5' })).toBe(true);
    expect(run('18 / 20 == 0', {})).toBe(true);
  });

  test.each(['__proto__ == 1', 'a.__proto__ == 1', 'a["constructor"] == 1', 'has(a.prototype)', 'a["$partial"] == 1'])(
    '%s can not be written',
    (source) => {
      expect(() => judge(source, {})).toThrow(/can't be read/);
    },
  );

  test('a loop over a map with such a key blocks', () => {
    expect(verdict('map.all(k, k != "x")', parsed('{"map":{"__proto__":1}}'))).toBe('blocked');
  });
});

describe('the order of conjuncts', () => {
  test('a false one fails before a later one blocks', () => {
    expect(verdict('size(rows) == 1 && rows[0].x == 1', { rows: [] })).toBe('failed');
    expect(verdict('(a == 1 && b == 1) && missing', { a: 1, b: 2 })).toBe('failed');
    expect(verdict('rows.all(r, r.ok)', { rows: [{ ok: false }, {}] })).toBe('failed');
    expect(verdict('rows.all(r, r.n == 1 && r.ok)', { rows: [{ n: 2 }] })).toBe('failed');
  });

  test('one that blocks blocks before a later one fails', () => {
    expect(verdict('missing && a == 1', { a: 2 })).toBe('blocked');
    expect(verdict('rows.all(r, r.ok)', { rows: [{}, { ok: false }] })).toBe('blocked');
  });
});

describe('has()', () => {
  test('may miss the last step, and only that', () => {
    expect(verdict('has(json.error)', { json: { error: 'x' } })).toBe('passed');
    expect(verdict('has(json.error)', { json: { a: 1 } })).toBe('failed');
    expect(verdict('!has(json.error)', { json: { a: 1 } })).toBe('passed');
    expect(verdict('!has(json.error)', { json: {} })).toBe('passed');
    expect(verdict('!has(json.error)', { json: [1] })).toBe('blocked');
    expect(verdict('!has(json.error)', { json: 'text' })).toBe('blocked');
  });

  test('rules out what stands to its right, anywhere', () => {
    expect(verdict('!has(json.error) || json.error.code == 0', { json: { a: 1 } })).toBe('passed');
    expect(verdict('rows.exists(r, has(r.x) && r.x == 1)', { rows: [{ y: 1 }, { x: 1 }] })).toBe('passed');
    expect(verdict('size(rows.filter(r, has(r.x) && r.x > 1)) == 0', { rows: [{ y: 1 }] })).toBe('passed');
    expect(verdict('has(json.n) ? json.n > 1 : json.m > 1', { json: { m: 2 } })).toBe('passed');
    expect(verdict('ok || (has(json.n) && json.n > 1)', { ok: true, json: { m: 2 } })).toBe('passed');
    expect(verdict('ok || (has(json.n) && json.n > 1)', { ok: true })).toBe('blocked');
    expect(verdict('ok || (json.m == 1 && json.n > 1)', { ok: true, json: { m: 2 } })).toBe('blocked');
  });
});

describe('null', () => {
  test('is a value only beside a literal null', () => {
    expect(verdict('json.error == null', { json: { error: null } })).toBe('passed');
    expect(verdict('null == json.error', { json: { error: null } })).toBe('passed');
    expect(verdict('json.error == null', { json: { error: 'x' } })).toBe('failed');
    expect(verdict('json.error != null', { json: { error: {} } })).toBe('passed');
    expect(verdict('json.error != null', { json: { error: Number.NaN } })).toBe('blocked');
    expect(verdict('json.error == null', { json: {} })).toBe('blocked');
    expect(verdict('json.a == json.b', { json: { a: null, b: null } })).toBe('blocked');
  });
});

describe('total maps', () => {
  const table = tableOf({
    status: { map: 'number', otherwise: 0 },
    recall: { map: 'number', keys: ['pass', 'warn'] },
    confusion: { map: { map: 'number', otherwise: 0, keys: ['pass', 'reject'] }, keys: ['pass', 'reject'] },
    runs: { list: { fields: tableOf({ status: { map: 'number', otherwise: 0 } }) } },
  });

  test('read their number where a key was never seen', () => {
    expect(verdict('status["422"] == 0', { status: { 200: 5 } }, table)).toBe('passed');
    expect(verdict('status["422"] == 0', { status: {} }, table)).toBe('passed');
    expect(verdict('status["422"] == 0', { status: { 422: 1 } }, table)).toBe('failed');
    expect(verdict('confusion["reject"]["pass"] == 0', { confusion: {} }, table)).toBe('passed');
    expect(verdict('confusion["reject"]["pass"] == 0', { confusion: { reject: { pass: 1 } } }, table)).toBe('failed');
    expect(verdict('runs.all(r, r.status["500"] == 0)', { runs: [{ status: {} }] }, table)).toBe('passed');
  });

  test('are not total for keys that they do not range over, nor when they are missing, nor without a table', () => {
    expect(verdict('confusion["reject"]["pas"] == 0', { confusion: {} }, table)).toBe('blocked');
    expect(verdict('recall["pass"] < 1', { recall: {} }, table)).toBe('blocked');
    expect(verdict('status["422"] == 0', {}, table)).toBe('blocked');
    expect(verdict('status["422"] == 0', { status: {} })).toBe('blocked');
  });
});

describe('the cost of a condition', () => {
  const rows = Array.from({ length: 300 }, (_, index) => ({ x: index }));

  test('is bounded by steps, not by time', () => {
    const nested = 'rows.all(a, rows.all(b, rows.all(c, a.x + b.x + c.x >= 0)))';
    expect(judge(nested, { rows })).toMatchObject({ verdict: 'blocked', why: expect.stringMatching(/1,000,000 steps/) });
    expect(verdict('rows.all(a, rows.all(b, a.x + b.x >= 0))', { rows })).toBe('passed');
  });

  test('counts patterns, comparisons and sums by their length', () => {
    const text = 'a'.repeat(200_000);
    expect(verdict('text.matches("(a+)+$")', { text })).toBe('blocked');
    expect(verdict('text.matches("(a+)+$")', { text: text.slice(0, 20_000) })).toBe('passed');
    expect(verdict('text.contains("b")', { text: text.repeat(6) })).toBe('blocked');
    expect(verdict('rows.map(r, rows).map(r, r + r + r + r + r + r + r + r + r + r + r + r) == []', { rows })).toBe('blocked');
  });

  test('documents nested without end are not compared', () => {
    const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);
    const scope = { a: deep(100_000), b: deep(100_000) } as Scope;
    expect(verdict('a == b', scope)).toBe('blocked');
  });
});
