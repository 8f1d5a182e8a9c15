import { describe, expect, test } from 'vitest';
import { ConditionSyntaxError, parseCondition } from '../../src/conditions/condition.ts';

function errorOf(source: string): { message: string; offset: number } {
  try {
    parseCondition(source);
  } catch (error) {
    if (error instanceof ConditionSyntaxError) return { message: error.message, offset: error.offset };
    throw error;
  }
  throw new Error(`${source} is accepted`);
}

describe('what is no condition is refused with its place', () => {
  test.each([
    ['', 0, /empty/],
    ['  ', 0, /empty/],
    ['a = 1', 2, /write ==/],
    ['a == 1 and b', 7, /write &&/],
    ['a == 1 or b', 7, /write \|\|/],
    ['a & b', 2, /write &&/],
    ['"𝒳é" == ~x', 9, /unexpected "~"/],
    ['a == ', 5, /ends too early/],
    ['errors < 1%', 11, 'a condition knows no percent sign: write 0.01 for 1%'],
    ['(errors < 0.7 % ) && b', 16, 'a condition knows no percent sign: write 0.007 for 0.7%'],
    ['rate <= 100% && b', 13, 'a condition knows no percent sign: write 1.0 for 100%'],
    ['size(x) => 3', 8, 'unexpected "="; write >='],
    ['a =< 3', 2, 'unexpected "="; write <='],
    ['a is true', 2, 'unexpected "is"; write =='],
    ['not json.ok', 4, 'unexpected "json"; write !json.ok'],
    ["body contains 'x'", 5, 'unexpected "contains"; write body.contains(\'x\')'],
    ['a && json["b"].c startswith "x"', 17, 'unexpected "startswith"; write json["b"].c.startsWith("x")'],
    ['ms < 1s', 6, 'a condition knows no units: write 1000.0 (milliseconds) for 1s'],
    ['ms < 1.5 m && b', 9, 'a condition knows no units: write 90000.0 (milliseconds) for 1.5m'],
    ['(a == 1', 7, /ends too early/],
    ['a == "x', 5, /closing quote/],
    ['gates.health-30m.counts.x == 1', 15, /gates\["health-30m"\]/],
    ['x == "${{ vars.y }}"', 6, /vars\.name/],
    ['siz(x) == 1', 0, /did you mean "size"/],
    ['x.contain("a")', 1, /did you mean "contains"/],
    ['now() == 1', 0, /unknown function "now"; there are size/],
    ['size(a, b) == 1', 0, /write size\(value\)/],
    ['contains(a, "b")', 0, /write text\.contains\(text\)/],
    ['a.int() == 1', 1, /write int\(value\)/],
    ['has(a)', 0, /has\(\) takes a field/],
    ['rows.all(r.x, true)', 4, /with a name for the element/],
    ['rows.all(r, rows.all(r, r.x))', 16, /"r" is the variable of a loop around/],
    ['x.matches(y)', 10, /stands in the condition/],
    ['x.matches("(")', 10, /not a pattern/],
    ['b"abc" == x', 0, /bytes/],
    ['T{a: 1} == x', 0, /unknown type "T"/],
    ['x == {1: 2}', 5, /keys of a map must be texts/],
    ['x == {"a": 1, "a": 2}', 5, /stands twice/],
    ['x == 9007199254740993', 5, /too large to be exact/],
    ['x == 1e999', 5, /too large/],
    ['x[-1] == 1', 2, /whole number or a text/],
    ['x[1.5] == 1', 2, /whole number or a text/],
  ])('%j at %d', (source, offset, message) => {
    const error = errorOf(source);
    expect(error.message).toMatch(message);
    expect(error.offset).toBe(offset);
  });
});

describe('the size of a condition is bounded before it is parsed', () => {
  test('2,000 bytes', () => {
    expect(() => parseCondition(`x == "${'é'.repeat(996)}"`)).not.toThrow();
    expect(errorOf(`x == "${'é'.repeat(997)}"`).message).toMatch(/2001 bytes long, at most 2000/);
  });

  test.each([
    ['parentheses', `${'('.repeat(51)}a${')'.repeat(51)}`],
    ['many parentheses', `${'('.repeat(900)}a${')'.repeat(900)}`],
    ['lists', `${'['.repeat(60)}${']'.repeat(60)}`],
    ['maps', `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`],
    ['calls', `${'size('.repeat(60)}a${')'.repeat(60)}`],
    ['a sum', `${'a+'.repeat(900)}a`],
    ['choices', `${'a?a:'.repeat(400)}a`],
    ['a path', `a${'.a'.repeat(900)}`],
    ['brackets that a text only seems to close', `${'"\\")"+('.repeat(60)}a${')'.repeat(60)}`],
  ])('50 levels of %s', (_, source) => {
    expect(errorOf(source).message).toMatch(/50 levels/);
  });

  test('conditions within the bounds are parsed, brackets in texts do not count', () => {
    expect(() => parseCondition(`${'('.repeat(50)}a${')'.repeat(50)}`)).not.toThrow();
    expect(() => parseCondition(`a == "${'('.repeat(500)}"`)).not.toThrow();
    expect(() => parseCondition(`a == 1 // ${'('.repeat(99)}\n && b`)).not.toThrow();
    expect(() => parseCondition(Array.from({ length: 100 }, (_, index) => `a${index}`).join(' && '))).not.toThrow();
  });
});
