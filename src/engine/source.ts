import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Draft } from '../core/observation.ts';

const run = promisify(execFile);

/** At most so many changed files are named in the evidence; all are counted. */
const NAMED_FILES = 200;

/** The state of the git work tree that holds `cwd`: commit, branch, changed files. `vcs: null` where there is none. */
export async function sourceState(cwd: string): Promise<Draft> {
  const commit = await git(cwd, 'rev-parse', 'HEAD');
  const status = await git(cwd, 'status', '--porcelain=v1', '-z', '--untracked-files=all');
  if (status === undefined) return { type: 'source', vcs: null };
  const branch = await git(cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const dirty = changedFiles(status);
  return {
    type: 'source',
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

async function git(cwd: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', args, { cwd, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
    return stdout;
  } catch {
    return undefined;
  }
}
