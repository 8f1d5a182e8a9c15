import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import type { ArtifactFiles, History } from '../../core/ports.ts';
import { VERSION } from '../../core/version.ts';
import { execute, type Started } from '../../engine/execute.ts';
import { openSession } from '../../engine/session.ts';
import { kinds } from '../../gates/registry.ts';
import { observers } from '../../gates/observers.ts';
import { withheldNames } from '../../live/environment.ts';
import { MonotonicClock } from '../../live/clock.ts';
import { RENDER_VERSION } from '../../report/render.ts';
import { countOfThings } from '../../report/words.ts';
import { JUDGE_VERSION } from '../../verdict/version.ts';
import { type ConfigFile, checkoutOf } from '../config-file.ts';
import { nameInCheckout } from '../discreet-plan.ts';
import { noArtifacts } from './artifacts.ts';
import { executionId } from './execution-id.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import { Follower } from './follow.ts';
import { handOver } from './handover.ts';
import { historyIn } from '../history/history.ts';
import { storeAt } from '../history/folder.ts';
import { afterExecution, afterFailure } from '../history/after.ts';
import type { Stores } from '../history/places.ts';
import { onInterruption } from './interruption.ts';
import type { Io } from '../io.ts';
import { leaveBundle } from './leave-bundle.ts';
import type { PriorBundle } from '../bundle/prior.ts';

/** One execution of a plan: where it lives, under which id. */
export interface Execution {
  readonly id: string;
  /** Its clock, and what the wall clock showed at its zero, in ms since 1970: the id names that moment. */
  readonly clock: MonotonicClock;
  readonly startedAtMs: number;
  /** The folder that becomes its bundle; `<folder>.zip` and `<folder>.statement.json` lie beside it. */
  readonly folder: string;
  /** Raw output, outside the bundle. */
  readonly workFolder: string;
  /** Where earlier executions are looked for: where this one is written, and where those of its configuration are. */
  readonly stores: Stores;
  /** Earlier executions, where the stores are not who tells of them. */
  readonly history?: History;
  /** What was fetched for gates. Absent: there is no workflow run. */
  readonly artifacts?: readonly ArtifactFiles[];
  /** SHA-256 of what tells a call of a reusable workflow from others of its run. */
  readonly call?: string;
  /** After an interruption `post` of the action settles what is pending. */
  readonly post?: true;
}

/** Begins a new execution, and makes the folder for executions: the first of the stores. */
export function newExecution(stores: Stores): Execution {
  const clock = new MonotonicClock();
  const startedAtMs = Date.now();
  const id = executionId(new Date(startedAtMs));
  return {
    id,
    clock,
    startedAtMs,
    folder: path.join(storeAt(stores[0].folder), id),
    workFolder: path.join(os.tmpdir(), `gate-${id}`),
    stores,
  };
}

/**
 * Runs a plan and leaves its bundle, which holds that of the stage before where there is one. SIGINT, SIGTERM, SIGHUP end it within 5 s,
 * BLOCKED; a pending rollback runs first, until a second signal, or is handed over to `post`.
 * @throws UnverifiedBundle when the bundle just written does not verify; Unsettled when pending work is handed over to `post`
 */
export async function executePlan(
  plan: Plan,
  config: Pick<ConfigFile, 'bytes' | 'path'>,
  { id, clock, startedAtMs, folder, workFolder, stores, history, artifacts, call, post }: Execution,
  io: Io,
  prior?: PriorBundle,
): Promise<Finished> {
  const follower = new Follower(io, clock, startedAtMs);
  let recorded = false;
  const interruption = onInterruption((signal, times) => follower.say(`${signal}: ${recorded ? TOO_LATE : stopping(times)}`));
  const checkout = checkoutOf(config.path);
  const session = openSession({
    plan,
    configBytes: config.bytes,
    configName: nameInCheckout(config, io),
    executionId: id,
    folder,
    workFolder,
    checkout,
    env: io.env,
    clock,
    startedAtMs,
    interrupt: interruption.signal,
    // A runner leaves a cancelled step no time for what is due.
    insisted: post ? interruption.signal : interruption.insisted,
    handsOver: post === true,
    watcher: follower,
    history: history ?? historyIn(stores, io.env),
    artifacts: artifacts ?? noArtifacts(plan),
    ...(prior && { prior }),
    judges: kinds,
    observers,
  });
  try {
    const finished = await leaveBundle(session, folder, plan, async () => {
      if (post) handOver(workFolder, { zero: clock.zero, checkout });
      follower.say(`${plan.name}: execution ${id}, ${countOfThings(plan.gates.length - 1, 'gate')} and the evidence`);
      const withheld = withheldNames(plan, io.env);
      await execute(session.world, {
        ...started(id, startedAtMs, io),
        ...(withheld.length > 0 && { withheld }),
        ...(call !== undefined && { call }),
      });
      recorded = true;
    });
    for (const line of afterExecution(stores, finished, plan)) follower.say(line);
    return finished;
  } catch (error) {
    afterFailure(stores, id, plan);
    throw error;
  } finally {
    interruption.close();
    follower.close();
  }
}

const TOO_LATE = 'it came after the last gate and changes nothing; the evidence is being finished';
const stopping = (times: number): string => `stopping everything${times > 1 ? ', at once' : ''}`;

/** What an execution says of itself first. */
export function started(id: string, startedAtMs: number, io: Pick<Io, 'env'>): Started {
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
