import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/live/command.ts';
import { Tracker } from '../../src/live/processes/leftovers.ts';
import { stat, withEnvironment } from '../../src/live/processes/linux.ts';
import { marked, MARKER } from '../../src/live/processes/marker.ts';
import { identifyChild } from '../../src/live/processes/table.ts';
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

  it.each([
    ['in a session and with an environment of its own, by the output that it holds', 'setsid env -i sleep 1000 &'],
    ['that closed all output, by its marker', '(setsid sleep 1000 >/dev/null 2>&1 </dev/null &)'],
    ['in its own group', 'set -m; sleep 1000 >/dev/null 2>&1 & disown'],
    ['of a parent that has ended', '(sh -c "sleep 1000 & exit" &) ; sleep 0.1'],
  ])('ends what outlives it %s, among many that start meanwhile', async (_, command) => {
    const others = spawn('bash', ['-c', 'while :; do /bin/true; done'], { stdio: 'ignore' });
    try {
      const { exit, leftovers } = await run(command);
      expect([exit, leftovers]).toEqual([0, 1]);
    } finally {
      others.kill('SIGKILL');
    }
    expect(survivors()).toEqual([]);
  });

  it('looks at little more than what is younger than the command', async () => {
    await run('true');
    const idle = spawn('bash', ['-c', 'for i in $(seq 300); do sleep 1000 & done; echo ready; wait'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await once(idle.stdout, 'data');
      const read = vi.spyOn(fs, 'readFileSync');
      await run('true');
      const stats = read.mock.calls.filter(([file]) => /^\/proc\/\d+\//.test(String(file))).length;
      read.mockRestore();
      // One file of each of them would be 300; other tests start processes meanwhile, which are younger.
      expect(stats).toBeLessThan(300);
    } finally {
      process.kill(-(idle.pid ?? 0), 'SIGKILL');
    }
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

  it('lets what writes the last lines come to its own end', async () => {
    const result = await run('exec > >(sleep 0.2; cat); echo last');
    expect(result).toMatchObject({ exit: 0, leftovers: 0 });
    expect(output('stdout')).toBe('last\n');
  });

  it('leaves alone what another tree has started, though nobody saw it being started', async () => {
    const env = marked({ PATH: process.env['PATH'] ?? '' }, marker, 'stack');
    const start = spawn('bash', ['-c', 'setsid sleep 1000 >/dev/null 2>&1 & exit'], { env, detached: true, stdio: 'ignore' });
    const root = (await identifyChild(start.pid ?? 0))!;
    await once(start, 'exit');
    const commands = (): (string | undefined)[] => survivors().map((pid) => stat(pid)?.command);
    await eventually(() => commands().join() === 'sleep');
    tracker.watch('stack', root);
    expect(await run('true')).toMatchObject({ exit: 0, leftovers: 0 });
    const [daemon] = survivors();
    expect(daemon).toBeDefined();
    expect((await tracker.find(['stack'])).found).toMatchObject([{ pid: daemon, by: ['marker'], service: 'stack' }]);
    // Once nobody answers for the other tree any longer, it is whoever looks that has to.
    tracker.forget('stack');
    expect((await tracker.find(['another'])).found).toMatchObject([{ pid: daemon }]);
    expect((await tracker.findAll()).found).toMatchObject([{ pid: daemon }]);
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
    const only = (program: string) => (asked: string) => asked === program;
    expect(shellCommand('default', 'a', 'win32', only('pwsh.exe')).file).toBe('pwsh');
    expect(shellCommand('default', 'a', 'win32', only('')).file).toBe('powershell');
    expect(shellCommand('default', 'a', 'linux', only('bash')).file).toBe('bash');
    expect(shellCommand('default', 'a', 'linux', only(''))).toEqual({ file: 'sh', args: ['-e', '-c', 'a'] });
    expect(shellCommand('sh', 'a', 'linux')).toEqual({ file: 'sh', args: ['-e', '-c', 'a'] });
    expect(shellCommand('pwsh', 'a', 'linux').args.at(-1)).toContain("$ErrorActionPreference = 'stop'\na\n");
    expect(() => shellCommand('fish', 'a', 'linux')).toThrow('unknown shell "fish"');
  });

  it('get one line through to cmd as it was written, and refuse what cmd would drop', () => {
    const { args, windowsVerbatimArguments } = shellCommand('cmd', 'echo "a b" & exit /b 3\n', 'win32');
    expect([args.at(-1), windowsVerbatimArguments]).toEqual(['"echo "a b" & exit /b 3"', true]);
    expect(() => shellCommand('cmd', 'echo 1\nexit 1', 'win32')).toThrow('one line');
  });
});
