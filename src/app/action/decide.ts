import fs from 'node:fs';
import path from 'node:path';
import { parentsInGit } from '../../adapters/git.ts';
import type { RunContext } from '../../adapters/github/context.ts';
import { parentsOf } from '../../adapters/github/pull-request.ts';
import { SetupError } from '../../core/errors.ts';
import type { Draft, Observation } from '../../core/observation.ts';
import type { Plan } from '../../core/plan.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { openBundle } from '../../evidence/bundle.ts';
import { UnreadableBundle } from '../../evidence/problem.ts';
import { environmentNames, type LoadInput } from '../../plan/load.ts';
import { terminalTable } from '../../report/terminal.ts';
import { loadDiscreetly } from '../discreet-plan.ts';
import { loadInput } from '../configuration-input.ts';
import { adopt } from '../bundle/adopt.ts';
import { capturedIn } from '../bundle/environment.ts';
import { replay } from '../bundle/judge-bundle.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import { decideUpon } from '../execution/decide-upon.ts';
import type { ExitCode } from '../io.ts';
import { fromPlan } from '../commands/run.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';
import { type Action, call, conclude, concludeProblem, type Known } from './action.ts';
import { artifactFacts } from './artifacts-told.ts';
import { baselineFacts } from './baselines.ts';
import { checkAlone, checkRun, type OfAttempt } from './attempt.ts';
import { earlierAttempts } from './attempts.ts';
import { changeFacts } from './changes.ts';
import { isMergeOf } from './commit.ts';
import { configurationAt, configurationCommit } from './configuration.ts';
import { reviewFacts } from './reviews.ts';

/**
 * `command: decide` and `command: report`: takes over the evidence of another job, or of another run, if it holds, and is of this
 * configuration, this run and attempt, this commit; then shows what it amounts to. Runs none of the code under test.
 */
export async function decide(action: Action): Promise<ExitCode> {
  const known: Known = { notes: [] };
  try {
    const { log } = action;
    const plan = await log.phase('plan', () => expectedPlan(action, known));
    const observed = await log.foreign('evidence', () => adoptEvidence(action, plan));
    const { notes, facts: ofAttempt } = await log.phase('run', () => checkOrigin(action, observed));
    const facts = [...ofAttempt, ...(await log.phase('asked', () => askedFacts(action, observed)))];
    const finished = await log.foreign('decision', () => decideUpon(observed, facts, log.io));
    log.say(terminalTable(finished.outcome, { ...log.io.terminal, bundle: finished.zip.path }));
    return await conclude(action, { finished, notes });
  } catch (error) {
    return concludeProblem(action, inWords(error), known);
  }
}

/** What GitHub tells, of what the job that observed could not be asked for. */
async function askedFacts(action: Action, observed: Finished): Promise<readonly Draft[]> {
  const seen: Observation[] = [];
  replay(observed.folder, (o) => {
    if (CHECKED.has(o.type) || o['role'] === BASELINE) seen.push(o);
  });
  return [
    ...(await earlierAttempts(action, observed)),
    ...(await artifactFacts(action, seen)),
    ...(await reviewFacts(action, observed)),
    ...(await changeFacts(action, observed, seen)),
    ...(await baselineFacts(action, observed, seen)),
  ];
}

/** Facts of the job that observed that GitHub can tell as well. */
const CHECKED: ReadonlySet<string> = new Set(['artifact', 'change.base']);
const BASELINE = 'baseline';

/** What can't be opened is told by its path; a reader of the decision wants to know what it is, first. */
function inWords(error: unknown): unknown {
  return error instanceof UnreadableBundle
    ? new SetupError("The evidence can't be opened: it is damaged, or was not written by this program", error.message)
    : error;
}

async function expectedPlan(action: Action, known: Known): Promise<Plan> {
  const { inputs, log, cwd } = action;
  if (inputs.plan !== undefined) {
    checkThere(bundleOf(action));
    const made = fromPlan(inputs.plan, inputs, { ...log.io, cwd });
    call(known, made.config);
    return loadDiscreetly(made.input, log.io).plan;
  }
  const commit = await configurationCommit(action);
  const config = await configurationAt(inputs.config, commit, action);
  call(known, config);
  log.say(`${config.name} at ${commit}`);
  const input = loadInput(config, inputs, log.io);
  return loadDiscreetly({ ...input, env: { ...(await capturedEnv(bundleOf(action), log.say)), ...ownEnvironment(input) } }, log.io).plan;
}

function bundleOf({ inputs, cwd }: Action): string {
  return path.resolve(cwd, inputs.bundle ?? '');
}

/**
 * What the configuration takes from the environment, as this job has it: whatever else the job that observed was given, it was not
 * given to decide by.
 */
function ownEnvironment(input: LoadInput): LoadInput['env'] {
  const names = environmentNames(input);
  const missing = names.filter((name) => input.env[name] === undefined);
  if (missing.length > 0)
    throw new SetupError(
      `${missing.join(', ')}: not set in this job; what the configuration takes from the environment is not taken from the evidence: set it in the "env" of this job, too`,
    );
  return Object.fromEntries(names.map((name) => [name, input.env[name]]));
}

/** Where the job that ran the gates was killed, or its evidence could not be fetched, there is nothing, or an empty folder. */
function checkThere(bundle: string): void {
  const found = fs.statSync(bundle, { throwIfNoEntry: false });
  if (found && (!found.isDirectory() || fs.readdirSync(bundle).length > 0)) return;
  throw new SetupError(
    'The job that ran the gates left no evidence (cancelled, timed out or out of memory)',
    `nothing at ${bundle}; where that job did upload it, the step that fetches it says why it is not here`,
  );
}

/** What else stood in the environment of the job that observed is a fact of it, and a part of its plan. */
async function capturedEnv(bundle: string, tell: Action['log']['say']): Promise<Readonly<Record<string, string>>> {
  checkThere(bundle);
  const opened = await openBundle(soleBundle(bundle), tell);
  try {
    const captured = capturedIn(opened.folder);
    if (captured === undefined) throw new SetupError('The evidence holds no plan: it is not one bundle, or not a whole one', bundle);
    return captured;
  } finally {
    opened.cleanup();
  }
}

async function adoptEvidence(action: Action, plan: Plan): Promise<Finished> {
  return adopt(bundleOf(action), { plan }, action.store, action.log.say);
}

/** Of which run and attempt, and of which commit, the evidence is. */
async function checkOrigin(action: Action, finished: Finished): Promise<OfAttempt> {
  const found = await checkRun(action, finished);
  for (const { words } of found.notes) action.log.say(words);
  await checkCommit(action, finished);
  checkCall(action, finished);
  if (action.inputs.command === 'report') await checkAlone(action);
  return found;
}

/** What a job observed names its evidence. Of several calls of a reusable workflow in one run, each is decided on by its own alone. */
function checkCall({ inputs }: Action, { outcome }: Finished): void {
  if (inputs.call === undefined || outcome.facts.started?.['call'] === sha256OfBytes(inputs.call)) return;
  throw new SetupError(
    'The evidence is of another call of this workflow in the same run',
    'input `call`: it must be the same in both jobs',
  );
}

/** The evidence must be of the commit on which is decided: itself, or the merge of it that GitHub makes for a pull request. */
async function checkCommit({ context, github, workspace }: Action, { outcome }: Finished): Promise<void> {
  const { head, repository } = context;
  const commit = outcome.facts.source?.['commit'];
  if (typeof commit !== 'string') throw new SetupError('The evidence does not say of which commit it is');
  if (commit === head) return;
  if (mayBeMerge(context, commit)) {
    const parents = github ? await parentsOf(github, repository, commit) : await parentsInGit(workspace, commit);
    if (isMergeOf(head, parents)) return;
  }
  throw new SetupError(`The evidence is of commit ${commit}, not of ${head}`);
}

/** Of a pull request GitHub names the merge commit; of a run that has ended it does not. */
function mayBeMerge({ event, base, commit: merge, configuration }: RunContext, commit: string): boolean {
  return event === 'workflow_run' ? 'baseOf' in configuration : base !== undefined && commit === merge;
}
