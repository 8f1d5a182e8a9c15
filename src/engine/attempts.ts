import { NAMED_ATTEMPTS } from '../core/facts/history.ts';
import type { Observation } from '../core/observation.ts';
import type { Attempts } from '../core/ports.ts';
import type { World } from './world.ts';

/** Records which executions of this commit and configuration there were before. What can't be asked is recorded too: the judge says what that means. */
export async function recordAttempts(world: World, source: Observation): Promise<void> {
  const { journal, history, plan, marker } = world;
  const { commit } = source;
  if (typeof commit !== 'string') {
    journal.recordGlobal({ type: 'history', attempts: 0, noGo: 0, unread: 0 });
    return;
  }
  const { basis, store, fleeting, found, unread, trouble } = await asked(() =>
    history.attempts({ configuration: plan.name, commit, executionId: marker }),
  );
  for (const attempt of found.slice(-NAMED_ATTEMPTS)) journal.recordGlobal({ type: 'attempt', basis, ...attempt });
  journal.recordGlobal({
    type: 'history',
    basis,
    commit,
    store,
    attempts: found.length,
    noGo: found.filter(({ status }) => status === 'NO-GO').length,
    unread,
    ...(fleeting && { fleeting }),
    ...(trouble !== undefined && { trouble }),
  });
}

/** A store that breaks has told nothing. */
async function asked(ask: () => Promise<Attempts>): Promise<Attempts> {
  try {
    return await ask();
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return { basis: 'file', store: '', fleeting: false, found: [], unread: 0, trouble };
  }
}
