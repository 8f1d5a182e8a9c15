import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { birthsNow, bornAfter, hasCounted } from '../../../src/live/processes/births.ts';

let proc: string;
beforeEach(() => {
  proc = fs.mkdtempSync(path.join(os.tmpdir(), 'proc-'));
  fs.mkdirSync(path.join(proc, 'sys/kernel'), { recursive: true });
});
afterEach(() => fs.rmSync(proc, { recursive: true }));

/** What the kernel tells: all births so far, those that live, the number that is never reached. */
function tells(births: number, living: number, most: number): void {
  fs.writeFileSync(path.join(proc, 'stat'), `cpu  1 2 3\nctxt 9\nprocesses ${births}\nprocs_running 1\n`);
  fs.writeFileSync(path.join(proc, 'loadavg'), `0.10 0.20 0.30 1/${living} 4711\n`);
  fs.writeFileSync(path.join(proc, 'sys/kernel/pid_max'), `${most}\n`);
}

const before = (count: number) => ({ count, atMs: performance.now() });
const root = (pid: number) => ({ pid, start: '1' });

describe('who can be younger than a process', () => {
  it('is what lies no further ahead than there were births, and numbers that were taken', () => {
    tells(500, 200, 4_194_304);
    // 100 births, 200 that live, and 1,000 to spare.
    expect(bornAfter(root(5000), before(400), [1, 4999, 5000, 5001, 6300, 6301, 90_000], proc)).toEqual([5000, 5001, 6300]);
  });

  it('goes on with the first numbers when they have come round', () => {
    tells(500, 200, 32_768);
    expect(bornAfter(root(32_700), before(400), [300, 400, 1532, 1533, 32_699, 32_767], proc)).toEqual([300, 400, 1532, 32_767]);
  });

  it('is not known when the numbers may have come round to where they were', () => {
    tells(40_000, 200, 32_768);
    expect(bornAfter(root(5000), before(400), [5001], proc)).toBeUndefined();
  });

  it('is not known after long, nor where the system does not tell', () => {
    tells(500, 200, 32_768);
    expect(bornAfter(root(5000), { count: 400, atMs: performance.now() - 60_000 }, [5001], proc)).toBeUndefined();
    fs.rmSync(path.join(proc, 'loadavg'));
    expect(bornAfter(root(5000), before(400), [5001], proc)).toBeUndefined();
  });
});

describe.runIf(process.platform === 'linux')('births', () => {
  it('are counted, and one that was not is noticed', () => {
    const now = birthsNow()!;
    spawnSync('true');
    expect(hasCounted(now)).toBe(true);
    expect(hasCounted({ ...now, count: Number.MAX_SAFE_INTEGER })).toBe(false);
  });
});
