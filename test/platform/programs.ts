import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Programs that tests call and that a machine with Node, npm and git alone has not. */
type Program =
  | 'act'
  | 'bagit.py'
  | 'curl'
  | 'initdb'
  | 'jq'
  | 'nginx'
  | 'openssl'
  | 'pg_amcheck'
  | 'pg_basebackup'
  | 'pg_dump'
  | 'postgres'
  | 'prometheus'
  | 'psql'
  | 'python3'
  | 'redis-cli'
  | 'redis-server'
  | 'sha256sum'
  | 'sqlite3'
  | 'unshare'
  | 'unzip'
  | 'zip'
  | 'zizmor';

/** What a test that is skipped tells the reporter, which counts them: for want of programs, or for its length. */
declare module 'vitest' {
  interface TaskMeta {
    missing?: readonly string[];
    takesMinutes?: boolean;
  }
}

/** Programs of PostgreSQL that Debian keeps out of PATH. */
const OF_POSTGRES: ReadonlySet<Program> = new Set(['initdb', 'pg_amcheck', 'pg_basebackup', 'pg_dump', 'postgres']);

/** Whether no test may be skipped: `.ci/run` says so, which installs every program. */
export const ALL_REQUIRED = process.env['GATE_TEST_TOOLS'] === 'required';

/**
 * Options of a `describe` or an `it` that calls programs: it is skipped where one is missing, and counted in the last line of the run.
 * @throws Error where one is missing and none may be
 */
export function needs(...programs: readonly Program[]): { readonly skip: boolean; readonly meta: { readonly missing: readonly string[] } } {
  const missing = programs.filter((name) => program(name) === undefined);
  if (ALL_REQUIRED && missing.length > 0) throw new Error(`no ${missing.join(', no ')}: .ci/run installs all that tests call`);
  return { skip: missing.length > 0, meta: { missing } };
}

/**
 * The same of a right that not every machine gives, such as to mount.
 * @throws Error where it is missing and nothing may be skipped
 */
export function needsRight(right: string, may: boolean, ...programs: readonly Program[]): ReturnType<typeof needs> {
  if (ALL_REQUIRED && !may) throw new Error(`not tried without ${right}`);
  const { skip, meta } = needs(...programs);
  return { skip: skip || !may, meta: { missing: may ? meta.missing : [...meta.missing, right] } };
}

/** Options of a test that runs where every program is required, too, but nowhere where somebody waits. */
export const TAKES_MINUTES = { skip: !ALL_REQUIRED, meta: { takesMinutes: true } };

/** How often something is tried: all the times where every program is required, fewer where somebody waits. */
export const times = (all: number, few: number): number => (ALL_REQUIRED ? all : few);

/** @returns the path of a program; undefined where it is missing, and what asks for it must not run */
export function program(name: Program): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  // Where `.ci/run` puts what Debian has not.
  const cache = path.join(os.homedir(), '.cache/gate-action/bin');
  const all = [...folders, cache, ...(OF_POSTGRES.has(name) ? [postgresBin()] : [])];
  return all.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** Where Debian keeps PostgreSQL's own programs: those of its newest version. */
export function postgresBin(): string {
  const versions = '/usr/lib/postgresql';
  const all = fs.existsSync(versions) ? fs.readdirSync(versions) : [];
  const newest = all.sort((a, b) => Number(a) - Number(b)).at(-1);
  return path.join(versions, newest ?? 'none', 'bin');
}
