import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext, ProbeResult } from '../../core/ports.ts';
import { redactedObject } from '../../evidence/fact.ts';
import { judgeProbe, type ProbeVerdict } from '../../probes/judge.ts';

/**
 * What a look comes to, and how that is told. Words cut what they show, and of a secret that was cut nobody can find the rest: so what
 * does not hold is put into words without its secrets.
 */
export function toldOf(
  plan: ProbePlan,
  result: Pick<ProbeResult, 'code' | 'detail' | 'got'>,
  context: Pick<ProbeContext, 'redact'>,
): ProbeVerdict {
  const judged = judgeProbe(plan, result);
  if (judged.verdict === 'passed') return judged;
  const { code, detail } = result;
  const redact = (text: string): string => context.redact(text);
  const got: JsonObject = redactedObject(result.got, redact);
  const told = judgeProbe(plan, { got, ...(code !== undefined && { code }), ...(detail !== undefined && { detail: redact(detail) }) });
  return { ...told, verdict: judged.verdict };
}
