import { describe, expect, it } from 'vitest';
import { type CriteriaInput, judgeCriteria } from '../../src/gates/shared/criteria.ts';
import type { MeasurementTable } from '../../src/conditions/measurements.ts';

const number = { type: 'number', doc: 'a number' } as const;
const TABLE: MeasurementTable = { accuracy: number, drop: number, agreement: number };

function rows(pass: string, more: Partial<CriteriaInput>): readonly string[] {
  const input: CriteriaInput = {
    criteria: [{ name: 'c', pass }],
    measurements: { agreement: 0.96 },
    vars: { least: 0.7 },
    table: TABLE,
    missing: undefined,
    ...more,
  };
  return judgeCriteria(input).map(({ name, verdict, measured }) => `${name} ${verdict}: ${measured}`);
}

const RUNS = [
  { label: 'run 1', measurements: { accuracy: 0.9 } },
  { label: 'run 2', measurements: { accuracy: 0.6 } },
];

describe('criteria over a gate that repeats itself', () => {
  it('must hold for each part, and say for which they do not', () => {
    expect(rows('accuracy >= vars.least', { scopes: RUNS })).toEqual([
      'c (run 1) passed: accuracy = 0.9, vars.least = 0.7',
      'c (run 2) failed: accuracy = 0.6, vars.least = 0.7',
    ]);
  });

  it('give one row without a label where there is one part, or where they are about the whole', () => {
    expect(rows('accuracy >= 0.7', { scopes: [{ measurements: { accuracy: 0.9 } }] })).toEqual(['c passed: accuracy = 0.9']);
    expect(rows('agreement >= 0.95', { scopes: RUNS })).toEqual(['c passed: agreement = 0.96']);
  });

  it('see the whole beside the part', () => {
    expect(rows('accuracy <= agreement', { scopes: RUNS }).map((row) => row.slice(0, 16))).toEqual([
      'c (run 1) passed',
      'c (run 2) passed',
    ]);
  });

  it('judge what was observed when the rest is missing, and never pass without any part', () => {
    const scopes = [RUNS[0]!, { ...RUNS[1]!, missing: '19 of 20 cases' }];
    expect(rows('accuracy >= 0.7', { scopes, missing: '1 of 2 runs' })).toEqual([
      'c (run 1) passed: accuracy = 0.9',
      'c (run 2) blocked: 19 of 20 cases',
    ]);
    expect(rows('agreement >= 0.95', { scopes, missing: '1 of 2 runs' })).toEqual(['c blocked: 1 of 2 runs']);
    expect(rows('accuracy >= 0.7', { scopes: [] })).toEqual(['c blocked: nothing was observed']);
  });
});

describe('a measurement that there can not be', () => {
  const absent = { drop: { why: 'there is no baseline', verdict: 'warned' } } as const;

  it('gives the verdict that was asked for', () => {
    expect(rows('drop <= 0.3', { scopes: RUNS.slice(0, 1), absent })).toEqual(['c (run 1) warned: there is no baseline']);
  });

  it('blocks a criterion that reads something else too', () => {
    const passing = { drop: { why: 'there is no baseline', verdict: 'passed' } } as const;
    expect(rows('drop <= 0.3 && accuracy > 0.1', { scopes: RUNS.slice(0, 1), absent: passing })).toEqual([
      'c (run 1) blocked: there is no baseline',
    ]);
  });
});
