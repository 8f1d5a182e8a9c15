import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { endProcesses } from '../../../src/live/processes/end.ts';
import { Tracker } from '../../../src/live/processes/leftovers.ts';
import * as linux from '../../../src/live/processes/linux.ts';
import { portOwners } from '../../../src/live/processes/ports.ts';
import { identify } from '../../../src/live/processes/table.ts';
import { allGone, LABELS, type NastyTree, nastyTree } from './tree.ts';

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

  it('never signals another process that has the number of one that ended', async () => {
    const { tree } = await start();
    const { pid } = tree.pids.get('child')!;
    const { signals } = await endProcesses([{ pid, start: '1' }], { signal: 'SIGKILL', gracePeriodMs: 0 });
    expect(signals).toEqual([]);
    expect(await identify(pid)).toBeDefined();
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
