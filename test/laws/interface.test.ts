import { describe, expect, it } from 'vitest';
import type { Sketch } from '../facts.ts';
import { lawsOf } from './laws.ts';
import { STUBS } from './stubs.ts';
import { filesOf, gatePlan, judge, passes, planOf, record, type Scenario } from './transcript.ts';

const attachment: Sketch = { type: 'attachment', path: 'gates/g/rows.txt', sha256: 'x', bytes: 9 };
const rows = (content: string): Scenario => ({
  plan: planOf([gatePlan({ id: 'g', kind: 'rows', expected: { rows: 3 }, criteria: [{ name: 'all', pass: 'rows == 3' }] })]),
  registry: STUBS,
  files: filesOf({ 'gates/g/rows.txt': content }),
  observed: { g: [attachment] },
});
lawsOf('a kind that judges an attachment', () => ({ scenario: rows('ok\nok\nok\n'), expected: (o) => o.type === 'attachment' }));

const ticks = (bad: number | undefined): Sketch[] => [0, 1, 2, 3].map((i) => ({ type: 'tick', bad: i === bad }));
const control = (bad?: number): Scenario => ({
  plan: planOf([gatePlan({ id: 'g', kind: 'control', expected: { ticks: 4 } })]),
  registry: STUBS,
  files: filesOf({}),
  observed: { g: ticks(bad) },
});
lawsOf('a kind that controls', () => ({ scenario: control(), expected: (o) => o.type === 'tick' }));

const upstream: Scenario = {
  plan: planOf([
    gatePlan({ id: 'g', kind: 'control', expected: { ticks: 4 } }),
    gatePlan({ id: 'h', kind: 'upstream', needs: ['g'], spec: { of: 'g' } }),
  ]),
  registry: STUBS,
  files: filesOf({}),
  observed: { g: ticks(undefined), h: [{ type: 'looked' }] },
};
lawsOf('a kind that needs upstream judgements', () => ({ scenario: upstream, expected: (o) => o.type === 'tick' || o.type === 'looked' }));

const segments: Scenario = {
  plan: planOf([gatePlan({ id: 'g', kind: 'segments', expected: { lanes: ['a', 'b', 'c'], slots: 5 } })]),
  registry: STUBS,
  files: filesOf({}),
  observed: {
    g: ['a', 'b', 'c'].flatMap((lane, i) => [0, 1, 2, 3, 4].map((slot) => ({ type: 'slot', lane, slot, value: i * 10 + slot }))),
  },
};
lawsOf('a kind that is split into segments and merged', () => ({
  scenario: segments,
  expected: (o) => o.type === 'slot',
  lane: (o) => o['lane'] as string,
}));

describe('the driver', () => {
  it('fails a gate whose file says so, blocks one whose file is cut short', () => {
    const failed = rows('ok\nno\nok\n');
    expect(judge(failed, record(failed)).decision).toMatchObject({ status: 'NO-GO', exitCode: 1 });
    const cut = rows('ok\nok\no');
    expect(judge(cut, record(cut)).decision).toMatchObject({
      status: 'BLOCKED',
      exitCode: 2,
      reasons: [expect.stringContaining('cut short')],
    });
  });

  it('stops a gate where it asked for it, and only there', () => {
    const scenario = control(1);
    const lines = record(scenario);
    const at = lines.findIndex(({ type }) => type === 'control');
    expect(lines[at]).toMatchObject({ gate: 'g', action: 'abort', because: at - 1 });
    expect(judge(scenario, lines)).toMatchObject({ decision: { status: 'NO-GO' }, inconsistencies: [] });

    const ungranted = lines.filter((_, i) => i !== at);
    expect(judge(scenario, ungranted).inconsistencies).not.toEqual([]);
    const elsewhere = lines.map((o, i) => (i === at ? { ...o, because: 3 } : o));
    expect(judge(scenario, elsewhere).inconsistencies).not.toEqual([]);

    const honest = control();
    const quiet = record(honest);
    const uncalled = [...quiet.slice(0, 5), { seq: 5, t: 5, type: 'control', gate: 'g', action: 'abort', because: 4 }, ...quiet.slice(5)];
    expect(judge(honest, uncalled).inconsistencies).not.toEqual([]);
    expect(passes(honest, uncalled)).toBe(false);
  });

  it('skips what needs a gate that did not pass, with the reason recorded', () => {
    const scenario: Scenario = { ...upstream, observed: { g: ticks(0), h: [{ type: 'looked' }] } };
    const lines = record(scenario);
    expect(lines.find(({ type, gate }) => type === 'control' && gate === 'h')).toMatchObject({ action: 'skip' });
    const { decision, inconsistencies } = judge(scenario, lines);
    expect(inconsistencies).toEqual([]);
    expect(decision.judgements.map(({ verdict }) => verdict)).toEqual(['failed', 'skipped', 'passed']);
  });

  it('runs a gate with `if: always` whatever came before', () => {
    const gates = upstream.plan.gates.map((gate) => (gate.id === 'h' ? { ...gate, if: 'always' as const } : gate));
    const scenario: Scenario = { ...upstream, plan: { ...upstream.plan, gates }, observed: { g: ticks(0), h: [{ type: 'looked' }] } };
    expect(judge(scenario, record(scenario)).decision.judgements.map(({ verdict }) => verdict)).toEqual(['failed', 'passed', 'passed']);
  });

  it('lets an advisory gate only warn, and a policy without warnings block', () => {
    const gates = (required: boolean) => [
      gatePlan({ id: 'g', kind: 'control', expected: { ticks: 4 }, required }),
      gatePlan({ id: 'h', kind: 'control', expected: { ticks: 4 }, criteria: [{ name: 'c', pass: 'ticks < 4', warn: 'ticks < 5' }] }),
    ];
    const scenario = (required: boolean, allowWarnings: boolean): Scenario => ({
      ...control(),
      plan: planOf(gates(required), { policy: { requireCleanTree: false, allowWarnings } }),
      observed: { g: ticks(2), h: ticks(undefined) },
    });
    const verdicts = (s: Scenario) => judge(s, record(s)).decision;
    expect(verdicts(scenario(false, true))).toMatchObject({ status: 'GO', totals: { warned: 2 } });
    expect(verdicts(scenario(false, true)).judgements[0]).toMatchObject({ verdict: 'warned', raw: 'failed' });
    expect(verdicts(scenario(false, false))).toMatchObject({ status: 'BLOCKED' });
    expect(verdicts(scenario(true, true))).toMatchObject({ status: 'NO-GO' });
  });

  it('stops before the first gate when the tree must be clean and is not', () => {
    const scenario: Scenario = {
      ...control(),
      plan: planOf(control().plan.gates.slice(0, 1), { policy: { requireCleanTree: true, allowWarnings: true } }),
    };
    expect(passes(scenario, record(scenario))).toBe(true);
    const dirty = record(scenario).slice(0, 1);
    const lines = [
      ...dirty,
      { seq: 1, t: 1, type: 'source', vcs: 'git', commit: 'c', dirtyCount: 1, dirty: [{ status: 'M', path: 'a.txt' }] },
      { seq: 2, t: 2, type: 'control', gate: 'evidence', action: 'stop', because: 1 },
      { seq: 3, t: 3, type: 'execution.ended', reason: 'completed' },
    ];
    const { decision, inconsistencies } = judge(scenario, lines);
    expect(inconsistencies).toEqual([]);
    expect(decision).toMatchObject({ status: 'BLOCKED', totals: { skipped: 1, blocked: 1 } });
    expect(decision.reasons).toEqual(['Nothing ran: clean tree: 1 changed: a.txt']);
    const unmerged = lines.map((line) => ('dirty' in line ? { ...line, dirty: [{ status: 'UU', path: 'a.txt' }] } : line));
    expect(judge(scenario, unmerged).decision.reasons).toEqual([
      'Nothing ran: clean tree: a.txt has an unresolved merge conflict; 1 changed: a.txt',
    ]);
  });

  it('calls what only a part of the plan passed PARTIAL, never GO', () => {
    const scenario = { ...control(), plan: { ...control().plan, partial: ['only gate g was selected'] } };
    expect(judge(scenario, record(scenario)).decision).toMatchObject({ status: 'PARTIAL', exitCode: 0 });
    const bad = { ...scenario, observed: { g: ticks(0) } };
    expect(judge(bad, record(bad)).decision).toMatchObject({ status: 'NO-GO', exitCode: 1 });
  });

  it('does not call a plan without required gates a GO', () => {
    const scenario: Scenario = {
      ...control(),
      plan: planOf([gatePlan({ id: 'g', kind: 'control', expected: { ticks: 4 }, required: false })]),
    };
    expect(judge(scenario, record(scenario)).decision).toMatchObject({ status: 'BLOCKED' });
  });

  it('blocks an interrupted run, but keeps a failure that came before', () => {
    const scenario: Scenario = {
      ...upstream,
      plan: planOf([upstream.plan.gates[0]!, gatePlan({ id: 'i', kind: 'control', expected: { ticks: 4 } })]),
    };
    const interrupted = (lines: ReturnType<typeof record>, at: number) => [
      ...lines.slice(0, at),
      { seq: at, t: at, type: 'interrupted', signal: 'SIGINT' },
      { seq: at + 1, t: at + 1, type: 'execution.ended', reason: 'interrupted' },
    ];
    const good = record({ ...scenario, observed: { g: ticks(undefined), i: ticks(undefined) } });
    const ended = good.findIndex(({ type }) => type === 'gate.ended') + 1;
    expect(judge(scenario, interrupted(good, ended)).decision).toMatchObject({ status: 'BLOCKED', exitCode: 2 });
    const bad = record({ ...scenario, observed: { g: ticks(0), i: ticks(undefined) } });
    const badEnd = bad.findIndex(({ type }) => type === 'gate.ended') + 1;
    expect(judge(scenario, interrupted(bad, badEnd)).decision).toMatchObject({ status: 'NO-GO', exitCode: 1 });
  });

  it('names what no honest execution records', () => {
    const scenario = control();
    const lines = record(scenario);
    const objections = (changed: typeof lines) =>
      judge(scenario, changed)
        .inconsistencies.map(({ message }) => message)
        .join('; ');
    expect(objections(lines.map((o) => (o.type === 'gate.started' ? { ...o, expected: { ticks: 1 } } : o)))).toContain(
      'differs from the plan',
    );
    expect(objections([...lines, { seq: 99, t: 99, type: 'tick', gate: 'g' }])).toContain('nothing may follow');
    expect(objections(lines.map((o) => (o.type === 'gate.ended' ? { ...o, reason: 'fine' } : o)))).toContain('no known reason');
    expect(objections(lines.filter(({ type }) => type !== 'gate.started'))).toContain('not running');
  });
});
