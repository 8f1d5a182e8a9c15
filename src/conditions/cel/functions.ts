import type { MeasurementType } from '../measurements.ts';

/** A function of the language. */
export interface CelFunction {
  /** How it is written: `size(x)`, `x.contains(y)`, or either way. */
  readonly form: 'function' | 'method' | 'either';
  /** What it takes, the value before the dot included. */
  readonly takes: readonly MeasurementType[];
  readonly gives: MeasurementType;
}

/** All there are. Nothing that reads a clock or a time zone is among them. */
export const FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  size: { form: 'either', takes: ['any'], gives: 'number' },
  contains: { form: 'method', takes: ['string', 'string'], gives: 'boolean' },
  startsWith: { form: 'method', takes: ['string', 'string'], gives: 'boolean' },
  endsWith: { form: 'method', takes: ['string', 'string'], gives: 'boolean' },
  matches: { form: 'either', takes: ['string', 'string'], gives: 'boolean' },
  int: { form: 'function', takes: ['any'], gives: 'number' },
  double: { form: 'function', takes: ['any'], gives: 'number' },
  string: { form: 'function', takes: ['any'], gives: 'string' },
};

/** Words that look like functions and loop over lists and maps. */
export const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map', 'has'];

export function functionOf(name: string): CelFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}
