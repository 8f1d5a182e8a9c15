import { NAMED_ATTEMPTS } from '../core/facts/history.ts';
import type { Draft, Observation } from '../core/observation.ts';
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
  const attempts = await asked(() => history.attempts({ configuration: plan.name, commit, executionId: marker }));
  for (const fact of attemptFacts(attempts, commit)) journal.recordGlobal(fact);
}

/** What a store tells of the attempts of a commit, as facts. */
export function attemptFacts({ basis, store, fleeting, found, unread, unreadWhy, trouble }: Attempts, commit: string): readonly Draft[] {
  return [
    ...found.slice(-NAMED_ATTEMPTS).map((attempt): Draft => ({ type: 'attempt', basis, ...attempt })),
    {
      type: 'history',
      basis,
      commit,
      store,
      attempts: found.length,
      noGo: found.filter(({ status }) => status === 'NO-GO').length,
      unread,
      ...(unreadWhy !== undefined && { unreadWhy }),
      ...(fleeting && { fleeting }),
      ...(trouble !== undefined && { trouble }),
    },
  ];
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
