import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Git that answers later than this hangs: on a file system that is gone, in a hook, before a prompt. */
const LIMIT_MS = 10_000;

/** Where git is asked, and what breaks off the question. */
export interface GitPlace {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** What git says on stdout, or why it said nothing. */
export type GitAnswer = { readonly text: string } | { readonly trouble: string };

/** Asks git. What the repository itself says of how to look for changes is not believed. */
export async function askGit({ cwd, signal }: GitPlace, ...args: string[]): Promise<GitAnswer> {
  const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];
  try {
    const { stdout } = await run('git', [...options, ...args], {
      cwd,
      signal,
      env: withoutGit(process.env),
      maxBuffer: 256 * 1024 * 1024,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    return { text: stdout };
  } catch (error) {
    return { trouble: troubleOf(error as NodeJS.ErrnoException & { readonly killed?: boolean; readonly stderr?: string }) };
  }
}

/** What git says on stdout; undefined where it fails, is not there, or does not answer. */
export async function git(place: GitPlace, ...args: string[]): Promise<string | undefined> {
  const answer = await askGit(place, ...args);
  return 'text' in answer ? answer.text : undefined;
}

function troubleOf({ code, killed, stderr, message }: NodeJS.ErrnoException & { killed?: boolean; stderr?: string }): string {
  if (code === 'ENOENT') return 'git is not there';
  if (killed === true) return `git did not answer within ${LIMIT_MS / 1000} s`;
  return stderr?.trim().split('\n')[0] || message.split('\n')[0] || 'git failed';
}

/** Variables such as GIT_DIR would make git look at another repository than the one that is run in. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
