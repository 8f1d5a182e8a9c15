import { describe, expect, it } from 'vitest';
import type { Sketch } from '../../facts.ts';
import type { Assessment } from '../../../src/core/judgement.ts';
import type { Fold } from '../../../src/core/fold.ts';
import { type Verdict, worst } from '../../../src/core/verdict.ts';
import { judge } from '../../../src/gates/cycles/judge.ts';
import { gateOf } from '../../../src/core/plan.ts';
import { cleanSweep, cycles, cyclesPlan, numbered, SERVICES } from './facts.ts';
import { foldFor } from '../../laws/transcript.ts';

const COUNT = 3;

function folded(drafts: readonly Sketch[], plan = cyclesPlan(COUNT)): Fold {
  const gate = gateOf(plan, 'cycles');
  if (!gate) throw new Error('no gate');
  const fold = foldFor(judge, { gate, plan });
  for (const o of numbered(drafts)) fold.step(o);
  return fold;
}

function assess(drafts: readonly Sketch[]): Assessment {
  return folded(drafts).assessment('completed');
}

/** The worst of what the kind itself says; what is missing blocks, as around every kind. A fold that throws blocks too. */
function verdict(drafts: readonly Sketch[]): Verdict {
  try {
    const { defaults, missing } = assess(drafts);
    return worst([...defaults.map((row) => row.verdict), ...(missing === undefined ? [] : (['blocked'] as const))]);
  } catch {
    return 'blocked';
  }
}

/** Changes the first fact of a type in one cycle (of one service, where it has one). */
function changing(match: { type: string; cycle: number; service?: string; phase?: string }, fields: object): Sketch[] {
  let changed = 0;
  const drafts = cycles(COUNT, (draft) => {
    const same = Object.entries(match).every(([field, value]) => draft[field] === value);
    if (!same || changed++ > 0) return draft;
    return { ...draft, ...fields };
  });
  if (changed === 0) throw new Error('nothing was changed');
  return drafts;
}

describe('cycles that went well', () => {
  it('pass, with exact counts', () => {
    const assessment = assess(cycles(COUNT));
    expect(assessment).toEqual({
      counts: { cycles: 3, expectedCycles: 3, leftovers: 0, stops: 6, forcedStops: 0, badStops: 0 },
      measurements: { cycles: 3, expectedCycles: 3, leftovers: 0, stops: 6, forcedStops: 0, badStops: 0 },
      defaults: [
        { name: 'all cycles complete', target: '3 of 3 cycles', measured: '3 of 3 cycles', verdict: 'passed' },
        { name: 'leftovers', target: '= 0', measured: '0', verdict: 'passed' },
        { name: 'stops', target: 'clean, within the grace period', measured: '6 of 6', verdict: 'passed' },
      ],
      findings: [],
    });
    expect(folded(cycles(COUNT)).wants()).toBeUndefined();
  });

  it.each([
    ['6 of 6', []],
    ['7 of 7, 1 of them before cycle 1: a service that ran already', ['api']],
    ['8 of 8, 2 of them before cycle 1: services that ran already', ['api', 'load']],
  ])('say of which stops there are more than cycles: %s', (measured, running) => {
    const drafts = cycles(COUNT, (draft) => {
      const isBefore = draft.type === 'service.stopped' && draft['pid'] === undefined && draft['cycle'] === 1;
      return isBefore && running.some((id) => id === draft['service']) ? { ...draft, pid: 9, signals: ['SIGTERM'], exit: 0 } : draft;
    });
    const { defaults } = assess(drafts);
    expect(defaults.find(({ name }) => name === 'stops')).toMatchObject({ measured, verdict: 'passed' });
  });

  it('are judged the same while facts of other kinds and unlabelled ones stand between', () => {
    const drafts = cycles(COUNT).flatMap((draft) => [{ type: 'step', name: 'x' }, draft, { type: 'service.ready', service: 'api' }]);
    expect(verdict(drafts)).toBe('passed');
  });
});

describe('incomplete cycles', () => {
  it('never pass without any one fact', () => {
    const all = cycles(COUNT);
    for (const index of all.keys()) expect([index, verdict(all.toSpliced(index, 1))]).toEqual([index, 'blocked']);
  });

  it('never pass as a proper prefix', () => {
    const all = cycles(COUNT);
    for (const length of all.keys()) expect([length, verdict(all.slice(0, length))]).toEqual([length, 'blocked']);
  });

  it('never pass without any one field that is judged, nor with it null', () => {
    const all = cycles(COUNT);
    const informative = new Set(['basis', 'ms', 'attempts', 'us', 'start', 'signals', 'exit', 'passes', 'port']);
    for (const [index, draft] of all.entries()) {
      for (const field of Object.keys(draft)) {
        if (informative.has(field) || (field.startsWith('port') && draft['service'] === 'load')) continue;
        const { [field]: _, ...without } = draft;
        for (const broken of [without, { ...draft, [field]: null }] as Sketch[]) {
          if (broken.type === undefined || broken.type === null) continue;
          expect([draft.type, field, verdict(all.with(index, broken))]).not.toContain('passed');
        }
      }
    }
  });

  it('say how many there were and what is missing', () => {
    const { defaults, missing } = assess(cycles(COUNT).slice(0, -1));
    expect(missing).toBe('2 of 3 cycles ran; cycle 3: no "sweep after-stop" of api');
    expect(defaults.map((row) => row.measured)).toEqual([
      '2 of 3 cycles ran; cycle 3: no "sweep after-stop" of api',
      '0 found; not every stop was looked at',
      '6, but not every cycle was seen',
    ]);
  });

  it('do not pass with one cycle too many, a repeated one, or swapped ones', () => {
    const [first, second, third, fourth] = [1, 2, 3, 4].map((n) => cycles(4, (draft) => (draft['cycle'] === n ? draft : undefined)));
    if (!first || !second || !third || !fourth) throw new Error('no cycles');
    expect(verdict([...first, ...second, ...third])).toBe('passed');
    expect(verdict([...first, ...second, ...third, ...fourth])).toBe('blocked');
    expect(verdict([...first, ...first, ...second, ...third])).toBe('blocked');
    expect(verdict([...second, ...first, ...third])).toBe('blocked');
    expect(verdict([...first, ...second, ...third, ...third])).toBe('blocked');
  });

  it('are never expected to be none', () => {
    const { missing, defaults } = folded([], cyclesPlan(0)).assessment('completed');
    expect(missing).toBe('no cycle was expected');
    expect(defaults.map((row) => row.verdict)).toEqual(['blocked', 'blocked', 'blocked']);
  });

  it('of a service that was not ready name it and ask for a stop after the clean-up', () => {
    const drafts: Sketch[] = [
      ...cycles(1),
      { type: 'service.stopped', service: 'api', signals: [], ms: 0, cycle: 2 },
      cleanSweep('before-start', 2),
      { type: 'service.failed', service: 'api', cause: 'exited', external: false, exit: 1, cycle: 2 },
      { type: 'service.stopped', service: 'api', signals: [], ms: 0, cycle: 2 },
      cleanSweep('after-stop', 2),
    ];
    expect(folded(drafts.slice(0, -1)).wants()).toBeUndefined();
    expect(folded(drafts).wants()).toEqual({ action: 'stop', because: drafts.length - 1 });
    expect(assess(drafts).missing).toBe('1 of 3 cycles ran; cycle 2: api was not ready');
  });
});

describe('what a stopped service leaves behind', () => {
  const process = { pid: 4242, start: '99', command: 'node worker.js', by: ['group', 'marker'], service: 'api' };

  it('fails, is named, and ends the gate', () => {
    const drafts = changing({ type: 'sweep', cycle: 2, phase: 'after-stop' }, { found: [process] });
    const at = drafts.findIndex((draft) => Array.isArray(draft['found']) && draft['found'].length > 0);
    const fold = folded(drafts.slice(0, at + 1));
    const { counts, defaults, findings } = fold.assessment('stopped');
    expect(counts).toEqual({ cycles: 1, expectedCycles: 3, leftovers: 1, stops: 4, forcedStops: 0, badStops: 0 });
    expect(fold.wants()).toEqual({ action: 'stop', because: at });
    expect(defaults[1]).toEqual({ name: 'leftovers', target: '= 0', measured: '1', verdict: 'failed' });
    expect(findings).toEqual([
      {
        title: 'Cycle',
        message: 'cycle 2: api left process 4242 behind (node worker.js) at its last stop, found by group, marker',
        seq: at,
      },
    ]);
  });

  it('is counted as a set of processes, not of sightings', () => {
    const drafts = cycles(COUNT, (draft) => (draft.type === 'sweep' ? { ...draft, found: [process, { ...process, pid: 4243 }] } : draft));
    expect(assess(drafts).counts['leftovers']).toBe(2);
  });

  it('may be a zombie under a process that was left behind', () => {
    const zombies = [{ pid: 4300, command: 'sh', parent: 4242 }];
    const drafts = changing({ type: 'sweep', cycle: 1, phase: 'after-stop' }, { found: [process], zombies });
    expect(assess(drafts).counts['leftovers']).toBe(2);
  });

  it('is not a zombie that process 1 is slow to collect: that is said, once, and does not fail', () => {
    const zombies = [{ pid: 4300, command: 'sh', parent: 1 }];
    const drafts = cycles(COUNT, (draft) => (draft.type === 'sweep' ? { ...draft, zombies } : draft));
    expect(verdict(drafts)).toBe('passed');
    expect(assess(drafts).findings).toMatchObject([{ title: 'Zombie', message: expect.stringContaining('4300') }]);
  });

  it.each(['stale', 'live', 'foreign'])('may be its pid file (%s)', (state) => {
    const drafts = changing({ type: 'sweep', cycle: 1, phase: 'after-stop' }, { pidFiles: [{ service: 'api', state }] });
    expect(verdict(drafts)).toBe('failed');
    expect(assess(drafts).findings[0]?.message).toContain('pid file state/api.pid of api');
  });

  it('may be its port', () => {
    const ports = [{ service: 'api', port: 7000, free: false, owners: [77] }];
    const drafts = changing({ type: 'sweep', cycle: 1, phase: 'after-stop' }, { ports });
    expect(verdict(drafts)).toBe('failed');
    expect(assess(drafts).findings[0]?.message).toBe('cycle 1: port 7000 of api is still held by process 77');
  });

  it('is not a stranger on the port before the start: that blocks', () => {
    const ports = [{ service: 'api', port: 7000, free: false, owners: [77] }];
    expect(verdict(changing({ type: 'sweep', cycle: 1, phase: 'before-start' }, { ports }))).toBe('blocked');
  });

  it('can not be told from a port whose state is not known', () => {
    const ports = [{ service: 'api', port: 7000, owners: [] }];
    expect(verdict(changing({ type: 'sweep', cycle: 1, phase: 'after-stop' }, { ports }))).toBe('blocked');
  });
});

describe('a blind sweep', () => {
  it.each([
    [['group', 'session', 'marker', 'port'], 'tree'],
    [['tree', 'marker', 'port'], 'group'],
    [['tree', 'group', 'session', 'log-file'], 'marker or port'],
    [[], 'tree, group, marker or port'],
  ])('with only %j proves nothing', (techniques, lacks) => {
    const drafts = changing({ type: 'sweep', cycle: 2, phase: 'after-stop' }, { techniques });
    expect(verdict(drafts)).toBe('blocked');
    expect(assess(drafts).defaults[0]?.measured).toBe(`1 of 3 cycles: cycle 2: the sweep could not look by ${lacks}`);
  });

  it.each([[['tree', 'group', 'marker']], [['tree', 'group', 'port']]])('%j is enough', (techniques) => {
    expect(verdict(changing({ type: 'sweep', cycle: 2, phase: 'after-stop' }, { techniques }))).toBe('passed');
  });
});

describe('a stop after which somebody still answers', () => {
  const at = { type: 'sweep', cycle: 2, phase: 'after-stop' };

  it('fails, and blocks where nobody asked', () => {
    expect(verdict(changing(at, { stillReady: [{ service: 'api', holds: true }] }))).toBe('failed');
    expect(verdict(changing(at, { stillReady: [] }))).toBe('blocked');
    expect(verdict(changing({ ...at, phase: 'before-start' }, { stillReady: [{ service: 'api', holds: true }] }))).toBe('failed');
  });
});

describe('a started service', () => {
  const at = { type: 'service.verified', cycle: 2, service: 'api' };

  it.each<[string, object, Verdict]>([
    ['is dead', { alive: false }, 'failed'],
    ['is not ours', { ours: false }, 'failed'],
    ['is another process than was started', { pid: 9 }, 'blocked'],
    ['does not own its port', { portOwner: 'foreign', ports: [{ port: 7000, owner: 'foreign' }] }, 'failed'],
    ['does not listen', { portOwner: 'none', ports: [{ port: 7000, owner: 'none' }] }, 'failed'],
    ['has a port that nobody could look at', { portOwner: 'unknown', ports: [{ port: 7000, owner: 'unknown' }] }, 'blocked'],
    ['contradicts itself', { portOwner: 'ours', ports: [{ port: 7000, owner: 'foreign' }] }, 'blocked'],
    ['has no pid file', { pidFile: 'absent' }, 'failed'],
    ['has a stale pid file', { pidFile: 'stale' }, 'failed'],
    ['has a pid file of somebody else', { pidFile: 'foreign' }, 'failed'],
    ['answers wrongly', { got: { status: 503 } }, 'failed'],
    ['refuses the connection', { code: 'CONNECTION_REFUSED', got: {} }, 'failed'],
    ['can not be resolved', { code: 'DNS', got: {} }, 'blocked'],
    ['gives an answer without a status', { got: {} }, 'blocked'],
  ])('that %s does not pass', (_, fields, expected) => {
    expect(verdict(changing(at, fields))).toBe(expected);
  });

  it('must be the one that is stopped', () => {
    const drafts = cycles(COUNT, (draft) =>
      draft.type === 'service.stopped' && draft['pid'] === 201 ? { type: draft.type, service: 'api', signals: [], ms: 0, cycle: 2 } : draft,
    );
    expect(verdict(drafts)).toBe('blocked');
  });
});

describe('a stop', () => {
  const at = { type: 'service.stopped', cycle: 2, service: 'api', pid: 201 };
  const stops = (drafts: readonly Sketch[]): Assessment['defaults'][number] | undefined =>
    assess(drafts).defaults.find(({ name }) => name === 'stops');

  it('that needed SIGKILL after the grace period warns, and names the service, the cycle and the fact', () => {
    const drafts = changing(at, { signals: ['SIGTERM', 'SIGKILL'], exit: undefined, signal: 'SIGKILL', ms: 5040 });
    expect(stops(drafts)).toMatchObject({
      measured: expect.stringMatching(/^1 of 6 stops needed SIGKILL: cycle 2: api did not stop/),
      verdict: 'warned',
    });
    expect(verdict(drafts)).toBe('warned');
    expect(assess(drafts).findings).toEqual([
      {
        title: 'Stop',
        message: 'cycle 2: api did not stop on SIGTERM and was killed after 5000 ms',
        seq: drafts.findIndex(({ ms }) => ms === 5040),
        verdict: 'warned',
      },
    ]);
    const before = changing(
      { type: at.type, cycle: 1, service: at.service },
      { pid: 99, signals: ['SIGTERM', 'SIGKILL'], exit: undefined, signal: 'SIGKILL', ms: 5040 },
    );
    expect(assess(before).findings[0]?.message).toMatch(/^before cycle 1: api did not stop on SIGTERM/);
    expect(assess(drafts).measurements).toMatchObject({ stops: 6, forcedStops: 1, badStops: 0 });
    expect(folded(drafts).wants()).toBeUndefined();
  });

  it.each<[string, object]>([
    ['exit code 0', { exit: 0 }],
    ['the signal sent', { exit: undefined, signal: 'SIGTERM' }],
    ['the exit code that stands for the signal', { exit: 143 }],
  ])('is clean by %s', (_, fields) => {
    expect(stops(changing(at, fields))).toMatchObject({ measured: '6 of 6', verdict: 'passed' });
  });

  it.each<[string, object]>([
    ['a crash', { exit: undefined, signal: 'SIGSEGV' }],
    ['an end by somebody else', { exit: undefined, signal: 'SIGKILL' }],
    ['an error', { exit: 1 }],
    ['the exit code of another signal', { exit: 134 }],
  ])('is not clean by %s', (_, fields) => {
    const drafts = changing(at, fields);
    expect(stops(drafts)).toMatchObject({
      measured: expect.stringMatching(/^1 of 6 ended badly: cycle 2: api ended its stop by/),
      verdict: 'warned',
    });
    expect(assess(drafts).findings).toMatchObject([{ title: 'Stop', message: expect.stringContaining('cycle 2: api ended its stop by ') }]);
    expect(assess(drafts).measurements).toMatchObject({ forcedStops: 0, badStops: 1 });
  });

  it('by SIGKILL is clean where that is the stop signal', () => {
    const plan = cyclesPlan(
      COUNT,
      SERVICES.map((one) => ({ ...one, stop: { signal: 'SIGKILL', gracePeriodMs: 5000 } })),
    );
    const drafts = cycles(COUNT, (draft) =>
      draft['pid'] === undefined || draft.type !== 'service.stopped'
        ? draft
        : { ...draft, signals: ['SIGKILL'], exit: undefined, signal: 'SIGKILL' },
    );
    expect(folded(drafts, plan).assessment('completed').defaults[2]).toMatchObject({ measured: '6 of 6', verdict: 'passed' });
  });

  it('on Windows is clean by the exit code of a process that was ended, and nowhere else', () => {
    const gate = gateOf(cyclesPlan(COUNT), 'cycles')!;
    const rowOn = (os: string): Verdict | undefined => {
      const started = { seq: 0, t: 0, type: 'execution.started', os };
      const fold = foldFor(judge, { gate, plan: cyclesPlan(COUNT), fact: () => started });
      for (const o of numbered(changing(at, { exit: 1 }))) fold.step(o);
      return fold.assessment('completed').defaults[2]?.verdict;
    };
    expect([rowOn('win32 10.0'), rowOn('linux 6.1')]).toEqual(['passed', 'warned']);
  });

  it('of a process that had ended by itself fails', () => {
    expect(verdict(changing(at, { signals: [] }))).toBe('failed');
  });

  it('whose end nobody saw proves nothing', () => {
    expect(verdict(changing(at, { exit: undefined }))).toBe('blocked');
  });

  it('is counted for ever and listed for a while', () => {
    const drafts = (count: number): Sketch[] =>
      cycles(count, (draft) => (draft['pid'] !== undefined && draft.type === 'service.stopped' ? { ...draft, exit: 9 } : draft));
    const { findings, measurements } = folded(drafts(100), cyclesPlan(100)).assessment('completed');
    expect(measurements['badStops']).toBe(200);
    expect(findings.length).toBeLessThan(30);
    expect(findings.at(-1)?.message).toBe('more stops were not clean; they are counted');
  });

  it('that was never seen does not pass', () => {
    expect(stops(cycles(COUNT).slice(0, -1))).toMatchObject({ measured: '6, but not every cycle was seen', verdict: 'blocked' });
  });
});
