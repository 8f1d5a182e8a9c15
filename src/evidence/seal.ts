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

/** A time as `toISOString` writes it. The pattern knows how long each month is; only a 29 February is looked up. */
const WALL_TIME =
  String.raw`\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|(02-29))` +
  String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z`;
const SHA256 = '[0-9a-f]{64}';

/** What `sealText` gives, and nothing else. */
const SEAL = new RegExp(
  `^\\{"seq":([1-9]\\d{0,14}),"type":"seal","at":"(${WALL_TIME})","sha256":"(${SHA256})","prev":"(${SHA256})"(,"final":true)?\\}$`,
);

/** A line as a seal, without its newline; undefined when it is not exactly of the one form. Of every few lines one is a seal: this is quick. */
export function parseSeal(line: string): Seal | undefined {
  const [, seq, at = '', leapDay, sha256 = '', prev = '', final] = SEAL.exec(line) ?? [];
  if (seq === undefined || (leapDay !== undefined && !isDay(at.slice(0, 10)))) return undefined;
  return { seq: Number(seq), at, sha256, prev, final: final !== undefined };
}
