import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { misfit } from '../core/facts/misfit.ts';
import { declarationOf } from '../core/facts/registry.ts';
import type { Observation } from '../core/observation.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { type JsonRecord, objectOf, objectsOf } from './canonical.ts';
import { readingLines } from './lines.ts';
import { BUNDLE } from './paths.ts';
import { type EvidenceProblem, systemCode } from './problem.ts';
import type { Tail } from './recorder.ts';
import { LAST_OBSERVATION } from '../core/recording.ts';
import { parseSeal, type Seal } from './seal.ts';

/** So many lines are parsed, and checked, in one go. */
const LINES = 64;

/** More problems than this are only counted. */
const MAX_PROBLEMS = 50;

/** What the seals say of a recording. It holds when there are no problems and it is not incomplete. */
export interface SealReport {
  readonly problems: readonly EvidenceProblem[];
  /** Why the end is missing: cut, never finished, empty. */
  readonly incomplete?: string;
  /** SHA-256 of the final seal's line, its newline included. */
  readonly head?: string;
  readonly lines: number;
  readonly observations: number;
  /** Wall times: `at` of `execution.started`, of the final seal. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Where a recorder would go on, with the largest `t` and the last seal's wall time. */
  readonly tail: Tail & { readonly t: number; readonly at?: string };
}

export interface ReadOptions {
  readonly onSeal?: (seal: Seal) => void;
  /** Another version recorded it: its facts may be of types, and have fields, that this one does not know. */
  readonly ofOtherVersion?: boolean;
}

/** Takes an observation. @returns what is left to do before the next one, mostly nothing */
export type OnObservation = (o: Observation) => Pieces<unknown> | undefined | void;

/**
 * Streams a recording and checks every line against the seals, in constant memory. Every line that has the shape of an
 * observation is handed on, also after a problem, so that everything that is off can be named in one go.
 */
export function readObservations(path: string, planSha256: string, onObservation: OnObservation, options: ReadOptions = {}): SealReport {
  return atOnce(readingObservations(path, planSha256, onObservation, options));
}

/** The same, piece by piece. */
export function* readingObservations(
  path: string,
  planSha256: string,
  onObservation: OnObservation,
  options: ReadOptions = {},
): Pieces<SealReport> {
  const check = new SealCheck(planSha256, onObservation, options);
  try {
    const { tornBytes, tooLong } = yield* readingLines(path, (buffer, end) => check.block(buffer, end));
    return check.report(tooLong ? 0 : tornBytes, tooLong);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return check.report(0, false);
  }
}

/** The rules of a recording, line after line. */
class SealCheck {
  private readonly problems: EvidenceProblem[] = [];
  private uncounted = 0;
  private readonly onObservation: OnObservation;
  /** What the last observation left to do. */
  private left: Pieces<unknown> | undefined | void;
  private readonly options: ReadOptions;
  private lines = 0;
  private observations = 0;
  private seq = 0;
  private prev: string;
  /** Of lines since the last seal that stood in earlier blocks. */
  private hash: Hash | undefined;
  private bytes = 0;
  private sealedBytes = 0;
  private sealedLines = 0;
  private lastSeal: Seal | undefined;
  private ended = false;
  private startedAt: string | undefined;
  private t = 0;

  constructor(planSha256: string, onObservation: OnObservation, options: ReadOptions) {
    this.prev = planSha256;
    this.onObservation = onObservation;
    this.options = options;
  }

  /** Takes whole lines; hashes what lies between two seals in one go. */
  *block(buffer: Buffer, end: number): Pieces<void> {
    const allUtf8 = isUtf8(buffer.subarray(0, end));
    let unhashed = 0;
    let start = 0;
    while (start < end) {
      const stops = newlines(buffer, start, end);
      const objects = allUtf8 ? objectsOf(buffer.toString('utf8', start, stops.at(-1)), stops.length) : undefined;
      let i = 0;
      for (const stop of stops) {
        this.lines++;
        if (!allUtf8 && !isUtf8(buffer.subarray(start, stop))) this.object('not UTF-8');
        const value = objects?.[i++] ?? objectOf(buffer.toString('utf8', start, stop));
        const seal = this.line(value) ? this.sealIn(buffer.toString('utf8', start, stop)) : undefined;
        if (this.left) yield* this.left;
        this.left = undefined;
        if (seal) {
          const digest = this.digest(buffer.subarray(unhashed, start));
          unhashed = stop + 1;
          this.seal(seal, digest, buffer.subarray(start, unhashed), this.bytes + unhashed);
        }
        start = stop + 1;
      }
      yield;
    }
    if (unhashed < end) (this.hash ??= createHash('sha256')).update(buffer.subarray(unhashed, end));
    this.bytes += end;
  }

  /** Of the lines that a seal covers, the last of which are these. Mostly all of them stand in one block. */
  private digest(last: Uint8Array): string {
    if (!this.hash) return sha256OfBytes(last);
    const digest = this.hash.update(last).digest('hex');
    this.hash = undefined;
    return digest;
  }

  report(tornBytes: number, tooLong: boolean): SealReport {
    const final = this.lastSeal?.final === true;
    const incomplete = this.incomplete(tornBytes, tooLong);
    if (this.uncounted > 0) {
      this.problems.push({ file: BUNDLE.observations, message: `${this.uncounted} more problems like these` });
    }
    return {
      problems: this.problems,
      ...(incomplete !== undefined && { incomplete }),
      ...(final && { head: this.prev, finishedAt: this.lastSeal?.at ?? '' }),
      lines: this.lines,
      observations: this.observations,
      ...(this.startedAt !== undefined && { startedAt: this.startedAt }),
      tail: {
        lines: this.lines,
        prev: this.prev,
        sealedBytes: this.sealedBytes,
        unsealedLines: this.lines - this.sealedLines,
        ended: this.ended,
        t: this.t,
        ...(this.lastSeal && { at: this.lastSeal.at }),
      },
    };
  }

  private incomplete(tornBytes: number, tooLong: boolean): string | undefined {
    if (tooLong) return `line ${this.lines + 1} is longer than 1 MiB; nothing after it was read`;
    if (tornBytes > 0) return `the last line is cut: ${tornBytes} bytes after line ${this.lines} belong to no whole line`;
    if (this.lines === 0) return 'there are no observations';
    if (this.lastSeal?.final) return undefined;
    if (this.lines > this.sealedLines) return `lines ${this.sealedLines + 1} to ${this.lines} are not sealed`;
    return `it ends at seal ${this.seq}, which is not the final one`;
  }

  /** Takes the object of a line, or what is wrong with it. @returns whether it calls itself a seal */
  private line(value: JsonRecord | string): boolean {
    if (typeof value === 'string') {
      this.seq++;
      this.object(value);
      return false;
    }
    this.number(value['seq']);
    if (this.lastSeal?.final) this.object('stands after the final seal');
    if (value['type'] === 'seal') return true;
    this.observation(value);
    return false;
  }

  private sealIn(line: string): Seal | undefined {
    const seal = parseSeal(line);
    if (!seal) this.object('a seal, but not of the form of one');
    return seal;
  }

  private observation(value: JsonRecord): void {
    const { t, type } = value;
    if (typeof t !== 'number' || t < 0) return this.object(typeof t === 'number' ? '"t" is before the beginning' : '"t" is not a number');
    if (typeof type !== 'string') return this.object('"type" is not a string');
    const declaration = declarationOf(type);
    const { ofOtherVersion } = this.options;
    if (!declaration && !ofOtherVersion) return this.object(`no execution records a fact of type ${JSON.stringify(type)}`);
    const wrong = ofOtherVersion || !declaration ? undefined : misfit(value, declaration);
    if (wrong !== undefined) return this.object(`${type}: ${wrong}`);
    const o = value as Observation;
    if (this.ended && !this.lastSeal?.final) this.object(`only the final seal may follow ${LAST_OBSERVATION}`);
    this.ended = type === LAST_OBSERVATION;
    if (t < this.t && !declaration?.backdated && !ofOtherVersion) this.object(`"t" is ${t}, after ${this.t}: time does not go back`);
    this.t = Math.max(this.t, t);
    if (type === 'execution.started' && typeof o['at'] === 'string') this.startedAt ??= o['at'];
    this.observations++;
    this.left = this.onObservation(o);
  }

  private seal(seal: Seal, digest: string, line: Uint8Array, bytes: number): void {
    const covers = this.lines - 1 - this.sealedLines;
    if (covers === 0) this.object('a seal over nothing');
    else if (seal.sha256 !== digest) this.object(`lines ${this.sealedLines + 1} to ${this.lines - 1} are not what it was made over`);
    if (seal.prev !== this.prev)
      this.object(this.lastSeal ? 'it does not follow from the seal before it' : 'it does not follow from plan.json');
    if (seal.final !== this.ended) {
      this.object(
        seal.final
          ? `the final seal, but the last observation is not ${LAST_OBSERVATION}`
          : `it follows ${LAST_OBSERVATION} and is not final`,
      );
    }
    this.prev = sha256OfBytes(line);
    this.sealedBytes = bytes;
    this.sealedLines = this.lines;
    this.lastSeal = seal;
    this.options.onSeal?.(seal);
  }

  /** Every line carries the next number. After a wrong one counting goes on from it, so that one gap is one problem. */
  private number(found: unknown): void {
    const expected = this.seq + 1;
    const valid = typeof found === 'number' && Number.isSafeInteger(found);
    this.seq = valid ? found : expected;
    if (found !== expected) this.object(valid ? `seq ${found} where ${expected} is next` : 'seq is not a number');
  }

  private object(message: string): void {
    if (this.problems.length < MAX_PROBLEMS) {
      this.problems.push({ file: BUNDLE.observations, seq: this.seq, line: this.lines, message });
    } else {
      this.uncounted++;
    }
  }
}

/** Where the next lines end, at most `LINES` of them. */
function newlines(buffer: Buffer, start: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let from = start; from < end && found.length < LINES;) {
    const stop = buffer.indexOf(0x0a, from);
    found.push(stop);
    from = stop + 1;
  }
  return found;
}
