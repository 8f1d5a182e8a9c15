import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../core/errors.ts';

/** A program and its arguments. */
export interface Invocation {
  readonly file: string;
  readonly args: readonly string[];
  /** On Windows the arguments are already quoted as the program wants them. */
  readonly windowsVerbatimArguments?: boolean;
}

/**
 * How a command line is run in a shell, as GitHub Actions does (workflow syntax, `jobs.<job_id>.steps[*].shell`): bash stops at
 * the first error, in a pipe too. `default` is bash, on Windows pwsh; where there is none, sh and Windows' own PowerShell.
 * @throws SetupError for several lines in cmd, which would run the first one and say nothing of the others
 */
export function shellCommand(shell: string, run: string, platform: NodeJS.Platform, isThere = isOnPath): Invocation {
  switch (shell) {
    case 'default':
      return platform === 'win32'
        ? shellCommand(isThere('pwsh.exe') ? 'pwsh' : 'powershell', run, platform)
        : shellCommand(isThere('bash') ? 'bash' : 'sh', run, platform);
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
      if (/[\r\n]/.test(run.trim())) throw new SetupError('shell: cmd runs one line; write several into a .cmd file and call that');
      // With /S exactly the first and the last quote are taken away: what stands between them is the line as it was written.
      return { file: 'cmd.exe', args: ['/D', '/E:ON', '/V:OFF', '/S', '/C', `"${run.trim()}"`], windowsVerbatimArguments: true };
    case 'python':
      return { file: 'python', args: ['-c', run] };
    default:
      throw new Error(`unknown shell "${shell}"`);
  }
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, program)));
}
