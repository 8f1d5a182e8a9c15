import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { nearest } from '../../core/suggest.ts';
import { terminal } from '../../report/escape.ts';
import { type StoreToRead, storeToRead, type WantedStore } from '../history/places.ts';
import { EXECUTION_ID } from '../history/row.ts';
import { readStore, type Store, type Stored } from '../history/store.ts';
import type { Io } from '../io.ts';
import { refuseNoBundle } from './no-bundle.ts';

/** So many executions are named where one is not found. */
const NAMED = 3;

/**
 * Where a bundle lies that is named by its path, or by the id of an execution of the store; a path that is there comes first. Without a
 * name it is the newest of the store, and which one is said.
 * @throws SetupError for an id that the store does not know, or has pruned, and for a folder that is no bundle
 */
export function bundleAt(named: string | undefined, wanted: WantedStore, io: Io): string {
  if (named !== undefined && fs.existsSync(path.resolve(io.cwd, named))) {
    refuseNoBundle(path.resolve(io.cwd, named));
    return path.resolve(io.cwd, named);
  }
  const { folder, name, hint } = storeToRead(wanted, io);
  if (named === undefined) return newestOf(readStore(folder), { name, hint }, io);
  const isBare = path.basename(named) === named;
  if (!isBare) return named;
  const store = readStore(folder);
  const found = store.executions.find(({ id }) => id === named);
  const place = found && placeOf(found, folder);
  if (place !== undefined) return place;
  if (found)
    throw new SetupError(
      `${named}: its bundle was removed${found.pruned === undefined ? '' : ` on ${found.pruned.slice(0, 10)} by \`gate prune\``}; \`gate history\` shows what is known of it`,
    );
  if (!EXECUTION_ID.test(named) && nearest(named, idsOf(store)) === undefined) return named;
  throw new SetupError(
    `${terminal(named)}: no such execution in ${terminal(name)}${nearOnes(named, store)}${store.executions.length === 0 ? hint : ''}`,
  );
}

function newestOf(store: Store, { name, hint }: Pick<StoreToRead, 'name' | 'hint'>, io: Io): string {
  const whole = store.executions.filter(({ names }) => names.some((one) => one.endsWith('.zip') || one.endsWith('.statement.json')));
  const newest = whole.at(-1);
  const place = newest && placeOf(newest, store.folder);
  if (!newest || place === undefined)
    throw new SetupError(`there is no execution in ${terminal(name)}; expected a bundle, or the id of an execution${hint}`);
  io.stderr(`the newest execution of ${terminal(name)}: ${newest.id}\n`);
  return place;
}

function placeOf({ id, folder, names, rows }: Stored, store: string): string | undefined {
  const zip = [`${id}.zip`, `${id}.unverified.zip`].find((one) => names.includes(one));
  const elsewhere = rows.findLast((row) => row.elsewhere !== undefined)?.elsewhere;
  return (
    folder ??
    (zip === undefined ? undefined : path.join(store, zip)) ??
    (elsewhere !== undefined && fs.existsSync(elsewhere) ? elsewhere : undefined)
  );
}

/** The nearest by its letters, else those that begin alike, else the newest. */
function nearOnes(named: string, store: Store): string {
  const ids = idsOf(store).toReversed();
  const near = nearest(named, ids);
  if (near !== undefined) return `; did you mean ${near}?`;
  const day = ids.filter((id) => id.slice(0, 8) === named.slice(0, 8));
  const shown = (day.length > 0 ? day : ids).slice(0, NAMED);
  return shown.length === 0 ? '' : `; ${day.length > 0 ? 'of that day' : 'the newest'}: ${shown.join(', ')}`;
}

function idsOf({ executions }: Store): readonly string[] {
  return executions.map(({ id }) => id);
}
