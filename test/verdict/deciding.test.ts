import { describe, expect, it } from 'vitest';
import type { Sketch } from '../facts.ts';
import type { Fold } from '../../src/core/fold.ts';
import { type Observation, stringOf } from '../../src/core/observation.ts';
import { kinds } from '../../src/gates/registry.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { DecidingFold } from '../../src/verdict/deciding.ts';
import { ExecutionFold, type Registry } from '../../src/verdict/execution.ts';
import type { Prior } from '../../src/verdict/prior.ts';

const TEXT =
  'version: 1\nname: x\ngates:\n  a: { kind: checks, checks: [ { command: "true" } ] }\n  b: { kind: checks, needs: [a], checks: [ { command: "true" } ] }\n';
const load = (more: object) =>
  loadPlan({ text: TEXT, bytes: Buffer.from(TEXT), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {}, ...more }).plan;
const observedPlan = load({});
const plan = load({ decides: true });

/** Blocked until GitHub tells of an approval, whatever else was seen. */
class Approved implements Fold {
  private readonly said: string[] = [];
  step(o: Observation): void {
    if (o.type === 'review') this.said.push(stringOf(o, 'reviewer'));
  }
  wants(): undefined {
    return undefined;
  }
  assessment() {
    const approved = this.said.length > 0;
    const measured = `approved by ${this.said.join(', ') || 'nobody'}`;
    const row = { name: 'approved', target: 'yes', measured, verdict: approved ? ('passed' as const) : ('blocked' as const) };
    return { counts: {}, measurements: {}, defaults: [row], findings: [] };
  }
}

const asking = (gate: string): Registry => ({
  ...kinds,
  checks: {
    spec: { ...kinds['checks']!.spec, told: () => ['review', 'reviews'] },
    judge: { fold: (context) => (context.gate.id === gate ? new Approved() : kinds['checks']!.judge.fold(context)) },
  },
});

const STARTED: Sketch = { type: 'execution.started', executionId: '20261121-041609-aaaaaa', at: '2026-11-21T04:16:09.123Z', judge: 5 };
const SOURCES: readonly Sketch[] = [{ type: 'source', vcs: null }];
const gateOf = (id: string, ...facts: readonly Sketch[]): readonly Sketch[] => [
  { type: 'gate.started', gate: id, expected: observedPlan.gates.find((gate) => gate.id === id)?.expected ?? {} },
  ...facts.map((fact) => ({ ...fact, gate: id })),
  { type: 'gate.ended', gate: id, reason: 'completed' },
];
const END: readonly Sketch[] = [
  { type: 'source.end', vcs: null },
  { type: 'execution.ended', reason: 'completed' },
];
const REVIEW: Sketch = { type: 'review', gate: 'a', basis: 'github-api', reviewer: 'octocat' };

const numbered = (facts: readonly Sketch[]): readonly Observation[] => facts.map((fact, index) => ({ t: index, ...fact, seq: index + 1 }));

/** What an execution left, as it is judged. */
function left(registry: Registry, facts: readonly Sketch[]): Prior {
  const fold = new ExecutionFold(observedPlan, registry, { read: () => [] });
  for (const o of numbered(facts)) fold.step(o);
  return {
    fact: { type: 'part', path: 'data/parts/1', executionId: '20261121-041609-aaaaaa', head: 'a'.repeat(64), plan: 'b'.repeat(64) },
    judgements: fold.decision().judgements,
    facts: () => [],
    replay: (take) => numbered(facts).forEach((o) => take(o, () => [])),
  };
}

function decided(registry: Registry, part: Prior, facts: readonly Sketch[], { of = plan, started = STARTED } = {}) {
  const fold = new DecidingFold(of, registry, part);
  const { type, ...fields } = part.fact;
  for (const o of numbered([started, { type, ...fields }, ...facts, { type: 'execution.ended', reason: 'completed' }])) fold.step(o);
  return { ...fold.decision(), inconsistencies: fold.inconsistencies.map(({ message }) => message) };
}

const verdicts = ({ judgements }: { readonly judgements: readonly { readonly gate: string; readonly verdict: string }[] }) =>
  Object.fromEntries(judgements.map(({ gate, verdict }) => [gate, verdict]));

describe('an execution that decides', () => {
  const registry = asking('b');
  const seen = [STARTED, ...SOURCES, ...gateOf('a', { type: 'probe', name: 'x', index: 0, us: 1, got: { exitCode: 0 } })];
  const whole = [...seen, ...gateOf('b'), ...END];
  const review = { ...REVIEW, gate: 'b' };

  it('judges a gate that asks for reviews over what was observed and what is told', () => {
    const part = left(registry, whole);
    expect(verdicts({ judgements: part.judgements })['b']).toBe('blocked');
    expect(verdicts(decided(registry, part, []))['b']).toBe('blocked');
    expect(verdicts(decided(registry, part, [review]))['b']).toBe('passed');
  });

  it('does not take over what the execution that observed says in the name of GitHub', () => {
    const part = left(registry, [...seen, ...gateOf('b', review), ...END]);
    expect(verdicts({ judgements: part.judgements })['b']).toBe('passed');
    expect(verdicts(decided(registry, part, []))['b']).toBe('blocked');
  });

  it('believes what is told here of earlier attempts, not what the execution that observed was handed over', () => {
    const limited = { ...plan, policy: { ...plan.policy, maxAttempts: 1 } };
    const history = { type: 'history', basis: 'github-api', commit: 'c'.repeat(40), store: 'acme/widget', unread: 0 } as const;
    const attempt = {
      type: 'attempt',
      basis: 'github-api',
      executionId: '20261121-041609-bbbbbb',
      status: 'NO-GO',
      at: '2026-11-21T04:16:09.000Z',
    } as const;
    const clean = { ...history, attempts: 0, noGo: 0 };
    const git = [{ type: 'source', vcs: 'git', commit: 'c'.repeat(40), dirtyCount: 0 }, clean];
    const part = left(registry, [
      STARTED,
      ...git,
      ...gateOf('a', { type: 'probe', name: 'x', index: 0, us: 1, got: { exitCode: 0 } }),
      ...gateOf('b'),
      { ...git[0]!, type: 'source.end' },
      { type: 'execution.ended', reason: 'completed' },
    ]);
    const evidence = (facts: readonly Sketch[]) => verdicts(decided(registry, part, [...facts, review], { of: limited }))['evidence'];
    expect(evidence([clean])).toBe('passed');
    expect(evidence([attempt, { ...history, attempts: 1, noGo: 1 }])).toBe('blocked');
    // What it was handed over in GitHub's name is nobody's word once nobody asks again.
    expect(evidence([])).toBe('blocked');
  });

  it('takes over how the gate ended', () => {
    const cancelled = [
      ...seen,
      { type: 'gate.started', gate: 'b', expected: {} },
      { type: 'gate.ended', gate: 'b', reason: 'timeout' },
      ...END,
    ];
    const { judgements } = decided(registry, left(registry, cancelled), [review]);
    expect(judgements.find(({ gate }) => gate === 'b')).toMatchObject({
      verdict: 'blocked',
      reason: expect.stringContaining('its timeout of 1h') as string,
    });
  });

  it('judges the evidence as what was observed makes it', () => {
    const leak = { type: 'leak', gate: 'evidence', secret: 'TOKEN', file: 'gates/a/x', line: 1 };
    expect(verdicts(decided(registry, left(registry, [...seen, ...gateOf('b'), leak, ...END]), [review]))).toMatchObject({
      evidence: 'failed',
    });
    expect(
      verdicts(decided(registry, left(registry, [...seen, ...gateOf('b'), { type: 'execution.ended', reason: 'interrupted' }]), [review])),
    ).toMatchObject({
      evidence: 'blocked',
    });
  });

  it.each<[string, Sketch, RegExp]>([
    ['a review of a gate that did not run', { ...REVIEW, gate: 'c' }, /gate "c" was not observed/],
    ['an observation of a gate', { type: 'probe', gate: 'b' }, /nothing is observed of a gate but what GitHub tells/],
    ['a second beginning', STARTED, /has not its place at the beginning/],
  ])('objects to %s', (_, fact, words) => {
    expect(decided(registry, left(registry, whole), [fact]).inconsistencies.join('\n')).toMatch(words);
  });

  it('objects in a run of a workflow to evidence of no run', () => {
    const started = { ...STARTED, runId: '1', runAttempt: '1' };
    const { inconsistencies } = decided(registry, left(registry, whole), [review], { started });
    expect(inconsistencies).toEqual(['a run of a workflow decides upon evidence of a run alone']);
    const part = left(registry, whole);
    const ofRun = { ...part, fact: { ...part.fact, runId: '1', runAttempt: '1' } };
    expect(decided(registry, ofRun, [review], { started }).inconsistencies).toEqual([]);
  });

  it('objects to what follows its end', () => {
    const { inconsistencies } = decided(registry, left(registry, whole), [{ type: 'execution.ended', reason: 'completed' }, review]);
    expect(inconsistencies).toContain('nothing may follow execution.ended');
  });
});
