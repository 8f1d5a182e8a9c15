import type { JsonObject } from '../core/json.ts';
import { FormatError } from './format-error.ts';

/** How a test ended. `flaky`: it passed, but only after a failure. `skipped`: it did not run, or its result does not count. */
export type Outcome = 'passed' | 'failed' | 'errored' | 'skipped' | 'flaky';

/** One test of a report. */
export interface CaseRow extends JsonObject {
  readonly row: 'case';
  /** The suites around it, the outermost first: `a > b`. */
  readonly suite: string;
  readonly name: string;
  readonly file?: string;
  readonly classname?: string;
  /** From 1. */
  readonly line?: number;
  readonly outcome: Outcome;
  /** What went wrong, or why it was skipped: at most 4 KB. */
  readonly message?: string;
  /** To the microsecond. */
  readonly durationMs?: number;
}

/** Tests that could not be collected, or a suite that went wrong outside of its tests. */
export interface CollectionErrorRow extends JsonObject {
  readonly row: 'collection-error';
  readonly suite: string;
  readonly message: string;
  readonly file?: string;
}

/** The last row of every report that was read to its end. */
export interface TotalsRow extends JsonObject {
  readonly row: 'totals';
  /** Rows of tests before this one. */
  readonly cases: number;
  /** What the report itself says. It is not judged: a report that claims more failures than it shows is refused. */
  readonly claimed?: { readonly tests?: number; readonly failing?: number };
}

export type ResultRow = CaseRow | CollectionErrorRow | TotalsRow;

const MAX_MESSAGE_BYTES = 4096;

/** How much of a text can matter to an excerpt. */
export const EXCERPT_CHARACTERS = MAX_MESSAGE_BYTES;

/** The beginning of a message: whole characters, at most 4 KB of UTF-8; undefined for one that says nothing. */
export function excerpt(text: string): string | undefined {
  const start = text.slice(0, MAX_MESSAGE_BYTES * 2).trim();
  if (start === '') return undefined;
  const bytes = new TextEncoder().encodeInto(start, new Uint8Array(MAX_MESSAGE_BYTES));
  return start.slice(0, bytes.read);
}

/** What an assertion says and where it stands, in one text, without saying it twice. */
export function withDetail(message: string, detail: string): string {
  if (message.trim() === '') return detail;
  return detail.includes(message.trim()) ? detail : `${message}\n${detail}`;
}

export function isFailure(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** A word of a report in an error: short, in quotes, on one line. */
export function quoted(word: string): string {
  return JSON.stringify(word.slice(0, 100));
}

/** Milliseconds, to the microsecond; nothing for what is no duration. */
export function durationOf(ms: number): { readonly durationMs?: number } {
  return Number.isFinite(ms) && ms >= 0 ? { durationMs: Math.round(ms * 1000) / 1000 } : {};
}

/**
 * A report's own counts are not believed, but what it claims and does not show went wrong unseen.
 * @param where part of the report, for the message @throws FormatError when more went wrong than is shown
 */
export function checkClaims(claimed: number, shown: number, where?: () => string): void {
  if (claimed <= shown) return;
  const place = where === undefined ? '' : `${where().slice(0, 200)}: `;
  throw new FormatError(`${place}claims ${claimed} failures and errors, shows ${shown}`);
}
