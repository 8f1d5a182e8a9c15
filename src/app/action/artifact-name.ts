import type { RunContext } from '../../adapters/github/context.ts';
import { slugPath } from '../../evidence/slug.ts';
import type { ActionInputs } from './inputs.ts';

/** What artifacts begin with: those of jobs that observe, and those of the jobs that decide upon them. */
const PREFIXES = {
  run: 'gate-evidence',
  plan: 'gate-evidence',
  history: 'gate-history',
  decide: 'gate-decision',
  report: 'gate-decision',
} as const;

/** What the artifact of a job is called. A stage is a job of its own, and its name is written as in a file's. */
export function artifactName({ runId, runAttempt }: RunContext, { command, artifactName: given, stage }: ActionInputs): string {
  return (
    given ?? `${PREFIXES[command]}-${runId}-${runAttempt}${stage === undefined ? '' : `-${slugPath(stage.replaceAll('/', '-'), 60)}`}.zip`
  );
}

/** A name that no other job of the run can have: of a matrix, all jobs have the same one otherwise. */
export function ownArtifactName(name: string, id: string): string {
  return name.replace(/\.zip$/, `-${id}.zip`);
}
