import type { Selection } from '../app/configuration-input.ts';
import type { WantedStore } from '../app/history/places.ts';
import { parseDuration } from '../core/duration.ts';
import { SetupError } from '../core/errors.ts';
import { visible } from '../plan/visible.ts';

/** Options of a command line, as they were given. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Which gates, with which variables, an execution is of. @throws SetupError for a `--var` that is no pair */
export function selectionOf(values: Values): Selection {
  return {
    gates: list(values, 'gate'),
    skip: list(values, 'skip'),
    purpose: text(values, 'for'),
    overrides: overridesOf(list(values, 'var')),
    stage: text(values, 'stage'),
  };
}

function overridesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new SetupError(`gate: --var "${pair}" is not of the form NAME=VALUE`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** The value of an option that is given once; undefined where it is not given. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws SetupError for what is no SHA-256: that it differs would be no finding */
export function hashOf(values: Values, name: string): string | undefined {
  const hash = text(values, name);
  if (hash === undefined || /^[0-9a-f]{64}$/i.test(hash)) return hash?.toLowerCase();
  throw new SetupError(`gate: --${name} is "${visible(hash)}"; expected a whole SHA-256, 64 hex digits`);
}

/** What a caller knows from elsewhere of a bundle. @throws SetupError */
export function expectedOf(values: Values) {
  return { head: hashOf(values, 'head'), commit: commitOf(values), run: text(values, 'expect-run') };
}

/** @throws SetupError for what is no commit: that it differs would be no finding */
function commitOf(values: Values): string | undefined {
  const commit = text(values, 'expect-commit');
  if (commit === undefined || /^[0-9a-f]{7,64}$/i.test(commit)) return commit;
  throw new SetupError(`gate: --expect-commit is "${visible(commit)}"; expected a commit's hash, or its first 7 hex digits or more`);
}

/** Whose executions a command is about. */
export function wantedStoreOf(values: Values): WantedStore {
  return { out: text(values, 'out'), config: text(values, 'config') };
}

/** The values of an option that may be given several times. */
export function list(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** @throws SetupError for what is no number of things */
export function wholeOf(values: Values, name: string): number | undefined {
  const written = text(values, name);
  if (written === undefined || /^[1-9]\d{0,8}$/.test(written)) return written === undefined ? undefined : Number(written);
  throw new SetupError(`gate: --${name} is "${visible(written)}"; expected a whole number, 1 or more`);
}

const DAY_MS = 24 * 3_600_000;

/** Days as a number, or as a duration of whole days: `7`, `7d`, `48h`. */
export function daysOf(values: Values): number | undefined {
  const written = text(values, 'days');
  const days = (parseDuration(written ?? '') ?? Number.NaN) / DAY_MS;
  return Number.isInteger(days) && days >= 1 ? days : wholeOf(values, 'days');
}
