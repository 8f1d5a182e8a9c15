import fc from 'fast-check';
import type { Scope } from '../../src/conditions/condition.ts';

/**
 * Conditions and documents that fit together often, but not always: fields are missing, null, empty, not finite or of another type
 * now and then. Numbers in conditions are written as doubles, so that plain CEL reads them as we do.
 */
const rarely = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom<unknown>(null, Number.NaN, 'text', 1, true, [], {}) });

const number = fc.constantFrom(0, 1, 2, 3, -1, 0.5);
const text = fc.constantFrom('a', 'b', 'ab', '');
const row = rarely(
  fc.record(
    { x: rarely(number), s: rarely(text), ok: rarely(fc.boolean()), list: rarely(fc.array(rarely(number), { maxLength: 3 })) },
    { requiredKeys: ['x', 's'], noNullPrototype: true },
  ),
);
const map = rarely(fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'x'), rarely(number), { maxKeys: 3, noNullPrototype: true }));

export const scopes = fc.record(
  {
    n: rarely(number),
    m: rarely(number),
    s: rarely(text),
    ok: rarely(fc.boolean()),
    rows: rarely(fc.array(row, { maxLength: 4 })),
    nums: rarely(fc.array(rarely(number), { maxLength: 4 })),
    map,
    o: rarely(
      fc.record(
        { n: rarely(number), ok: rarely(fc.boolean()), rows: rarely(fc.array(row, { maxLength: 2 })), map },
        { requiredKeys: ['n'], noNullPrototype: true },
      ),
    ),
  },
  { requiredKeys: ['n', 's', 'ok', 'rows', 'nums', 'map', 'o'], noNullPrototype: true },
) as fc.Arbitrary<Scope>;

/** Variables of the loops around: of rows and of numbers. */
interface Bound {
  readonly rows: readonly string[];
  readonly numbers: readonly string[];
}

const one = (...parts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...parts);
const joined = (left: fc.Arbitrary<string>, words: fc.Arbitrary<string>, right: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(left, words, right).map(([a, word, b]) => `(${a} ${word} ${b})`);

function numberOf(depth: number, bound: Bound): fc.Arbitrary<string> {
  const leaves = one(
    '0.0',
    '1.0',
    '2.0',
    'n',
    'm',
    'o.n',
    'map.a',
    'map["b"]',
    'map[s]',
    'nums[0]',
    'nums[1]',
    'rows[0].x',
    'rows[1].list[0]',
    'o.rows[0].x',
    'missing',
  );
  const variables = [...bound.numbers, ...bound.rows.flatMap((row) => [`${row}.x`, `${row}.list[0]`])];
  const sizes = listOf(bound).map((list) => `double(size(${list}))`);
  if (depth === 0) return variables.length > 0 ? fc.oneof(leaves, one(...variables)) : leaves;
  const inner = numberOf(depth - 1, bound);
  return fc.oneof(
    inner,
    inner,
    sizes,
    joined(inner, one('+', '-', '*', '/'), inner),
    one('double(size(s))', 'double(size(map))', 'double(size(rows[0].list))'),
  );
}

function listOf({ rows }: Bound): fc.Arbitrary<string> {
  return one(
    'nums',
    'rows',
    'o.rows',
    'rows.filter(q, q.ok)',
    'rows.map(q, q.x)',
    'nums.filter(q, q > 1.0)',
    ...rows.map((row) => `${row}.list`),
  );
}

function rowsOf(): fc.Arbitrary<string> {
  return one('rows', 'rows', 'o.rows', 'rows.filter(q, q.x > 0.0)', 'rows.map(q, q)');
}

function numbersOf({ rows }: Bound): fc.Arbitrary<string> {
  return one('nums', '[1.0, n]', 'rows.map(q, q.x)', 'nums.filter(q, q != n)', ...rows.map((row) => `${row}.list`));
}

function textOf({ rows }: Bound): fc.Arbitrary<string> {
  return one('"a"', 's', 'rows[0].s', ...rows.map((row) => `${row}.s`));
}

function truthOf(depth: number, bound: Bound): fc.Arbitrary<string> {
  const leaves = one(
    'ok',
    'o.ok',
    'rows[0].ok',
    'has(o.ok)',
    'has(o.map)',
    'has(rows[0].ok)',
    '"a" in map',
    's in map',
    ...bound.rows.flatMap((row) => [`${row}.ok`, `has(${row}.ok)`]),
  );
  if (depth === 0) return leaves;
  const inner = truthOf(depth - 1, bound);
  const value = numberOf(Math.min(depth - 1, 1), bound);
  const variable = `v${bound.rows.length + bound.numbers.length}`;
  const overRows = fc.tuple(
    rowsOf(),
    one('all', 'exists', 'exists_one'),
    truthOf(depth - 1, { ...bound, rows: [...bound.rows, variable] }),
  );
  const overNumbers = fc.tuple(
    numbersOf(bound),
    one('all', 'exists', 'exists_one'),
    truthOf(depth - 1, { ...bound, numbers: [...bound.numbers, variable] }),
  );
  return fc.oneof(
    leaves,
    joined(value, one('==', '!=', '<', '<=', '>', '>='), value),
    joined(textOf(bound), one('==', '!=', '<'), textOf(bound)),
    textOf(bound).map((text) => `${text}.contains("a")`),
    joined(value, one('in'), numbersOf(bound)),
    inner.map((condition) => `!${condition}`),
    joined(inner, one('&&', '&&', '||'), inner),
    fc.tuple(inner, inner, inner).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    overRows.map(([list, macro, body]) => `${list}.${macro}(${variable}, ${body})`),
    overNumbers.map(([list, macro, body]) => `${list}.${macro}(${variable}, ${body})`),
    inner.map((body) => `map.all(k${depth}, map[k${depth}] >= 0.0 || ${body})`),
  );
}

export const sources = fc
  .oneof(truthOf(1, { rows: [], numbers: [] }), truthOf(2, { rows: [], numbers: [] }), truthOf(3, { rows: [], numbers: [] }))
  .filter((source) => source.length < 1500);
