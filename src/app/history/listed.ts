import type { ListedExecution } from '../../report/history.ts';
import { beginningOf, whereItRan } from './of-bundle.ts';
import type { Row } from './row.ts';
import { doubtOf, seenOf } from './doubt.ts';
import { completed, readStore, rowFromBundle, type Stored } from './store.ts';

/** All executions of a store, the newest first, as its index tells of them: the bundles are not opened. */
export function listedIn(folder: string): readonly Listed[] {
  return completed(readStore(folder))
    .executions.toReversed()
    .flatMap((stored) => {
      const row = stored.rows.at(-1) ?? begun(stored);
      return row ? [{ stored, execution: executionOf(row, stored) }] : [];
    });
}

/** Executions whose records are not what was written of them, of those that are shown and of those that can't be listed: why, a line each. */
export function doubtedIn(folder: string, shown: readonly Listed[]): readonly string[] {
  const ids = new Set(shown.map(({ stored }) => stored.id));
  return readStore(folder).executions.flatMap((stored) => {
    const isUnlisted = stored.rows.length === 0 && !begun(stored);
    const why = isUnlisted || ids.has(stored.id) ? doubtOf(stored, seenOf(folder, stored)) : undefined;
    return why === undefined ? [] : [`${stored.id}: ${why}`];
  });
}

/** An execution with what lies there of it. */
export interface Listed {
  readonly stored: Stored;
  readonly execution: ListedExecution;
}

/** What is shown is compared with its bundle, where there is one; the bundle counts. */
export function checked({ stored, execution }: Listed): ListedExecution {
  const found = execution.status === 'UNFINISHED' ? undefined : rowFromBundle(stored);
  if (!found || isSame(found, execution)) return execution;
  return { ...executionOf(found, stored), differs: true };
}

function executionOf(row: ListedExecution, { names, pruned }: Stored): ListedExecution {
  const isGone = names.length === 0 && row.elsewhere === undefined && !row.withheld;
  return { ...row, ...(isGone && { gone: true, ...(pruned !== undefined && { pruned }) }) };
}

/** One that goes on, or that nobody could end. */
function begun({ folder, id }: Stored): ListedExecution | undefined {
  const found = folder === undefined ? undefined : beginningOf(folder);
  if (!folder || found?.executionId !== id) return undefined;
  return { ...found, ...whereItRan(folder), status: 'UNFINISHED', gates: {} };
}

function isSame(bundle: Row, row: ListedExecution): boolean {
  const verdicts = ({ gates }: Pick<ListedExecution, 'gates'>): string =>
    JSON.stringify(Object.entries(gates).map(([id, { verdict }]) => [id, verdict]));
  const keys = ['status', 'name', 'commit', 'head', 'startedAt', 'finishedAt', 'risk'] as const;
  return keys.every((key) => bundle[key] === row[key]) && verdicts(bundle) === verdicts(row);
}
