import type { Plan } from '../../core/plan.ts';
import type { ArtifactFiles } from '../../core/ports.ts';
import { kinds } from '../../gates/registry.ts';

/** Names of the artifacts that bring files to the gates of a plan. */
export function artifactsOf(plan: Plan): readonly string[] {
  return [...new Set(plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.artifacts?.(spec) ?? []))];
}

/** The same where no workflow runs. */
export function noArtifacts(plan: Plan): readonly ArtifactFiles[] {
  return artifactsOf(plan).map((name) => ({ name, trouble: 'artifacts are of a workflow run, and this is none' }));
}
