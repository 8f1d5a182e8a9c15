import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import { thousands } from '../../src/core/thousands.ts';
import { Replay } from '../../src/report/replay.ts';
import { countOfThings, listInWords, momentInWords, offset, spanInWords, verdictInWords } from '../../src/report/words.ts';

function replayed(...facts: readonly Omit<Observation, 'seq'>[]): string[] {
  const replay = new Replay();
  const lines = facts.flatMap((fact, seq) => replay.step({ seq, ...fact } as Observation));
  return [...lines, ...replay.end()];
}

describe('replay', () => {
  test('a line an event, with its offset and its gate', () => {
    expect(
      replayed(
        { t: 0, type: 'execution.started', executionId: 'x1', at: '2026-11-21T04:16:09Z', os: 'linux', arch: 'x64' },
        { t: 3, type: 'source', vcs: null },
        { t: 10, type: 'gate.started', gate: 'cycles', expected: {} },
        { t: 20.5, type: 'service.started', gate: 'cycles', service: 'api', pid: 12, start: '9', port: 7000 },
        { t: 725_250, type: 'service.ready', gate: 'cycles', service: 'api', ms: 480, attempts: 3 },
        { t: 725_300, type: 'service.exited', gate: 'cycles', service: 'api', pid: 12, signal: 'SIGKILL' },
        { t: 725_400, type: 'seal', sha256: 'x' },
        { t: 725_500, type: 'gate.ended', gate: 'cycles', reason: 'timeout', detail: 'beyond 45m' },
        { t: 725_600, type: 'execution.ended', reason: 'completed' },
      ),
    ).toEqual([
      '+00:00:00.000  execution x1 starts at 2026-11-21T04:16:09Z on linux x64',
      '+00:00:00.003  source is no git work tree',
      '+00:00:00.010  [cycles] gate starts',
      '+00:00:00.020  [cycles] api started, pid 12, port 7000',
      '+00:12:05.250  [cycles] api ready after 480 ms',
      '+00:12:05.300  [cycles] api died (by SIGKILL)',
      '+00:12:05.500  [cycles] gate ended: timeout (beyond 45m)',
      '+00:12:05.600  execution ended: completed',
    ]);
  });
  test('a change, and the reviews of it, in words', () => {
    const reviewed = { reviewer: 'alice', state: 'approved', commit: 'c', submittedAt: '2026-11-20T10:00:00.000Z', permission: 'write' };
    expect(
      replayed(
        { t: 1, type: 'change.base', gate: 'g', base: 'main', commit: 'b2', mergeBase: 'b1', head: 'c', asked: 'lines' },
        { t: 2, type: 'change.base', gate: 'g', base: 'main', trouble: 'unknown-base', detail: 'fatal: x' },
        { t: 3, type: 'review', gate: 'g', ...reviewed },
        { t: 4, type: 'reviews', gate: 'g', count: 1, pullRequest: 7, author: 'bob', head: 'c' },
      ).map((text) => text.slice(15)),
    ).toEqual([
      '[g] compared c with b1, where it left main (b2)',
      '[g] no list of what changed since main: unknown-base (fatal: x)',
      '[g] alice (write) approved c at 2026-11-20T10:00:00.000Z',
      '[g] pull request #7 by bob at c: 1 review',
    ]);
  });
  test('checks are one line a minute, failures and missed ones stand apart', () => {
    const checks = Array.from({ length: 60 }, (_, slot) => ({
      t: slot * 5000 + 1,
      type: slot === 7 ? 'missed' : 'check',
      gate: 'health',
      service: 'api',
      slot,
      late: 0,
      us: 1200,
      ...(slot === 20 && { code: 'STATUS' }),
    }));
    expect(replayed(...checks, { t: 301_000, type: 'gate.ended', gate: 'health', reason: 'completed' })).toEqual([
      '+00:00:35.001  [health] api check 8: missed',
      '+00:00:55.001  [health] 11 checks, all answered, 1 missed',
      '+00:01:40.001  [health] api check 21: HTTP status after 1.2 ms',
      '+00:01:55.001  [health] 12 checks, 1 failure',
      '+00:02:55.001  [health] 12 checks, all answered',
      '+00:03:55.001  [health] 12 checks, all answered',
      '+00:04:55.001  [health] 12 checks, all answered',
      '+00:05:01.000  [health] gate ended: completed',
    ]);
  });
  test('no check is lost, wherever the stream ends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.constantFrom('a', 'b'), fc.boolean())), (parts) => {
        let t = 0;
        const lines = replayed(
          ...parts.map(([pause, gate, bad]) => ({
            t: (t += pause),
            type: 'check',
            gate,
            service: 's',
            slot: 0,
            us: 1,
            ...(bad && { code: 'EXIT' }),
          })),
        );
        const total = (pattern: RegExp) => lines.reduce((sum, line) => sum + Number(pattern.exec(line)?.[1] ?? 0), 0);
        expect(total(/ (\d+) checks?,/)).toBe(parts.length);
        expect(total(/ (\d+) failures?$/)).toBe(parts.filter(([, , bad]) => bad).length);
        expect(lines.filter((line) => line.includes('check 1: EXIT'))).toHaveLength(parts.filter(([, , bad]) => bad).length);
      }),
    );
  });
  test('checks of two gates are never one line', () => {
    const check = { type: 'check', service: 's', slot: 0, us: 1 };
    expect(replayed({ t: 1, gate: 'a', ...check }, { t: 2, gate: 'b', ...check })).toEqual([
      '+00:00:00.001  [a] 1 check, all answered',
      '+00:00:00.002  [b] 1 check, all answered',
    ]);
  });
  test('only minutes without a check have no line', () => {
    expect(replayed({ t: 5, type: 'missed', gate: 'g', service: 's', slot: 1 })).toEqual([
      '+00:00:00.005  [g] s check 2: missed',
      '+00:00:00.005  [g] 1 missed',
    ]);
    expect(replayed()).toEqual([]);
  });
  test('facts of a kind that this page does not know are shown with their fields', () => {
    expect(replayed({ t: 1, type: 'unheard', gate: 'rollout', basis: 'process', name: 'canary', weight: 10, list: [1] })).toEqual([
      '+00:00:00.001  [rollout] unheard name=canary weight=10 list=[1]',
    ]);
  });
  test('what a rollout looked at stands with its stage, its look and its values', () => {
    const sample = { t: 1, type: 'sample', gate: 'r', query: 'errors', at: 5, skewMs: 0 };
    const values = ['a', 'b', 'c', 'd'].map((pod) => [`{pod="${pod}"}`, '0.5']);
    expect(
      replayed(
        { ...sample, stage: 0, slot: 0, values: [['{}', '0.004']] },
        { ...sample, stage: 1, slot: 2, values },
        { ...sample, stage: 1, slot: 3, values: [] },
        { ...sample, stage: 1, slot: 4, code: 'TIMEOUT', detail: 'no answer' },
        { t: 2, type: 'missed', gate: 'r', stage: 1, slot: 5 },
        { ...sample, stage: 1, changing: true, slot: 0, values: [['{}', '0.1']] },
        { t: 2, type: 'changed', gate: 'r', stage: 1, at: 7 },
        { ...sample, stage: 1, after: true, slot: 0, values: [['{}', '0.2']] },
        { ...sample, rollback: true, slot: 0, values: [['', '0']] },
        { t: 3, type: 'probe', gate: 'r', rollback: true, slot: 1, index: 0, name: 'back', us: 2000, got: {} },
        { ...sample, gate: 'm', slot: 9, values: [['', '1']] },
      ).map((line) => line.slice(15)),
    ).toEqual([
      '[r] stage 1, look 1: errors = 0.004',
      '[r] stage 2, look 3: errors = 0.5 {pod="a"}, 0.5 {pod="b"}, 0.5 {pod="c"}, and 1 more',
      '[r] stage 2, look 4: errors has no value',
      '[r] stage 2, look 5: errors timed out: no answer',
      '[r] stage 2, look 6: missed',
      '[r] stage 2, its weight changes, look 1: errors = 0.1',
      '[r] its weight is set',
      '[r] after the last stage, look 1: errors = 0.2',
      '[r] rollback, look 1: errors = 0',
      '[r] back, rollback, look 2: answered after 2 ms',
      '[r] 1 missed',
    ]);
  });
  test('samples and attachments are left out, unless something went wrong', () => {
    expect(
      replayed({ t: 1, type: 'attachment', gate: 'g', path: 'x' }, { t: 1, type: 'progress', gate: 'g', service: 's', value: 1 }),
    ).toEqual([]);
    expect(replayed({ t: 1, type: 'progress', gate: 'g', service: 's', code: 'TIMEOUT' })).toHaveLength(1);
  });
  test('a step tells how it ended', () => {
    const step = { t: 1, gate: 'g', name: 'run-1', run: 'make', durationMs: 1500 };
    expect(
      replayed(
        { ...step, type: 'step', exit: 2, timedOut: false },
        { ...step, type: 'step', signal: 'SIGKILL', timedOut: true },
        { ...step, type: 'after.step', spawnError: 'ENOENT' },
      ).map((line) => line.slice(19)),
    ).toEqual([
      'run-1 exit code 2 after 1.5 s: make',
      'run-1 by SIGKILL, its time was up after 1.5 s: make',
      'afterwards: run-1 could not be started, ENOENT after 1.5 s: make',
    ]);
  });
  test('any observation, broken or hostile, is at most one short harmless line', () => {
    const types = fc.constantFrom(
      'step',
      'sweep',
      'probe',
      'check',
      'service.failed',
      'source',
      'service.verified',
      'control',
      '__proto__',
      'x',
    );
    const names = ['service', 'name', 'code', 'us', 'found', 'techniques', 'run', 'detail', 'action', 'cause', 'services'] as const;
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', 'constructor', 'toString'));
    const fields = fc.dictionary(fc.constantFrom(...names), values);
    fc.assert(
      fc.property(types, fields, fc.string({ unit: 'binary' }), (type, rest, gate) => {
        for (const line of replayed({ t: 1, ...rest, type, gate: gate.slice(0, 20) })) {
          expect(line).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
          expect(line.length).toBeLessThan(600);
        }
      }),
    );
  });
});

describe('words', () => {
  test('thousands', () => {
    expect([0, 12, 999, 1000, 2160, 1_234_567, -2160, 1234.5678, 0.0042, 1e21, Number.NaN].map(thousands)).toEqual(
      '0 12 999 1,000 2,160 1,234,567 -2,160 1,234.5678 0.0042 1e+21 NaN'.split(' '),
    );
  });
  test('spans of time', () => {
    const spans = [0, 850.4, 999.7, 1000, 12_340, 59_949, 59_950, 1_802_000, 3_600_000, 172_980_000, 7 * 86_400_000 + 7_200_000];
    expect(spans.map(spanInWords)).toEqual([
      '0 ms',
      '850 ms',
      '1 s',
      '1 s',
      '12.3 s',
      '59.9 s',
      '1 min',
      '30 min 2 s',
      '1 h',
      '48 h 3 min',
      '7 d 2 h',
    ]);
  });
  test('offsets go on beyond a day', () => {
    expect([0, 725_250.9, 168 * 3_600_000, -1].map(offset)).toEqual(['+00:00:00.000', '+00:12:05.250', '+168:00:00.000', '+00:00:00.000']);
  });
  test('moments, lists, counts and verdicts', () => {
    expect(momentInWords('2026-11-21T04:16:09.123Z')).toBe('2026-11-21 04:16:09 UTC');
    expect(momentInWords('yesterday')).toBe('yesterday');
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listInWords)).toEqual(['', 'a', 'a and b', 'a, b and c']);
    expect([countOfThings(1, 'check'), countOfThings(2160, 'check'), countOfThings(0, 'match', 'matches')]).toEqual([
      '1 check',
      '2,160 checks',
      '0 matches',
    ]);
    expect(verdictInWords({ verdict: 'passed', raw: 'passed' })).toBe('passed');
    expect(verdictInWords({ verdict: 'blocked', raw: 'warned' })).toBe('blocked (warned)');
  });
});
