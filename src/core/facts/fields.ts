import { ERROR_CODES, type ErrorCode } from '../error-code.ts';
import type { JsonObject } from '../json.ts';
import type { Field, Fields, Shape, Values } from './field.ts';

function field<T>(shape: Shape, doc: string): Field<T, false> {
  return { shape, doc, optional: false };
}

/** A field that may be absent. */
export function optional<T>(of: Field<T, false>): Field<T, true> {
  return { ...of, optional: true };
}

/** A whole number, zero or more. */
export const count = (doc = ''): Field<number, false> => field({ is: 'number', whole: true, least: 0 }, doc);
/** A whole number of either sign. */
export const whole = (doc = ''): Field<number, false> => field({ is: 'number', whole: true }, doc);
export const number = (doc = ''): Field<number, false> => field({ is: 'number', whole: false }, doc);
export const bytes = (doc = ''): Field<number, false> => field({ is: 'number', whole: true, least: 0, unit: 'bytes' }, doc);
export const microseconds = (doc = ''): Field<number, false> => field({ is: 'number', whole: true, least: 0, unit: 'µs' }, doc);
/** A time or a duration of either sign. */
export const ms = (doc = ''): Field<number, false> => field({ is: 'number', whole: false, unit: 'ms' }, doc);
export const foreignNumber = (doc = ''): Field<number | string, false> => field({ is: 'foreign number' }, doc);
export const flag = (doc = ''): Field<boolean, false> => field({ is: 'boolean' }, doc);
/** Stands only where it holds. */
export const mark = (doc = ''): Field<true, true> => optional(field<true>({ is: 'true' }, doc));

export const word = <const W extends string>(words: readonly W[], doc = ''): Field<W, false> => field({ is: 'word', words }, doc);

const form =
  (pattern: RegExp, what: string) =>
  (doc = ''): Field<string, false> =>
    field({ is: 'form', pattern, what }, doc);

/** The id of a gate or a service. */
export const planId = form(/^[A-Za-z_][A-Za-z0-9_-]{0,59}$/, 'an id of the plan');
export const environmentName = form(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');
export const executionId = form(/^\d{8}-\d{6}-[0-9a-f]{6}$/, 'the id of an execution');
export const sha256 = form(/^[0-9a-f]{64}$/, 'a SHA-256');
export const commitId = form(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'the id of a commit');
export const wallTime = form(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'a wall time in UTC');
export const uuid = form(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UUID');
export const version = form(/^(?:v|gate-action )\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$/, 'a version');
/** Below `data/`. It is made of a name that was redacted before. */
export const bundlePath = form(/^gates(?:\/[A-Za-z0-9_.-]+)+$/, 'a path in the bundle');
/** Where a secret was found. */
export const redactedFile = form(/^(?:observations\.jsonl|gates(?:\/[A-Za-z0-9_.-]+)+)$/, 'a file of the bundle');
/** Of a rule by which secrets are recognised. */
export const ruleName = form(/^[a-z0-9][a-z0-9-]{0,59}$/, 'the name of a rule');
export const signalName = form(/^SIG[A-Z0-9+]{1,12}$/, 'the name of a signal');
/** The operating system's own code: `ENOENT`. */
export const systemCode = form(/^[A-Z][A-Z0-9_]{0,39}$/, 'a code of the operating system');
/** Of our own making: `run-1`, `read-0`, `on-failure-2`. */
export const stepName = form(/^[a-z]+(?:-[a-z]+)*(?:-\d+)*$/, 'the name of a step');
export const inode = form(/^\d{1,20}$/, 'the number of an inode');
export const gitStatus = form(/^(?:[MTADRCU?!]{1,2}|hidden)$/, 'a status of git');

export const errorCode = (doc = ''): Field<ErrorCode, false> => word(ERROR_CODES, doc);

/** Text that the world under test may have written, whole. */
export const foreign = (doc = ''): Field<string, false> => field({ is: 'foreign' }, doc);
/** Its first bytes. */
export const foreignHead = (first: number, doc = ''): Field<string, false> => field({ is: 'foreign', first }, doc);
/** Its end, in whole lines of at most so many bytes. */
export const foreignEnd = (last: number, doc = ''): Field<string, false> => field({ is: 'foreign', last }, doc);

export const nullable = <T>(of: Field<T, false>): Field<T | null, false> => field({ is: 'nullable', of: of.shape }, of.doc);
export const list = <T>(of: Field<T, false>, doc = ''): Field<readonly T[], false> => field({ is: 'list', of: of.shape }, doc);
export const record = <F extends Fields>(fields: F, doc = ''): Field<Values<F>, false> => field({ is: 'record', fields }, doc);
export const operands = (doc = ''): Field<JsonObject, false> => field({ is: 'operands' }, doc);

export function tuple<const T extends readonly Field<unknown, false>[]>(
  of: T,
  doc = '',
): Field<{ readonly [I in keyof T]: T[I] extends Field<infer V> ? V : never }, false> {
  return field({ is: 'tuple', of: of.map(({ shape }) => shape) }, doc);
}
