import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeSite } from '../../probes/kind.ts';
import { artifactsNamed } from '../../core/origin.ts';
import { logService } from '../../probes/kinds/file.ts';
import { probeKind, type RawProbe } from '../../probes/registry.ts';
import { checkProbe, probeTable } from '../../probes/spec.ts';
import type { SpecCondition, SpecContext, SpecProblem } from './kind.ts';
import { checkProducer, unknownWord } from './references.ts';

/** What a list of checks that stands at `path` has wrong. */
export function checkProbes(
  checks: readonly RawProbe[],
  path: readonly (string | number)[],
  site: ProbeSite,
  context: SpecContext,
): readonly SpecProblem[] {
  return checks.flatMap((probe, index) => {
    const inner = [...checkProbe(probe, site), ...('file' in probe ? checkFileReferences(probe, context) : [])];
    return inner.map((problem) => ({ path: [...path, index, ...problem.path], message: problem.message }));
  });
}

function checkFileReferences(probe: Extract<RawProbe, { file: unknown }>, context: SpecContext): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const service = logService(probe.file);
  if (service !== undefined && !context.serviceIds.includes(service)) {
    problems.push({ path: ['file'], message: unknownWord('service', service, context.serviceIds) });
  }
  const producer = probe['produced-by'];
  if (producer !== undefined) problems.push(...checkProducer(producer, context));
  return problems;
}

/** The conditions of a list of checks that stands at `path`. */
export function probeConditions(checks: readonly RawProbe[], path: readonly (string | number)[]): readonly SpecCondition[] {
  return checks.flatMap((probe, index) =>
    probe.expect === undefined
      ? []
      : [{ path: [...path, index, 'expect'], source: probe.expect, table: probeTable(probeKind(probe) ?? ''), gives: 'truth' }],
  );
}

/** The artifacts that bring files to a list of checks. */
export function artifactsOfProbes(checks: readonly ProbePlan[]): readonly string[] {
  return artifactsNamed(checks.map(({ target: { producedBy } }) => (typeof producedBy === 'string' ? producedBy : undefined)));
}
