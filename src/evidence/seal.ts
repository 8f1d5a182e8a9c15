import { isDay } from '../core/calendar.ts';

/**
 * A line of observations.jsonl that commits to every line before it: to those since the last seal by `sha256`, to all others by
 * `prev`, the hash of the previous seal's line. The first `prev` is the hash of plan.json.
 */
export interface Seal {
  readonly seq: number;
  readonly at: string;
  /** SHA-256 of the bytes since the last seal's line, newlines included. */
  readonly sha256: string;
  readonly prev: string;
  readonly final: boolean;
}

/** The one text form of a seal, without its newline. */
export function sealText({ seq, at, sha256, prev, final }: Seal): string {
  return JSON.stringify({ seq, type: 'seal', at, sha256, prev, ...(final && { final }) });
}

/** A parsed line of type `seal` as a seal; undefined when it is not exactly of the one form. */
export function parseSeal(text: string, line: Readonly<Record<string, unknown>>): Seal | undefined {
  const { seq, at, sha256, prev, final } = line;
  if (typeof seq !== 'number' || !isWallTime(at) || !isSha256(sha256) || !isSha256(prev)) return undefined;
  const seal = { seq, at, sha256, prev, final: final === true };
  return sealText(seal) === text ? seal : undefined;
}

/** A time as `toISOString` writes it. The pattern knows how long each month is; only a 29 February is looked up. */
const WALL_TIME = new RegExp(
  String.raw`^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|(02-29))` +
    String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$`,
);

function isWallTime(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const form = WALL_TIME.exec(value);
  return form !== null && (form[1] === undefined || isDay(value.slice(0, 10)));
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
