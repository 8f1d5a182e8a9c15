import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/live/command.ts';
import { Tracker } from '../../src/live/processes/leftovers.ts';
import { withEnvironment } from '../../src/live/processes/linux.ts';
import { MARKER } from '../../src/live/processes/marker.ts';
import { shellCommand } from '../../src/live/shell.ts';
import { eventually } from './processes/tree.ts';

let folder: string;
let marker: string;
let tracker: Tracker;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'command-'));
  marker = randomUUID();
  tracker = new Tracker(marker);
});
afterEach(() => {
  for (const pid of survivors()) process.kill(pid, 'SIGKILL');
  tracker.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const survivors = (): number[] => [...withEnvironment(`${MARKER}=${marker}`).pids];
const output = (stream: 'stdout' | 'stderr'): string => fs.readFileSync(path.join(folder, stream), 'utf8');

function run(command: string, more: { timeoutMs?: number; signal?: AbortSignal; cwd?: string } = {}) {
  const { signal = new AbortController().signal, cwd = folder, ...rest } = more;
  const files = { stdout: path.join(folder, 'stdout'), stderr: path.join(folder, 'stderr') };
  const env = { PATH: process.env['PATH'] ?? '' };
  return runCommand({ name: 'test', run: command, shell: 'default', cwd, env, ...files, ...rest }, { marker, signal, tracker });
}

describe.runIf(process.platform === 'linux')('runCommand', () => {
  it('tells exit codes, signals and output as they were', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({ exit: 3, timedOut: false, aborted: false, leftovers: 0 });
    expect([output('stdout'), output('stderr')]).toEqual(['out\n', 'err\n']);
    expect(await run('kill -9 $$')).toMatchObject({ signal: 'SIGKILL' });
    expect(await run('false | true')).toMatchObject({ exit: 1 });
    expect(await run('no-such-program-here')).toMatchObject({ exit: 127 });
  });

  it('says when it could not be started', async () => {
    expect(await run('true', { cwd: path.join(folder, 'nowhere') })).toMatchObject({ spawnError: 'ENOENT' });
  });

  it('ends the whole tree at its timeout, and what holds the output open delays nothing', async () => {
    const started = performance.now();
    const result = await run('setsid sleep 1000 & sleep 1000 & sleep 1000', { timeoutMs: 300 });
    expect(result).toMatchObject({ timedOut: true });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(survivors()).toEqual([]);
  });

  it('counts and ends what outlives it', async () => {
    const result = await run('setsid sleep 1000 >/dev/null 2>&1 & sleep 0.2; echo done');
    expect(result).toMatchObject({ exit: 0, leftovers: 1 });
    expect(survivors()).toEqual([]);
  });

  it('ends on abort', async () => {
    const abort = new AbortController();
    const running = run('echo started; sleep 1000', { signal: abort.signal });
    await eventually(() => fs.existsSync(path.join(folder, 'stdout')) && output('stdout') !== '');
    abort.abort();
    expect(await running).toMatchObject({ aborted: true, timedOut: false });
    expect(survivors()).toEqual([]);
  });
});

describe('shells', () => {
  it('are called as GitHub Actions calls them', () => {
    expect(shellCommand('bash', 'a', 'linux')).toEqual({ file: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', 'a'] });
    expect(shellCommand('default', 'a', 'win32').file).toBe('pwsh');
    expect(shellCommand('sh', 'a', 'linux')).toEqual({ file: 'sh', args: ['-e', '-c', 'a'] });
    expect(shellCommand('pwsh', 'a', 'linux').args.at(-1)).toContain("$ErrorActionPreference = 'stop'\na\n");
  });
});
