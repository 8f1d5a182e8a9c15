import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What git says on stdout; undefined where it fails, or is not there. */
export async function git(cwd: string, ...args: string[]): Promise<string | undefined> {
  try {
    // What the repository itself says of how to look for changes is not believed.
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false', ...args], {
      cwd,
      env: withoutGit(process.env),
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    });
    return stdout;
  } catch {
    return undefined;
  }
}

/** Variables such as GIT_DIR would make git look at another repository than the one that is run in. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
