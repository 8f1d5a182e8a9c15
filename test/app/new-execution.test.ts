import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newExecution } from '../../src/app/execution/execution.ts';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-test-'))));
afterEach(() => {
  vi.useRealTimers();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('the id of an execution names the moment at which it says that it began, however late it is carried out', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 30, 23, 59, 59, 999) });
  const execution = newExecution([{ folder, name: 'here' }]);
  vi.advanceTimersByTime(60_000);
  expect(execution.id).toMatch(/^20261130-235959-[0-9a-f]{6}$/);
  expect(new Date(execution.startedAtMs).toISOString()).toBe('2026-11-30T23:59:59.999Z');
});
