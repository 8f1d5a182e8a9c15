import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import { readObservations, type SealReport } from '../../src/evidence/reader.ts';
import { FakeTime, linesOf, PLAN_SHA256, recorderIn, recordExecution, sealed, STARTED, temporary } from './fixture.ts';

const PROGRESS = { gate: 'g', type: 'progress', basis: 'probe', service: 'api' };

function read(text: string | Uint8Array, plan = PLAN_SHA256): SealReport & { seen: Observation[] } {
  const file = path.join(temporary(), 'observations.jsonl');
  fs.writeFileSync(file, text);
  const seen: Observation[] = [];
  return { ...readObservations(file, plan, (o) => void seen.push(o)), seen };
}

function honest(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-honest-'));
  const time = new FakeTime();
  recordExecution(recorderIn(folder, time), time);
  const text = fs.readFileSync(path.join(folder, 'observations.jsonl'), 'utf8');
  fs.rmSync(folder, { recursive: true });
  return text;
}

const messages = (report: SealReport): string[] => report.problems.map(({ seq, message }) => `${seq}: ${message}`);
const holds = (report: SealReport): boolean => report.problems.length === 0 && report.incomplete === undefined;

it('an honest recording holds', () => {
  expect(holds(read(honest()))).toBe(true);
});

describe('every change is found and named', () => {
  const all = linesOf(honest());
  const seal = (n: number): number => all.flatMap((line, index) => (line.includes('"seal"') ? [index] : []))[n] ?? -1;
  const without = (...gone: number[]): string => all.filter((_line, index) => !gone.includes(index)).join('');
  const swapped = (a: number, b: number): string => all.map((line, index) => (index === a ? all[b] : index === b ? all[a] : line)).join('');

  const changes: Record<string, { text: string; says: RegExp }> = {
    'a fact is edited': { text: all.join('').replace('500', '200'), says: /^\d+: lines \d+ to \d+ are not what it was made over$/ },
    'a line is missing': { text: without(3), says: /^5: seq 5 where 4 is next/ },
    'a seal is missing': { text: without(seal(1)), says: /where \d+ is next/ },
    'a sealed block is missing': { text: without(seal(0) + 1, seal(0) + 2, seal(0) + 3, seal(0) + 4), says: /where \d+ is next/ },
    'a line stands twice': { text: all.slice(0, 4).join('') + all.slice(3).join(''), says: /^4: seq 4 where 5 is next/ },
    'two lines are swapped': { text: swapped(2, 3), says: /^4: seq 4 where 3 is next/ },
    'two seals are swapped': { text: swapped(seal(0), seal(1)), says: /where \d+ is next/ },
    'a line is appended': { text: `${all.join('')}{"seq":${all.length + 1},"t":9,"type":"check"}\n`, says: /after the final seal/ },
    'the last block is appended again': { text: all.join('') + all.slice(-2).join(''), says: /after the final seal/ },
    'a blank line is appended': { text: `${all.join('')}\n`, says: /not JSON/ },
    'a line is no JSON': { text: all.with(2, 'junk\n').join(''), says: /^3: not JSON$/ },
    'a line is a list': { text: all.with(2, '[1,2]\n').join(''), says: /^3: not an object$/ },
    'a line has a space': { text: all.with(2, (all[2] ?? '').replace('{', '{ ')).join(''), says: /^3: not in the form/ },
    'a line ends with CR': { text: all.with(2, (all[2] ?? '').replace('\n', '\r\n')).join(''), says: /^3: not in the form/ },
    'a seal has a field more': {
      text: all.join('').replace('"type":"seal",', '"type":"seal","x":1,'),
      says: /a seal, but not of the form/,
    },
    'a seal has another time form': { text: all.join('').replace('Z","sha256"', '+00:00","sha256"'), says: /a seal, but not of the form/ },
    'the last seal is not final': { text: all.join('').replace(',"final":true', ''), says: /is not final/ },
  };
  it.each(Object.entries(changes))('%s', (_name, { text, says }) => {
    expect(text).not.toBe(all.join(''));
    expect(messages(read(text)).join('\n')).toMatch(new RegExp(says, 'm'));
  });

  it('any byte is flipped; one in the wall time of the final seal changes the head alone', () => {
    const { head } = read(all.join(''));
    const bytes = Buffer.from(all.join(''));
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const report = read(flipped);
      expect(holds(report) && report.head === head, `byte ${at}`).toBe(false);
    }
  });

  it('another plan precedes it', () => {
    expect(messages(read(all.join(''), 'f'.repeat(64)))).toEqual([`${seal(0) + 1}: it does not follow from plan.json`]);
  });
});

describe('what is missing at the end makes it incomplete', () => {
  const all = linesOf(honest());
  const cases: Record<string, { text: string; says: RegExp }> = {
    'the last line is cut in half': { text: all.join('').slice(0, -20), says: /^the last line is cut: \d+ bytes/ },
    'the last newline is cut': { text: all.join('').slice(0, -1), says: /^the last line is cut/ },
    'the final seal is cut': { text: all.slice(0, -1).join(''), says: /^lines 21 to 21 are not sealed$/ },
    'it is cut back to an earlier seal': { text: all.slice(0, -2).join(''), says: /^it ends at seal 20, which is not the final one$/ },
    'it is empty': { text: '', says: /^there are no observations$/ },
  };
  it.each(Object.entries(cases))('%s', (_name, { text, says }) => {
    const report = read(text);
    expect(report.problems).toEqual([]);
    expect(report.incomplete).toMatch(says);
    expect(report.head).toBeUndefined();
  });

  it('there is no file', () => {
    expect(readObservations(path.join(temporary(), 'none'), PLAN_SHA256, () => {})).toMatchObject({
      problems: [],
      incomplete: 'there are no observations',
    });
  });

  it('every cut is found, wherever it is', () => {
    const bytes = Buffer.from(all.join(''));
    for (let at = 0; at < bytes.length; at++) expect(holds(read(bytes.subarray(0, at))), `cut at ${at}`).toBe(false);
  });
});

describe('a recording that was sealed again is still held to the rules', () => {
  const started = { t: 0, ...STARTED };
  const fact = { t: 1, gate: 'g', type: 'missed', slot: 0 };
  const crashed = { type: 'service.crashed', basis: 'process', service: 'db', killed: [], left: [] };
  const ended = { t: 2, type: 'execution.ended', reason: 'completed' };

  it('holds when it keeps them', () => {
    expect(holds(read(sealed([[started, fact], [ended]])))).toBe(true);
    expect(holds(read(sealed([[started, fact, { t: 0.5, ...crashed }], [ended]])))).toBe(true);
  });

  const broken: Record<string, [string, RegExp]> = {
    'execution.ended is not last': [sealed([[started, ended, fact]]), /the final seal, but the last observation is not execution.ended/],
    'execution.ended stands twice': [sealed([[started, ended, ended]]), /only the final seal may follow/],
    'execution.ended is sealed before the end': [
      sealed([
        [started, ended],
        [fact, ended],
      ]),
      /it follows execution.ended and is not final/,
    ],
    'a seal is empty': [sealed([[started], [], [ended]]), /a seal over nothing/],
    'a number stands twice': [sealed([[started, { ...fact, seq: 1 }, ended]]), /seq 1 where 2 is next/],
    't is text': [sealed([[started, { ...fact, t: '1' }, ended]]), /"t" is not a number/],
    't is before the beginning': [sealed([[{ ...started, t: -1 }, fact, ended]]), /"t" is before the beginning/],
    't goes back': [sealed([[started, { ...fact, t: 3 }, ended]]), /^3: "t" is 2, after 3: time does not go back$/],
    'what may lie back is followed by what may not': [
      sealed([[started, { ...fact, t: 5 }, { t: 4, ...crashed }, { ...fact, t: 4.5 }, { ...ended, t: 6 }]]),
      /^4: "t" is 4.5, after 5: time does not go back$/,
    ],
    'basis is none': [sealed([[started, { t: 1, ...crashed, basis: 'rumour' }, ended]]), /"basis" is none of process/],
    'basis is null': [sealed([[started, { ...fact, basis: null }, ended]]), /"basis" is no field of it/],
    't is null': [sealed([[started, { ...fact, t: null }, ended]]), /"t" is not a number/],
    'type is missing': [sealed([[started, { t: 1 }, ended]]), /"type" is not a string/],
    'gate is a number': [sealed([[started, { ...fact, gate: 1 }, ended]]), /"gate" is not a string/],
  };
  it.each(Object.entries(broken))('%s', (_name, [text, says]) => {
    expect(messages(read(text)).join('\n')).toMatch(says);
  });

  const rewritten: Record<string, [string, string, RegExp]> = {
    'a key twice in a line': ['"type":"missed"', '"type":"missed","type":"missed"', /not in the form/],
    'a number beyond all numbers': ['"t":1,', '"t":1e999,', /not in the form/],
    'bytes that are not UTF-8': ['"missed"', '"m\\ssed"', /not UTF-8/],
  };
  it.each(Object.entries(rewritten))('%s', (_name, [find, put, says]) => {
    const text = sealed([[started, fact], [ended]]).replace(find, put);
    const bytes = Buffer.from(text);
    const at = bytes.indexOf(0x5c);
    expect(messages(read(at < 0 ? bytes : bytes.fill(0xff, at, at + 1))).join('\n')).toMatch(says);
  });
});

describe('limits', () => {
  it('a line over 1 MiB ends the reading', () => {
    const report = read(`{"seq":1,"t":0,"type":"x","text":"${'x'.repeat(1 << 20)}"}\n`);
    expect(report.incomplete).toBe('line 1 is longer than 1 MiB; nothing after it was read');
  });

  it('lines across the pieces in which the file is read are whole', () => {
    const facts = Array.from({ length: 3000 }, (_, n) => ({ t: n, ...PROGRESS, detail: 'é'.repeat(700 + (n % 100)) }));
    const report = read(sealed([facts.slice(0, 1500), [...facts.slice(1500), { t: 3000, type: 'execution.ended', reason: 'completed' }]]));
    expect(report).toMatchObject({ problems: [], observations: 3001 });
    expect(report.seen[2999]).toMatchObject(facts[2999] ?? {});
  });

  it('of many problems the first are named and the rest counted', () => {
    const report = read('junk\n'.repeat(200));
    expect(report.problems).toHaveLength(51);
    expect(report.problems.at(-1)?.message).toBe('150 more problems like these');
  });
});
