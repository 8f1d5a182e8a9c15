import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import type { RetentionPlan } from '../../core/plan.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { whyQuarantineStays } from '../../evidence/quarantine.ts';
import { whyNotRemoved } from '../../evidence/remove.ts';
import { appendRows } from './index-file.ts';
import { holds } from './last-go.ts';
import { beginningOf, rowOf } from './of-bundle.ts';
import { beyond, configurationOf, type Kept, lastGoOf, LONGEST_MS, type Spared } from './retention.ts';
import type { Pruned, Row } from './row.ts';
import { completed, readStore, rowFromBundle, type Store, type Stored } from './store.ts';

/** What lies here is removed: by this prune, or by a later one where this one is ended half-way. */
const TRASH = '.trash';

/** What a prune would do, or did. */
export interface Pruning {
  /** From the oldest to the newest. */
  readonly ids: readonly string[];
  /** How many executions stay. */
  readonly kept: number;
  /** Those that stay although they are beyond the limits. */
  readonly besides: readonly Spared[];
  /** Executions without an end that are left alone: they may be running. */
  readonly unfinished: readonly string[];
  /** What could not be done, a line each. */
  readonly troubles: readonly string[];
}

/** @param spared executions that stay in any case */
export function planPruning(
  folder: string,
  retention: RetentionPlan,
  { now, spared }: { readonly now: number; readonly spared: readonly string[] },
): Pruning & { readonly store: Store } {
  const read = readStore(folder, now);
  const store = completed(read);
  const there = store.executions.filter(({ names }) => names.length > 0);
  const followed = new Set(store.executions.flatMap(({ rows }) => rows.flatMap(({ follows }) => follows ?? [])));
  const kept = there.flatMap(({ id, rows }): Kept[] => {
    const row = rows.at(-1);
    return row ? [{ id, row, isFollowed: followed.has(id) }] : [];
  });
  const open = there.filter(({ rows }) => rows.length === 0);
  const abandoned = open.filter((one) => now - lastWrite(one) > LONGEST_MS).map(({ id }) => id);
  const found = beyond(kept, retention, now);
  const chosen = [...abandoned, ...found.ids].filter((id) => !spared.includes(id)).toSorted();
  const goes = chosen.length === 0 ? [] : onlyGoes(there, new Set(chosen));
  const ids = chosen.filter((id) => !goes.some((one) => one.id === id));
  return {
    store,
    ids,
    kept: there.length - ids.length,
    besides: [...found.spared, ...goes],
    unfinished: open.filter((one) => !ids.includes(one.id) && Number.isFinite(lastWrite(one))).map(({ id }) => id),
    troubles: [],
  };
}

/**
 * Of what would go: the last GO of a configuration that verifies. A newer one that the index alone calls a GO, or that was changed, does not
 * stand for it. One of another version does if it lies there as that version left it: whether this one would see a GO does not matter.
 */
function onlyGoes(there: readonly Stored[], chosen: ReadonlySet<string>): readonly Spared[] {
  const claims = there.toReversed().flatMap(({ id, folder }) => {
    const claimed = folder === undefined ? undefined : rowOf(folder, id);
    if (folder === undefined || claimed?.status !== 'GO') return [];
    return [{ id, folder, name: claimed.name, configuration: configurationOf(claimed) }];
  });
  const configurations = new Set(claims.filter(({ id }) => chosen.has(id)).map(({ configuration }) => configuration));
  return [...configurations].flatMap((configuration): Spared[] => {
    const last = claims.find((one) => one.configuration === configuration && holds(one.folder));
    return last && chosen.has(last.id) ? [{ id: last.id, why: lastGoOf(last.name) }] : [];
  });
}

/**
 * Removes what is beyond the limits. A bundle goes in one step, by a rename into the trash: nobody meets half of one. Its row stays, and says
 * that it was pruned. Links, and what is not called like an execution, are not touched.
 */
export function prune(
  folder: string,
  retention: RetentionPlan,
  options: { readonly now: number; readonly spared: readonly string[] },
): Pruning {
  const { store, ...plan } = planPruning(folder, retention, options);
  const trash = path.join(folder, TRASH);
  emptyTrash(trash);
  if (plan.ids.length === 0) return plan;
  const troubles: string[] = [];
  const pruned: Pruned[] = [];
  const rewritten: Row[] = [];
  const byId = new Map(store.executions.map((one) => [one.id, one]));
  makeTrash(trash);
  for (const id of plan.ids) {
    const one = byId.get(id);
    // From here on rows alone tell of it: what they do not say as the bundle did would be believed.
    const told = one && rowFromBundle(one);
    if (told && !one.rows.some((row) => isSame(row, told))) rewritten.push(told);
    // Originals of withheld files hold secrets, and nobody looks for them once the execution is gone.
    const why = whyQuarantineStays(path.join(folder, id)) ?? discard(folder, trash, one?.names ?? []);
    if (why === undefined) pruned.push({ version: 1, executionId: id, pruned: new Date(options.now).toISOString() });
    else troubles.push(`${id}: ${why}`);
  }
  const notIndexed = appendRows(folder, [...rewritten, ...pruned]);
  if (notIndexed !== undefined) troubles.push(`the index could not be written: ${notIndexed}`);
  emptyTrash(trash);
  return { ...plan, ids: pruned.map(({ executionId }) => executionId), kept: plan.kept + plan.ids.length - pruned.length, troubles };
}

/** Whether a row says of an execution what counts once its bundle is gone. */
function isSame(a: Row, b: Row): boolean {
  return a.status === b.status && a.name === b.name && a.commit === b.commit;
}

/** The folder first: what is left of an execution then is whole, a zip. @returns why it could not */
function discard(folder: string, trash: string, names: readonly string[]): string | undefined {
  try {
    for (const name of names.toSorted()) move(path.join(folder, name), path.join(trash, `${name}-${randomBytes(4).toString('hex')}`));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What another prune has taken is gone as well. */
function move(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function makeTrash(trash: string): void {
  const there = fs.lstatSync(trash, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) throw new SetupError(`${trash}: is no folder, so nothing can be moved there`);
  fs.mkdirSync(trash, { recursive: true });
}

function emptyTrash(trash: string): void {
  if (fs.lstatSync(trash, { throwIfNoEntry: false })?.isDirectory() === true) whyNotRemoved(trash);
}

/** When an execution that has no end recorded its last fact. What is not this execution's is never old enough. */
function lastWrite({ id, folder }: Stored): number {
  if (folder === undefined || beginningOf(folder)?.executionId !== id) return Infinity;
  return fs.statSync(path.join(folder, BUNDLE.observations)).mtimeMs;
}
