import { spawnSync } from 'node:child_process';

/** A program and its arguments. */
export interface Invocation {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * How a command line is run in a shell, as GitHub Actions does (workflow syntax, `jobs.<job_id>.steps[*].shell`): bash stops at
 * the first error, in a pipe too. `default` is bash, on Windows pwsh; where there is no bash, sh.
 */
export function shellCommand(shell: string, run: string, platform: NodeJS.Platform): Invocation {
  switch (shell) {
    case 'default':
      return shellCommand(platform === 'win32' ? 'pwsh' : hasBash() ? 'bash' : 'sh', run, platform);
    case 'bash':
      return { file: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run] };
    case 'sh':
      return { file: 'sh', args: ['-e', '-c', run] };
    case 'pwsh':
    case 'powershell':
      return {
        file: shell,
        args: [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `$ErrorActionPreference = 'stop'\n${run}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }`,
        ],
      };
    case 'cmd':
      return { file: 'cmd.exe', args: ['/D', '/E:ON', '/V:OFF', '/S', '/C', run] };
    case 'python':
      return { file: 'python', args: ['-c', run] };
    default:
      throw new Error(`unknown shell "${shell}"`);
  }
}

let bash: boolean | undefined;

function hasBash(): boolean {
  bash ??= spawnSync('bash', ['-c', ':'], { stdio: 'ignore' }).status === 0;
  return bash;
}
