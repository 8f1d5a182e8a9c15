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
}

/** A number that is never negative: a count, a time, a size. */
export function amount(doc: string): Measurement {
  return { type: 'number', doc, least: 0 };
}

/** A number from 0 to 1. */
export function share(doc: string): Measurement {
  return { type: 'number', doc, least: 0, most: 1 };
}

/** Measurements by name: what the conditions of one gate or probe may read. */
export type MeasurementTable = Readonly<Record<string, Measurement>>;
