import type { JsonObject } from '../core/json.ts';

/** How a test ended. `flaky`: it passed, but only after a failure. `skipped`: it did not run, or its result does not count. */
export type TestOutcome = 'passed' | 'failed' | 'errored' | 'skipped' | 'flaky';

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
  readonly outcome: TestOutcome;
  /** Skipped because the runner never started it (after `--bail`), not because somebody asked for that. */
  readonly notRun?: true;
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

/**
 * A suite begins that this report or another may repeat (Ant writes each suite into a file of its own and into one of all): what
 * follows up to the next such row is of it. Where it has ended comes one without an id.
 */
export interface SuiteRow extends JsonObject {
  readonly row: 'suite';
  /** Equal for two copies of one suite, and seldom for another: what it says of itself. */
  readonly id?: string;
  /** It says when it ran, for how long and with which counts: of another report with the same tests it is a copy. */
  readonly isSure?: true;
}

/** Tests that a report says were skipped, and does not show. */
export interface UnseenRow extends JsonObject {
  readonly row: 'unseen';
  readonly skipped: number;
}

/** Why the report does not prove that its tests ran in this run, or all of them: it can't pass. */
export interface DoubtRow extends JsonObject {
  readonly row: 'doubt';
  readonly message: string;
}

/** What is odd about the report and changes nothing. */
export interface NoteRow extends JsonObject {
  readonly row: 'note';
  readonly message: string;
}

/** The last row of every report that was read to its end. */
export interface TotalsRow extends JsonObject {
  readonly row: 'totals';
  /** Rows of tests before this one. */
  readonly cases: number;
  /** What the report itself says. */
  readonly claimed?: { readonly tests?: number; readonly failing?: number };
  /** When the tests ran, as the report says. */
  readonly times?: ReportTimes;
}

/** The earliest and the latest time in a report, in ms since 1970. */
export interface ReportTimes extends JsonObject {
  /** Times with a zone. */
  readonly zoned?: { readonly first: number; readonly last: number };
  /** Times without a zone, read as UTC. */
  readonly local?: { readonly first: number; readonly last: number };
}

export type ResultRow = CaseRow | CollectionErrorRow | UnseenRow | SuiteRow | DoubtRow | NoteRow | TotalsRow;

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

export function isFailure(outcome: TestOutcome): boolean {
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
