import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { cleanEnv, CLI, Project } from './harness.ts';

const project = new Project();
afterAll(() => project.close());

/** An entrypoint starts a service, and hands its process over to gate later: then the program is younger than its process. */
it.runIf(process.platform === 'linux')('a pid file that was written before a shell became gate names its process', () => {
  project.write('gates.yml', 'version: 1\nname: Pid\ngates: { a: { kind: checks, checks: [{ process: { pid-file: a.pid } }] } }\n');
  const script = `sleep 60 >/dev/null 2>&1 & echo $! > a.pid; touch -d '8 seconds ago' a.pid; sleep 3; exec "$0" "$1" run gates.yml`;
  const { status, stdout } = spawnSync('sh', ['-c', script, process.execPath, CLI], {
    cwd: project.folder,
    encoding: 'utf8',
    env: cleanEnv(),
  });
  spawnSync('sh', ['-c', 'kill "$(cat a.pid)"'], { cwd: project.folder });
  expect(stdout).toMatch(/^GO /m);
  expect(status).toBe(0);
});
