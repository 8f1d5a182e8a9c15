import type { Json } from '../core/json.ts';

/** The type of a measurement, as far as conditions are checked before anything runs. `any`: a document, known only when read. */
export type MeasurementType =
  | 'number'
  | 'string'
  | 'boolean'
  | 'any'
  | { readonly list: MeasurementType }
  /** A total map: a key that was never seen reads `otherwise`; with `keys`, only those exist. */
  | { readonly map: MeasurementType; readonly otherwise?: number; readonly keys?: readonly string[] }
  /** `elsewhere`: keys that are not here, and what to do about it. */
  | { readonly fields: MeasurementTable; readonly elsewhere?: Readonly<Record<string, string>> };

export interface Measurement {
  readonly type: MeasurementType;
  /** What it is, with its unit and range, one line. */
  readonly doc: string;
  /** Of a number, or of every number in a list or map: it is never below, never above. Absent: nobody knows. */
  readonly least?: number;
  readonly most?: number;
  /** Outside of its range, and often written for "there is none": who compares with it asks whether there is a value at all. */
  readonly none?: number;
  /** The measurement beside it that it is a part of: never more than that, both counts. */
  readonly partOf?: string;
}

/** A measurement that is a number. */
export interface NumberMeasurement extends Measurement {
  readonly type: 'number';
}

/** A number that is never negative: a count, a time, a size. */
export function amount(doc: string): NumberMeasurement {
  return { type: 'number', doc, least: 0 };
}

/** A count of some of those that another measurement beside it counts. */
export function someOf(of: string, doc: string): NumberMeasurement {
  return { ...amount(doc), partOf: of };
}

/** A number from 0 to 1. */
export function share(doc: string): NumberMeasurement {
  return { type: 'number', doc, least: 0, most: 1 };
}

/** Measurements by name: what the conditions of one gate or probe may read. */
export type MeasurementTable = Readonly<Record<string, Measurement>>;

/** What is measured under the names of a table: all of them, and no other. Undefined is what has no value, such as the rate of nothing. */
export type Measured<Table extends MeasurementTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]['type']> | undefined };

type ValueOf<Type extends MeasurementType> = Type extends 'number'
  ? number
  : Type extends 'string'
    ? string
    : Type extends 'boolean'
      ? boolean
      : Json;

/** Values without those that there are none of: a condition that reads one of these is blocked. */
export function known<Values extends Readonly<Record<string, Json | undefined>>>(values: Values): Known<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Known<Values>;
}

export type Known<Values> = {
  readonly [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name];
} & { readonly [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: Exclude<Values[Name], undefined> };
