import { execFile, execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Git that answers later than this hangs: on a file system that is gone, in a hook, before a prompt. */
const LIMIT_MS = 10_000;

/** What `askGit` says where there is no git. */
export const NO_GIT = 'git is not there';

/** What git says where there is no repository. */
export const NO_REPOSITORY = /not a git repository/;

/** Where git is asked, and what breaks off the question. */
export interface GitPlace {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** What git says on stdout, and beside it on stderr; or why it said nothing. */
export type GitAnswer = { readonly text: string; readonly beside: string } | { readonly trouble: string };

/** Asks git. What the repository itself says of how to look for changes is not believed. */
export async function askGit({ cwd, signal }: GitPlace, ...args: string[]): Promise<GitAnswer> {
  const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];
  try {
    const { stdout, stderr } = await run('git', [...options, ...args], {
      cwd,
      signal,
      env: gitEnvironment(process.env),
      maxBuffer: 256 * 1024 * 1024,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    return { text: stdout, beside: stderr };
  } catch (error) {
    return { trouble: troubleOf(error as NodeJS.ErrnoException & { readonly killed?: boolean; readonly stderr?: string }) };
  }
}

/** What git says on stdout; undefined where it fails, is not there, or does not answer. */
export async function git(place: GitPlace, ...args: string[]): Promise<string | undefined> {
  const answer = await askGit(place, ...args);
  return 'text' in answer ? answer.text : undefined;
}

/** The files that git tracks, from the top of the work tree; undefined where there is none, or git does not answer. */
export function trackedFiles(cwd: string): readonly string[] | undefined {
  try {
    const listed = execFileSync('git', ['--no-optional-locks', '-c', 'core.fsmonitor=false', 'ls-files', '-z', '--full-name', ':/'], {
      cwd,
      env: gitEnvironment(process.env),
      maxBuffer: 256 * 1024 * 1024,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    return listed
      .toString('utf8')
      .split('\0')
      .filter((file) => file !== '');
  } catch {
    return undefined;
  }
}

/** What git complains of: the reason, not the hints and warnings around it. */
export function complaintIn(stderr: string): string | undefined {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^(?:fatal|error): /.test(line)) ?? (lines[0] || undefined);
}

function troubleOf({ code, killed, stderr, message }: NodeJS.ErrnoException & { killed?: boolean; stderr?: string }): string {
  if (code === 'ENOENT') return NO_GIT;
  if (killed === true) return `git did not answer within ${LIMIT_MS / 1000} s`;
  return complaintIn(stderr ?? '') ?? (message.split('\n')[0] || 'git failed');
}

/**
 * Variables such as GIT_DIR would make git look at another repository than the one that is run in; objects and parents that the repository
 * replaces by others are taken as they are; and it answers in English.
 */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  const nowhere = path.join(os.devNull, 'none');
  return { ...Object.fromEntries(others), GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: nowhere, LC_ALL: 'C' };
}
