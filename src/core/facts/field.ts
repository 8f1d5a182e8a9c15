/** What a field may hold, as data: the reader's check, the recorder's redaction and the documentation follow from it. */
export type Shape =
  | { readonly is: 'number'; readonly whole: boolean; readonly least?: number; readonly unit?: Unit }
  /** A number that the world under test gave. A secret made of digits is redacted in it, and a text then. */
  | { readonly is: 'foreign number' }
  | { readonly is: 'boolean' }
  | { readonly is: 'true' }
  /** Text of ours: one of these words, or of a form that we make. Never redacted. */
  | { readonly is: 'word'; readonly words: readonly string[] }
  | { readonly is: 'form'; readonly pattern: RegExp; readonly what: string }
  /** Text that the world under test may have written: redacted, then cut to its first or to its last bytes. */
  | { readonly is: 'foreign'; readonly first?: number; readonly last?: number }
  | { readonly is: 'nullable'; readonly of: Shape }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'tuple'; readonly of: readonly Shape[] }
  | { readonly is: 'record'; readonly fields: Fields }
  /** An object of any JSON, foreign in its keys and values. */
  | { readonly is: 'operands' };

export type Unit = 'ms' | 'µs' | 'bytes';

declare const TYPE: unique symbol;

/** A declared field of a fact, or a part of one. `T`: what TypeScript knows of its value. */
export interface Field<T, Optional extends boolean = boolean> {
  readonly shape: Shape;
  readonly doc: string;
  readonly optional: Optional;
  readonly [TYPE]?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

type TypeOf<F> = F extends Field<infer T> ? T : never;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];

/** The values that declared fields hold. */
export type Values<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: TypeOf<F[K]> };
