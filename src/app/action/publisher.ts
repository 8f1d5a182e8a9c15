import { ArtifactError } from '../../adapters/github/artifact.ts';
import type { RunContext } from '../../adapters/github/context.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { RefusedError } from '../../adapters/github/refusal.ts';
import type { Runner } from '../../adapters/github/runner.ts';
import type { Channel } from '../../report/permissions.ts';
import type { ActionInputs } from './inputs.ts';
import type { ActionLog } from './log.ts';
import { refusedInWords } from './trouble.ts';

/** What is needed to show something on GitHub. */
export interface Publisher {
  readonly inputs: ActionInputs;
  readonly context: RunContext;
  readonly log: ActionLog;
  readonly runner: Runner;
  /** Undefined: there is no token. */
  readonly github: GitHub | undefined;
}

/** Writes through the API, where the token may write at all. @returns undefined where it could not */
export async function write<T>(publisher: Publisher, channel: Channel, send: (github: GitHub) => Promise<T>): Promise<T | undefined> {
  const { github, context } = publisher;
  if (!github || context.readOnly !== undefined) return undefined;
  return attempt(publisher, channel, () => send(github));
}

/** Does one thing of several: its failure is said, and changes nothing. @returns undefined where it failed */
export async function attempt<T>({ log }: Publisher, channel: Channel | 'job-summary', work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn(failureInWords(channel, error));
    return undefined;
  }
}

/** Why something could not be written. */
export function failureInWords(channel: Channel | 'job-summary', error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (channel === 'job-summary') return `the job summary could not be written: ${message}`;
  if (error instanceof ArtifactError || channel === 'artifact') return `the evidence could not be uploaded: ${message}`;
  if (!(error instanceof RefusedError)) return `${channel}: ${message}`;
  return refusedInWords(channel, error.refusal);
}
