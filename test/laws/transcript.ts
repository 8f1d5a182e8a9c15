import type { Decision } from '../../src/core/decision.ts';
import type { AnyJudge, Fold, JudgeContext } from '../../src/core/fold.ts';
import { atOnce } from '../../src/core/pieces.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Sketch } from '../facts.ts';
import type { GatePlan, Plan } from '../../src/core/plan.ts';
import type { AttachmentReader } from '../../src/core/ports.ts';
import { ExecutionFold, type Inconsistency, type Registry } from '../../src/verdict/execution.ts';

/** A gate of a plan with everything a test does not care about filled in. */
export function gatePlan(gate: Partial<GatePlan> & { id: string; kind: string }): GatePlan {
  return {
    name: gate.id,
    at: { line: 1, column: 1 },
    needs: [],
    if: 'success',
    required: true,
    services: [],
    fresh: false,
    env: {},
    workingDirectory: '.',
    shell: 'default',
    workspace: 'checkout',
    onFailure: [],
    onBlocked: [],
    spec: {},
    expected: {},
    criteria: [],
    defaults: [],
    ...gate,
  };
}

/** A plan of these gates, the evidence gate added. */
export function planOf(gates: readonly GatePlan[], more: Partial<Plan> = {}): Plan {
  return {
    planVersion: 1,
    name: 'test',
    configSha256: '0'.repeat(64),
    vars: {},
    overrides: {},
    partial: [],
    selection: { gates: [], skip: [] },
    capturedEnv: {},
    secretEnv: [],
    env: {},
    policy: { requireCleanTree: false, allowWarnings: true },
    attachments: [],
    services: [],
    gates: [...gates, gatePlan({ id: 'evidence', kind: 'evidence', name: 'Evidence' })],
    excluded: [],
    waivers: [],
    signOff: {},
    ...more,
  };
}

/** A judge at work on a gate of which nobody but the test says what it is: no spec has resolved it. */
export function foldFor(judge: AnyJudge, context: Pick<JudgeContext, 'gate' | 'plan'> & Partial<JudgeContext>): Fold {
  return judge.fold({ upstream: () => undefined, fact: () => undefined, ...context });
}

/** Files of a bundle in memory. */
export function filesOf(contents: Readonly<Record<string, string | Uint8Array>>): AttachmentReader {
  return {
    *read(path) {
      const content = contents[path];
      if (content === undefined) throw new Error(`no such file: ${path}`);
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      // Small pieces: a parser must not depend on where a piece ends.
      for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
    },
  };
}

/** What the gates of an execution observe, by gate; a gate that the fold stops observes no more. */
export type Observed = Readonly<Record<string, readonly Sketch[]>>;

export interface Scenario {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly files: AttachmentReader;
  readonly observed: Observed;
  /** What was found of the source before the first gate; absent: a clean tree. */
  readonly source?: Sketch;
}

/** Records an execution as the engine does, without a world: every wish of the fold is granted at once. */
export function record(scenario: Scenario): Observation[] {
  const fold = new ExecutionFold(scenario.plan, scenario.registry, scenario.files);
  const lines: Observation[] = [];
  const stopped = new Set<string>();
  const take = (draft: Sketch): void => {
    const o: Observation = { ...draft, seq: lines.length, t: draft.t ?? lines.length };
    lines.push(o);
    const want = fold.step(o) ?? (fold.reading && atOnce(fold.reading));
    if (!want) return;
    stopped.add(want.gate);
    take({ type: 'control', gate: want.gate, action: want.action, because: want.because });
  };
  take({ type: 'execution.started', at: '2026-11-21T04:12:00.000Z', executionId: 'x' });
  take(scenario.source ?? { type: 'source', vcs: 'git', commit: 'c0ffee', dirtyCount: 0, dirty: [] });
  take({ type: 'history', basis: 'file', commit: 'c0ffee', store: '.gate/executions', attempts: 0, noGo: 0, unread: 0 });
  for (let next = fold.next(); next; next = fold.next()) {
    const { gate, fate } = next;
    if (!fate.run) {
      take({ type: 'control', gate: gate.id, action: 'skip', because: fate.because });
      continue;
    }
    take({ type: 'gate.started', gate: gate.id, expected: gate.expected });
    for (const draft of scenario.observed[gate.id] ?? []) {
      if (stopped.has(gate.id)) break;
      take({ ...draft, gate: gate.id });
    }
    take({ type: 'gate.ended', gate: gate.id, reason: stopped.has(gate.id) ? 'stopped' : 'completed' });
  }
  if (scenario.plan.services.some(({ run }) => run !== undefined))
    take({ type: 'sweep', phase: 'end', services: [], techniques: ['tree'], found: [] });
  take({ type: 'execution.ended', reason: 'completed' });
  return lines;
}

/** Judges recorded lines, as `gate verify` does. */
export function judge(
  scenario: Omit<Scenario, 'observed'>,
  lines: readonly Observation[],
): { decision: Decision; inconsistencies: readonly Inconsistency[] } {
  const fold = new ExecutionFold(scenario.plan, scenario.registry, scenario.files);
  for (const o of lines) fold.step(o);
  return { decision: fold.decision(), inconsistencies: fold.inconsistencies };
}

/** The same while facts come before a file is read to its end. */
export function judgeHastily(scenario: Omit<Scenario, 'observed'>, lines: readonly Observation[]): Decision {
  const fold = new ExecutionFold(scenario.plan, scenario.registry, scenario.files);
  for (const o of lines) {
    fold.step(o);
    fold.reading?.next();
  }
  return fold.decision();
}

/** Whether lines are accepted as a pass: a GO without contradiction. */
export function passes(scenario: Omit<Scenario, 'observed'>, lines: readonly Observation[]): boolean {
  const { decision, inconsistencies } = judge(scenario, lines);
  return inconsistencies.length === 0 && (decision.status === 'GO' || decision.status === 'PARTIAL');
}
