import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { judgeCondition, parseCondition, projectOperands, type Scope } from '../../src/conditions/condition.ts';
import { scopes, sources } from './arbitrary.ts';
import { judge } from './conditions.ts';

/** As it comes back from a line of the record. */
function recorded(source: string, scope: Scope): JsonObject {
  return JSON.parse(JSON.stringify(projectOperands(parseCondition(source), scope))) as JsonObject;
}

/** NaN and the infinities are none; how they are shown is not kept. */
function isJson(scope: Scope): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(scope)), scope);
}

test('judging what was recorded gives what judging the whole gave', () => {
  const verdicts = { passed: 0, failed: 0, blocked: 0 };
  fc.assert(
    fc.property(sources, scopes, (source, scope) => {
      const condition = parseCondition(source);
      const whole = judgeCondition(condition, scope);
      verdicts[whole.verdict]++;
      const later = judgeCondition(condition, recorded(source, scope));
      expect(later.verdict).toBe(whole.verdict);
      if (isJson(scope)) expect(later).toEqual(whole);
    }),
    { numRuns: 3000 },
  );
  // The property says something only if all three happen often.
  for (const count of Object.values(verdicts)) expect(count).toBeGreaterThan(500);
});

describe('what is recorded', () => {
  const rows = [
    { id: 1, status: 'completed', secret: 'x' },
    { id: 2, status: 'failed', secret: 'y' },
  ];

  test.each<[string, Scope, unknown]>([
    ['status == 200 && json.ok', { status: 200, json: { ok: true, other: [1, 2] }, body: 'long' }, { status: 200, json: { ok: true } }],
    ['rows.all(r, r.status == "completed")', { rows }, { rows: [{ status: 'completed' }, { status: 'failed' }] }],
    ['rows.filter(r, r.id > 1)[0].status == "x"', { rows }, { rows: rows.map(({ id, status }) => ({ id, status })) }],
    ['size(rows) == 1 && rows[0].status == "x"', { rows: rows.slice(0, 1) }, { rows: [{ status: 'completed' }] }],
    ['size(rows) == 2', { rows }, { rows: { $partial: { size: 2 } } }],
    ['rows[1].id == 2', { rows }, { rows: { $partial: { size: 2, at: { 1: { id: 2 } } } } }],
    ['size(rows) == 0', { rows: [] }, { rows: [] }],
    ['size(map) == 2 && map.a == 1', { map: { a: 1, b: 2 } }, { map: { $partial: { size: 2, at: { a: 1 } } } }],
    [
      'headers.exists(h, h == "x-cache")',
      { headers: { 'x-cache': 'hit', cookie: 'secret' } },
      { headers: { 'x-cache': null, cookie: null } },
    ],
    ['has(json.error)', { json: { error: { message: 'secret' } } }, { json: { error: {} } }],
    ['"gate" in deploy.needs', { deploy: { needs: ['gate'], run: 'secret' } }, { deploy: { needs: ['gate'] } }],
    ['missing.x == 1', { other: 1 }, {}],
  ])('%s', (source, scope, expected) => {
    const got = recorded(source, scope);
    expect(got).toEqual(expected);
    expect(judge(source, got)).toEqual(judge(source, scope));
  });

  test('a value over 4 KB is not, and whoever wants it is blocked with that reason', () => {
    const text = 'x'.repeat(4094);
    expect(judge('text.contains("x")', recorded('text.contains("x")', { text }))).toMatchObject({ verdict: 'passed' });
    expect(judge('text.contains("x")', recorded('text.contains("x")', { text: `${text}x` }))).toMatchObject({
      verdict: 'blocked',
      why: 'text is larger than the 4,096 bytes that are recorded of a value',
    });
    expect(judge('text != "a"', recorded('text != "a"', { text: 'é'.repeat(2048) }))).toMatchObject({ verdict: 'blocked' });
    expect(judge('json.tags == [1]', recorded('json.tags == [1]', { json: { tags: Array(5000).fill(1) } }))).toMatchObject({
      verdict: 'blocked',
    });
  });

  test('its size may still be asked for', () => {
    for (const text of ['x'.repeat(9000), '𝒳'.repeat(3000)]) {
      const source = `size(text) == ${Array.from(text).length}`;
      expect(judge(source, recorded(source, { text }))).toMatchObject({ verdict: 'passed' });
    }
    const source = 'size(rows) == 5000 && rows[0].id == 1';
    const got = recorded(source, { rows: Array.from({ length: 5000 }, () => rows[0] ?? {}) });
    expect(JSON.stringify(got).length).toBeLessThan(100);
    expect(judge(source, got)).toMatchObject({ verdict: 'passed' });
  });

  test('of many elements at most 64 KB', () => {
    const source = 'rows.all(r, r.name != "a")';
    const many = (count: number): Scope => ({ rows: Array.from({ length: count }, () => ({ name: 'x'.repeat(100) })) });
    expect(judge(source, recorded(source, many(500)))).toMatchObject({ verdict: 'passed' });
    expect(judge(source, recorded(source, many(1000)))).toMatchObject({ verdict: 'blocked', why: expect.stringMatching(/65,536 bytes/) });
  });

  test('NaN and the infinities stay what they are', () => {
    expect(judge('n != 1', recorded('n != 1', { n: Number.NaN }))).toMatchObject({ verdict: 'blocked', why: 'n is NaN' });
    expect(judge('o == {"n": 1}', recorded('o == {"n": 1}', { o: { n: Number.POSITIVE_INFINITY } }))).toMatchObject({ verdict: 'blocked' });
  });

  test('an answer can not pretend to be a mark of ours', () => {
    const forged = { $partial: { size: 0 } };
    for (const source of ['size(rows) == 0', 'rows.x == 0', 'has(rows.x)']) {
      expect(judge(source, recorded(source, { rows: forged }))).toMatchObject({ verdict: 'blocked' });
    }
    expect(judge('all == [{"a": 1}]', recorded('all == [{"a": 1}]', { all: [forged] }))).toMatchObject({ verdict: 'blocked' });
    expect(judge('rows.all(r, size(r) == 0)', recorded('rows.all(r, size(r) == 0)', { rows: [forged] }))).toMatchObject({
      verdict: 'blocked',
    });
  });

  test('a map with a key that can not be read blocks, recorded as whole', () => {
    const scope = JSON.parse('{"map":{"a":1,"__proto__":2}}') as Scope;
    for (const source of ['map.all(k, k == "a")', 'map[map.all(k, k == "a") ? "a" : "b"] == 1']) {
      expect(judge(source, scope).verdict).toBe('blocked');
      expect(judge(source, recorded(source, scope)).verdict).toBe('blocked');
    }
  });

  test('an answer nested without end is not', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as Scope[string];
    expect(judge('json == [1]', recorded('json == [1]', { json: deep }))).toMatchObject({ verdict: 'blocked' });
  });
});
