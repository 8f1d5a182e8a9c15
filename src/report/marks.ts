import type { Status } from '../core/decision.ts';
import type { Verdict } from '../core/verdict.ts';

/** One clear sign a decision, for places where it is seen from afar. It never stands without the word. */
export const STATUS_MARKS: Readonly<Record<Status, string>> = { GO: '✅', 'NO-GO': '❌', BLOCKED: '⛔', PARTIAL: '🟡' };

/** One sign a verdict. It never stands without the word. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✅',
  waived: '☑️',
  warned: '⚠️',
  skipped: '⏭️',
  blocked: '⛔',
  failed: '❌',
};
