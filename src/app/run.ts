import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationError } from '../core/errors.ts';
import { problemLine } from '../core/location.ts';
import type { Plan } from '../core/plan.ts';
import { VERSION } from '../core/version.ts';
import { execute, type Started } from '../engine/execute.ts';
import { openSession } from '../engine/session.ts';
import { kinds } from '../gates/judges.ts';
import { observers } from '../gates/observers.ts';
import { MonotonicClock } from '../live/clock.ts';
import { type LoadInput, loadPlan } from '../plan/load.ts';
import { RENDER_VERSION } from '../report/render.ts';
import { summary } from '../report/summary.ts';
import { terminalTable } from '../report/terminal.ts';
import { JUDGE_VERSION } from '../verdict/version.ts';
import { checkoutOf } from './config-file.ts';
import { loadInput, type PlanRequest } from './configuration-input.ts';
import { executionId } from './execution-id.ts';
import { type Finished, finishBundle, UnverifiedBundle } from './finish-bundle.ts';
import { Follower } from './follow.ts';
import { onInterruption } from './interruption.ts';
import type { ExitCode, Io } from './io.ts';
import { inWords } from './verify.ts';

export interface RunRequest extends PlanRequest {
  /** Folder for executions, relative to where the command runs. */
  readonly out: string;
  /** Prints summary.json instead of the table. */
  readonly json: boolean;
}

/** `gate run`: runs the plan and leaves a bundle. Exit code 0 GO, 1 a required gate failed, 2 blocked. */
export async function run(request: RunRequest, io: Io): Promise<ExitCode> {
  const input = loadInput(request, io);
  const plan = planOf(input, io);
  const config = { bytes: input.bytes, path: path.resolve(io.cwd, request.config) };
  const store = storeAt(path.resolve(io.cwd, request.out));
  try {
    const finished = await observeAndDecide(plan, config, store, io);
    const { outcome, folder } = finished;
    const bundle = path.relative(io.cwd, folder) || folder;
    io.stdout(request.json ? summary(outcome) : terminalTable(outcome, { ...io.terminal, bundle }));
    return outcome.decision.exitCode;
  } catch (error) {
    if (!(error instanceof UnverifiedBundle)) throw error;
    io.stderr(`gate run: ${error.message}\n${inWords(error.verification)}`);
    return 2;
  }
}

function planOf(input: LoadInput, io: Io): Plan {
  const { plan, warnings, notYet } = loadPlan(input);
  if (notYet.length > 0) throw new ConfigurationError(notYet);
  for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
  return plan;
}

async function observeAndDecide(plan: Plan, config: { bytes: Uint8Array; path: string }, store: string, io: Io): Promise<Finished> {
  const id = executionId(new Date());
  const folder = path.join(store, id);
  const clock = new MonotonicClock();
  const startedAtMs = Date.now();
  const follower = new Follower(io, clock, startedAtMs);
  const interruption = onInterruption((signal) => follower.say(`${signal}: stopping everything`));
  const session = openSession({
    plan,
    configBytes: config.bytes,
    executionId: id,
    folder,
    workFolder: path.join(os.tmpdir(), `gate-${id}`),
    checkout: checkoutOf(config.path),
    env: io.env,
    clock,
    startedAtMs,
    interrupt: interruption.signal,
    watcher: follower,
    judges: kinds,
    observers,
  });
  try {
    follower.say(`${plan.name}: execution ${id}, ${plan.gates.length - 1} gates`);
    await execute(session.world, started(id, startedAtMs, io));
    session.seal();
    const finished = await finishBundle(folder, plan);
    await session.close();
    return finished;
  } catch (error) {
    await session.abandon();
    throw error;
  } finally {
    interruption.close();
    follower.close();
  }
}

function started(id: string, startedAtMs: number, io: Io): Started {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId, GITHUB_RUN_ATTEMPT: runAttempt } = io.env;
  return {
    type: 'execution.started',
    executionId: id,
    at: new Date(startedAtMs).toISOString(),
    ...(repository !== undefined && { repository }),
    ...(runId !== undefined && { runId }),
    ...(runAttempt !== undefined && { runAttempt }),
    node: process.version,
    os: `${process.platform} ${os.release()}`,
    arch: process.arch,
    // Tells machines of one execution apart and says nothing about them.
    machine: randomUUID(),
    producer: `gate-action ${VERSION}`,
    judge: JUDGE_VERSION,
    render: RENDER_VERSION,
  };
}

/** Level by level: a recursive mkdir goes round for ever where the system lets nothing be made (/proc). */
function makeFolder(folder: string): void {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(path.dirname(folder));
  fs.mkdirSync(folder);
}

/** The folder for executions; below `.gate` it hides itself from git. */
function storeAt(folder: string): string {
  makeFolder(folder);
  const hidden = folder.split(path.sep).lastIndexOf('.gate');
  if (hidden < 0) return folder;
  const ignore = path.join(
    folder
      .split(path.sep)
      .slice(0, hidden + 1)
      .join(path.sep),
    '.gitignore',
  );
  if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, '*\n');
  return folder;
}
