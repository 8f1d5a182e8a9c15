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
}

/** Measurements by name: what the conditions of one gate or probe may read. */
export type MeasurementTable = Readonly<Record<string, Measurement>>;
