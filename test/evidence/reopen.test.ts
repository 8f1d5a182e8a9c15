import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import { readObservations } from '../../src/evidence/reader.ts';
import { cutTornTail, endCrashed, reopenRecording } from '../../src/evidence/reopen.ts';
import { FakeTime, PLAN_SHA256, recorderIn, recordExecution, temporary, WALL } from './fixture.ts';

const wallClock = (): Date => new Date(WALL + 60_000);

function honest(): { file: string; bytes: Buffer } {
  const folder = temporary();
  const time = new FakeTime();
  recordExecution(recorderIn(folder, time), time);
  const file = path.join(folder, 'observations.jsonl');
  return { file, bytes: fs.readFileSync(file) };
}

function readAll(file: string): { last: Observation | undefined; holds: boolean; head: string | undefined } {
  let last: Observation | undefined;
  const { problems, incomplete, head } = readObservations(file, PLAN_SHA256, (o) => {
    last = o;
  });
  return { last, head, holds: problems.length === 0 && incomplete === undefined };
}

describe('a recording that was cut anywhere', () => {
  it('is ended and sealed, and keeps every whole line', () => {
    const { file, bytes } = honest();
    const lastEnded = bytes.lastIndexOf('{"seq":21');
    for (let at = 0; at < bytes.length; at += 7) {
      fs.writeFileSync(file, bytes.subarray(0, at));
      const kept = bytes.subarray(0, at).lastIndexOf(0x0a) + 1;
      const { head, removedBytes } = endCrashed({ path: file, planSha256: PLAN_SHA256, wallClock });
      expect(removedBytes).toBe(at - kept);
      expect(fs.readFileSync(file).subarray(0, kept).equals(bytes.subarray(0, kept))).toBe(true);
      const after = readAll(file);
      expect(after).toMatchObject({ holds: true, head });
      expect(after.last).toMatchObject({ type: 'execution.ended', ...(kept <= lastEnded && { reason: 'crashed', removedBytes }) });
    }
  });

  it('in its final seal keeps how it ended', () => {
    const { file, bytes } = honest();
    fs.writeFileSync(file, bytes.subarray(0, -5));
    endCrashed({ path: file, planSha256: PLAN_SHA256, wallClock });
    expect(readAll(file)).toMatchObject({ holds: true, last: { type: 'execution.ended', reason: 'completed' } });
  });

  it('can be written on, by wall time since the last seal', () => {
    const { file, bytes } = honest();
    fs.writeFileSync(file, bytes.subarray(0, bytes.indexOf('{"seq":9,')));
    const { recorder, removedBytes, ended } = reopenRecording({ path: file, planSha256: PLAN_SHA256, wallClock });
    expect({ removedBytes, ended }).toEqual({ removedBytes: 0, ended: false });
    const o = recorder.write({ type: 'missed', gate: 'smoke', slot: 12 });
    expect(o.seq).toBe(9);
    expect(o.t).toBeCloseTo(60_000, -3);
    recorder.write({ type: 'execution.ended', reason: 'crashed', removedBytes });
    recorder.close();
    expect(readAll(file).holds).toBe(true);
  });
});

describe('what can not be reopened is refused', () => {
  it('a finished recording', () => {
    const { file } = honest();
    expect(() => reopenRecording({ path: file, planSha256: PLAN_SHA256, wallClock })).toThrow(/already has its final seal/);
  });

  it('one that was changed', () => {
    const { file, bytes } = honest();
    const text = bytes.toString().replace('500', '500.001').split('\n').slice(0, -3).join('\n');
    fs.writeFileSync(file, `${text}\n`);
    expect(() => reopenRecording({ path: file, planSha256: PLAN_SHA256, wallClock })).toThrow(/:\d+: lines \d+ to \d+ are not what/);
  });
});

describe('cutTornTail', () => {
  it('cuts long torn lines, and files without a line', () => {
    const file = path.join(temporary(), 'f');
    expect(cutTornTail(file)).toEqual({ removedBytes: 0 });
    fs.writeFileSync(file, `a\n${'x'.repeat(200_000)}`);
    expect(cutTornTail(file)).toEqual({ removedBytes: 200_000 });
    expect(fs.readFileSync(file, 'utf8')).toBe('a\n');
    fs.writeFileSync(file, '\0'.repeat(70_000));
    expect(cutTornTail(file)).toEqual({ removedBytes: 70_000 });
  });
});

it('a SIGKILL loses less than a second', async () => {
  const folder = temporary();
  const file = path.join(folder, 'observations.jsonl');
  const recorder = path.resolve('src/evidence/recorder.ts');
  const script = `
    import { Recorder } from ${JSON.stringify(`file://${recorder}`)};
    const recorder = new Recorder({ path: ${JSON.stringify(file)}, planSha256: ${JSON.stringify(PLAN_SHA256)},
      clock: { now: () => performance.now() }, wallClock: () => new Date(), redact: (text) => text });
    let n = 0;
    setInterval(() => { recorder.write({ type: 'missed', gate: 'smoke', slot: n++ }); console.log(n); }, 5);`;
  const child = spawn(process.execPath, ['--no-warnings', '--experimental-strip-types', '--input-type=module', '-e', script]);
  let said = '';
  const counted = (): number => Number(said.trim().split('\n').at(-1));
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  try {
    await vi.waitUntil(() => counted() >= 300, { timeout: 60_000 });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  endCrashed({ path: file, planSha256: PLAN_SHA256, wallClock: () => new Date() });
  let kept = 0;
  const report = readObservations(file, PLAN_SHA256, (o) => {
    if (o.type === 'missed') kept++;
  });
  expect(report.problems).toEqual([]);
  expect(report.incomplete).toBeUndefined();
  expect(kept).toBeGreaterThan(counted() - 200);
});
