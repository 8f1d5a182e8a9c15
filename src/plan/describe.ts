import type { JsonObject } from '../core/json.ts';
import type { CriterionPlan, ExcludedGate, GatePlan, Plan, RetentionPlan, ServicePlan } from '../core/plan.ts';
import { timeInWords } from '../core/duration.ts';
import { kinds } from '../gates/registry.ts';
import { inOrder, SERVICES } from './order.ts';
import { visible } from './visible.ts';

const WHY: Readonly<Record<ExcludedGate['why'], string>> = {
  'not-selected': 'not selected',
  'skipped-by-user': '--skip',
  'later-stage': 'after the last stage',
};

/** `gate plan`: what will run, what must be observed, what makes it pass. */
export function describePlan(plan: Plan): string {
  const gates = plan.gates.map((gate, index) => describeGate(gate, `${index + 1}`.padStart(2), plan.services));
  const services = plan.services.length === 0 ? '' : `, ${counted(plan.services.length, 'service')}`;
  const least = leastDurationOf(plan);
  const lines = [
    plan.name,
    `${counted(plan.gates.length - 1, 'gate')} and the built-in one${services}, ${least === 0 ? 'no least duration' : `at least ${timeInWords(least)}`}`,
    ...(plan.stage?.after === undefined ? [] : [`only ${plan.stage.gate} runs: the other gates are taken over from "${plan.stage.after}"`]),
    ...(plan.store === undefined ? [] : [`earlier executions: ${plan.store}`]),
    ...(plan.retention ? [`kept after a run: ${retentionInWords(plan.retention)}`] : []),
    ...plan.partial.map((reason) => `PARTIAL: ${reason}`),
    ...(plan.allowSecrets ?? []).map(({ rule, path, reason }) => `allowed: ${rule} in ${path} (${reason})`),
    ...plan.excluded.map(({ id, why }) => `left out: ${id} (${WHY[why]})`),
  ];
  return `${lines.map(visible).join('\n')}\n\n${gates.join('\n\n')}\n`;
}

function retentionInWords({ days, executions }: RetentionPlan): string {
  const limits = [
    ...(days === undefined ? [] : [counted(days, 'day')]),
    ...(executions === undefined ? [] : [`the newest ${counted(executions, 'execution')}`]),
  ];
  return `${limits.join(', ')}, and the last GO`;
}

/** One gate, its effective criteria a line each. */
export function describeGate(gate: GatePlan, label: string, services: readonly ServicePlan[]): string {
  const facts = [gate.kind, gate.required ? 'required' : 'advisory'];
  const name = gate.name === gate.id ? gate.id : `${gate.id} (${gate.name})`;
  const details = [
    ...(gate.needs.length > 0 ? [`needs ${gate.needs.join(', ')}${gate.if === 'always' ? ', whatever their verdict' : ''}`] : []),
    ...(gate.services.length > 0 ? [`services ${servicesInWords(gate.services, services)}${gate.fresh ? ', restarted first' : ''}`] : []),
    ...(gate.workingDirectory === '.' ? [] : [`in ${gate.workingDirectory}`]),
    ...expectationLines(gate),
    ...timeLines(gate),
  ];
  const criteria = criteriaOf(gate).map(({ name: row, target, warn }) => {
    const what = target === row ? row : `${row}: ${target}`;
    return `  · ${what}${warn === undefined ? '' : `, warns if ${warn}`}`;
  });
  return [`${label} ${name}: ${facts.join(', ')}`, ...details.map((line) => `     ${line}`), ...criteria.map((line) => `   ${line}`)]
    .map(visible)
    .join('\n');
}

/** In the order in which they start: `redis, app (after redis), load`. */
function servicesInWords(ids: readonly string[], services: readonly ServicePlan[]): string {
  const known = services.map(({ id, needs = [] }) => ({ id, needs }));
  const { order } = inOrder(
    known.filter(({ id }) => ids.includes(id)),
    SERVICES,
  );
  return order.map(({ id, needs }) => (needs.length === 0 ? id : `${id} (after ${needs.join(', ')})`)).join(', ');
}

interface Effective {
  readonly name: string;
  readonly target: string;
  readonly warn?: string;
  readonly origin: 'default' | 'configuration';
}

/** The built-in criteria and the user's, in the order in which they are judged. */
function criteriaOf(gate: GatePlan): readonly Effective[] {
  const own = ({ name, pass, warn }: CriterionPlan): Effective => ({
    name,
    target: pass.trim(),
    ...(warn !== undefined && { warn: warn.trim() }),
    origin: 'configuration',
  });
  return [...gate.defaults.map(({ name, target }): Effective => ({ name, target, origin: 'default' })), ...gate.criteria.map(own)];
}

/** `expects 2160 checks, 360 intervals`: the counts of what must be observed. */
function expectationLines(gate: GatePlan): readonly string[] {
  const counts = Object.entries(gate.expected).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${value} ${value === 1 ? name.replace(/s$/, '') : name}`] : [],
  );
  return counts.length === 0 ? [] : [`expects ${counts.join(', ')}`];
}

function timeLines(gate: GatePlan): readonly string[] {
  const least = leastOf(gate);
  const parts = [
    ...(least > 0 ? [`takes ${timeInWords(least)} at least`] : []),
    ...(gate.timeoutMs === undefined ? [] : [`blocked after ${timeInWords(gate.timeoutMs)}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}

/** `gate plan --json`. */
export function planRecord(plan: Plan): JsonObject {
  return {
    name: plan.name,
    configSha256: plan.configSha256,
    leastDurationMs: leastDurationOf(plan),
    ...(plan.stage && { stage: { ...plan.stage } }),
    partial: plan.partial,
    overrides: plan.overrides,
    excluded: plan.excluded.map(({ id, why }) => ({ id, why })),
    services: plan.services.map(({ id, run, needs = [], port }) => ({
      id,
      managed: run !== undefined,
      needs,
      ...(port !== undefined && { port }),
    })),
    gates: plan.gates.map((gate) => ({
      id: gate.id,
      kind: gate.kind,
      name: gate.name,
      required: gate.required,
      needs: gate.needs,
      if: gate.if,
      services: gate.services,
      expected: gate.expected,
      leastDurationMs: leastOf(gate),
      ...(gate.timeoutMs !== undefined && { timeoutMs: gate.timeoutMs }),
      criteria: criteriaOf(gate).map((row) => ({ ...row })),
    })),
  };
}

function leastOf(gate: GatePlan): number {
  return kinds[gate.kind]?.spec.leastDurationMs(gate.spec) ?? 0;
}

/** How long a plan takes at least: of a stage, that stage alone. */
export function leastDurationOf(plan: Plan): number {
  const { stage } = plan;
  const running = stage?.after === undefined ? plan.gates : plan.gates.filter(({ id }) => id === stage.gate);
  return running.reduce((sum, gate) => sum + leastOf(gate), 0);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
