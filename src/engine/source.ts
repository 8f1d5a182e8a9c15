import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DraftOf } from '../core/facts/registry.ts';
import { whyNotRemoved } from '../evidence/remove.ts';
import { askGit, git, type GitPlace, NO_REPOSITORY } from '../live/git.ts';

/** A bundle, what lies beside it, and the index of all. */
const OF_EXECUTIONS = /^(?:\d{8}-\d{6}-[0-9a-f]{6}(?:[./].*)?|index\.jsonl)$/s;

/** At most so many changed files are named in the evidence; all are counted. */
const NAMED_FILES = 200;

interface Changed {
  readonly status: string;
  readonly path: string;
}

/** What is recorded of a source, before the first gate and after the last one. */
type SourceState = Omit<DraftOf<'source.end'>, 'type'>;

/**
 * The state of the git work tree that holds a folder: commit, branch, changed files. `vcs: null` where there is none, or it can't be read.
 * @param store the folder for executions: what they left there, in this work tree, is no change of the source
 */
export async function sourceState(place: GitPlace, store?: string): Promise<SourceState> {
  const top = await askGit(place, 'rev-parse', '--show-toplevel');
  // That there is none is no trouble.
  if ('trouble' in top) return { basis: 'process', vcs: null, ...(!NO_REPOSITORY.test(top.trouble) && { trouble: top.trouble }) };
  const root = { ...place, cwd: top.text.replace(/\r?\n$/, '') };
  const [dirty, commit, branch, filters] = await Promise.all([
    changesOf(root, store === undefined ? undefined : path.relative(root.cwd, real(store))),
    git(root, 'rev-parse', 'HEAD'),
    git(root, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    filtersOf(root),
  ]);
  if ('trouble' in dirty) return { basis: 'process', vcs: null, trouble: dirty.trouble };
  return {
    basis: 'process',
    vcs: 'git',
    commit: commit?.trim() ?? null,
    ...(branch !== undefined && { branch: branch.trim() }),
    dirtyCount: dirty.length,
    dirty: dirty.slice(0, NAMED_FILES),
    ...(filters.length > 0 && { filters }),
  };
}

/**
 * What differs from the commit. Settings that only this clone has could hide it: what counts as changed, and which new files are
 * ignored, is told by git's defaults and the `.gitignore` files.
 */
async function changesOf(root: GitPlace, store: string | undefined): Promise<readonly Changed[] | { readonly trouble: string }> {
  const kept = await keptSettings(root);
  const settings = ['core.trustctime=true', 'core.checkStat=default', `diff.orderFile=${os.devNull}`, ...kept].flatMap((setting) => [
    '-c',
    setting,
  ]);
  const asked = ['status', '--porcelain=v1', '-z', '--untracked-files=no', '--ignore-submodules=none'];
  const [status, added, listing] = await Promise.all([
    askGit(root, ...settings, ...asked),
    askGit(root, 'ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'),
    askGit(root, 'ls-files', '-v', '-z'),
  ]);
  if ('trouble' in status) return status;
  if ('trouble' in added) return added;
  if ('trouble' in listing) return listing;
  return [
    ...changedFiles(status.text),
    ...newFiles(added.text).filter((file) => !isOfExecutions(file.path, store)),
    ...hiddenFiles(listing.text),
  ];
}

/** What the file system keeps of a file, whatever the repository says of it: whether it may be executed, whether it is a link. */
async function keptSettings(root: GitPlace): Promise<readonly string[]> {
  const folder = await git(root, 'rev-parse', '--absolute-git-dir');
  return folder === undefined ? [] : triedIn(folder.replace(/\r?\n$/, ''));
}

function triedIn(folder: string): readonly string[] {
  const name = path.join(folder, `gate-${process.pid}`);
  const settings: string[] = [];
  try {
    fs.writeFileSync(name, '', { mode: 0o644 });
    fs.chmodSync(name, 0o755);
    const executable = fs.statSync(name).mode & 0o111;
    fs.chmodSync(name, 0o644);
    if (executable !== 0 && (fs.statSync(name).mode & 0o111) === 0) settings.push('core.fileMode=true');
    fs.symlinkSync('gate', `${name}-link`);
    if (fs.lstatSync(`${name}-link`).isSymbolicLink()) settings.push('core.symlinks=true');
  } catch {
    // What can't be tried is as the repository says.
  }
  for (const file of [name, `${name}-link`]) whyNotRemoved(file);
  return settings;
}

/** What git does to files before it compares them: they are named, for a change that they take away is not seen. */
async function filtersOf(root: GitPlace): Promise<readonly string[]> {
  const filters: string[] = [];
  const [configured = '', autocrlf] = await Promise.all([
    git(root, 'config', '--null', '--name-only', '--get-regexp', '^filter\\..*\\.(clean|process)$'),
    git(root, 'config', '--get', 'core.autocrlf'),
  ]);
  const names = configured.split('\0').flatMap((key) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? []);
  for (const name of new Set(names)) {
    const used = /^[\w.-]+$/.test(name) ? await git(root, 'ls-files', '-z', `:(top,attr:filter=${name})`) : name;
    if (used !== '') filters.push(name);
  }
  const ends = autocrlf?.trim().toLowerCase();
  if (ends !== undefined && ends !== 'false') filters.push(`autocrlf ${ends}`);
  return filters;
}

/** The rows of `git status --porcelain=v1 -z`; a rename is followed by the old name in a field of its own. */
export function changedFiles(porcelain: string): Changed[] {
  const fields = fieldsOf(porcelain);
  const files: Changed[] = [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? '';
    const status = field.slice(0, 2);
    files.push({ status: status.trim(), path: field.slice(3) });
    if (status.includes('R') || status.includes('C')) i++;
  }
  return files;
}

/** Whether a file is what an execution leaves, by its path from the top of the work tree. */
function isOfExecutions(file: string, store: string | undefined): boolean {
  if (store === undefined) return false;
  const folder = store.split(path.sep).join('/');
  const inside = folder === '' ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : '';
  return OF_EXECUTIONS.test(inside);
}

function real(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return folder;
  }
}

function newFiles(listing: string): Changed[] {
  return fieldsOf(listing).map((file) => ({ status: '??', path: file }));
}

/** Files that git was told not to look at (assume-unchanged, skip-worktree): nobody knows whether they changed. */
function hiddenFiles(listing: string): Changed[] {
  const fields = fieldsOf(listing).filter((field) => /^([a-z]|S) /.test(field));
  return fields.map((field) => ({ status: 'hidden', path: field.slice(2) }));
}

function fieldsOf(text: string): string[] {
  return text.split('\0').filter((field) => field !== '');
}
