import { z } from 'zod';
import type { Json } from '../core/json.ts';
import { parseDuration } from '../core/duration.ts';
import { parseRatio } from '../core/ratio.ts';

/**
 * What the configuration's values are made of, as zod types. What zod can't know of a value (where `${{ }}` may stand, how to
 * call it in an error) stands in `keyFacts`.
 */
export interface KeyFacts {
  /**
   * `command` and `condition`: no `${{ }}`. `literal`: neither, because it is read before anything is substituted. `revealed`:
   * passed on to what is run or asked; secrets may stand here, as their `${{ env.X }}`. `compared`: secrets may stand here, too,
   * and what was found is judged by it. `address`: where something is, which differs by environment. Absent: variables and
   * captured environment may stand here.
   */
  readonly role?: 'command' | 'condition' | 'literal' | 'revealed' | 'compared' | 'address';
  /** What is expected, for error messages: `a duration such as 30s`. */
  readonly expected?: string;
}

/** The facts about types; a type that was made from another one (with a description, a default) has its facts too. */
export const keyFacts = z.registry<KeyFacts>();

const DURATION_WORDS = 'a duration such as 250ms, 5s, 30m or 48h';
const LIMIT_WORDS = 'a count such as 0, or a ratio such as 0.5%';

/** Timers of every platform hold so long; longer is a mistake. */
const LONGEST_MS = 24 * 86_400_000;

function known<T extends z.ZodType>(schema: T, facts: KeyFacts): T {
  keyFacts.add(schema, facts);
  return schema;
}

/** A text that is not empty. */
export function text(expected = 'a text'): z.ZodString {
  return known(z.string({ error: `expected ${expected}` }).min(1, { error: `expected ${expected}` }), { expected });
}

/** A path or a glob. What is opened in it (`[`, `{`, `@(`) must be closed: else it would be looked for as it is written, and found nowhere. */
export function glob(expected = 'a path or a glob') {
  return known(text(expected).refine(isClosed, { error: `expected ${expected} whose brackets are closed` }), { expected });
}

function isClosed(pattern: string): boolean {
  const written = pattern.replaceAll(/\\./g, '').replaceAll(/\[[!^]?\]?[^\]]*\]/g, '');
  if (/[[\]]/.test(written)) return false;
  let braces = 0;
  for (const character of written) {
    if (character === '{') braces++;
    if (character === '}' && --braces < 0) return false;
  }
  const opened = written.split(/[@?*+!]\(/).length - 1;
  return braces === 0 && written.split(')').length - 1 >= opened;
}

/** A text that must match a pattern. */
export function pattern(source: RegExp, expected: string): z.ZodString {
  return known(z.string({ error: `expected ${expected}` }).regex(source, { error: `expected ${expected}` }), { expected });
}

/** A text that stands as written: nothing is substituted in it. */
export function literal(source: RegExp, expected: string): z.ZodString {
  return known(pattern(source, expected), { role: 'literal', expected });
}

/** One of several words. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  return known(z.enum(words), { expected: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}` });
}

/** `250ms`, `5s`, `1.5m`, `48h`, `7d`, as whole ms. */
export function duration() {
  const schema = z
    .string({ error: `expected ${DURATION_WORDS}` })
    .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, { error: `expected ${DURATION_WORDS}` })
    .transform((written, context) => {
      const ms = parseDuration(written);
      if (ms !== undefined && ms <= LONGEST_MS) return ms;
      context.addIssue({ code: 'custom', message: ms === undefined ? 'expected whole milliseconds' : 'expected at most 24d' });
      return z.NEVER;
    });
  return known(schema, { expected: DURATION_WORDS });
}

/** A duration that is not zero. */
export function period() {
  const schema = duration().refine((ms) => ms > 0, { error: 'expected more than 0' });
  return known(schema, { expected: DURATION_WORDS });
}

const PERCENT = /^\d+(\.\d+)?%$/;

export type Limit = { readonly count: number } | { readonly ratio: number };

/** How many events are too many: a whole number of them, or a ratio of the expected ones. */
export function limit() {
  const share = percent().transform((value): Limit => ({ ratio: value }));
  const amount = z
    .number({ error: `expected ${LIMIT_WORDS}` })
    .refine((value) => (Number.isSafeInteger(value) ? value >= 0 : value > 0 && value < 1), {
      error: `expected ${LIMIT_WORDS}`,
    });
  const schema = z.union([share, amount.transform((value): Limit => (Number.isInteger(value) ? { count: value } : { ratio: value }))]);
  return known(schema, { expected: LIMIT_WORDS });
}

function percent() {
  return z
    .string({ error: `expected ${LIMIT_WORDS}` })
    .regex(PERCENT, { error: `expected ${LIMIT_WORDS}` })
    .transform((written, context) => {
      const value = parseRatio(written);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: 'expected at most 100%' });
      return z.NEVER;
    });
}

/** A whole number between two bounds. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const expected = most === Number.MAX_SAFE_INTEGER ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  const error = `expected ${expected}`;
  return known(z.int({ error }).min(least, { error }).max(most, { error }), { expected });
}

/** A number between two bounds. */
export function number(least: number, most: number, expected = `a number from ${least} to ${most}`) {
  const error = `expected ${expected}`;
  return known(z.number({ error }).min(least, { error }).max(most, { error }), { expected });
}

export function flag() {
  return known(z.boolean({ error: 'expected true or false' }), { expected: 'true or false' });
}

/** A shell command. Variables reach it through its environment only. */
export function command(): z.ZodString {
  return known(text('a command'), { role: 'command', expected: 'a command' });
}

/** One command or several, as a list. */
export function commands() {
  return listOrOne(command());
}

/** Where a thing that is asked can be reached: the environment may say so without changing what is asked of it. */
export function address<T extends z.ZodType>(schema: T): T {
  return known(schema, { ...keyFacts.get(schema), role: 'address' });
}

/** A CEL condition. */
export function condition(): z.ZodString {
  return known(text('a condition'), { role: 'condition', expected: 'a condition such as "p95Ms < 200.0"' });
}

/** One value or a list of them, always a list afterwards. */
export function listOrOne<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((one) => [one])]);
}

/** One value or a list of them that is not empty: a list of nothing would require nothing. */
export function someOrOne<T extends z.ZodType>(item: T) {
  return z.union([z.array(item).min(1, { error: 'expected at least one' }), item.transform((one) => [one])]);
}

/** Texts by name whose values may be written as numbers or truth values, as in a workflow's `env`. Secrets may stand here. */
export function revealedTexts() {
  return z.record(z.string(), revealedText());
}

/** A text that may be written as a number or a truth value, and in which secrets may stand. */
export function revealedText() {
  return known(plainText(), { role: 'revealed', expected: 'a text' });
}

/** As `revealedText`, of a value that something else is compared with. */
export function comparedText() {
  return known(plainText(), { role: 'compared', expected: 'a text' });
}

function plainText() {
  const error = 'expected a text';
  return known(z.union([z.string({ error }), z.number({ error }), z.boolean({ error })], { error }).transform(String), {
    expected: 'a text',
  });
}

/** Any JSON value. */
export function anyJson() {
  return known(z.unknown() as z.ZodType<Json>, { expected: 'any value' });
}

/** An id of a gate or a service: it names a folder of the bundle. */
export const ID = /^[A-Za-z_][A-Za-z0-9_-]{0,59}$/;
export const ID_WORDS = 'an id: letters, digits, "-" and "_", first a letter, at most 60';

/** A name that a condition can read as it is. */
export const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;
export const NAME_WORDS = 'a name: letters, digits and "_", first a letter, at most 60';

/** A map whose keys are names that conditions read. */
export function named<T extends z.ZodType>(value: T) {
  return z.record(z.string().regex(NAME, { error: `expected ${NAME_WORDS}` }), value);
}
