import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { DEFAULT_CONFIG, type Plan, STORE_GITHUB } from '../../core/plan.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { type StoreSettings, storeSettingsIn } from '../../plan/settings.ts';
import { visible } from '../../plan/visible.ts';
import { checkoutOf, readConfig } from '../config-file.ts';
import type { Io } from '../io.ts';
import type { NamedStore } from './history.ts';

/** Where executions are written when nobody says otherwise, relative to the work tree in which the command runs. */
export const DEFAULT_STORE = '.gate/executions';

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
  const home = folderOf(plan, configPath) ?? defaultStore(io);
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

/** One for the whole work tree: a run that is started in one of its folders begins no count anew. */
function defaultStore({ cwd }: Pick<Io, 'cwd'>): NamedStore {
  const folder = path.join(workTreeOf(cwd) ?? cwd, DEFAULT_STORE);
  return { folder, name: path.relative(cwd, folder) };
}

/** The nearest folder above, or this one, that git calls the top of a work tree. */
export function workTreeOf(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Which executions a command is about: those of a folder, or of the store that a configuration names. */
export interface WantedStore {
  readonly out: string | undefined;
  readonly config: string | undefined;
}

/** A store to read, and what is known of it besides. */
export interface StoreToRead extends NamedStore {
  readonly settings: StoreSettings;
  /** Where it holds nothing: a configuration that is here and names another store. Empty where there is none. */
  readonly hint: string;
}

/**
 * The store that `--out` or `--config` names; else what `.github/gates.yml` says, where there is one.
 * @throws SetupError for a configuration that was named and does not tell
 */
export function storeToRead({ out, config }: WantedStore, io: Io): StoreToRead {
  const file = path.resolve(io.cwd, config ?? path.join(workTreeOf(io.cwd) ?? io.cwd, DEFAULT_CONFIG));
  const settings = config === undefined ? settingsIfAny(file) : settingsOf(config, out, io);
  if (out !== undefined) return { folder: path.resolve(io.cwd, out), name: out, settings, hint: '' };
  const home = folderOf(settings, file) ?? defaultStore(io);
  return { ...home, settings, hint: config === undefined ? otherStore(home, io) : '' };
}

function settingsOf(config: string, out: string | undefined, io: Io): StoreSettings {
  const { trouble, ...settings } = storeSettingsIn(readConfig(config, io.cwd).bytes.toString('utf8'));
  if (trouble !== undefined && out === undefined) throw new SetupError(`${visible(config)}: ${trouble}; name the folder by --out`);
  return settings;
}

/** A configuration that nobody named, and that can't be read, says nothing of its store: these commands are about executions. */
function settingsIfAny(config: string): StoreSettings {
  try {
    return storeSettingsIn(readWhole(config, MOST.config).toString('utf8'));
  } catch {
    return {};
  }
}

/** A configuration of another name is known to nobody who does not name it. */
function otherStore({ folder }: NamedStore, { cwd }: Io): string {
  const files = [cwd, workTreeOf(cwd) ?? cwd].map((place) => path.join(place, 'gates.yml'));
  const file = files.find((one) => {
    const other = folderOf(settingsIfAny(one), one);
    return other !== undefined && other.folder !== folder;
  });
  if (file === undefined) return '';
  const name = path.relative(cwd, file);
  return `; the store of ${name} is ${visible(settingsIfAny(file).store ?? '')}: add --config ${name}`;
}
