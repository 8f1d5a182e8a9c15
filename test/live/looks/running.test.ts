import { spawn } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probe } from '../../../src/live/looks/probe.ts';
import { namesOf } from '../../../src/live/looks/process.ts';
import { Guard } from '../../../src/live/guard.ts';
import { folder, judged, planOf, world } from './world.ts';

describe('process', () => {
  function sleeper(name: string): number {
    const child = spawn('bash', ['-c', `exec -a ${name} sleep 60`], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child.pid ?? 0;
  }

  test('by name', async () => {
    sleeper('unusual-name-7');
    const plan = planOf('process', { name: 'unusual-name-7' });
    await expect.poll(async () => (await judged(plan)).verdict).toBe('passed');
    expect(await judged({ ...plan, expect: 'count == 1' })).toMatchObject({ verdict: 'passed' });
    expect(await judged(planOf('process', { name: 'unusual-name-8' }))).toMatchObject({ verdict: 'failed', measured: 'not running' });
    expect(await judged(planOf('process', { name: 'unusual-name-8' }, { expect: '!running' }))).toMatchObject({ verdict: 'passed' });
  });

  test('by the first line of a pid file: PostgreSQL writes more', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, 'postmaster.pid'), `${sleeper('postmaster')}\n/var/lib/postgresql/15/main\n1764503000\n5432\n`);
    expect(await judged(planOf('process', { pidFile: 'postmaster.pid' }), world({ cwd }))).toMatchObject({ verdict: 'passed' });
  });

  test.runIf(process.platform === 'linux')('by a pid file that is older than the process of that number: it is not the one', async () => {
    const cwd = folder();
    const file = path.join(cwd, 'old.pid');
    const plan = planOf('process', { pidFile: 'old.pid' });
    writeFileSync(file, `${sleeper('somebody-else')}\n`);
    const writtenAgo = (seconds: number): void => utimesSync(file, Date.now() / 1000, Date.now() / 1000 - seconds);
    writtenAgo(5);
    expect(await judged(plan, world({ cwd }))).toMatchObject({ verdict: 'passed' });
    writtenAgo(3600);
    expect(await judged(plan, world({ cwd }))).toMatchObject({ verdict: 'blocked' });
    expect((await probe(plan, world({ cwd }))).detail).toMatch(/process \d+ began .* after .*old\.pid was written: .*another process/);
    expect(await judged({ ...plan, expect: '!running' }, world({ cwd }))).toMatchObject({ verdict: 'blocked' });
  });

  test('by pid file: live, stale, garbage, absent', async () => {
    const cwd = folder();
    const plan = (pidFile: string) => planOf('process', { pidFile });
    writeFileSync(path.join(cwd, 'live.pid'), `${sleeper('pid-file-sleeper')}\n`);
    writeFileSync(path.join(cwd, 'stale.pid'), '4194303');
    writeFileSync(path.join(cwd, 'garbage.pid'), 'none');
    expect(await judged(plan('live.pid'), world({ cwd }))).toMatchObject({ verdict: 'passed', got: { count: 1 } });
    expect(await judged(plan('garbage.pid'), world({ cwd }))).toMatchObject({ verdict: 'blocked' });
    for (const file of ['stale.pid', 'absent.pid']) {
      expect(await judged(plan(file), world({ cwd }))).toMatchObject({ verdict: 'failed', measured: 'not running' });
    }
  });

  test.each([
    ['/usr/sbin/nginx -g daemon', 'nginx'],
    ['node --enable-source-maps /srv/gateway.mjs --port 1', 'gateway'],
    ['python3 -m lonelycat', 'lonelycat'],
    ['C:\\tools\\agent.exe', 'agent'],
  ])('%j is called %s', (command, name) => expect(namesOf(command)).toContain(name));

  test.each([
    ['bash -c gateway --port 1; sleep 9', 'gateway'],
    ['bash --noprofile -eo pipefail -c gateway', 'gateway'],
    ['node -e gateway()', 'gateway()'],
  ])('%j is not called %s', (command, name) => expect(namesOf(command)).not.toContain(name));

  test('our own guard is nobody’s process', async () => {
    const cwd = folder();
    const guard = new Guard('nobody', { folder: path.join(cwd, 'bundle'), workFolder: path.join(cwd, 'work') });
    onTestFinished(() => guard.close());
    writeFileSync(path.join(cwd, 'guard.pid'), String(guard.pid));
    expect(await judged(planOf('process', { pidFile: 'guard.pid' }), world({ cwd }))).toMatchObject({ measured: 'not running' });
  });
});

describe('container', () => {
  function docker(script: string) {
    const cwd = folder();
    mkdirSync(path.join(cwd, 'bin'));
    writeFileSync(path.join(cwd, 'bin', 'docker'), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    return world({ env: { PATH: `${path.join(cwd, 'bin')}:${process.env['PATH'] ?? ''}` } });
  }
  const state = (status: string, health?: string) =>
    docker(
      `echo '${JSON.stringify([{ Name: '/db', State: { Status: status, ...(health !== undefined && { Health: { Status: health } }) } }])}'`,
    );
  const container = (expected?: string) => planOf('container', { container: 'db' }, expected === undefined ? {} : { expect: expected });

  test('running, and its health', async () => {
    expect(await judged(container(), state('running'))).toMatchObject({ verdict: 'passed', got: { state: 'running', health: 'none' } });
    expect(await judged(container(), state('exited'))).toMatchObject({ verdict: 'failed', measured: 'exited' });
    expect(await judged(container('health == "healthy"'), state('running', 'healthy'))).toMatchObject({ verdict: 'passed' });
    expect(await judged(container('health == "healthy"'), state('running', 'starting'))).toMatchObject({ verdict: 'failed' });
    expect(await judged(container('health == "healthy"'), state('exited', 'healthy'))).toMatchObject({ verdict: 'failed' });
    expect(await judged(container('state == "exited"'), state('exited'))).toMatchObject({ verdict: 'passed' });
  });

  test('the first letters of some id are not its name', async () => {
    const inspected = (Name: string, Id: string) => docker(`echo '${JSON.stringify([{ Name, Id, State: { Status: 'running' } }])}'`);
    const long = planOf('container', { container: 'dbca1234567f' });
    expect(await judged(container(), inspected('/web', 'dbca1234567f'))).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND' });
    expect(await judged(container(), inspected('db', 'ffff'))).toMatchObject({ verdict: 'passed' });
    expect(await judged(long, inspected('/web', 'dbca1234567f99'))).toMatchObject({ verdict: 'passed' });
  });

  test('none of that name: failed; no daemon, no docker, no sense: blocked', async () => {
    expect(await judged(container(), docker('echo "Error: No such container: db" >&2; exit 1'))).toMatchObject({
      verdict: 'failed',
      code: 'NOT_FOUND',
    });
    expect(await judged(container(), docker('echo "Cannot connect to the Docker daemon" >&2; exit 1'))).toMatchObject({
      verdict: 'blocked',
    });
    expect(await judged(container(), docker('exit 127'))).toMatchObject({ verdict: 'blocked', code: 'NOT_FOUND' });
    expect(await judged(container(), docker('echo []'))).toMatchObject({ verdict: 'blocked' });
    expect(await judged(container(), docker('echo garbage'))).toMatchObject({ verdict: 'blocked' });
  });
});
