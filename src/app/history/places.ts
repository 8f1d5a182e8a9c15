import fs from 'node:fs';
import path from 'node:path';
import { type Plan, STORE_GITHUB } from '../../core/plan.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { type StoreSettings, storeSettingsIn } from '../../plan/settings.ts';
import { checkoutOf } from '../config-file.ts';
import type { Io } from '../io.ts';
import type { NamedStore } from './history.ts';

/** Where executions are written when nobody says otherwise, relative to where the command runs. */
export const DEFAULT_STORE = '.gate/executions';
/** The configuration when none is named. */
export const DEFAULT_CONFIG = '.github/gates.yml';

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
  return store === STORE_GITHUB;
}

function folderOf({ store }: Pick<Plan, 'store'>, configPath: string): NamedStore | undefined {
  if (store === undefined || store === STORE_GITHUB) return undefined;
  return { folder: path.resolve(checkoutOf(configPath), store), name: store };
}

/** The store that a command reads which is given no configuration, and what `.github/gates.yml` says of it where there is one. */
export function storeToRead(out: string | undefined, io: Io): NamedStore & { readonly settings: StoreSettings } {
  const config = path.resolve(io.cwd, DEFAULT_CONFIG);
  const settings = fs.existsSync(config) ? settingsOf(config) : {};
  if (out !== undefined) return { folder: path.resolve(io.cwd, out), name: out, settings };
  const home = folderOf(settings, config) ?? { folder: path.resolve(io.cwd, DEFAULT_STORE), name: DEFAULT_STORE };
  return { ...home, settings };
}

/** A configuration that can't be read says nothing of its store: these commands are about executions. */
function settingsOf(config: string): StoreSettings {
  try {
    return storeSettingsIn(readWhole(config, MOST.config).toString('utf8'));
  } catch {
    return {};
  }
}
