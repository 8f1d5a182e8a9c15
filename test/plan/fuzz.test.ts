import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigurationError, SetupError } from '../../src/core/errors.ts';
import { jsonText } from '../../src/core/json.ts';
import type { Plan } from '../../src/core/plan.ts';
import { configurationSchema } from '../../src/plan/json-schema.ts';
import { derivePlan } from '../../src/plan/load.ts';
import { times } from '../platform/programs.ts';
import { FIXTURES, fixture, load } from './load.ts';

/** Each loads whole configurations, which takes its time. */
const RUNS = times(300, 60);
const TEXTS = FIXTURES.map(fixture);
const SPICE = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '"',
  "'",
  '\n',
  '  ',
  '#',
  '&a ',
  '*a',
  '!x ',
  '${{ vars.x }}',
  '${{',
  'null',
  '0',
  '-1',
  '1e999',
  '~',
  '|',
  '>',
  '? ',
  '\t',
  '\u0000',
  '\u{1f600}',
  '%',
  '--- ',
  '__proto__: 1\n',
  'kind: ',
  'all',
  '<<: ',
];

/** One change of a text: something cut out, something put in, two lines swapped, a line said twice. */
const change = fc.oneof(
  fc.record({ type: fc.constant('cut' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ type: fc.constant('put' as const), at: fc.nat(), text: fc.constantFrom(...SPICE) }),
  fc.record({ type: fc.constant('swap' as const), at: fc.nat(), with: fc.nat() }),
  fc.record({ type: fc.constant('twice' as const), at: fc.nat() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, one: Change): string {
  if (one.type === 'cut' || one.type === 'put') {
    const at = one.at % (text.length + 1);
    return one.type === 'cut' ? text.slice(0, at) + text.slice(at + one.length) : text.slice(0, at) + one.text + text.slice(at);
  }
  const lines = text.split('\n');
  const at = one.at % lines.length;
  if (one.type === 'twice') return lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
  const other = one.with % lines.length;
  return lines
    .with(at, lines[other] ?? '')
    .with(other, lines[at] ?? '')
    .join('\n');
}

const accepts = new Ajv({ strict: true, allowUnionTypes: true }).compile(configurationSchema());

/** The plan of a text, or what a user would be told. Anything else that is thrown is a crash. */
function outcome(text: string): { plan: Plan } | { problems: number } {
  try {
    return { plan: load(text).plan };
  } catch (error) {
    if (error instanceof ConfigurationError) {
      const lines = text.split(/\r\n|\n|\r/).length;
      for (const { at, message } of error.problems) {
        expect(at.line).toBeGreaterThanOrEqual(1);
        expect(at.line).toBeLessThanOrEqual(lines + 1);
        expect(at.column).toBeGreaterThanOrEqual(1);
        expect(message).not.toMatch(/undefined|\[object|Invalid input/);
      }
      return { problems: error.problems.length };
    }
    if (error instanceof SetupError) return { problems: 1 };
    throw error;
  }
}

function check(text: string): void {
  const result = outcome(text);
  if ('problems' in result) {
    expect(result.problems).toBeGreaterThan(0);
    return;
  }
  const again = derivePlan(text, Buffer.from(text), JSON.parse(jsonText(result.plan)) as Plan);
  expect(jsonText(again)).toBe(jsonText(result.plan));
  accepts(parse(text, { logLevel: 'silent' }));
  expect(accepts.errors).toBeNull();
}

describe('whatever the text of a configuration', () => {
  it('is a plan that can be derived again and that the editor accepts, or problems with places', () => {
    expect.hasAssertions();
    const property = fc.property(fc.constantFrom(...TEXTS), fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
      check(changes.reduce(changed, text));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it('even one that is nothing like a configuration', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SPICE, 'version: 1\n', 'gates: ', 'services: ', 'a: '), { maxLength: 30 }), (parts) =>
        check(parts.join('')),
      ),
      {
        numRuns: RUNS,
      },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => check(Buffer.from(text).toString('utf8'))),
      { numRuns: RUNS },
    );
  });

  it('even one with any value in any place', () => {
    expect.hasAssertions();
    const values = fc.anything({ withNullPrototype: false, maxDepth: 2, maxKeys: 3 });
    const property = fc.property(fc.constantFrom(...TEXTS), fc.nat(), values, (text, at, value) => {
      const data: unknown = parse(text);
      const places = placesOf(data);
      const place = places[at % places.length];
      if (!place) return;
      (place.holder as Record<string | number, unknown>)[place.key] = value;
      let written: string | undefined;
      try {
        written = JSON.stringify(data);
      } catch {
        return;
      }
      outcome(written);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

function placesOf(data: unknown): { holder: object; key: string | number }[] {
  if (typeof data !== 'object' || data === null) return [];
  const keys = Array.isArray(data) ? data.map((_, index) => index) : Object.keys(data);
  return keys.flatMap((key) => [{ holder: data, key }, ...placesOf((data as Record<string | number, unknown>)[key])]);
}
