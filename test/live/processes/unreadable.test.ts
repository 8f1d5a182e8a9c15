import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endProcesses } from '../../../src/live/processes/end.ts';
import { Tracker } from '../../../src/live/processes/leftovers.ts';
import { identifyChild, isRunning, nameOf, processTable } from '../../../src/live/processes/table.ts';

/** A system that asks programs, of which none is there. */
describe.each(['darwin', 'win32'])('a process table that can not be read, as on %s', (platform) => {
  const real = process.platform;
  beforeEach(() => {
    Object.defineProperty(process, 'platform', { value: platform });
    vi.stubEnv('PATH', '/nonexistent');
  });
  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: real });
    vi.unstubAllEnvs();
  });

  it('is no empty one', async () => {
    await expect(processTable()).rejects.toThrow("the process table can't be read");
  });

  it('does not say that a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      await once(child, 'spawn');
      const id = { pid: child.pid ?? 0, start: 'Sat Nov 21 04:12:03 2026' };
      expect(await identifyChild(id.pid)).toBeUndefined();
      expect(await isRunning(id)).toBe(true);
      if (platform === 'darwin') {
        expect(await endProcesses([id], { signal: 'SIGTERM', gracePeriodMs: 5000 })).toEqual({ signals: ['SIGTERM'], left: [] });
      }
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is a look by no technique', async () => {
    const tracker = new Tracker('e');
    tracker.watch('s', { pid: process.pid, start: 'x' });
    expect(await tracker.find(['s'])).toEqual({ techniques: [], found: [], zombies: [] });
    tracker.close();
  });

  it('and a name is no command line', () => {
    const row = { pid: 1, ppid: 0, group: undefined, session: undefined, start: '', state: 'R' };
    expect(nameOf({ ...row, command: '/usr/bin/mysql --password=hunter2' })).toBe('mysql');
    expect(nameOf({ ...row, command: '"C:\\Program Files\\db\\db.exe" /key hunter2' })).toBe('db.exe');
    expect(nameOf(undefined)).toBe('?');
  });
});
