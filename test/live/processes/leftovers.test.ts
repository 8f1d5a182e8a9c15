import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessId } from '../../../src/core/ports.ts';
import { endProcesses } from '../../../src/live/processes/end.ts';
import { Tracker } from '../../../src/live/processes/leftovers.ts';
import * as linux from '../../../src/live/processes/linux.ts';
import { portOwners } from '../../../src/live/processes/ports.ts';
import { identify, identifyChild } from '../../../src/live/processes/table.ts';
import { tagged, tagOf } from '../../../src/live/processes/tag.ts';
import type { Invocation } from '../../../src/live/shell.ts';
import { allGone, eventually, LABELS, type NastyTree, nastyTree } from './tree.ts';

describe.runIf(process.platform === 'linux')('a tree that hides its processes', () => {
  const trees: NastyTree[] = [];
  const trackers: Tracker[] = [];
  afterEach(() => {
    for (const tree of trees.splice(0)) tree.close();
    for (const tracker of trackers.splice(0)) tracker.close();
  });

  async function start(): Promise<{ tree: NastyTree; tracker: Tracker }> {
    const marker = randomUUID();
    const tracker = new Tracker(marker);
    const tree = await nastyTree(marker, (root, extra) => tracker.watch('nasty', root, extra));
    trees.push(tree);
    trackers.push(tracker);
    return { tree, tracker };
  }

  it('is found whole by the union of techniques, and ended', async () => {
    const { tree, tracker } = await start();
    expect([...tree.pids.keys()].sort()).toEqual([...LABELS].sort());
    const { found, techniques } = await tracker.find(['nasty']);
    expect([...techniques].sort()).toEqual(['group', 'inherited', 'log-file', 'marker', 'port', 'session', 'tree']);
    const pids = new Set(found.map(({ pid }) => pid));
    expect([...tree.pids].filter(([, { pid }]) => !pids.has(pid)).map(([label]) => label)).toEqual([]);
    const { left } = await endProcesses(found, { signal: 'SIGTERM', gracePeriodMs: 300 });
    expect(left).toEqual([]);
    expect(await allGone(tree.pids.values())).toBe(true);
    expect((await tracker.find(['nasty'])).found).toEqual([]);
  });

  it('is found after its root has ended', async () => {
    const { tree, tracker } = await start();
    await endProcesses([tree.root], { signal: 'SIGKILL', gracePeriodMs: 0 });
    const { found } = await tracker.find(['nasty']);
    const pids = new Set(found.map(({ pid }) => pid));
    expect([...tree.pids].filter(([label, { pid }]) => label !== 'root' && !pids.has(pid)).map(([label]) => label)).toEqual([]);
    await endProcesses(found, { signal: 'SIGKILL', gracePeriodMs: 0 });
    expect(await allGone(tree.pids.values())).toBe(true);
  });

  it('says of each process how it was found, and finds the holder of the port though nothing else betrays it', async () => {
    const { tree, tracker } = await start();
    const { pid } = tree.pids.get('port')!;
    const { found } = await tracker.find(['nasty']);
    expect(found.find((one) => one.pid === pid)?.by).toContain('port');
    expect((await portOwners(tree.port)).owners.map((owner) => owner.pid)).toEqual([pid]);
  });

  it('counts neither itself nor what is not of the tree', async () => {
    const { tracker } = await start();
    const { found } = await tracker.find(['nasty']);
    expect(found.map(({ pid }) => pid)).not.toContain(process.pid);
    expect(found.map(({ pid }) => pid)).not.toContain(process.ppid);
    expect((await tracker.find(['another'])).found.filter(({ by }) => !by.includes('marker'))).toEqual([]);
  });

  it('takes whoever writes the log for its own, and whoever only reads it for a stranger', async () => {
    const { tree, tracker } = await start();
    const out = fs.openSync(tree.log, 'a');
    const writer = spawn('sleep', ['1000'], { env: {}, detached: true, stdio: ['ignore', out, 'ignore'] });
    const reader = spawn('tail', ['-f', tree.log], { detached: true, stdio: 'ignore' });
    fs.closeSync(out);
    try {
      const holds = (): boolean => linux.withOpenFiles(new Set([tree.log])).pids.has(writer.pid ?? 0);
      await eventually(() => holds() && opens(reader.pid ?? 0, tree.log));
      const found = new Map((await tracker.find(['nasty'])).found.map(({ pid, by }) => [pid, by]));
      // We have started both of them ourselves: nothing but the log tells that the first is to be found.
      expect(found.get(writer.pid ?? 0)).toEqual(['log-file']);
      expect(found.has(reader.pid ?? 0)).toBe(false);
    } finally {
      writer.kill('SIGKILL');
      reader.kill('SIGKILL');
    }
  });

  it('never signals another process that has the number of one that ended', async () => {
    const { tree } = await start();
    const { pid } = tree.pids.get('child')!;
    const { signals } = await endProcesses([{ pid, start: '1' }], { signal: 'SIGKILL', gracePeriodMs: 0 });
    expect(signals).toEqual([]);
    expect(await identify(pid)).toBeDefined();
  });
});

function opens(pid: number, file: string): boolean {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).some((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
  } catch {
    return false;
  }
}

const OURS = { PATH: process.env['PATH'] ?? '' };

describe.runIf(process.platform === 'linux')('a daemon that sheds everything', () => {
  const started: number[] = [];
  const trackers: Tracker[] = [];
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shed-'));
  });
  afterEach(() => {
    for (const tracker of trackers.splice(0)) tracker.close();
    for (const pid of started.splice(0)) process.kill(pid, 'SIGKILL');
    fs.rmSync(folder, { recursive: true });
  });

  /** Starts a root and its daemon: another session, no environment, no descriptor of ours, and its parent lives for so long. */
  async function shed(
    parentLives: string,
    command = (invocation: Invocation): Invocation => invocation,
  ): Promise<{ root: ProcessId; daemon: ProcessId }> {
    const list = path.join(folder, 'pid');
    const script = `setsid env -i bash -c 'env -i sleep 1010 & echo $! $$ > ${list}; sleep ${parentLives}' </dev/null >/dev/null 2>&1 & wait; exec sleep 1011`;
    const { file, args } = command({ file: 'bash', args: ['-c', script] });
    const child = spawn(file, [...args], { detached: true, stdio: 'ignore' });
    const root = (await identifyChild(child.pid ?? 0))!;
    started.push(root.pid);
    watch?.(root);
    await eventually(() => fs.existsSync(list) && fs.readFileSync(list, 'utf8').endsWith('\n'));
    const [pid = 0, parent = 0] = fs.readFileSync(list, 'utf8').split(' ').map(Number);
    started.push(pid);
    // Until its root has taken notice of its end, the parent is a zombie in that tree, and gives the daemon's session away.
    await eventually(() => linux.stat(pid)?.command === 'sleep' && linux.stat(parent) === undefined);
    return { root, daemon: { pid, start: linux.stat(pid)!.start } };
  }
  let watch: ((root: ProcessId) => void) | undefined;

  function trackerOf(execution: string): Tracker {
    const tracker = new Tracker(execution);
    trackers.push(tracker);
    return tracker;
  }

  const techniquesFor = async (tracker: Tracker, { pid }: ProcessId): Promise<readonly string[] | undefined> =>
    (await tracker.find(['web'])).found.find((one) => one.pid === pid)?.by;

  it('is remembered when a snapshot saw its parent, though most snapshots look at what is new alone', async () => {
    const tracker = trackerOf(randomUUID());
    tracker.snapshot();
    watch = (root) => tracker.watch('web', root);
    const { daemon } = await shed('0.5').finally(() => (watch = undefined));
    expect(await techniquesFor(tracker, daemon)).toEqual(['tree']);
  });

  it('is remembered however fast commands follow each other', async () => {
    const tracker = trackerOf(randomUUID());
    tracker.snapshot();
    const commands = setInterval(() => {
      tracker.watch('command', { pid: process.pid, start: linux.stat(process.pid)!.start });
      tracker.forget('command');
    }, 10);
    watch = (root) => tracker.watch('web', root);
    const { daemon } = await shed('0.5').finally(() => {
      clearInterval(commands);
      watch = undefined;
    });
    expect(await techniquesFor(tracker, daemon)).toEqual(['tree']);
  });

  it('is found by what it inherited alone, when no snapshot saw its parent', async () => {
    const execution = randomUUID();
    const { root, daemon } = await shed('0', (command) => tagged(command, OURS, execution, 'web'));
    const tracker = trackerOf(execution);
    tracker.watch('web', root);
    expect(await techniquesFor(tracker, daemon)).toEqual(['inherited']);
    expect((await tracker.find(['web'])).techniques).toContain('inherited');
    expect((await tracker.find(['another'])).found).toEqual([]);
  });

  it('of another tree, another execution, or another session than the tree can have is a stranger', async () => {
    const execution = randomUUID();
    const other = (command: Invocation): Invocation => tagged(command, OURS, execution, 'another');
    const { root, daemon } = await shed('0', other);
    const tracker = trackerOf(execution);
    tracker.watch('web', root);
    expect(await techniquesFor(tracker, daemon)).toBeUndefined();
    const elsewhere = trackerOf(randomUUID());
    elsewhere.watch('another', root);
    expect((await elsewhere.find(['another'])).found.map(({ pid }) => pid)).not.toContain(daemon.pid);
    // It carries the very tag, and yet it is in our own session, which was there before the tree.
    const { file, args } = tagged({ file: 'sleep', args: ['1012'] }, OURS, execution, 'web');
    const stranger = spawn(file, [...args], { stdio: 'ignore' });
    started.push(stranger.pid ?? 0);
    await eventually(() => linux.withLocksLimit(new Set([tagOf(execution, 'web')])).limits.has(stranger.pid ?? 0));
    expect((await tracker.find(['web'])).found.map(({ pid }) => pid)).not.toContain(stranger.pid);
  });
});

describe('a tag', () => {
  it('does not stand in the way of what is not there', () => {
    const command = { file: 'no-such-shell', args: ['-c', 'x'] };
    expect(tagged(command, OURS, 'e', 't')).toBe(command);
  });

  it('leaves the command, its arguments, its environment and its number as they are', () => {
    const env = { PATH: process.env['PATH'] ?? '', 'dotted.name': 'kept', BASH_ENV: '/nowhere' };
    const { file, args } = tagged(
      { file: process.execPath, args: ['-p', 'JSON.stringify([process.argv.slice(1), process.env])', '$0', "it's"] },
      env,
      'e',
      't',
    );
    const { stdout } = spawnSync(file, [...args], { env, encoding: 'utf8' });
    const [argv, seen] = JSON.parse(stdout) as [string[], Record<string, string>];
    expect(argv).toEqual(['$0', "it's"]);
    expect(seen).toMatchObject(env);
    expect(Object.keys(seen).filter((name) => !(name in env) && !['_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name))).toEqual([]);
  });

  it('is another one for each tree of each execution, and a whole number', () => {
    const tags = ['a', 'b'].flatMap((execution) => ['x', 'y'].map((tree) => tagOf(execution, tree)));
    expect(new Set(tags).size).toBe(4);
    expect(tags.every((tag) => Number.isSafeInteger(tag) && tag >= 2 ** 52)).toBe(true);
  });

  it('is read from limits, and from nothing else', () => {
    const limits =
      'Limit   Soft Limit   Hard Limit   Units\nMax file locks            4503599627370497     unlimited            locks     \n';
    expect(linux.locksLimit(limits)).toBe(4503599627370497);
    expect(linux.locksLimit(limits.replace('4503599627370497', 'unlimited       '))).toBeUndefined();
    expect(linux.locksLimit('')).toBeUndefined();
    expect(linux.withLocksLimit(new Set([1]), '/nowhere')).toEqual({ readable: false, limits: new Map() });
  });
});

describe('an open file', () => {
  it('counts unless it is known to be open for reading alone', () => {
    const proc = fs.mkdtempSync(path.join(os.tmpdir(), 'proc-'));
    const flags = { 10: '0100001', 11: '02100002', 12: '0100000', 13: undefined };
    try {
      for (const [pid, mode] of Object.entries(flags)) {
        fs.mkdirSync(`${proc}/${pid}/fd`, { recursive: true });
        fs.mkdirSync(`${proc}/${pid}/fdinfo`);
        fs.symlinkSync('/the/log', `${proc}/${pid}/fd/1`);
        if (mode !== undefined) fs.writeFileSync(`${proc}/${pid}/fdinfo/1`, `pos:\t0\nflags:\t${mode}\nmnt_id:\t1\n`);
      }
      expect([...linux.withOpenFiles(new Set(['/the/log']), proc).pids]).toEqual([10, 11, 13]);
    } finally {
      fs.rmSync(proc, { recursive: true });
    }
  });
});

describe('a look that can see nothing', () => {
  it('says so instead of finding nothing', () => {
    expect(linux.withEnvironment('A=b', '/nowhere')).toEqual({ readable: false, pids: new Set() });
    expect(linux.withOpenFiles(new Set(['x']), '/nowhere')).toEqual({ readable: false, pids: new Set() });
    expect(linux.listeningInodes(1, '/nowhere')).toBeUndefined();
    expect(linux.table('/nowhere').size).toBe(0);
  });
});
