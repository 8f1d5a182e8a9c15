import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Draft, Observation } from '../../src/core/observation.ts';
import { sha256OfBytes } from '../../src/core/sha256.ts';
import { readObservations } from '../../src/evidence/reader.ts';
import type { Recorder } from '../../src/evidence/recorder.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { draftOf } from '../facts.ts';
import { FakeTime, linesOf, PLAN_SHA256, recorderIn, recordExecution, temporary, WALL } from './fixture.ts';

const PROBE = { type: 'probe', gate: 'smoke', basis: 'probe', index: 0, name: 'answers', us: 1, got: {} } as const;
const PROGRESS = { type: 'progress', gate: 'smoke', basis: 'probe', service: 'api' } as const;
const MISSED = { type: 'missed', gate: 'smoke', slot: 0 } as const;
const CRASHED = { type: 'service.crashed', basis: 'process', service: 'api', killed: [], left: [] } as const;
const SWEEP = {
  type: 'sweep',
  basis: 'process',
  services: ['api'],
  phase: 'end',
  passes: 2,
  techniques: [],
  found: [],
  zombies: [],
  ports: [],
  pidFiles: [],
} as const;
const ENDED = { type: 'execution.ended', reason: 'completed' } as const;

const fileIn = (folder: string): string => path.join(folder, 'observations.jsonl');
const textIn = (folder: string): string => fs.readFileSync(fileIn(folder), 'utf8');

afterEach(() => {
  vi.useRealTimers();
});

describe('what is written', () => {
  it('is read again as it was returned', () => {
    const folder = temporary();
    const time = new FakeTime();
    const { head, finishedAt } = recordExecution(recorderIn(folder, time), time);
    const read: Observation[] = [];
    const report = readObservations(fileIn(folder), PLAN_SHA256, (o) => void read.push(o));
    expect(report).toMatchObject({ problems: [], head, finishedAt, observations: 16, lines: 22, startedAt: '2026-11-20T15:00:00.000Z' });
    expect(report.incomplete).toBeUndefined();
    expect(read.map(({ type }) => type).slice(0, 3)).toEqual(['execution.started', 'gate.started', 'check']);
    expect(head).toBe(sha256OfBytes(linesOf(textIn(folder)).at(-1) ?? ''));
  });

  it('has one form: the envelope first, a number for every line, seals over the bytes before them', () => {
    const folder = temporary();
    const time = new FakeTime();
    const recorder = recorderIn(folder, time);
    time.pass(12.3456789);
    recorder.write(draftOf({ type: 'missed', slot: 0, gate: 'smoke', stage: undefined, t: 3 }));
    recorder.write(ENDED);
    recorder.close();
    const [first = '', second = '', third = ''] = linesOf(textIn(folder));
    expect(first).toBe('{"seq":1,"t":3,"gate":"smoke","type":"missed","slot":0}\n');
    expect(second).toBe('{"seq":2,"t":12.346,"type":"execution.ended","reason":"completed"}\n');
    expect(third).toBe(
      `{"seq":3,"type":"seal","at":"2026-11-20T15:00:00.012Z","sha256":"${sha256OfBytes(first + second)}","prev":"${PLAN_SHA256}","final":true}\n`,
    );
  });

  it('equals what is read, whatever the fact holds', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (facts) => {
        const folder = temporary();
        const recorder = recorderIn(folder, new FakeTime());
        const written = facts.map((got) => recorder.write({ ...PROBE, got }));
        recorder.write(ENDED);
        recorder.close();
        const read: Observation[] = [];
        const report = readObservations(fileIn(folder), PLAN_SHA256, (o) => void read.push(o));
        expect(report.problems).toEqual([]);
        // Identical text is identical data, the order of keys and -0 included.
        expect(read.slice(0, -1).map((o) => JSON.stringify(o))).toEqual(written.map((o) => JSON.stringify(o)));
        expect(read.slice(0, -1)).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  it('has no -0: a reader would see 0', () => {
    const recorder = recorderIn(temporary(), new FakeTime());
    expect(recorder.write({ ...PROBE, t: -0, us: -0, got: { list: [-0] } })).toStrictEqual({
      ...PROBE,
      seq: 1,
      t: 0,
      us: 0,
      got: { list: [0] },
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('never holds %s', (value) => {
    const recorder = recorderIn(temporary(), new FakeTime());
    expect(() => recorder.write({ ...PROGRESS, value })).toThrow(TypeError);
    expect(() => recorder.write({ ...PROBE, got: { list: [{ value }] } })).toThrow(TypeError);
    expect(() => recorder.write({ ...PROBE, t: value })).toThrow(TypeError);
  });

  it('has no line over 1 MiB', () => {
    const folder = temporary();
    const recorder = recorderIn(folder, new FakeTime());
    expect(() => recorder.write({ ...PROBE, got: { text: 'ä'.repeat(600_000) } })).toThrow(RangeError);
    expect(recorder.write({ ...PROBE, got: { text: 'ä'.repeat(500_000) } }).seq).toBe(1);
    recorder.write(ENDED);
    recorder.close();
    expect(readObservations(fileIn(folder), PLAN_SHA256, () => {})).toMatchObject({ problems: [], observations: 2 });
  });
});

describe('redaction', () => {
  it('meets all foreign text, keys and nested text too, and leaves ids alone', () => {
    const recorder = recorderIn(temporary(), new FakeTime(), { redact: (text) => text.replaceAll('secret', '***') });
    const o = recorder.write({
      ...PROBE,
      gate: 'secret-gate',
      name: 'secret',
      detail: 'a secret',
      got: { name: 'secret', secret: ['secret', 1, null, true] },
    });
    expect(o).toMatchObject({
      gate: 'secret-gate',
      name: '***',
      detail: 'a ***',
      got: { name: '***', '***': ['***', 1, null, true] },
    });
  });
});

describe('what the world says at length', () => {
  const redactor = new Redactor([{ name: 'TOKEN', value: 'hunter2-hunter2-hunter2' }]);
  const recorder = (): Recorder => recorderIn(temporary(), new FakeTime(), { redact: (text, most) => redactor.text(text, most).text });

  it.each([
    ['an excerpt', 2048, (text: string): Draft => ({ ...PROBE, excerpt: text })],
    ['a detail', 500, (text: string): Draft => ({ ...PROBE, detail: text })],
    ['a command that was found', 300, (text: string): Draft => ({ ...SWEEP, found: [{ pid: 1, start: '1', command: text, by: [] }] })],
    ['a command that was ended', 300, (text: string): Draft => ({ ...CRASHED, killed: [{ pid: 1, start: '1', command: text }] })],
  ])('%s is cut when its secrets were taken out', (_, most, fieldsOf) => {
    for (let from = most - 30; from <= most; from++) {
      const o = recorder().write(fieldsOf(`${'.'.repeat(from)}hunter2-hunter2-hunter2${'.'.repeat(9000)}`));
      expect(o).toMatchObject(fieldsOf(`${'.'.repeat(from)}[REDACTED:TOKEN]${'.'.repeat(most)}`.slice(0, most)));
    }
  });

  it('that a program wrote is cut to the end of it, in whole lines, when its secrets were taken out', () => {
    for (let after = 2000; after <= 2060; after++) {
      const end = `${'.'.repeat(after)}\n`.replaceAll('.'.repeat(50), `${'.'.repeat(49)}\n`);
      const { output } = recorder().write({ ...PROBE, output: `first\nhunter2-hunter2-hunter2 ${end}` });
      expect(output).not.toMatch(/unter2|REDACTED:TOKEN]?$/);
      expect(output).toMatch(/^(first|\[REDACTED:TOKEN\] \.+|\.{49})$/m);
      expect(output).toMatch(/^[f[.]/);
    }
    expect(recorder().write({ ...PROBE, output: `${'.'.repeat(9000)}hunter2-hunter2-hunter2` })).toMatchObject({
      output: `${'.'.repeat(2048 - '[REDACTED:TOKEN]'.length)}[REDACTED:TOKEN]`,
    });
  });

  it('is left as it is where conditions read it', () => {
    const got = { json: { excerpt: 'a'.repeat(4000), found: ['b'.repeat(4000)] } };
    expect(recorder().write({ ...PROBE, got })).toMatchObject({ got });
  });
});

describe('seals', () => {
  it('follow within 1 s of the oldest unsealed line, and lines reach the file sooner', () => {
    vi.useFakeTimers();
    const folder = temporary();
    const recorder = recorderIn(folder, new FakeTime());
    recorder.write(MISSED);
    // The first one at once: a run that is killed in its first moments has begun.
    expect(linesOf(textIn(folder))).toHaveLength(1);
    vi.advanceTimersByTime(550);
    recorder.write(PROBE);
    expect(linesOf(textIn(folder))).toHaveLength(1);
    vi.advanceTimersByTime(250);
    expect(linesOf(textIn(folder))).toHaveLength(2);
    vi.advanceTimersByTime(200);
    expect(linesOf(textIn(folder)).map((line) => (JSON.parse(line) as Observation).type)).toEqual(['missed', 'probe', 'seal']);
    vi.advanceTimersByTime(10_000);
    expect(linesOf(textIn(folder))).toHaveLength(3);
  });

  it('follow at the next write when timers are late', () => {
    const folder = temporary();
    const time = new FakeTime();
    const recorder = recorderIn(folder, time);
    recorder.write(MISSED);
    time.pass(2000);
    expect(recorder.write(PROBE).seq).toBe(3);
    expect(linesOf(textIn(folder))[1]).toContain('"type":"seal"');
  });

  it('are never empty, and after execution.ended there is only the final one', () => {
    vi.useFakeTimers();
    const folder = temporary();
    const recorder = recorderIn(folder, new FakeTime());
    recorder.seal();
    recorder.write(MISSED);
    recorder.seal();
    recorder.seal();
    recorder.write(ENDED);
    recorder.seal();
    vi.advanceTimersByTime(5000);
    recorder.close();
    expect(linesOf(textIn(folder)).map((line) => (JSON.parse(line) as Observation).type)).toEqual([
      'missed',
      'seal',
      'execution.ended',
      'seal',
    ]);
  });

  it('keep no process alive', () => {
    const recorder = recorderIn(temporary(), new FakeTime());
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    recorder.write(MISSED);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
  });
});

describe('the clock', () => {
  it.each([3_600_000, -3_600_000])('that jumps by %i ms between two seals is told of', async (jump) => {
    const jumps: number[] = [];
    const time = new FakeTime();
    const recorder = recorderIn(temporary(), time, { onClockJump: (ms) => jumps.push(ms) });
    recorder.write(MISSED);
    time.pass(500);
    recorder.seal();
    recorder.write(PROBE);
    time.wall += jump;
    recorder.seal();
    expect(jumps).toEqual([]);
    await Promise.resolve();
    expect(jumps).toEqual([jump]);
  });

  it('that is off by less than a second is not', async () => {
    const jumps: number[] = [];
    const time = new FakeTime();
    const recorder = recorderIn(temporary(), time, { onClockJump: (ms) => jumps.push(ms) });
    recorder.write(MISSED);
    time.wall = WALL + 900;
    recorder.seal();
    await Promise.resolve();
    expect(jumps).toEqual([]);
  });
});

describe('misuse', () => {
  it('is refused', () => {
    const folder = temporary();
    const recorder = recorderIn(folder, new FakeTime());
    expect(() => recorderIn(folder, new FakeTime())).toThrow(/EEXIST/);
    expect(() => recorder.write(draftOf({ type: 'seal' }))).toThrow(/no fact is of type "seal"/);
    expect(() => recorder.close()).toThrow(/execution\.ended/);
    recorder.write(ENDED);
    expect(() => recorder.write(MISSED)).toThrow(/nothing follows/);
    recorder.close();
    expect(() => recorder.write(MISSED)).toThrow(/closed/);
    expect(() => recorder.close()).toThrow(/closed/);
  });

  it('a write that fails is thrown, and again by every later call', () => {
    const recorder = recorderIn(temporary(), new FakeTime());
    recorder.write(MISSED);
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const spy = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw full;
    });
    expect(() => recorder.seal()).toThrow(full);
    spy.mockRestore();
    expect(() => recorder.write(PROBE)).toThrow(full);
    expect(() => recorder.close()).toThrow(full);
  });
});
