import type { Draft } from '../core/observation.ts';
import { git } from '../live/git.ts';

/** At most so many changed files are named in the evidence; all are counted. */
const NAMED_FILES = 200;

/**
 * The state of the git work tree that holds `cwd`: commit, branch, changed files. `vcs: null` where there is none.
 * @param type before the first gate, or after the last one
 */
export async function sourceState(cwd: string, type: 'source' | 'source.end'): Promise<Draft> {
  const root = (await git(cwd, 'rev-parse', '--show-toplevel'))?.replace(/\n$/, '') ?? cwd;
  const commit = await git(root, 'rev-parse', 'HEAD');
  const status = await git(root, 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=none');
  const listing = await git(root, 'ls-files', '-v', '-z');
  if (status === undefined || listing === undefined) return { type, basis: 'process', vcs: null };
  const branch = await git(root, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const dirty = [...changedFiles(status), ...hiddenFiles(listing)];
  return {
    type,
    basis: 'process',
    vcs: 'git',
    commit: commit?.trim() ?? null,
    ...(branch !== undefined && { branch: branch.trim() }),
    dirtyCount: dirty.length,
    dirty: dirty.slice(0, NAMED_FILES),
  };
}

/** The rows of `git status --porcelain=v1 -z`; a rename is followed by the old name in a field of its own. */
export function changedFiles(porcelain: string): { status: string; path: string }[] {
  const fields = porcelain.split('\0').filter((field) => field !== '');
  const files: { status: string; path: string }[] = [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? '';
    const status = field.slice(0, 2);
    files.push({ status: status.trim(), path: field.slice(3) });
    if (status.includes('R') || status.includes('C')) i++;
  }
  return files;
}

/** Files that git was told not to look at (assume-unchanged, skip-worktree): nobody knows whether they changed. */
export function hiddenFiles(listing: string | undefined): { status: string; path: string }[] {
  const fields = (listing ?? '').split('\0').filter((field) => /^([a-z]|S) /.test(field));
  return fields.map((field) => ({ status: 'hidden', path: field.slice(2) }));
}
