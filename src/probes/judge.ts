import { BLOCKING_CODES, ERROR_CODES, type ErrorCode } from '../core/error-code.ts';
import type { JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import { judgeCondition } from '../conditions/condition.ts';
import { conditionOf, readsOf } from './conditions.ts';
import { blocked, failed, passed, type ProbeVerdict } from './rows.ts';
import { rowsOf, SHELL_COULD_NOT } from './rules.ts';
import type { Reads } from './sight.ts';

export type { ProbeVerdict } from './rows.ts';

/** What was recorded of a probe. */
export interface ProbeFacts {
  readonly code?: string;
  readonly detail?: string;
  readonly got: JsonObject;
}

const KNOWN_CODES: ReadonlySet<string> = new Set(ERROR_CODES);

/** Codes of probes that brought no answer because of us: our limits, a tool of ours that is missing. */
const OURS: ReadonlySet<string> = new Set<ErrorCode>(['MISSED', 'NOT_FOUND']);

/** Operands that are the whole of an answer. */
const WHOLE_ANSWERS = ['json', 'body', 'stdout', 'stderr'];

/** What to call an answer that the condition refuses: by its status where the condition itself judges that, else by its body. */
const WRONG_ANSWERS: Readonly<Record<string, readonly [ErrorCode, ErrorCode]>> = { http: ['STATUS', 'BODY'], command: ['EXIT', 'BODY'] };

/**
 * Judges what one look saw. Refused, reset, silent or wrong is the product's failure; what kept us from looking blocks. Connection
 * errors come first, then the kind's default (unless `expect` reads it), the probe's own keys, an unreadable answer, `expect`.
 */
export function judgeProbe(plan: ProbePlan, facts: ProbeFacts): ProbeVerdict {
  const judged = judgeFacts(plan, facts);
  // A tool is ours to have: missing or too old, it says nothing of the product.
  return plan.kind === 'tool' && judged.verdict === 'failed' ? { ...judged, verdict: 'blocked' } : judged;
}

function judgeFacts(plan: ProbePlan, { code, detail, got }: ProbeFacts): ProbeVerdict {
  const reads = readsOf(plan);
  if (code !== undefined && !(reads('open') && typeof got['open'] === 'boolean')) return unanswered(plan, code, detail);
  const rows = rowsOf(plan, got, reads);
  const bad = rows.find(({ verdict }) => verdict !== 'passed');
  if (bad) return bad;
  if (plan.target['optional'] === true && got['exists'] === false) return passed('not there', 'optional');
  if (plan.expect === undefined) return together(rows);
  return unreadable(plan.expect, got, reads) ?? expected(plan, plan.expect, got, rows);
}

function unanswered(plan: ProbePlan, code: string, detail: string | undefined): ProbeVerdict {
  const known = KNOWN_CODES.has(code) ? { code: code as ErrorCode } : {};
  const blocked = !KNOWN_CODES.has(code) || BLOCKING_CODES.has(code) || OURS.has(code);
  return {
    verdict: blocked ? 'blocked' : 'failed',
    ...known,
    measured: code,
    target: plan.expect ?? 'an answer',
    ...(detail !== undefined && detail !== '' && { why: `${code}: ${detail}` }),
  };
}

/** The condition reads an answer that could not be read: no JSON is a wrong answer, a too long one our limit. */
function unreadable(expect: string, got: JsonObject, reads: Reads): ProbeVerdict | undefined {
  if (got['truncated'] === true && WHOLE_ANSWERS.some(reads)) {
    return blocked('cut off', expect, 'the answer is longer than what is read of one');
  }
  const { notJson, notText } = got;
  if (typeof notText === 'string') return blocked('no text', expect, `the answer can't be read as text: ${notText}`);
  if (typeof notJson !== 'string' || !reads('json')) return undefined;
  return { ...failed('BODY', 'not JSON', expect), why: `the answer is not JSON: ${notJson}` };
}

function expected(plan: ProbePlan, source: string, got: JsonObject, rows: readonly ProbeVerdict[]): ProbeVerdict {
  const { verdict, measured, target, why } = judgeCondition(conditionOf(source), got);
  if (verdict === 'passed' && mayNotHaveRun(plan, source, got)) return blocked(measured, target, 'the command could not be executed');
  const code = verdict === 'failed' ? WRONG_ANSWERS[plan.kind]?.[rows.length > 0 ? 1 : 0] : undefined;
  return { verdict, measured, target, ...(code !== undefined && { code }), ...(why !== undefined && { why }) };
}

/**
 * A shell that could not execute a command ends with a code as well: "anything but 0" is then no answer of the command's. Only a
 * condition that wants this very code, and would refuse 1, is.
 */
function mayNotHaveRun({ kind }: ProbePlan, source: string, got: JsonObject): boolean {
  const { exitCode } = got;
  if (kind !== 'command' || typeof exitCode !== 'number' || !SHELL_COULD_NOT.has(exitCode)) return false;
  return judgeCondition(conditionOf(source), { ...got, exitCode: 1 }).verdict === 'passed';
}

function together(rows: readonly ProbeVerdict[]): ProbeVerdict {
  const [first, ...rest] = rows;
  if (!first) return blocked('nothing', 'a condition', 'nothing is required of it');
  if (rest.length === 0) return first;
  return passed(rows.map(({ measured }) => measured).join(', '), rows.map(({ target }) => target).join(', '));
}
