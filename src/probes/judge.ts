import { BLOCKING_CODES, ERROR_CODES, type ErrorCode, troubleOf } from '../core/error-code.ts';
import type { JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import { judgeCondition } from '../conditions/condition.ts';
import { conditionOf, readsOf } from './conditions.ts';
import type { ProbeFacts, ProbeKindSpec } from './kind.ts';
import { specOf } from './registry.ts';
import { blocked, failed, passed, type ProbeVerdict } from './rows.ts';
import type { Reads } from './sight.ts';

export type { ProbeVerdict } from './rows.ts';

const KNOWN_CODES: ReadonlySet<string> = new Set(ERROR_CODES);

/** Codes of probes that brought no answer because of us: our limits, a tool of ours that is missing. */
const OURS: ReadonlySet<string> = new Set<ErrorCode>(['MISSED', 'NOT_FOUND']);

/** Operands that are the whole of an answer. */
const WHOLE_ANSWERS = ['json', 'body', 'stdout', 'stderr'];

/**
 * Judges what one look saw. Refused, reset, silent or wrong is the product's failure; what kept us from looking blocks. Connection
 * errors come first, then the kind's default (unless `expect` reads it), the probe's own keys, an unreadable answer, `expect`.
 */
export function judgeProbe(plan: ProbePlan, facts: ProbeFacts): ProbeVerdict {
  const spec = specOf(plan.kind);
  if (!spec) return blocked(plan.kind, 'a kind of probe', `no judge for ${plan.kind} probes`);
  const judged = judgeFacts(spec, plan, facts);
  return spec.isOurs && judged.verdict === 'failed' ? { ...judged, verdict: 'blocked' } : judged;
}

function judgeFacts(spec: ProbeKindSpec, plan: ProbePlan, { code, detail, got }: ProbeFacts): ProbeVerdict {
  const reads = readsOf(plan);
  if (code !== undefined && !spec.answersAnyway?.(got, reads)) return unanswered(plan, code, detail);
  const rows = spec.rows(plan.target, got, reads);
  const bad = rows.find(({ verdict }) => verdict !== 'passed');
  if (bad) return bad;
  const settled = spec.settles?.(plan.target, got);
  if (settled) return settled;
  if (plan.expect === undefined) return together(rows);
  return unreadable(plan.expect, got, reads) ?? expected(spec, plan.expect, got, rows);
}

function unanswered(plan: ProbePlan, code: string, detail: string | undefined): ProbeVerdict {
  const known = KNOWN_CODES.has(code) ? { code: code as ErrorCode } : {};
  const blocked = !KNOWN_CODES.has(code) || BLOCKING_CODES.has(code) || OURS.has(code);
  return {
    verdict: blocked ? 'blocked' : 'failed',
    ...known,
    measured: code,
    target: plan.expect ?? 'an answer',
    why: troubleOf(code, detail),
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

function expected(spec: ProbeKindSpec, source: string, got: JsonObject, rows: readonly ProbeVerdict[]): ProbeVerdict {
  const condition = conditionOf(source);
  const { verdict, measured, target, why } = judgeCondition(condition, got);
  const doubt = verdict === 'passed' ? spec.doubt?.(got, (other) => judgeCondition(condition, other).verdict === 'passed') : undefined;
  if (doubt !== undefined) return blocked(measured, target, doubt);
  const code = verdict === 'failed' ? spec.refused?.[rows.length > 0 ? 1 : 0] : undefined;
  return { verdict, measured, target, ...(code !== undefined && { code }), ...(why !== undefined && { why }) };
}

function together(rows: readonly ProbeVerdict[]): ProbeVerdict {
  const [first, ...rest] = rows;
  if (!first) return blocked('nothing', 'a condition', 'nothing is required of it');
  if (rest.length === 0) return first;
  return passed(rows.map(({ measured }) => measured).join(', '), rows.map(({ target }) => target).join(', '));
}
