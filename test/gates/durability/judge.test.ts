import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sketch } from '../../facts.ts';
import {
  acksOf,
  began,
  CRASH,
  gone,
  judged,
  numbers,
  processOf,
  READY,
  RPO_MS,
  RTO_MS,
  scenarioOf,
  there,
  type Told,
  wiped,
} from './facts.ts';

/** Changes one fact. */
const change =
  (which: string, more: Partial<Sketch>) =>
  (draft: Sketch): Sketch =>
    draft.type === which || draft['name'] === which ? { ...draft, ...more } : draft;
const leaveOut =
  (which: string) =>
  (draft: Sketch): Sketch | undefined =>
    draft.type === which || draft['name'] === which ? undefined : draft;

describe('a durability gate', () => {
  it('passes when all that was acknowledged is there, in time', () => {
    const { verdict, counts, rows } = judged([{}, {}], { criteria: ['lostWrites == 0', 'consistent', 'rtoSeconds < 2.0'] });
    expect(verdict, JSON.stringify(rows)).toBe('passed');
    expect(counts).toEqual({
      cycles: 2,
      expectedCycles: 2,
      acknowledged: 60,
      lostWrites: 0,
      rpoSeconds: 0,
      rtoSeconds: 1.5,
      writes: 60,
      consistent: true,
    });
  });

  it('is given the time that it may take: to write for longer than the objective asks, to restore, to start', () => {
    const gate = scenarioOf([{}, {}]).plan.gates.find(({ id }) => id === 'g');
    // Ten writes before the backup, then the recovery point objective and one write more.
    const cycleMs = 10 * 100 + RPO_MS + 100 + 3 * RTO_MS;
    expect(gate?.timeoutMs).toBe(2 * cycleMs + 3_600_000);
  });

  it('names each lost write, and measures the recovery point from the oldest of them', () => {
    const { verdict, rows, counts, findings } = judged([{ read: numbers(1, 14) }]);
    expect(verdict).toBe('failed');
    // Write 15 was acknowledged at 1490 ms, the crash came at 3000 ms.
    expect(rows['recovery point']).toBe('failed: 16 acknowledged writes are lost, the oldest of 1.51 s before the crash');
    expect(counts).toMatchObject({ lostWrites: 16, rpoSeconds: 1.51 });
    const lost = findings.filter(({ title }) => title.startsWith('Lost write '));
    expect(lost.map(({ title }) => title)).toEqual(Array.from({ length: 16 }, (_, i) => `Lost write ${15 + i}`));
    expect(lost.at(-1)?.message).toBe('acknowledged 0.01 s before the crash, and not there after the restore');
  });

  it('lets pass what is lost within the objective, and still names it', () => {
    const { verdict, counts, findings } = judged([{ read: numbers(1, 25) }]);
    expect(verdict).toBe('passed');
    expect(counts).toMatchObject({ lostWrites: 5, rpoSeconds: 0.41 });
    expect(findings.filter(({ title }) => title.startsWith('Lost write '))).toHaveLength(5);
  });

  it('measures from the oldest lost write, also where newer ones are there', () => {
    expect(judged([{ read: numbers(1, 14) + numbers(16, 30) }]).rows['recovery point']).toContain(
      '1 acknowledged write is lost, the oldest of 1.51 s',
    );
  });

  it('counts a write once that two cycles miss, and one of an earlier cycle that a later restore loses', () => {
    expect(judged([{ read: numbers(1, 29) }, { read: numbers(1, 29) + numbers(31, 60) }]).counts).toMatchObject({ lostWrites: 1 });
    const { verdict, counts } = judged([{}, { read: numbers(1, 20) + numbers(31, 60) }]);
    expect(verdict).toBe('failed');
    // Write 21 was acknowledged at 2090 ms of cycle 1, cycle 2 crashed 10.91 s later.
    expect(counts).toMatchObject({ lostWrites: 10, rpoSeconds: 10.91 });
  });

  it('names 100 lost writes and counts the others', () => {
    const acks =
      acksOf(1) + numbers(31, 200).replaceAll(/(\d+)\n/g, `{"seq":$1,"from":${began(1) + 2995},"to":${began(1) + 2995},"exit":0}\n`);
    const { findings, counts } = judged([{ acks, read: numbers(1, 10) }]);
    expect(counts).toMatchObject({ acknowledged: 200, lostWrites: 190 });
    expect(findings.filter(({ title }) => title.startsWith('Lost write '))).toHaveLength(100);
    expect(findings.find(({ title }) => title === 'Lost writes')?.message).toBe('90 more are lost, 190 in all');
  });

  it('fails when it took longer than the objective, by the facts’ own times', () => {
    const { verdict, rows } = judged([{ but: change('service.ready', { t: began(1) + CRASH + 5001, ms: 1 }) }]);
    expect(verdict).toBe('failed');
    expect(rows['recovery time']).toBe('failed: back after 5.001 s');
  });

  it('takes the first successful read of a service that can’t tell that it is ready', () => {
    expect(judged([{}], { ready: false }).counts).toMatchObject({ rtoSeconds: (READY + 100 - CRASH) / 1000 });
  });

  it('fails when the service never comes back, and blocks when we could not start it', () => {
    const failed = (cause: string) => ({ but: (o: Sketch) => (o.type === 'service.ready' ? { ...o, type: 'service.failed', cause } : o) });
    expect(judged([failed('unready')])).toMatchObject({
      verdict: 'failed',
      rows: { 'recovery time': 'failed: db never came back (unready)' },
    });
    expect(judged([failed('port-taken')])).toMatchObject({ verdict: 'blocked' });
  });

  it.each([
    ['backup', { exit: 1 }, 'cycles', 'failed: backup ended with exit code 1'],
    ['backup', { exit: 127 }, 'cycles', 'blocked: backup could not be executed (exit code 127)'],
    ['restore', { exit: 1 }, 'recovery time', 'failed: restore ended with exit code 1'],
    [
      'restore',
      { exit: undefined, signal: 'SIGKILL', timedOut: true, durationMs: 10_000 },
      'recovery time',
      'failed: restore still running after 10s',
    ],
    ['restore', { exit: undefined, spawnError: 'ENOENT' }, 'recovery time', 'blocked: restore could not be executed (ENOENT)'],
    ['restore', { aborted: true, exit: undefined, signal: 'SIGTERM' }, 'recovery time', 'blocked: restore broken off'],
    ['read', { exit: 2 }, 'read back', 'blocked: read ended with exit code 2'],
    ['read', { aborted: true, exit: undefined, signal: 'SIGTERM' }, 'read back', 'blocked: read broken off'],
    ['read', { stdout: undefined }, 'read back', 'blocked: what was read was not kept'],
    ['check', { exit: 1 }, 'consistent', 'failed: check ended with exit code 1'],
    ['check', { exit: undefined, signal: 'SIGSEGV' }, 'consistent', 'failed: check ended by SIGSEGV'],
    ['check', { exit: 126 }, 'consistent', 'blocked: check could not be executed (exit code 126)'],
  ] as const)('says what became of a %s that ended with %j', (name, more, row, told) => {
    const { verdict, rows } = judged([{ but: change(`${name}-1`, more) }]);
    expect(rows[row]).toBe(told);
    expect(verdict).toBe(told.slice(0, told.indexOf(':')));
  });

  it('runs no further cycle after one that went wrong', () => {
    const well = judged([{}, {}, {}]);
    const stopped = judged([{ read: numbers(1, 10) }, {}, {}]);
    expect(stopped.facts).toBeLessThan(well.facts / 2);
    expect(stopped.rows['cycles']).toBe('blocked: 1 of 3 cycles');
  });

  it.each([
    ['twice the same number', `${numbers(1, 30)}7\n`, 'failed: found more than once: number 7'],
    ['several numbers twice', numbers(1, 30) + numbers(4, 6), 'failed: found more than once: number 4 and 2 more'],
    [
      'one that was never written',
      `${numbers(1, 30)}99\n`,
      'failed: found, though neither acknowledged nor in flight at the crash: number 99',
    ],
    ['a word', `${numbers(1, 30)}seven\n`, 'blocked: what was read, line 31: found "seven", expected a number'],
    ['a fraction', '1.5\n', 'blocked: what was read, line 1: found "1.5", expected a number'],
    ['a negative number', '-1\n', 'blocked: what was read, line 1: found "-1", expected a number'],
    ['one too large', '9007199254740993\n', 'blocked: what was read, line 1: found "9007199254740993", expected a number'],
  ])('does not take for good what was read: %s', (_, read, told) => {
    const { verdict, rows } = judged([{ read }]);
    expect(rows['read back']).toBe(told);
    expect(verdict).toBe(told.slice(0, told.indexOf(':')));
  });

  it('lets blanks and empty lines pass', () => {
    expect(judged([{ read: `\n${numbers(1, 30).replaceAll('\n', ' \r\n\n')}` }]).verdict).toBe('passed');
  });

  it('lets be there what was in flight at the crash, or was cut off by us, and nothing else that was refused', () => {
    const withExit = (at: number, exit: number | null) => acksOf(1, 1, (seq) => (seq === at ? exit : 0));
    expect(judged([{ acks: withExit(7, null) }]).verdict).toBe('passed');
    expect(judged([{ acks: withExit(7, 1) }]).rows['read back']).toContain('in flight at the crash: number 7');
    const flying = `{"seq":31,"from":${began(1) + CRASH - 5},"to":${began(1) + CRASH + 40},"exit":1}\n`;
    expect(judged([{ acks: acksOf(1) + flying, read: numbers(1, 31) }]).verdict).toBe('passed');
    expect(judged([{ acks: acksOf(1) + flying, read: numbers(1, 30) }]).verdict).toBe('passed');
  });

  it('counts numbers on from what is there before, and does not ask for that', () => {
    const acks = acksOf(1, 501);
    expect(judged([{ acks, read: numbers(501, 530) }], { before: '3\n500\n' }).verdict).toBe('passed');
    expect(judged([{ acks, read: `3\n${numbers(501, 530)}` }], { before: '3\n500\n' }).verdict).toBe('passed');
    expect(judged([{ acks, read: `4\n${numbers(501, 530)}` }], { before: '3\n500\n' }).rows['read back']).toContain(
      'in flight at the crash: number 4',
    );
    expect(judged([{}], { before: '3\n500\n' }).rows['cycles']).toBe('blocked: acks.jsonl, line 1: "seq" is not 501');
  });

  it('blocks when read does not work before the first write', () => {
    expect(judged([{}], { before: 'relation does not exist\n' }).rows['read back']).toContain(
      'blocked: before the first write: what was read, line 1',
    );
  });

  it.each([
    ['no write was acknowledged', acksOf(1, 1, () => 1), '0 of 30 writes were acknowledged'],
    ['nothing was written', '', '0 of 0 writes were acknowledged'],
    ['a record is cut short', acksOf(1).slice(0, -5), 'cut short'],
    ['a number is left out', acksOf(1).replace(/^.*\n/, ''), 'acks.jsonl, line 1: "seq" is not 1'],
    ['a number stands there twice', acksOf(1).replace('"seq":2,', '"seq":1,'), 'acks.jsonl, line 2: "seq" is not 2'],
    [
      'time runs backwards',
      acksOf(1).replace(/"from":\d+,"to":\d+/, '"from":11000,"to":11001'),
      'acks.jsonl, line 2: "from" and "to" are not in order',
    ],
    [
      'a write ends before it begins',
      acksOf(1).replace(/"from":\d+/, '"from":10095'),
      'acks.jsonl, line 1: "from" and "to" are not in order',
    ],
    [
      'a write began before the look at what is there',
      acksOf(1).replace(/"from":\d+/, '"from":9490'),
      'acks.jsonl, line 1: "from" and "to" are not in order',
    ],
    [
      'a write ends after it was recorded',
      `${acksOf(1)}{"seq":31,"from":13000,"to":13102,"exit":1}\n`,
      'acks.jsonl, line 31: "to" is later than the record of it',
    ],
    ['an end is no number', acksOf(1).replace('"exit":0', '"exit":"0"'), 'acks.jsonl, line 1: "exit" is neither'],
    ['nothing was written after the backup', acksOf(1).split('\n').slice(0, 10).join('\n'), 'writes went on for 0 ms after the backup'],
    ['nothing was written before the backup', acksOf(1, 1, (seq) => (seq < 11 ? 1 : 0)), 'no write was acknowledged before the backup'],
  ])('blocks when %s', (_, acks, told) => {
    const { verdict, rows } = judged([{ acks, read: '' }]);
    expect(verdict).toBe('blocked');
    expect(rows['cycles']).toMatch(/^blocked: /);
    expect(rows['cycles']).toContain(told);
  });

  it('says how many writes were acknowledged when it never came to a crash', () => {
    const but = (o: Sketch): Sketch | undefined => (o['role'] === 'acks' ? o : undefined);
    const { verdict, rows, counts } = judged([{ but, acks: acksOf(1, 1, (seq) => (seq > 3 ? 1 : 0)) }, {}]);
    expect(verdict).toBe('blocked');
    expect(rows['cycles']).toBe('blocked: 0 of 2 cycles; cycle 1: 3 of 30 writes were acknowledged, and no more came');
    expect(counts).toMatchObject({ acknowledged: 3, writes: 30 });
  });

  it('still counts the writes of a cycle whose backup failed', () => {
    const but = (o: Sketch): Sketch | undefined => (o['name'] === 'backup-1' ? { ...o, exit: 3 } : o);
    expect(judged([{ but }]).rows['cycles']).toBe('failed: backup ended with exit code 3');
  });

  it('blocks when no loss could have exceeded the objective', () => {
    const at = began(1) + 1900;
    const acks = acksOf(1).split('\n').slice(0, 18).join('\n'); // prettier-ignore
    expect(judged([{ acks, but: change('service.crashed', { t: at }), read: numbers(1, 18) }]).rows['cycles']).toBe(
      'blocked: writes went on for 810 ms after the backup, in which no loss could exceed the objective',
    );
  });

  it('tells of a write that began after the crash was over and was acknowledged: something else acknowledges', () => {
    const crash = (t: number) => change('service.crashed', { t: began(1) + t, ms: 20 });
    const late = (from: number) => `${acksOf(1)}{"seq":31,"from":${began(1) + from},"to":${began(1) + CRASH + 40},"exit":0}\n`;
    const of = (from: number, t = CRASH) => judged([{ acks: late(from), read: numbers(1, 31), but: crash(t) }]);
    const told = (of: ReturnType<typeof judged>) => of.findings.filter(({ title }) => title === 'Crash').map(({ message }) => message);
    expect([of(CRASH + 19).verdict, told(of(CRASH + 19))]).toEqual(['passed', []]);
    expect([of(CRASH + 20).verdict, told(of(CRASH + 20))]).toEqual([
      'passed',
      [expect.stringContaining('write 31 was acknowledged, though it began after the service had been killed')],
    ]);
    expect(told(of(CRASH + 19, CRASH - 100))).toEqual([expect.stringContaining('write 30 was acknowledged')]);
  });

  it('takes a crash as told of which nobody knows how long it took', () => {
    const acks = `${acksOf(1)}{"seq":31,"from":${began(1) + CRASH + 30},"to":${began(1) + CRASH + 40},"exit":0}\n`;
    expect(judged([{ acks, read: numbers(1, 31) }]).verdict).toBe('passed');
  });

  it.each([
    ['it did not run any more', { pid: undefined }, 'db did not run any more when it was to crash'],
    ['some of it lives on', { left: [processOf(8), processOf(9)] }, '2 processes of db could not be killed'],
    [
      'something else answers for it',
      { stillReady: true },
      'db was still ready after all of its processes were killed: what answers is something else',
    ],
    ['its own process was not seen', { killed: [processOf(9)] }, 'nobody saw the process of db among those that were killed'],
    ['the crash came before the backup', { t: began(1) + 900 }, 'the crash came before the end of the backup'],
  ])('blocks when at the crash %s', (_, more, told) => {
    expect(judged([{ but: change('service.crashed', more) }]).rows['cycles']).toBe(`blocked: ${told}`);
  });

  it('blocks when the process that crashed is started, or ready before the crash', () => {
    expect(judged([{ but: change('service.started', processOf(1)) }]).verdict).toBe('blocked');
    expect(judged([{ but: change('service.ready', { t: began(1) }) }]).rows['recovery time']).toBe(
      'blocked: it was ready before it crashed',
    );
  });

  it.each(['backup-1', 'service.crashed', 'restore-1', 'service.started', 'service.ready', 'read-1', 'check-1'])(
    'blocks without %s, and when it stands there twice',
    (which) => {
      expect(judged([{ but: leaveOut(which) }, {}]).verdict).toBe('blocked');
      const twice = (o: Sketch): readonly Sketch[] => (leaveOut(which)(o) ? [o] : [o, o]);
      expect(judged([{ but: twice }]).verdict).toBe('blocked');
    },
  );

  it('does not read what another file of that name says', () => {
    const path = 'gates/g/files/read-1.stdout';
    const but = (o: Sketch): Sketch => (o['original'] === 'read-1.stdout' ? { ...o, path } : o);
    expect(judged([{ but }]).verdict).toBe('blocked');
    const kept = (o: Sketch): readonly Sketch[] => {
      const file = { type: 'attachment', path, original: 'read-1.stdout', sha256: 'x', bytes: 1 };
      return o['name'] === 'check-1' ? [o, file] : [o];
    };
    expect(judged([{ but: kept }]).verdict).toBe('passed');
  });

  it.each(['read-1.stdout', 'acks.jsonl'])('blocks when %s was withheld for a secret in it', (original) => {
    const { verdict, rows } = judged([{ but: (o) => (o['original'] === original ? { ...o, withheld: true } : o) }]);
    expect(verdict).toBe('blocked');
    expect(rows['read back']).toMatch(/^blocked: gates\/g\/.* was withheld: a secret was found in it$/);
  });

  it('measures nothing of a cycle whose last look failed, and no consistency by a check that could not be run', () => {
    const unread = judged([{ but: change('read-1', { exit: 2 }) }], { keys: '' });
    expect([unread.verdict, unread.counts['cycles'], unread.rows['cycles']]).toEqual([
      'blocked',
      0,
      'blocked: 0 of 1 cycles; read ended with exit code 2',
    ]);
    expect(unread.counts).not.toHaveProperty('lostWrites');
    const unchecked = judged([{ but: change('check-1', { exit: 126 }) }], { criteria: ['consistent == true'] });
    expect(unchecked.verdict).toBe('blocked');
    expect(unchecked.rows).toMatchObject({
      consistent: 'blocked: check could not be executed (exit code 126)',
      'consistent == true': expect.stringMatching(/^blocked: /),
    });
  });

  it('lets pass a loss that is exactly as old as the objective allows', () => {
    const at = (crash: number) =>
      judged([{ read: numbers(1, 19) + numbers(21, 30), but: change('service.crashed', { t: began(1) + crash }) }]);
    expect(at(2990)).toMatchObject({ verdict: 'passed', counts: { rpoSeconds: 1 } });
    expect(at(2990.001)).toMatchObject({ verdict: 'failed', counts: { rpoSeconds: 1.001 } });
  });

  it('takes no fact of another cycle, and none of another service', () => {
    const { verdict, rows } = judged([{ but: change('restore-1', { name: 'restore-2' }) }]);
    expect(verdict).toBe('blocked');
    expect(rows['cycles']).toContain('"restore" of cycle 2 stands among the facts of cycle 1');
    const other = (o: Sketch): readonly Sketch[] => (o.type === 'service.ready' ? [{ ...o, service: 'cache' }, o] : [o]);
    expect(judged([{ but: other }]).verdict).toBe('passed');
  });

  it('never misses a loss beyond the objective, and never sees one that is none', () => {
    fc.assert(
      fc.property(fc.subarray(Array.from({ length: 30 }, (_, i) => i + 1)), fc.infiniteStream(fc.nat()), (there, order) => {
        const shuffled = there.map((n) => ({ n, key: Number(order.next().value) })).sort((a, b) => a.key - b.key);
        const { verdict, counts } = judged([{ read: shuffled.map(({ n }) => `${n}\n`).join('') }]);
        const lost = Array.from({ length: 30 }, (_, i) => i + 1).filter((n) => !there.includes(n));
        expect(counts['lostWrites']).toBe(lost.length);
        // Write n was acknowledged at 100 n - 10 ms.
        expect(verdict).toBe(lost.some((n) => CRASH - (100 * n - 10) > 1000) ? 'failed' : 'passed');
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a pass shows', () => {
  const targets = (setting: Parameters<typeof scenarioOf>[1]) =>
    scenarioOf([{}], setting)
      .plan.gates.find(({ id }) => id === 'g')
      ?.defaults.map(({ name, target }) => `${name} ${target}`);

  it('is crash recovery where nothing is wiped, and no backup', () => {
    expect(targets({ keys: '' })).toEqual([
      'cycles 1 of 1, crash recovery',
      'recovery point ≤ 1s, crash recovery',
      'recovery time ≤ 5s, crash recovery',
      'read back each number once, none that was never acknowledged',
    ]);
    const { verdict, findings } = judged([{}]);
    expect(verdict).toBe('passed');
    expect(findings).toEqual([
      expect.objectContaining({ title: 'Backup', message: 'not tested: without "wipe" the restore may use what the crash left' }),
    ]);
  });

  it('is the backup where something is', () => {
    expect(targets({ keys: 'wipe: { paths: [data, log/*] }' })).toEqual([
      'cycles 1 of 1, from the backup',
      'wiped data, log/* gone, before each restore',
      'recovery point ≤ 1s, from the backup',
      'recovery time ≤ 5s, from the backup',
      'read back each number once, none that was never acknowledged',
    ]);
  });
});

describe('a wipe', () => {
  const PATHS = { keys: 'wipe: { paths: [data, log] }' };
  const COMMAND = { keys: 'wipe: ./wipe' };
  const before = (...facts: Sketch[]): Told => ({ but: (draft) => (draft['name'] === 'restore-1' ? [...facts, draft] : draft) });
  const command = (more: Partial<Sketch> = {}): Sketch => ({
    type: 'step',
    name: 'wipe-1',
    run: './wipe',
    exit: 0,
    timedOut: false,
    aborted: false,
    durationMs: 5,
    leftovers: 0,
    t: began(1) + CRASH + 200,
    ...more,
  });

  it('starts the clock of the recovery when it has ended', () => {
    const { verdict, counts, findings, rows } = judged([before(wiped(1, 'data'), wiped(1, 'log', { written: 0 }))], PATHS);
    expect([verdict, findings]).toEqual(['passed', []]);
    expect(rows['wiped']).toBe('passed: 1 of 1 cycles');
    expect(counts['rtoSeconds']).toBe(1.3);
    expect(judged([before(...there(1), command(), ...gone(1))], COMMAND)).toMatchObject({ verdict: 'passed', counts: { rtoSeconds: 1.2 } });
  });

  it.each<[string, Sketch[], string]>([
    ['a path at which nothing was', [wiped(1, 'data', { found: 0, written: 0 })], 'there was nothing at data to remove'],
    ['one that is still there', [wiped(1, 'data'), wiped(1, 'log', { left: 'log/a' })], 'log/a is still there after it was removed'],
    [
      'one with another name',
      [wiped(1, 'data', { linked: 'data/a' })],
      'data/a has another name (a hard link), under which it is still there',
    ],
    ['one that could not be removed', [wiped(1, 'data', { detail: 'EACCES' })], 'data was not removed: EACCES'],
    [
      'paths that no write has touched',
      [wiped(1, 'data', { written: 0 }), wiped(1, 'log', { written: 0 })],
      'no write has touched data, log: the data lies elsewhere',
    ],
    ['another path', [wiped(1, 'other')], 'other is not what was to be removed'],
  ])('of %s blocks', (_, facts, why) => {
    const { verdict, rows } = judged([before(...facts)], PATHS);
    expect([verdict, rows['wiped']]).toEqual(['blocked', `blocked: ${why}`]);
  });

  it.each([
    [PATHS, [wiped(1, 'data')]],
    [PATHS, []],
    [COMMAND, []],
    [COMMAND, [command()]],
  ])('that was left out blocks: %j', (setting, facts) => {
    expect(judged([before(...facts)], setting).rows['cycles']).toMatch(/^blocked: .*stands where "(wiped?|gone-back)" was due/);
  });

  it.each<[string, Partial<Told>, Partial<Sketch>, string]>([
    ['fails then', { there: '' }, { exit: 7 }, 'read ended with exit code 7'],
    ['finds none of them', { there: '' }, {}, 'read found none of the writes'],
    ['finds others', { there: '900001\n' }, {}, 'read found none of the writes'],
  ])('by a command proves nothing where `read`, without the service, %s', (_, told, more, why) => {
    const { rows } = judged([{ ...before(...there(1, more), command(), ...gone(1)), ...told }], COMMAND);
    expect(rows['wiped']).toBe(
      `blocked: that it left nothing is not known: before it, without the service, ${why}; paths are seen to be gone`,
    );
  });

  it('by a command proves nothing where nobody looked before it', () => {
    expect(judged([before(command(), ...gone(1))], COMMAND).rows['wiped']).toContain('nobody looked before it');
  });

  it('by a command proves the backup where `read` found the writes before, and not after', () => {
    expect(judged([before(...there(1), command(), ...gone(1))], COMMAND).verdict).toBe('passed');
    const still = judged([{ ...before(...there(1), command(), ...gone(1, {})), gone: '1\n' }], COMMAND);
    expect(still.rows['wiped']).toBe('blocked: number 1 could still be read after the wipe');
  });

  it('whose command fails blocks', () => {
    expect(judged([before(command({ exit: 3 }))], COMMAND).rows['wiped']).toBe('blocked: wipe ended with exit code 3');
  });

  it.each([
    [numbers(1, 30), 'number 1 and 29 more could still be read after the wipe'],
    ['30\n', 'number 30 could still be read after the wipe'],
  ])('by a command after which %j can be read wiped nothing', (still, why) => {
    expect(judged([{ ...before(...there(1), command(), ...gone(1, {})), gone: still }], COMMAND).rows['wiped']).toBe(`blocked: ${why}`);
  });

  it.each(['', 'no such table\n', '99\n'])('by a command after which reading says %j wiped it', (still) => {
    expect(judged([{ ...before(...there(1), command(), ...gone(1)), gone: still }], COMMAND).verdict).toBe('passed');
  });

  it('shows that there was no backup', () => {
    const { verdict, rows } = judged([{ ...before(...there(1), command(), ...gone(1)), read: '' }], COMMAND);
    expect(verdict).toBe('failed');
    expect(rows['recovery point']).toMatch(/^failed: 30 acknowledged writes are lost/);
  });
});

describe('a drill', () => {
  const DRILL = { drill: true };
  /** Write 10 was acknowledged before the backup began, write 11 began after it had ended. */
  const COPY = numbers(1, 10);

  it('passes when all is there that was acknowledged before the backup', () => {
    const { verdict, counts, findings } = judged([{ read: COPY }, { read: numbers(1, 40) }], DRILL);
    expect([verdict, findings]).toEqual(['passed', []]);
    // From the start of the restore until it was read.
    expect(counts).toMatchObject({ cycles: 2, acknowledged: 60, lostWrites: 0, rpoSeconds: 0, rtoSeconds: 1.4 });
  });

  it('fails when something of it is not there, and names it', () => {
    const { verdict, rows, findings } = judged([{ read: numbers(1, 8) }], DRILL);
    expect(verdict).toBe('failed');
    expect(rows['recovery point']).toBe('failed: 2 acknowledged writes are lost, the oldest of 0.11 s before the backup');
    expect(findings.at(-1)?.message).toBe('acknowledged 0.01 s before the backup, and not there after the restore');
  });

  it('fails when the copy is empty, or that of the drill before', () => {
    expect(judged([{ read: '' }], DRILL).verdict).toBe('failed');
    expect(judged([{ read: COPY }, { read: COPY }], DRILL).rows['recovery point']).toMatch(/^failed: cycle 2: 30 acknowledged writes/);
  });

  it('is blocked when the service itself was read', () => {
    expect(judged([{ read: numbers(1, 30) }], DRILL).rows['read back']).toBe(
      'blocked: not the restored copy was read: it has number 11 and 19 more, written after the backup had ended',
    );
  });

  it('is blocked without a write after the backup, which would tell copy and service apart', () => {
    expect(judged([{ acks: acksOf(1).split('\n').slice(0, 10).join('\n') + '\n', read: COPY }], DRILL).rows['cycles']).toBe(
      'blocked: no write was acknowledged after the backup',
    );
  });

  it('fails when the restore takes too long', () => {
    const slow = (draft: Sketch) => (draft['name'] === 'restore-1' ? { ...draft, from: began(1) + READY - RTO_MS - 1000 } : draft);
    expect(judged([{ read: COPY, but: slow }], DRILL).rows['recovery time']).toBe('failed: back after 6 s');
  });

  it('asks for what was acknowledged before the backup began, however late that was recorded', () => {
    const late = (draft: Sketch) => (draft['name'] === 'backup-1' ? { ...draft, from: began(1) + 880, durationMs: 5 } : draft);
    expect(judged([{ read: numbers(1, 8), but: late }], DRILL).verdict).toBe('passed');
    expect(judged([{ read: numbers(1, 7), but: late }], DRILL).verdict).toBe('failed');
  });

  it('counts on from what is there already', () => {
    const { verdict, counts } = judged([{ acks: acksOf(1, 6), read: numbers(1, 15) }], { ...DRILL, before: numbers(1, 5) });
    expect([verdict, counts['lostWrites']]).toEqual(['passed', 0]);
  });
});
