import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { Unsettled } from '../../engine/pending.ts';
import { jobStart } from '../../engine/session.ts';
import { describePlan } from '../../plan/describe.ts';
import type { Note } from '../../report/note.ts';
import { terminalTable } from '../../report/terminal.ts';
import { loadPublishable } from '../discreet-plan.ts';
import { loadInput } from '../configuration-input.ts';
import { type Execution, executePlan, newExecution } from '../execution/execution.ts';
import { storesInAction } from '../history/places.ts';
import type { ExitCode, Io } from '../io.ts';
import type { PlanFile } from '../plan-file.ts';
import { openPrior } from '../bundle/prior.ts';
import { fromPlan, runnablePlan } from '../commands/run.ts';
import { type Action, call, conclude, concludeProblem, type Known } from './action.ts';
import { fetchArtifacts } from './artifacts.ts';
import { artifactName, ownArtifactName } from './artifact-name.ts';
import { checkCheckout } from './commit.ts';
import { historyOf } from './history.ts';
import { trustedConfiguration } from './configuration.ts';
import { requireTime } from './time-limit.ts';

/** `command: run`: runs the gates here and shows what came out. */
export async function run(action: Action): Promise<ExitCode> {
  const known: Known = { notes: [] };
  try {
    const { inputs, cwd, log, store } = action;
    const { config, input, first } = await log.phase('configuration', () => source(action, known));
    if (first) return await validateOnly(action, { config, input }, known);
    const plan = await log.foreign('plan', async () => {
      const made = runnablePlan(input, config, log.io);
      log.say(describePlan(made));
      requireTime(made, jobOf(action));
      return made;
    });
    const prior = await log.foreign('evidence', () =>
      openPrior(
        inputs.prior.map((bundle) => path.resolve(cwd, bundle)),
        plan,
        config.bytes,
        log.say,
      ),
    );
    const artifacts = await log.phase('artifacts', () => fetchArtifacts(action, plan));
    const stores = storesInAction(plan, { own: store, configPath: config.path });
    const history = await log.phase('asked', () => historyOf(action, plan, stores));
    const ofCall = inputs.call === undefined ? {} : { call: sha256OfBytes(inputs.call) };
    const execution: Execution = { ...newExecution(stores), history, artifacts, ...ofCall, post: true };
    await expectTheWorst(action, execution);
    const pinned: Io = { ...log.io, env: { ...log.io.env, ...plan.capturedEnv } };
    const finished = await log.foreign('gates', () => executePlan(plan, config, execution, pinned, prior).finally(() => prior?.cleanup()));
    log.say(terminalTable(finished.outcome, { ...log.io.terminal, bundle: finished.zip.path }));
    return await conclude(action, { finished, notes: known.notes });
  } catch (error) {
    if (error instanceof Unsettled) {
      action.log.say(`${error.message}: that is left to the post part of this step`);
      return 2;
    }
    return concludeProblem(action, error, known);
  }
}

function jobOf({ inputs: { timeoutMinutes }, log }: Action): Parameters<typeof requireTime>[1] {
  const { env } = log.io;
  const startedAtMs = Date.now();
  return { timeoutMinutes, runner: env['RUNNER_ENVIRONMENT'], passedMs: startedAtMs - jobStart({ env, startedAtMs }) };
}

/**
 * For the case that this process is killed: what `post` goes on with, and what later steps and jobs see. Outputs count only when `main`
 * sets them, so the name under which `post` will upload the evidence is known before the first gate.
 */
async function expectTheWorst({ context, inputs, runner }: Action, { id, folder, workFolder }: Execution): Promise<void> {
  const name = ownArtifactName(artifactName(context, inputs), id);
  await runner.state({ folder, 'work-folder': workFolder, 'artifact-name': name });
  await runner.outputs({ decision: 'BLOCKED', 'execution-id': id, 'artifact-name': name });
}

interface Source extends PlanFile {
  readonly first: boolean;
}

async function source(action: Action, known: Known): Promise<Source> {
  if (action.context.event === 'pull_request_target') {
    throw new SetupError('on pull_request_target the code of a pull request would run beside a token that can write; use pull_request');
  }
  const found = await configuration(action, known);
  if (!found.first) tell(action, known, await checkCheckout(action, found.config.path));
  return found;
}

async function configuration(action: Action, known: Known): Promise<Source> {
  const { inputs, log, cwd } = action;
  if (inputs.plan !== undefined) {
    const made = fromPlan(inputs.plan, inputs, { ...log.io, cwd });
    call(known, made.config);
    return { ...made, first: false };
  }
  const trusted = await trustedConfiguration(inputs.config, action);
  tell(action, known, trusted.notes);
  call(known, trusted.config);
  return { config: trusted.config, input: loadInput(trusted.config, inputs, log.io), first: trusted.first };
}

/** Notes are said at once, and shown with the decision. */
function tell({ log }: Action, known: Known, found: readonly Note[]): void {
  known.notes.push(...found);
  for (const { words, details = [] } of found) log.say([words, ...details.map((line) => `  ${line}`)].join('\n'));
}

/** A configuration that no base has yet: everything but running it. */
async function validateOnly(action: Action, { config, input }: PlanFile, known: Known): Promise<ExitCode> {
  await action.log.foreign('plan', async () => action.log.say(describePlan(loadPublishable(input, config, action.log.io).plan)));
  return concludeProblem(action, new SetupError('merge this first: the base of this pull request has no configuration yet'), known);
}
