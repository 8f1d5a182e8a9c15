import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import { checkoutOf } from '../config-file.ts';
import type { Io } from '../io.ts';
import { storeAt } from './folder.ts';
import type { NamedStore } from './history.ts';
import { noteElsewhere } from './store.ts';

/** Where executions are written when nobody says otherwise, relative to where the command runs. */
export const DEFAULT_STORE = '.gate/executions';
/** A store that is no folder. */
const GITHUB = 'github';

/** Where an execution is written, and where else earlier ones are looked for. */
export type Stores = readonly [NamedStore, ...NamedStore[]];

/**
 * `--out` says where an execution is written, before `evidence.store`. The store of the configuration is asked for earlier executions all
 * the same: an execution elsewhere begins no count anew.
 */
export function storesOf(
  plan: Plan,
  { out, configPath }: { readonly out: string | undefined; readonly configPath: string },
  io: Io,
): Stores {
  const home = folderOf(plan, configPath) ?? { folder: path.resolve(io.cwd, DEFAULT_STORE), name: DEFAULT_STORE };
  if (out === undefined) return [home];
  const own = { folder: path.resolve(io.cwd, out), name: out };
  return own.folder === home.folder ? [own] : [own, home];
}

/** In the action an execution is written to the runner's temporary folder, or to the folder that the configuration names. */
export function storesInAction(plan: Plan, { own, configPath }: { readonly own: string; readonly configPath: string }): Stores {
  return [folderOf(plan, configPath) ?? { folder: own, name: 'the temporary folder of the runner' }];
}

/** Whether earlier executions are those that GitHub tells of. */
export function isOfGitHub({ store }: Pick<Plan, 'store'>): boolean {
  return store === GITHUB;
}

function folderOf({ store }: Plan, configPath: string): NamedStore | undefined {
  if (store === undefined || store === GITHUB) return undefined;
  return { folder: path.resolve(checkoutOf(configPath), store), name: store };
}

/**
 * Leaves a row of an execution that was written elsewhere in the store of its configuration, where there is one or where attempts are counted.
 * @returns why it could not; undefined when nothing is to be said
 */
export function noteIn([, home]: Stores, bundle: string, { policy }: Plan): string | undefined {
  if (!home || (policy.maxAttempts === undefined && !fs.existsSync(home.folder))) return undefined;
  try {
    return noteElsewhere(storeAt(home.folder), bundle);
  } catch (error) {
    return `${home.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
