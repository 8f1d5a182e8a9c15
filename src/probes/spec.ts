import type { MeasurementTable } from '../conditions/measurements.ts';
import type { ProbePlan } from '../core/plan.ts';
import type { ProbeKindSpec, ProbeProblem, ProbeSite } from './kind.ts';
import { probeKind, type RawProbe, specOf } from './registry.ts';

export const ONCE: ProbePlan['retry'] = { attempts: 1, delayMs: 0 };

/** Timeouts of the probes of a gate, in ms. */
export const CHECK_SITE: ProbeSite = { timeoutMs: 5000, commandTimeoutMs: 600_000, toolTimeoutMs: 30_000, retry: ONCE };

/** What the condition of a probe of this kind may read. A kind that is not known lets it read nothing. */
export function probeTable(kind: string): MeasurementTable {
  return specOf(kind)?.reads ?? {};
}

/** What zod can't see. */
export function checkProbe(raw: RawProbe, site: ProbeSite): readonly ProbeProblem[] {
  const { kind, spec } = written(raw);
  const problems = spec.check?.(raw, site) ?? [];
  if (spec.needsExpect === undefined || raw.expect !== undefined) return problems;
  return [{ path: [kind], message: `a ${kind} probe needs "expect", such as "${spec.needsExpect}"` }, ...problems];
}

/** The probe in its resolved form. @param raw one without problems */
export function resolveProbe(raw: RawProbe, site: ProbeSite): ProbePlan {
  const { kind, spec } = written(raw);
  const target = spec.target(raw, site);
  return {
    name: raw.name ?? spec.name(target),
    kind,
    target,
    ...(raw.expect !== undefined && { expect: raw.expect }),
    timeoutMs: raw.timeout ?? site[spec.timeout ?? 'timeoutMs'],
    retry: raw.retry ? { attempts: raw.retry.attempts, delayMs: raw.retry.delay } : site.retry,
  };
}

function written(raw: RawProbe): { readonly kind: string; readonly spec: ProbeKindSpec } {
  const kind = probeKind(raw);
  const spec = kind && specOf(kind);
  if (!spec) throw new Error('a probe without a kind');
  return { kind, spec };
}
