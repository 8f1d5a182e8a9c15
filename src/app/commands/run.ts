import path from 'node:path';
import type { Attempts } from '../../core/ports.ts';
import { ConfigurationError } from '../../core/errors.ts';
import { problemLine } from '../../core/location.ts';
import type { Plan } from '../../core/plan.ts';
import type { LoadInput } from '../../plan/load.ts';
import { summary } from '../../report/summary.ts';
import { terminalTable } from '../../report/terminal.ts';
import { type ConfigFile, readConfig } from '../config-file.ts';
import { loadPublishable } from '../discreet-plan.ts';
import { loadInput, type Selection } from '../configuration-input.ts';
import { executePlan, newExecution } from '../execution/execution.ts';
import { UnverifiedBundle } from '../bundle/finish-bundle.ts';
import { withAttempts } from '../history/handed.ts';
import { historyIn } from '../history/history.ts';
import { isOfGitHub, storesOf } from '../history/places.ts';
import type { ExitCode, Io } from '../io.ts';
import { type PlanFile, readPlanFile } from '../plan-file.ts';
import { openPrior } from '../bundle/prior.ts';
import { verificationText } from '../bundle/verification-text.ts';

export interface RunRequest extends Selection {
  readonly config: string;
  /** Output of `gate plan --json`: it stands for the configuration and for everything that it was derived from. */
  readonly plan: string | undefined;
  /** Evidence of the stage before. */
  readonly prior: readonly string[];
  /** Folder for executions, relative to where the command runs; undefined: that of the configuration. */
  readonly out: string | undefined;
  /** Prints summary.json instead of the table. */
  readonly json: boolean;
}

/** `gate run`: runs the plan and leaves a bundle. Exit code 0 GO, 1 a required gate failed, 2 blocked. */
export async function run(request: RunRequest, io: Io): Promise<ExitCode> {
  const { config, input } = request.plan === undefined ? fromConfiguration(request, io) : fromPlan(request.plan, request, io);
  const plan = runnablePlan(input, config, io);
  // The captured environment is a part of the plan: on whatever machine it runs, it runs in that one.
  const pinned = { ...io, env: { ...io.env, ...plan.capturedEnv } };
  const prior = await openPrior(
    request.prior.map((bundle) => path.resolve(io.cwd, bundle)),
    plan,
    config.bytes,
    (line) => io.stderr(`gate run: ${line}\n`),
  );
  try {
    const stores = storesOf(plan, { out: request.out, configPath: config.path }, io);
    const execution = { ...newExecution(stores), ...(isOfGitHub(plan) && { history: withAttempts(historyIn(stores, io.env), elsewhere) }) };
    const { outcome, folder } = await executePlan(plan, config, execution, pinned, prior);
    const bundle = path.relative(io.cwd, folder) || folder;
    io.stdout(request.json ? summary(outcome) : terminalTable(outcome, { ...io.terminal, bundle }));
    return outcome.decision.exitCode;
  } catch (error) {
    if (!(error instanceof UnverifiedBundle)) throw error;
    io.stderr(`gate run: ${error.message}\n${verificationText(error.verification)}`);
    return 2;
  } finally {
    prior?.cleanup();
  }
}

/** Attempts of which a terminal knows nothing. */
async function elsewhere(): Promise<Attempts> {
  const trouble = "they are GitHub's to tell (`store: github`), in a workflow that uses the action";
  return { basis: 'file', store: 'github', fleeting: false, found: [], unread: 0, trouble };
}

/** A plan that was made elsewhere, for all of its stages. */
export function fromPlan(file: string, { stage }: Pick<Selection, 'stage'>, io: Io): PlanFile {
  const { config, input } = readPlanFile(file, io);
  return { config, input: { ...input, ...(stage !== undefined && { stage }) } };
}

function fromConfiguration(request: RunRequest, io: Io): PlanFile {
  const config = readConfig(request.config, io.cwd);
  return { config, input: loadInput(config, request, io) };
}

/** The plan of a configuration whose every part this version can run; its warnings are said. @throws ConfigurationError, SetupError */
export function runnablePlan(input: LoadInput, config: ConfigFile, io: Io): Plan {
  const { plan, warnings, notYet } = loadPublishable({ ...input, today: new Date().toISOString().slice(0, 10) }, config, io);
  if (notYet.length > 0) throw new ConfigurationError(notYet);
  for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
  return plan;
}
