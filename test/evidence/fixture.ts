import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Redactor } from '../../src/redact/redact.ts';
import { attachFile } from '../../src/evidence/attach.ts';
import { writeBag } from '../../src/evidence/bag.ts';
import { sha256OfBytes } from '../../src/core/sha256.ts';
import { BUNDLE } from '../../src/evidence/paths.ts';
import { Recorder, type RecorderOptions } from '../../src/evidence/recorder.ts';
import { sealText } from '../../src/evidence/seal.ts';

export const PLAN = '{"planVersion":1}\n';
export const PLAN_SHA256 = sha256OfBytes(PLAN);
export const WALL = Date.parse('2026-11-20T15:00:00.000Z');

/** The first fact of every recording. */
export const STARTED = {
  type: 'execution.started',
  executionId: '20261120-010203-abcdef',
  at: new Date(WALL).toISOString(),
  node: 'v24.0.0',
  os: 'linux 6.1',
  arch: 'x64',
  machine: '00000000-0000-4000-8000-000000000000',
  producer: 'gate-action 0.0.0',
  judge: 1,
  render: 1,
} as const;

/** A folder that is gone after the test. */
export function temporary(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-evidence-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Monotonic and wall time that stand still until they are moved. */
export class FakeTime {
  mono = 0;
  wall = WALL;

  pass(ms: number): void {
    this.mono += ms;
    this.wall += ms;
  }
}

export function recorderIn(folder: string, time: FakeTime, options: Partial<RecorderOptions> = {}): Recorder {
  return new Recorder({
    path: path.join(folder, 'observations.jsonl'),
    planSha256: PLAN_SHA256,
    clock: { now: () => time.mono },
    wallClock: () => new Date(time.wall),
    redact: (text) => text,
    ...options,
  });
}

/** Records a short execution with a seal after every third check. */
export function recordExecution(recorder: Recorder, time: FakeTime): { head: string; finishedAt: string } {
  recorder.write({ ...STARTED, at: new Date(time.wall).toISOString() });
  recorder.write({ type: 'gate.started', gate: 'smoke', expected: {} });
  for (let slot = 0; slot < 12; slot++) {
    time.pass(100);
    recorder.write({
      type: 'check',
      gate: 'smoke',
      basis: 'probe',
      service: 'api',
      slot,
      late: 0.5,
      us: 1230,
      got: { status: slot === 7 ? 500 : 200 },
    });
    if (slot % 3 === 2) recorder.seal();
  }
  recorder.write({ type: 'gate.ended', gate: 'smoke', reason: 'completed' });
  recorder.seal();
  time.pass(10);
  recorder.write({ type: 'execution.ended', reason: 'completed' });
  return recorder.close();
}

/** A small whole bundle: `<parent>/e1`. */
export function bundleIn(parent: string): { folder: string; head: string } {
  const folder = path.join(parent, 'e1');
  const file = (name: keyof typeof BUNDLE): string => path.join(folder, BUNDLE[name]);
  fs.mkdirSync(path.dirname(file('config')), { recursive: true });
  fs.writeFileSync(file('config'), 'version: 1\nname: a small one\n');
  fs.writeFileSync(file('plan'), PLAN);
  const log = path.join(parent, 'log.txt');
  fs.writeFileSync(log, 'GET /healthz 200\n'.repeat(200));
  const redactor = new Redactor([]);
  attachFile({ source: log, bundle: folder, gate: 'smoke', name: 'stdout-1.log', redactor });
  attachFile({ source: log, bundle: folder, gate: 'smoke', name: 'files/sub/report.xml', redactor });
  const time = new FakeTime();
  const { head } = recordExecution(recorderIn(path.join(folder, 'data'), time), time);
  fs.writeFileSync(file('summary'), '{ "status": "GO" }\n');
  writeBag(folder, { executionId: 'e1', baggingDate: '2026-11-20', software: 'gate-action 0.0.0' });
  return { folder, head };
}

export function bagAgain(folder: string): void {
  writeBag(folder, { executionId: 'e1', baggingDate: '2026-11-20', software: 'gate-action 0.0.0' });
}

/** Makes a recording of lines without seals, sealed after each group: as whoever rewrites one would. */
export function sealed(groups: readonly (readonly object[])[], plan = PLAN_SHA256): string {
  let seq = 0;
  let prev = plan;
  return groups
    .map((group, index) => {
      const lines = group.map((line) => `${JSON.stringify({ seq: ++seq, ...line })}\n`).join('');
      const final = index === groups.length - 1;
      const seal = `${sealText({ seq: ++seq, at: new Date(WALL).toISOString(), sha256: sha256OfBytes(lines), prev, final })}\n`;
      prev = sha256OfBytes(seal);
      return lines + seal;
    })
    .join('');
}

export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Every file below a folder, relative to it. */
export function filesIn(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
