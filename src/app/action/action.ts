import path from 'node:path';
import type { RunContext } from '../../adapters/github/context.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { RefusedError } from '../../adapters/github/refusal.ts';
import type { Runner } from '../../adapters/github/runner.ts';
import { ConfigurationError, SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { unexpected } from '../../core/refusal.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { nameIn } from '../../plan/name.ts';
import type { Note } from '../../report/note.ts';
import { readOnlyNote } from '../../report/permissions.ts';
import { executionId } from '../execution/execution-id.ts';
import { type Finished, UnverifiedBundle } from '../bundle/finish-bundle.ts';
import type { ExitCode } from '../io.ts';
import { type ConfigurationSource, repositoryName } from './configuration.ts';
import type { ActionInputs } from './inputs.ts';
import type { ActionLog } from './log.ts';
import { type Publication, publish } from './publish.ts';
import { unreadInWords } from './trouble.ts';
import { decisionWording, problemWording } from './wording.ts';

/** All that a command of the action works with. */
export interface Action extends ConfigurationSource {
  readonly inputs: ActionInputs;
  readonly context: RunContext;
  readonly log: ActionLog;
  readonly runner: Runner;
  readonly github: GitHub | undefined;
  /** Folder for executions: outside of the checkout, so that no command that cleans up takes the evidence along. */
  readonly store: string;
}

/** A decision with the evidence for it. */
export interface Decided {
  readonly finished: Finished;
  readonly notes: readonly Note[];
}

/** Shows a decision and sets the outputs. @returns the exit code: the verdict, and 2 for a PARTIAL that is not allowed */
export async function conclude(action: Action, { finished, notes }: Decided): Promise<ExitCode> {
  const { inputs, runner, log, context } = action;
  const { outcome, folder, zip } = finished;
  const { status, exitCode } = outcome.decision;
  await runner.outputs({
    decision: status,
    'execution-id': outcome.executionId,
    head: outcome.head,
    summary: path.join(folder, BUNDLE.data, 'summary.json'),
    bundle: zip.path,
  });
  const allowPartial = inputs.allowPartial || isStep(outcome.plan);
  const wording = decisionWording(outcome, [...notes, ...readOnlyNotes(context)], placesOf(action), allowPartial);
  const { observed } = outcome.facts;
  const id = typeof observed?.['executionId'] === 'string' ? observed['executionId'] : outcome.executionId;
  await show(action, { id, name: outcome.plan.name, wording, zip });
  if (status !== 'PARTIAL' || allowPartial || exitCode !== 0) return exitCode;
  log.error('PARTIAL: not the whole plan was run; `allow-partial: true` lets the job succeed');
  return 2;
}

/** Whether it is partial for being one stage of several, and for nothing else: the job of the last one decides. */
function isStep({ stage, partial }: Plan): boolean {
  return stage !== undefined && stage.toCome.length > 0 && partial.length === 1;
}

/** What is known when something turns out to be wrong. */
export interface Known {
  readonly notes: Note[];
  /** Of the configuration. */
  name?: string;
}

/** Once the configuration is there, what is shown bears its name. */
export function call(known: Known, { bytes }: { readonly bytes: Buffer }): void {
  const name = nameIn(bytes.toString('utf8'));
  if (name !== undefined) known.name = name;
}

/**
 * Shows why nothing could be judged, and sets the outputs. BLOCKED. A defect of ours is shown too: a decision that
 * others wait for must not be missing.
 */
export async function concludeProblem(action: Action, error: unknown, { notes, name }: Known = { notes: [] }): Promise<ExitCode> {
  const { runner, log, context } = action;
  const message = isProblem(error) ? inWords(error) : unexpected(error);
  const all = message.split('\n').filter((line) => line.trim() !== '');
  // Of a defect the log alone says where it lies.
  const lines = isProblem(error) ? all : all.slice(0, 1);
  log.error(message);
  await runner.outputs({ decision: 'BLOCKED' });
  const problems = error instanceof ConfigurationError ? error.problems : [];
  const wording = problemWording({ lines, problems, notes: [...notes, ...readOnlyNotes(context)] });
  // Evidence that does not verify decides nothing, and somebody must be able to look at it.
  const zip = error instanceof UnverifiedBundle && error.zip ? { zip: error.zip } : {};
  await show(action, { id: executionId(new Date()), name, wording, ...zip });
  return 2;
}

function inWords(error: Error): string {
  return error instanceof RefusedError ? unreadInWords(error) : error.message;
}

function isProblem(error: unknown): error is Error {
  return error instanceof SetupError || error instanceof UnverifiedBundle || error instanceof RefusedError;
}

async function show(action: Action, publication: Publication): Promise<void> {
  await action.log.phase('send', () => publish(publication, action));
  await action.runner.state({ published: 'true' });
}

function readOnlyNotes({ readOnly }: RunContext): readonly Note[] {
  return readOnly === undefined ? [] : [readOnlyNote(readOnly, ['check-run', 'comment', 'commit-status'])];
}

function placesOf({ inputs, workspace, cwd }: Action): { configuration: string; checkout: string; folder: string } {
  const folder = path.relative(workspace, cwd).split(path.sep).join('/');
  return { configuration: repositoryName(inputs.config, { workspace, cwd }), checkout: workspace, folder };
}
