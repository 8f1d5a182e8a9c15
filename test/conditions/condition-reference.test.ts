import { isCelError, run } from '@bufbuild/cel';
import { getConformanceSuite, type IncrementalTest, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { ConditionSyntaxError, evaluateValue, judgeCondition, parseCondition, type Scope } from '../../src/conditions/condition.ts';
import { scopes, sources } from './arbitrary.ts';

test('where a condition is decided, the CEL library decides the same', () => {
  const decided = { passed: 0, failed: 0 };
  fc.assert(
    fc.property(sources, scopes, (source, scope) => {
      const { verdict } = judgeCondition(parseCondition(source), scope);
      if (verdict === 'blocked' || saysNullIsNotIn(source, scope)) return;
      decided[verdict]++;
      const known = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
      const reference = run(source, known as never);
      // A conjunct that is false ends it here; CEL goes on and may end with an error of a later one.
      if (verdict === 'failed' && isCelError(reference)) return;
      expect(reference).toBe(verdict === 'passed');
    }),
    { numRuns: 3000 },
  );
  for (const count of Object.values(decided)) expect(count).toBeGreaterThan(500);
});

/** For the library a key with a null value is not in its map; for the specification it is. */
function saysNullIsNotIn(source: string, { map }: Scope): boolean {
  return source.includes(' in map') && typeof map === 'object' && map !== null && Object.values(map).includes(null);
}

describe('the conformance suite of CEL', () => {
  type Value = NonNullable<Extract<IncrementalTest['original']['resultMatcher'], { case: 'value' }>['value']>;

  class NotJson extends Error {}

  function jsonOf({ kind }: Value): Json {
    switch (kind.case) {
      case 'nullValue':
        return null;
      case 'boolValue':
      case 'stringValue':
      case 'doubleValue':
        return kind.value;
      case 'int64Value':
      case 'uint64Value':
        return Number(kind.value);
      case 'listValue':
        return kind.value.values.map(jsonOf);
      case 'mapValue':
        return Object.fromEntries(kind.value.entries.map(({ key, value }) => [keyOf(key), value ? jsonOf(value) : null]));
      default:
        throw new NotJson();
    }
  }

  function keyOf(key: Value | undefined): string {
    if (key?.kind.case !== 'stringValue') throw new NotJson();
    return key.kind.value;
  }

  function flat(suite: IncrementalTestSuite, path: string): { readonly path: string; readonly test: IncrementalTest }[] {
    const here = `${path}/${suite.name}`;
    return [...suite.tests.map((test) => ({ path: here, test })), ...suite.suites.flatMap((inner) => flat(inner, here))];
  }

  /** What the language leaves out, by what the parser says of it. */
  const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
    [/unknown function|write \w+\(value\)/, 'extensions, time, types and conversions that no condition over JSON needs'],
    [/unknown type/, 'protobuf messages'],
    [/bytes are not/, 'bytes: JSON has none'],
    [/keys of a map|expected a whole number or a text/, 'map keys that are no texts: JSON has none'],
    [/too large/, 'integers beyond 2^53: numbers are doubles'],
    [/for the element at hand/, 'loops with two variables'],
    [/^unexpected/, 'optional values and quoted fields, which the library does not parse either'],
    [
      /stands twice|takes a field|stands in the condition|not a pattern|nested more than|ends too early/,
      'mistakes that are found before evaluation',
    ],
  ];

  /** Where we block and CEL goes on, by our reason. */
  const STRICTER: readonly (readonly [RegExp, string])[] = [
    [/is missing/, 'names that are no measurement: enumerations, dotted names; `x || true`'],
    [/is empty/, 'loops over nothing'],
    [
      /is compared with|have no order|can't be in|is a text, not true or false/,
      'values of different types; truth values and texts have no order',
    ],
    [/is (NaN|-?Infinity)$/, 'numbers that are none'],
    [/is above 2\^53/, 'numbers that a double does not hold exactly'],
  ];

  const tests = flat(getConformanceSuite(), '').map(({ path, test }) => {
    const { original } = test;
    try {
      const scope = Object.fromEntries(
        Object.entries(original.bindings).map(([name, { kind }]) => [name, kind.case === 'value' ? jsonOf(kind.value) : keyOf(undefined)]),
      );
      const matcher = original.resultMatcher;
      const expected = matcher.case === 'value' ? jsonOf(matcher.value) : matcher.case === undefined ? true : undefined;
      return matcher.case === 'typedResult' ? undefined : { path, source: original.expr, scope, expected };
    } catch (error) {
      if (error instanceof NotJson) return undefined;
      throw error;
    }
  });
  const applicable = tests.filter((test) => test !== undefined);

  test('holds wherever we give a value, and says why where we do not', () => {
    let agreed = 0;
    const unexplained: string[] = [];
    for (const { path, source, scope, expected } of applicable) {
      const outcome = outcomeOf(source, scope);
      const reason = 'refused' in outcome ? LEFT_OUT : 'blocked' in outcome ? STRICTER : [];
      const words = 'refused' in outcome ? outcome.refused : 'blocked' in outcome ? outcome.blocked : undefined;
      if (words === undefined ? agrees(outcome, expected) : expected === undefined) agreed++;
      else if (!reason.some(([pattern]) => pattern.test(words ?? ''))) unexplained.push(`${path}: ${source}: ${JSON.stringify(outcome)}`);
    }
    expect(unexplained.filter((line) => !KNOWN.some((known) => line.includes(known)))).toEqual([]);
    expect(agreed).toBeGreaterThan(680);
  });

  /** Values where the suite has other ones: integers that overflow (ours are doubles), and names that are resolved in a container. */
  const KNOWN = ['/integer_math/', '/namespace/namespace: y:'];

  function outcomeOf(source: string, scope: Readonly<Record<string, Json>>): { value: Json } | { blocked: string } | { refused: string } {
    try {
      return evaluateValue(parseCondition(source), scope);
    } catch (error) {
      if (error instanceof ConditionSyntaxError) return { refused: error.message };
      throw error;
    }
  }

  function agrees(outcome: object, expected: Json | undefined): boolean {
    try {
      expect(outcome).toEqual({ value: expected });
      return true;
    } catch {
      return false;
    }
  }
});
