import { spawnSync } from 'node:child_process';

/**
 * Whether a program of a Debian package is there. Where it is missing the tests that need it are skipped, which is said.
 * @throws Error where it is missing in CI, which must not skip them
 */
export function installed(program: string, debianPackage = program): boolean {
  if (!spawnSync(program, ['-v'], { stdio: 'ignore' }).error) return true;
  const how = `apt-get install --no-install-recommends ${debianPackage}`;
  if (process.env['CI'] === 'true') throw new Error(`${program} is not installed: ${how}`);
  process.stderr.write(`SKIPPED: tests with a real ${program}; ${how}\n`);
  return false;
}
