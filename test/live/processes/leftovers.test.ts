import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endProcesses } from '../../../src/live/processes/end.ts';
import { Tracker } from '../../../src/live/processes/leftovers.ts';
import * as linux from '../../../src/live/processes/linux.ts';
import { portOwners } from '../../../src/live/processes/ports.ts';
import { identify } from '../../../src/live/processes/table.ts';
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
    expect([...techniques].sort()).toEqual(['group', 'log-file', 'marker', 'port', 'session', 'tree']);
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
