import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { settle } from '../../engine/execute.ts';
import { reopenSession } from '../../engine/session.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { cutTornTail } from '../../evidence/reopen.ts';
import { kinds } from '../../gates/registry.ts';
import { observers } from '../../gates/observers.ts';
import { MonotonicClock } from '../../live/clock.ts';
import { Secrets } from '../../live/environment.ts';
import type { Unfinished } from './unfinished.ts';
import type { Execution } from './execution.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import { Follower } from './follow.ts';
import type { Handover } from './handover.ts';
import { historyIn } from '../history/history.ts';
import type { Io } from '../io.ts';
import { leaveBundle } from './leave-bundle.ts';
import { dropUnnamed } from './rescue.ts';

/**
 * The limit for pending work, in ms: GitHub ends a cancelled job 5 min after its cancellation, of which `main` may have had 10 s,
 * and what follows, from the seal to the comment, needs its time too.
 */
export const SETTLE_LIMIT_MS = 210_000;

/**
 * Takes up an unfinished execution: does what is pending, records that in the same evidence, and leaves the
 * bundle. Whatever goes wrong, the bundle of what was recorded until then is made.
 * @throws SetupError when nothing can be recorded without risk; UnverifiedBundle
 */
export async function settleExecution(
  { id, folder, workFolder }: Pick<Execution, 'id' | 'folder' | 'workFolder'>,
  { plan, fold, pending, wanted, signal, startedAtMs, t }: Unfinished,
  { zero, checkout }: Handover,
  io: Io,
): Promise<Finished> {
  const env = { ...io.env, ...plan.capturedEnv };
  const [missing] = new Secrets(plan.secretEnv, env).unusable;
  if (missing !== undefined)
    throw new SetupError(
      `${missing.name} is ${missing.why === 'short' ? 'too short' : 'not set'} here: what the run wrote could not be redacted`,
    );
  const clock = MonotonicClock.since(zero, t);
  const follower = new Follower(io, clock, startedAtMs);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), SETTLE_LIMIT_MS);
  const { removedBytes } = cutTornTail(path.join(folder, BUNDLE.observations));
  dropUnnamed(folder, (line) => follower.say(line));
  const session = reopenSession(
    {
      plan,
      executionId: id,
      folder,
      workFolder,
      checkout,
      env,
      clock,
      startedAtMs,
      // Nothing interrupts it but its limit: what asked for an end has had its way already.
      interrupt: new AbortController().signal,
      insisted: limit.signal,
      handsOver: false,
      watcher: follower,
      // What they brought is in the evidence already, or lies where `main` has left it.
      artifacts: [],
      history: historyIn([{ folder: path.dirname(folder), name: path.dirname(folder) }], env),
      judges: kinds,
      observers,
    },
    fold,
  );
  try {
    return await leaveBundle(session, folder, plan, async () => {
      const { journal } = session.world;
      if (wanted) journal.grant(wanted);
      journal.recordGlobal({ type: 'resumed', removedBytes });
      await settle(session.world, pending, signal === undefined ? { reason: 'crashed' } : { reason: 'cancelled', detail: signal });
    });
  } finally {
    clearTimeout(timer);
    follower.close();
  }
}
