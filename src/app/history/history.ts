import path from 'node:path';
import type { Attempt, Attempts, History } from '../../core/ports.ts';
import { attemptsIn, type FoundAttempts } from './attempts.ts';
import { lastGoIn } from './last-go.ts';

/** A folder for executions. */
export interface NamedStore {
  readonly folder: string;
  /** As the user knows it. */
  readonly name: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Earlier executions, in folders of this machine. The first is the one that this execution is written to.
 * @param env tells how long the folders last
 */
export function historyIn(stores: readonly NamedStore[], env: Env): History {
  return {
    async lastGo(configuration, gate, isAlike, scratch) {
      const found = await Promise.all(stores.map(({ folder }) => lastGoIn(folder, { configuration, gate, isAlike }, scratch)));
      return found.reduce((newest, one) => (newest && (!one || newest.executionId >= one.executionId) ? newest : one), undefined);
    },
    attempts: async (of) => {
      const parts = stores.map((store) => asked(store, () => attemptsIn(store.folder, of)));
      const trouble = parts.flatMap((part) => part.trouble ?? []).join('; ');
      const [unreadWhy] = parts.flatMap((part) => part.unreadWhy ?? []);
      return {
        basis: 'file',
        store: stores.map(({ name }) => name).join(', '),
        fleeting: stores.every(({ folder }) => isFleeting(folder, env)),
        found: merged(parts.flatMap(({ found }) => found)),
        unread: parts.reduce((sum, { unread }) => sum + unread, 0),
        ...(unreadWhy !== undefined && { unreadWhy }),
        ...(trouble !== '' && { trouble }),
      } satisfies Attempts;
    },
  };
}

function asked({ name }: NamedStore, ask: () => FoundAttempts): FoundAttempts & { readonly trouble?: string } {
  try {
    return ask();
  } catch (error) {
    return { found: [], unread: 0, trouble: `${name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** An execution that two stores know is one; what has its bundle knows it best, but a NO-GO stays one. */
function merged(attempts: readonly Attempt[]): readonly Attempt[] {
  const byId = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const other = byId.get(attempt.executionId);
    const best = other && (attempt.gone ? other : attempt);
    const isNoGo = other?.status === 'NO-GO' || attempt.status === 'NO-GO';
    byId.set(attempt.executionId, best ? { ...best, ...(isNoGo && { status: 'NO-GO' }) } : attempt);
  }
  return [...byId.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** On a hosted runner everything ends with the job; on one of your own what a job cleans up. */
export function isFleeting(folder: string, env: Env): boolean {
  if (env['GITHUB_ACTIONS'] !== 'true') return false;
  if (env['RUNNER_ENVIRONMENT'] === 'github-hosted') return true;
  return ['RUNNER_TEMP', 'GITHUB_WORKSPACE'].some((name) => {
    const parent = env[name];
    return parent !== undefined && parent !== '' && isWithin(folder, parent);
  });
}

function isWithin(folder: string, parent: string): boolean {
  const way = path.relative(path.resolve(parent), folder);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
