import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import { countOfThings } from '../../report/words.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import { storeAt } from './folder.ts';
import { appendRows, readIndex } from './index-file.ts';
import type { Stores } from './places.ts';
import { prune } from './prune.ts';
import { noteElsewhere } from './store.ts';

/**
 * What is due once the bundle of an execution is whole: its row in the store of its configuration, where it was written elsewhere, and the
 * retention that the configuration names. None of it changes a decision.
 * @returns what is to be said, a line each
 */
export function afterExecution(
  stores: Stores,
  { outcome, folder, notIndexed }: Pick<Finished, 'outcome' | 'folder' | 'notIndexed'>,
  plan: Plan,
): readonly string[] {
  const lacking = notIndexed ?? attempt(() => noteIn(stores, folder, plan));
  return [
    ...(lacking === undefined ? [] : [`the index of executions has no row of this one: ${lacking}`]),
    ...(plan.retention ? [attempt(() => pruned(stores, plan.retention ?? {}, outcome.executionId))].flatMap((line) => line ?? []) : []),
  ];
}

/** Leaves a row of an execution that was written elsewhere, where the store of its configuration is there, or attempts are counted. */
function noteIn([, home]: Stores, bundle: string, { policy }: Plan): string | undefined {
  if (!home || (policy.maxAttempts === undefined && !fs.existsSync(home.folder))) return undefined;
  return noteElsewhere(storeAt(home.folder), bundle);
}

/** An execution whose bundle is no evidence was written elsewhere: the store of its configuration has its row all the same. */
export function afterFailure([own, home]: Stores, executionId: string, { policy }: Plan): void {
  if (!home || (policy.maxAttempts === undefined && !fs.existsSync(home.folder))) return;
  attempt(() => {
    const rows = readIndex(own.folder).rows.get(executionId) ?? [];
    return appendRows(
      storeAt(home.folder),
      rows.map((row) => ({ ...row, elsewhere: path.join(own.folder, executionId) })),
    );
  });
}

function pruned([{ folder }]: Stores, retention: NonNullable<Plan['retention']>, executionId: string): string | undefined {
  const { ids, troubles } = prune(folder, retention, { now: Date.now(), spared: [executionId] });
  const done = ids.length === 0 ? [] : [`${countOfThings(ids.length, 'earlier execution')} removed, beyond evidence.retention`];
  const lines = [...done, ...troubles.map((trouble) => `an earlier execution could not be removed: ${trouble}`)];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** What went wrong is said, in the system's words. */
function attempt(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
