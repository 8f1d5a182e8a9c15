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

async function git(cwd: string, args: string[]): Promise<{ ok: boolean; bytes: Buffer }> {
  const { exec } = await import('@actions/exec');
  const pieces: Buffer[] = [];
  try {
    const listeners = { stdout: (piece: Buffer) => void pieces.push(piece) };
    const code = await exec('git', args, { cwd, silent: true, ignoreReturnCode: true, listeners });
    return { ok: code === 0, bytes: Buffer.concat(pieces) };
  } catch {
    return { ok: false, bytes: Buffer.alloc(0) };
  }
}
