import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FloodGuard } from '../../src/report/flood.ts';
import { Progress } from '../../src/report/progress.ts';
import { widthOf } from '../../src/report/width.ts';

const MINUTE = 60_000;
const startedAtMs = Date.UTC(2026, 10, 21, 4, 16, 9);
const ended = { gate: 'health', verdict: 'passed', raw: 'passed', reason: '' } as const;

describe('without a terminal', () => {
  const progress = () => new Progress({ live: false, columns: 80, startedAtMs });
  test('a line when a gate starts, one a minute, one when it ends', () => {
    const p = progress();
    expect(p.gateStarted(0, 'health').lines).toEqual(['2026-11-21T04:16:09Z health starts']);
    const lines: string[] = [];
    for (let t = 1000; t <= 10 * MINUTE; t += 1000) lines.push(...p.update(t, t / 5000, 360).lines);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('2026-11-21T04:17:09Z health 12/360 (3%) · 1 min · about 29 min left');
    const end = p.gateEnded(10 * MINUTE, { gate: 'health', verdict: 'warned', raw: 'failed', reason: 'failures: 1' });
    expect(end.lines).toEqual(['2026-11-21T04:26:09Z health warned (failed) after 10 min: failures: 1']);
    expect(end.live).toBeUndefined();
  });
  test('48 hours are about a line a minute', () => {
    const p = progress();
    p.gateStarted(0, 'soak');
    let count = 0;
    for (let t = 0; t < 48 * 60 * MINUTE; t += 20_000) count += p.tick(t).lines.length;
    expect(count).toBe(48 * 60 - 1);
  });
  test('a bad event is said at once, its repetitions are counted', () => {
    const p = progress();
    p.gateStarted(0, 'health');
    expect(p.notice(5000, 'api, slot 1: TIMEOUT after 2.5 ms').lines).toEqual([
      '2026-11-21T04:16:14Z health: api, slot 1: TIMEOUT after 2.5 ms',
    ]);
    for (let slot = 2; slot <= 10; slot++) expect(p.notice(slot * 5000, `api, slot ${slot}: TIMEOUT after 3 ms`).lines).toEqual([]);
    expect(p.notice(51_000, 'db: TIMEOUT').lines).toHaveLength(1);
    const minute = p.tick(MINUTE).lines;
    expect(minute[0]).toContain('api, slot 10: TIMEOUT after 3 ms (9 more times, this one last)');
    expect(minute[1]).toContain('11 failures');
    expect(minute).toHaveLength(2);
  });
  test('what is counted is said when the gate ends and at the end', () => {
    const p = progress();
    p.gateStarted(0, 'health');
    p.notice(1, 'x');
    p.notice(2, 'x');
    expect(p.gateEnded(3, ended).lines[0]).toContain('health: x (once more)');
    p.notice(4, 'y');
    p.notice(5, 'y');
    expect(p.end(6).lines).toEqual(['2026-11-21T04:16:09Z y (once more)']);
  });
  test('foreign text is one harmless line', () => {
    const { lines } = progress().notice(0, `::error::boo\u001b[2J\n${'x'.repeat(5000)}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{Cc}]|::error/u);
    expect(lines[0]?.length).toBeLessThan(400);
  });
});

describe('on a terminal', () => {
  const progress = (columns = 120) => new Progress({ live: true, columns, startedAtMs });
  test('one line is rewritten: gate, done of total, failures, elapsed, remaining, the last notice', () => {
    const p = progress();
    p.gateStarted(0, 'health');
    p.notice(1000, 'api: TIMEOUT');
    const { lines, live } = p.update(30_000, 1080, 2160, 'interval 180');
    expect(lines).toEqual([]);
    expect(live).toBe('health 1,080/2,160 (50%) · 1 failure · 30 s · about 30 s left · interval 180 · last: api: TIMEOUT');
  });
  test('no line a minute, but bad events stay readable', () => {
    const p = progress();
    p.gateStarted(0, 'health');
    expect(p.tick(5 * MINUTE).lines).toEqual([]);
    expect(p.notice(5 * MINUTE, 'bad').lines).toHaveLength(1);
  });
  test('fits the terminal, also with wide characters', () => {
    const p = progress(30);
    p.gateStarted(0, 'health');
    expect(widthOf(p.update(1, 1, 2, '检查'.repeat(50)).live ?? '')).toBeLessThan(30);
    expect(p.gateEnded(2, ended).live).toBeUndefined();
  });
  test('before anything is done, and beyond the total, nothing is estimated', () => {
    const p = progress();
    p.gateStarted(0, 'checks');
    expect(p.tick(2000).live).toBe('checks · 2 s');
    expect(p.update(3000, 0, 10).live).toBe('checks 0/10 (0%) · 3 s');
    expect(p.update(4000, 12, 10).live).not.toContain('left');
    expect(p.update(4000, 12, 0).live).toBe('checks 12 · 4 s');
  });
});

describe('flood', () => {
  const words = fc.constantFrom(...Array.from({ length: 40 }, (_, i) => `service-${i} fell`), 'api, slot 1: X', 'api, slot 2: X');
  const stream = fc.array(fc.tuple(fc.nat(4000), words), { maxLength: 400 });

  test('never more lines a minute than allowed, and every event is shown or counted', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 2, max: 30 }), (events, most) => {
        const guard = new FloodGuard(most);
        const printed: { t: number; line: string }[] = [];
        let t = 0;
        for (const [pause, line] of events) {
          t += pause;
          for (const out of guard.take(t, line)) printed.push({ t, line: out });
        }
        const perMinute = new Map<number, number>();
        for (const { t, line } of printed) {
          const minute = Math.floor(t / MINUTE) - (isCount(line) ? 0.5 : 0);
          perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
        }
        const minutes = new Set([...perMinute.keys()].map(Math.ceil));
        for (const minute of minutes) {
          expect(perMinute.get(minute) ?? 0).toBeLessThanOrEqual(Math.floor(most / 2));
          expect(perMinute.get(minute - 0.5) ?? 0).toBeLessThanOrEqual(most);
        }
        for (const line of guard.flush()) printed.push({ t, line });
        expect(printed.reduce((sum, { line }) => sum + eventsIn(line), 0)).toBe(events.length);
      }),
    );
  });
  test('a minute of news leaves only so much room for its counts', () => {
    const guard = new FloodGuard(6);
    const now = Array.from({ length: 50 }, (_, i) => guard.take(i, `s-${i % 25} fell`)).flat();
    const later = guard.due(MINUTE);
    expect(now).toEqual(['s-0 fell', 's-1 fell', 's-2 fell']);
    expect(later).toEqual(['s-0 fell (once more)', 's-1 fell (once more)', '… and 45 more']);
  });
  test('something new is said at once while something old goes on', () => {
    const guard = new FloodGuard(20);
    for (let i = 0; i < 30; i++) for (let t = 0; t < 3; t++) guard.take(t * MINUTE + i, `old-${i % 10} fell`);
    expect(guard.take(3 * MINUTE + 1, 'new fell')).toContain('new fell');
  });
  test('what goes on for hours is one line a minute', () => {
    const guard = new FloodGuard();
    let lines = 0;
    for (let t = 0; t < 600 * MINUTE; t += 5000) lines += guard.take(t, `api, slot ${t / 5000}: CONNECTION_REFUSED`).length;
    expect(lines).toBeLessThanOrEqual(601);
    expect(lines).toBeGreaterThan(590);
  });
  test('names with numbers are told apart', () => {
    const guard = new FloodGuard();
    expect(guard.take(0, 'svc-1: TIMEOUT')).toHaveLength(1);
    expect(guard.take(0, 'svc-2: TIMEOUT')).toHaveLength(1);
  });
});

function isCount(line: string): boolean {
  return eventsIn(line) !== 1 || line.includes('(once more)') || line.startsWith('…');
}

/** Events that a line tells of. */
function eventsIn(line: string): number {
  const count = /(?:… and |\()([\d,]+) more/.exec(line)?.[1];
  return count === undefined ? 1 : Number(count.replaceAll(',', ''));
}
