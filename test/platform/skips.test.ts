import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { REPO } from '../e2e/harness.ts';

const VITEST = path.join(REPO, 'node_modules/vitest/vitest.mjs');
const FIXTURE = path.join(import.meta.dirname, 'fixtures/skips');
const bare = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-bare-'));
afterAll(() => fs.rmSync(bare, { recursive: true, force: true }));

/** Runs tests of which some need programs, where there is no program at all. @param tools what `.ci/run` sets */
function run(tools: string, ...files: string[]): { status: number | null; said: string } {
  const env = { PATH: bare, HOME: bare, GATE_TEST_TOOLS: tools };
  const { status, stdout, stderr } = spawnSync(process.execPath, [VITEST, 'run', '--root', FIXTURE, ...files], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe('a run without programs', () => {
  it('passes, and says last what was skipped and why', () => {
    const said = `
1 test skipped: too long, left to .ci/run

3 tests skipped: no nginx, no prometheus; .ci/run installs them
`;
    expect(run('', 'programs', 'others')).toEqual({ status: 0, said });
  });

  it('fails where every program is required', () => {
    const { status, said } = run('required', 'programs');
    expect([status, said]).toEqual([1, expect.not.stringContaining('skipped:')]);
  });

  it('fails there for a test that is skipped for another reason, too', () => {
    const words = '\nskipped, and nothing may be:\n  others.spec.ts: what is skipped for another reason\n';
    expect(run('required', 'others')).toEqual({ status: 1, said: words });
  });

  it('names what passed only when it was tried again, and its first error; what failed again fails', () => {
    const words =
      '\n1 test passed only when tried again:\n  unstable.spec.ts: passes at the second try\n    expected 1 to be 2 // Object.is equality\n';
    expect(run('', 'unstable')).toEqual({ status: 1, said: words });
  });
});
