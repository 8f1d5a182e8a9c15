import fs from 'node:fs';
import path from 'node:path';
import { findPullRequest, isOf } from '../../adapters/github/pull-request.ts';
import { SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { openBundle } from '../../evidence/bundle.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { loadPlan } from '../../plan/load.ts';
import { terminalTable } from '../../report/terminal.ts';
import { loadInput } from '../configuration-input.ts';
import { adopt, expectationsOf } from '../bundle/adopt.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import type { ExitCode } from '../io.ts';
import { fromPlan } from '../commands/run.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';
import type { Expectations } from '../bundle/verify-bundle.ts';
import { type Action, conclude, concludeProblem } from './action.ts';
import { configurationAt } from './configuration.ts';

/**
 * `command: decide` and `command: report`: takes over the evidence of another job, or of another run, if it holds, and is of this
 * configuration, this run and attempt, this commit; then shows what it amounts to. Runs none of the code under test.
 */
export async function decide(action: Action): Promise<ExitCode> {
  try {
    const { log } = action;
    const plan = await log.phase('plan', () => expectedPlan(action));
    const finished = await log.foreign('evidence', () => adoptEvidence(action, plan));
    log.say(terminalTable(finished.outcome, { ...log.io.terminal, bundle: finished.zip.path }));
    return await conclude(action, { finished, notes: [] });
  } catch (error) {
    return concludeProblem(action, error);
  }
}

async function expectedPlan(action: Action): Promise<Plan> {
  const { inputs, log, cwd } = action;
  if (inputs.plan !== undefined) return loadPlan(fromPlan(inputs.plan, inputs, { ...log.io, cwd }).input).plan;
  const commit = await configurationCommit(action);
  const config = await configurationAt(inputs.config, commit, action);
  log.say(`${config.name} at ${commit}`);
  const captured = await capturedEnv(bundleOf(action));
  return loadPlan({ ...loadInput(config, inputs, log.io), env: captured }).plan;
}

/** Of a pull request the base's configuration counts, here as where it was observed; else that of the commit itself. */
async function configurationCommit({ context, github }: Action): Promise<string> {
  const { base, commit, event, head, pullRequest, repository } = context;
  if (base !== undefined) return base;
  if (event !== 'workflow_run') return commit;
  if (pullRequest === undefined) return head;
  const found = github && (await findPullRequest(github, repository, pullRequest));
  if (!found) throw new SetupError(`commit ${head} is no longer the head of an open pull request: there is nothing to report on`);
  return found.base;
}

function bundleOf({ inputs, cwd }: Action): string {
  return path.resolve(cwd, inputs.bundle ?? '');
}

/** What stood in the environment of the job that observed is a fact of it, and a part of its plan. */
async function capturedEnv(bundle: string): Promise<Readonly<Record<string, string>>> {
  const opened = await openBundle(soleBundle(bundle));
  try {
    const plan = JSON.parse(fs.readFileSync(path.join(opened.folder, BUNDLE.plan), 'utf8')) as Partial<Plan> | null;
    return plan?.capturedEnv ?? {};
  } catch {
    throw new SetupError(`${bundle}: holds no plan`);
  } finally {
    opened.cleanup();
  }
}

async function adoptEvidence(action: Action, plan: Plan): Promise<Finished> {
  const { context, store } = action;
  const { runId, runAttempt } = context.subject;
  const expectations: Expectations = { ...expectationsOf(plan), run: `${runId}/${runAttempt}` };
  const finished = await adopt(bundleOf(action), expectations, store);
  await checkCommit(action, finished);
  return finished;
}

/** The evidence must be of what is decided on: the commit itself, or the merge of it that GitHub makes for a pull request. */
async function checkCommit({ context, github }: Action, { outcome }: Finished): Promise<void> {
  const commit = outcome.facts.source?.['commit'];
  if (typeof commit !== 'string') throw new SetupError('the evidence does not say of which commit it is');
  if ([context.commit, context.head].includes(commit) && context.event !== 'workflow_run') return;
  if (github && (await isOf(github, context.repository, commit, context.head))) return;
  throw new SetupError(`the evidence is of commit ${commit}, not of ${context.head}`);
}
