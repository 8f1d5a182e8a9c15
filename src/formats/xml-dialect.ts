import type { CoverageRow, CoverageTimes } from './coverage.ts';
import { FormatError } from './format-error.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface Element {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Reads the files of one report. `above`: the elements around an element, the root first. */
export interface FileReader {
  /** Elements whose text is wanted. */
  readonly texts?: ReadonlySet<string>;
  isFile(element: Element, above: readonly Element[]): boolean;
  /** The element with which a file begins. */
  begin(element: Element, above: readonly Element[]): void;
  /** An element within a file. */
  within(element: Element, above: readonly Element[]): void;
  /** An element outside of all files. */
  outside?(element: Element, above: readonly Element[]): void;
  /** The file that is over. */
  ends(): CoverageRow;
  /** The text of an element in `texts`. */
  text?(element: Element, text: string): void;
  /** What the report says beyond its files, at its end. @throws FormatError when it says more than it shows */
  rest?(): readonly (CoverageRow | CoverageTimes)[];
}

/** A dialect of XML coverage. */
export interface Dialect {
  /** The root element, and what tells it from another dialect with the same one. */
  readonly root: (element: Element) => boolean;
  readonly reader: (root: Element) => FileReader;
}

export function needed(attributes: Attributes, name: string): string {
  const value = attributes[name] ?? '';
  if (value === '') throw new FormatError(`an element without "${name}"`);
  return value;
}

/** Counts of hits may be beyond 2^53; none is negative. */
export function whole(attributes: Attributes, name: string): number {
  const value = attributes[name] ?? '';
  if (!/^\d+$/.test(value)) throw new FormatError(`${name}="${value.slice(0, 60)}" is no count`);
  return Number(value);
}
