import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ProbePlan } from '../../../src/core/plan.ts';
import type { ProbeContext } from '../../../src/core/ports.ts';
import { judgeProbe } from '../../../src/probes/judge.ts';
import { probe } from '../../../src/live/looks/probe.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unknowable-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function verdictOf(kind: string, target: JsonObject, expect?: string): Promise<string> {
  const plan: ProbePlan = {
    name: 'x',
    kind,
    target,
    timeoutMs: 5000,
    retry: { attempts: 1, delayMs: 0 },
    ...(expect !== undefined && { expect }),
  };
  const context: ProbeContext = {
    cwd: folder,
    env: {},
    shell: 'default',
    signal: new AbortController().signal,
    vars: {},
    reveal: (text) => text,
    redact: (text) => text,
    logOf: () => undefined,
    startedAt: () => Date.now() - 1000,
    originOf: () =>
      Promise.resolve({ earlier: false, committed: () => Promise.resolve(false), artifact: () => Promise.resolve(undefined) }),
    artifact: () => undefined,
    keep: async () => {},
    command: () => Promise.reject(new Error('no commands here')),
  };
  return judgeProbe(plan, await probe(plan, context)).verdict;
}

const file = (path: string): JsonObject => ({ path, contains: [], lacks: [], capture: false, optional: false });

describe('what says nothing is blocked, never passed', () => {
  it('a folder, a pipe or a dead link where no file should be', async () => {
    fs.mkdirSync(path.join(folder, 'd'));
    spawnSync('mkfifo', [path.join(folder, 'p')]);
    fs.symlinkSync('nowhere', path.join(folder, 'l'));
    for (const name of ['d', 'p', 'l']) {
      expect(await verdictOf('file', file(name), '!exists'), name).toBe('blocked');
      expect(await verdictOf('file', { ...file(name), optional: true }), name).toBe('blocked');
    }
    expect(await verdictOf('file', file('nothing'), '!exists')).toBe('passed');
  });

  it('a file that claims to be of the future', async () => {
    const late = path.join(folder, 'late');
    fs.writeFileSync(late, 'x');
    expect(await verdictOf('file', { ...file('late'), fresh: true })).toBe('passed');
    const tomorrow = Date.now() / 1000 + 86_400;
    fs.utimesSync(late, tomorrow, tomorrow);
    expect(await verdictOf('file', { ...file('late'), fresh: true })).toBe('blocked');
    expect(await verdictOf('file', file('late'), 'ageSeconds < 10.0')).toBe('blocked');
  });

  it('a pid file without a number', async () => {
    for (const text of ['', 'garbage', '12 34']) {
      fs.writeFileSync(path.join(folder, 'pid'), text);
      expect(await verdictOf('process', { pidFile: 'pid' }, '!running'), text).toBe('blocked');
    }
    fs.writeFileSync(path.join(folder, 'pid'), '2147483646\n');
    expect(await verdictOf('process', { pidFile: 'pid' }, '!running')).toBe('passed');
  });
});
