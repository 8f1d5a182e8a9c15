import fs from 'node:fs';
import path from 'node:path';
import { BUNDLE } from '../../evidence/paths.ts';
import { appendRows, type Index, readIndex } from './index-file.ts';
import { rowOf } from './of-bundle.ts';
import { EXECUTION_ID, type Row } from './row.ts';

/** What lies in a store of one execution, by the ends of the names: `''` is its folder. */
export const SUFFIXES = ['', '.unverified', '.zip', '.unverified.zip', '.statement.json'] as const;
const LENGTH = '20261121-042412-9f3a1c'.length;

/** An execution that a store knows, by its files or by its row. */
export interface Stored {
  readonly id: string;
  /** Names in the store that are of it; none: its bundle is gone. */
  readonly names: readonly string[];
  /** Its bundle, where that is a folder; it may be unfinished. */
  readonly folder?: string;
  /** What the index says of it; several rows where it was written again. */
  readonly rows: readonly Row[];
  /** When it was pruned. */
  readonly pruned?: string;
}

/** A store of executions, as it lies there. */
export interface Store {
  readonly folder: string;
  /** From the oldest to the newest. */
  readonly executions: readonly Stored[];
  readonly index: Index;
}

/**
 * Looks through a store. Only what is called like an execution and is no link counts as one of its files.
 * @throws what the system says of a folder or an index that is there and can't be read
 */
export function readStore(folder: string, now = Date.now()): Store {
  const files = filesIn(folder);
  const index = readIndex(folder);
  const ids = new Set([...files.keys(), ...index.rows.keys()]);
  const executions = [...ids].map((id): Stored => {
    const names = files.get(id) ?? [];
    const bundle = [id, `${id}.unverified`].find((name) => names.includes(name));
    const pruned = index.pruned.get(id);
    return {
      id,
      names,
      ...(bundle !== undefined && { folder: path.join(folder, bundle) }),
      rows: index.rows.get(id) ?? [],
      ...(pruned !== undefined && { pruned }),
    };
  });
  return { folder, executions: byAge(folder, executions, now), index };
}

function filesIn(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  if (!fs.existsSync(folder)) return files;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const [id, suffix] = [entry.name.slice(0, LENGTH), entry.name.slice(LENGTH)];
    const isFolder = suffix === '' || suffix === '.unverified';
    const isOurs = EXECUTION_ID.test(id) && SUFFIXES.some((one) => one === suffix) && (isFolder ? entry.isDirectory() : entry.isFile());
    if (isOurs) files.set(id, [...(files.get(id) ?? []), entry.name]);
  }
  return files;
}

/** So many characters of an id are its time, to the second. */
const TIME_LENGTH = '20261121-042412'.length;
/** Clocks of machines that share a store may be so far apart. */
const AHEAD_MS = 24 * 3_600_000;

/**
 * Ids begin with their time; which of two that began in one second is the later one, their ends tell. One from the future was named by a
 * clock that was wrong: it is never the newest.
 */
function byAge(folder: string, executions: readonly Stored[], now: number): readonly Stored[] {
  const future = timeText(now + AHEAD_MS);
  return executions
    .map((one) => ({ one, time: one.id.slice(0, TIME_LENGTH), isAhead: one.id.slice(0, TIME_LENGTH) > future }))
    .sort((a, b) => {
      if (a.isAhead !== b.isAhead) return a.isAhead ? -1 : 1;
      return a.time === b.time ? endOf(folder, a.one) - endOf(folder, b.one) : a.time < b.time ? -1 : 1;
    })
    .map(({ one }) => one);
}

function timeText(ms: number): string {
  const [day = '', time = ''] = new Date(ms).toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
}

/** When its decision was written; where nothing tells that any more, what is left of it. */
function endOf(store: string, { folder, rows, names }: Stored): number {
  const written = folder === undefined ? undefined : modifiedAt(path.join(folder, BUNDLE.decision));
  const finishedAt = rows.at(-1)?.finishedAt;
  return (
    written ??
    (finishedAt === undefined ? Math.max(0, ...names.map((name) => modifiedAt(path.join(store, name)) ?? 0)) : Date.parse(finishedAt))
  );
}

function modifiedAt(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** The row of what lies in a store: of its bundle where there is one, so that nobody need believe the index. */
export function rowFromBundle({ id, folder }: Stored): Row | undefined {
  const found = folder === undefined ? undefined : rowOf(folder, id);
  if (!found || !isUnverified(folder)) return found;
  return { ...found, status: statusOf(folder, found.status), unverified: true };
}

/** What a bundle that did not verify when it was written amounts to: nothing good. */
export function statusOf(folder: string, claimed: Row['status']): Row['status'] {
  return isUnverified(folder) && claimed !== 'NO-GO' ? 'BLOCKED' : claimed;
}

function isUnverified(folder: string | undefined): folder is string {
  return folder?.endsWith('.unverified') === true;
}

/**
 * Writes the row of an execution that has just ended into the index of its store.
 * @returns why it could not; undefined when it is there
 */
export function indexExecution(bundle: string): string | undefined {
  const [folder, name] = [path.dirname(bundle), path.basename(bundle)];
  const found = rowFromBundle({ id: name.slice(0, LENGTH), names: [name], folder: bundle, rows: [] });
  return found ? appendRows(folder, [found]) : undefined;
}

/**
 * The same of one whose bundle was set aside, as a secret is left in it: what counts of it, in our own words alone. Nothing good comes of it.
 * @param folder where it would lie. @param aside where it lies
 */
export function indexWithheld(folder: string, aside: string): string | undefined {
  const found = rowOf(aside, path.basename(folder));
  if (!found) return undefined;
  const { version, executionId, name, startedAt, finishedAt, commit, head, plan } = found;
  const status = found.status === 'NO-GO' ? found.status : 'BLOCKED';
  const gates = Object.fromEntries(Object.entries(found.gates).map(([id, { verdict }]) => [id, { verdict, numbers: {} }]));
  const row: Row = { version, executionId, name, status, startedAt, finishedAt, commit, gates, head, plan, withheld: true };
  return appendRows(path.dirname(folder), [row]);
}

/** The same in another store, which does not hold the bundle. */
export function noteElsewhere(store: string, bundle: string): string | undefined {
  const found = rowOf(bundle, path.basename(bundle));
  return found ? appendRows(store, [{ ...found, elsewhere: bundle }]) : undefined;
}

/** Bundles that the index lacks: of an older version, or of an execution whose end nobody saw. They get their rows. */
export function completed(store: Store): Store {
  const lacking = store.executions.filter(
    ({ rows, names }) => rows.length === 0 && names.some((name) => name.endsWith('.statement.json') || name.includes('.unverified')),
  );
  const found = new Map(
    lacking.flatMap((one) => {
      const made = rowFromBundle(one);
      return made ? [[one.id, made] as const] : [];
    }),
  );
  appendRows(store.folder, [...found.values()]);
  return {
    ...store,
    executions: store.executions.map((one) => {
      const made = found.get(one.id);
      return made ? { ...one, rows: [made] } : one;
    }),
  };
}
