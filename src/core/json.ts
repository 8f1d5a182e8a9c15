/** Plain JSON data: what plans, observations and records are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** The one text form of a record in a bundle: two spaces, a newline at the end, keys in the order they were written. */
export function jsonText(value: Json | object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Every text in a value that JSON can hold, at any depth; keys are none. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
