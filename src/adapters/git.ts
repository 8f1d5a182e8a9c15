import { type ExecFileException, execFile } from 'node:child_process';

/** Git that answers later than this hangs. */
const LIMIT_MS = 10_000;

/** A file at a commit; `commit` false: this clone does not have it. */
export interface FoundInGit {
  readonly commit: boolean;
  readonly bytes: Buffer | undefined;
}

/** A file as git has it at a commit, raw. */
export async function fileInGit(checkout: string, file: string, commit: string): Promise<FoundInGit> {
  if (!/^[0-9a-f]{40,64}$/.test(commit) || !(await git(checkout, ['cat-file', '-e', `${commit}^{commit}`])).ok) {
    return { commit: false, bytes: undefined };
  }
  const { ok, bytes } = await git(checkout, ['cat-file', 'blob', `${commit}:${file}`]);
  return { commit: true, bytes: ok ? bytes : undefined };
}

/** The commit of a work tree with its parents, or why nobody knows it. */
export type CheckedOut = { readonly commit: string; readonly parents: readonly string[] } | { readonly unknown: string };

/** What is checked out in the work tree that holds a folder. A shallow clone knows the parents, too: the commit itself names them. */
export async function checkedOut(folder: string): Promise<CheckedOut> {
  const head = await git(folder, ['rev-parse', '--verify', 'HEAD^{commit}']);
  if (!head.ok) return { unknown: head.said };
  const commit = head.bytes.toString('utf8').trim();
  return { commit, parents: await parentsInGit(folder, commit) };
}

/** The parents of a commit, as it names them itself; none where this clone does not have it. */
export async function parentsInGit(folder: string, commit: string): Promise<readonly string[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  const { bytes } = await git(folder, ['cat-file', 'commit', commit]);
  const [header = ''] = bytes.toString('utf8').split('\n\n');
  return [...header.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, sha = '']) => sha);
}

interface Ran {
  readonly ok: boolean;
  readonly bytes: Buffer;
  /** Why it is not, in git's words. */
  readonly said: string;
}

/** What the repository replaces, or what variables point to another one, is not believed. */
function git(cwd: string, args: string[]): Promise<Ran> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 } as const;
  const options = { cwd, env: { ...env, LC_ALL: 'C' }, encoding: 'buffer', windowsHide: true, ...limits } as const;
  return new Promise((resolve) => {
    execFile('git', ['--no-replace-objects', ...args], options, (error, stdout, stderr) => {
      resolve({ ok: error === null, bytes: stdout, said: error === null ? '' : complaint(error, stderr) });
    });
  });
}

function complaint(error: ExecFileException, stderr: Buffer): string {
  if (error.killed === true) return `git did not answer within ${LIMIT_MS / 1000} s`;
  return stderr.toString('utf8').trim().split('\n')[0] || error.message;
}
