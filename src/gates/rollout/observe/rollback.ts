import type { Draft, Observation } from '../../../core/observation.ts';
import type { ObserveContext, ProbeContext } from '../../../core/ports.ts';
import { markRollback } from '../../../live/looks/marks.ts';
import { Looker } from '../../metrics/observe/looker.ts';
import { type RollbackPlan, RollbackTally } from '../rollback-tally.ts';
import { rollbackStep, type RolloutSpec } from '../spec.ts';
import { queriesOf } from '../watch.ts';
import { runsCommand } from '../../../probes/registry.ts';

/** Whoever rolls back ends by the times of the plan; this is for one that does not. */
const MARGIN_MS = 60_000;

/** The longest that a rollback with its validation may take, in ms. */
export function rollbackLimitMs({ rollback: { withinMs, holdMs = 0 }, intervalMs }: RolloutSpec): number {
  return withinMs + holdMs + 2 * intervalMs + MARGIN_MS;
}

/**
 * Rolls back, and looks until what is seen says how that went. What is seen is counted as the judge counts it.
 * @param context one that the stop of the rollout leaves alone. @param before where the probes of the gate lived until now
 */
export async function rollBack(context: ObserveContext<RolloutSpec>, before: ProbeContext, stage: number): Promise<void> {
  const { gate, plan } = context;
  const spec = gate.spec;
  const { name, weight } = spec.stages[stage] ?? { name: '', weight: 0 };
  context.announce(`rolling back from ${name} (${weight} %)`);
  const begun = context.record({ type: 'rollback', stage, weight });
  const rollback: RollbackPlan = { spec, criteria: gate.criteria, vars: plan.vars };
  const tally = new RollbackTally(rollback, begun);
  const seen = { ...context, record: (draft: Draft) => fed(tally, context.record(draft)) };
  await runCommands(seen, spec, begun, tally);
  if (tally.isRolledBack()) {
    // Not before: what is rolled back goes on to log its errors until it is gone.
    await markRollback(before, spec.rollback.checks, context.probes);
    await validate(seen, rollback, tally);
  }
  context.announce(tally.outcome.state === 'validated' ? 'rolled back, validated' : `rollback: ${tally.outcome.state}`);
}

function fed(tally: RollbackTally, o: Observation): Observation {
  if (o.type === 'sample' || o.type === 'probe') tally.step(o);
  return o;
}

async function runCommands(context: ObserveContext, { rollback }: RolloutSpec, begun: Observation, tally: RollbackTally): Promise<void> {
  for (const [index, run] of rollback.run.entries()) {
    if (context.stop.aborted || tally.outcome.state !== 'open') return;
    const timeoutMs = Math.max(1, Math.ceil(begun.t + rollback.withinMs - context.clock.now()));
    const { exit, signal, spawnError, timedOut, aborted } = await context.probes.command({ name: rollbackStep(index), run, timeoutMs });
    tally.step({ ...begun, type: 'step', name: rollbackStep(index), exit, signal, spawnError, timedOut, aborted });
  }
}

/** Round after round, each of every check and one look. */
async function validate(context: ObserveContext, plan: RollbackPlan, tally: RollbackTally): Promise<void> {
  const { spec, criteria } = plan;
  const { clock, stop } = context;
  const looker = new Looker(context, spec);
  const series = { queries: queriesOf(plan), labels: { rollback: true } } as const;
  const start = clock.now();
  for (let round = 0; !stop.aborted && tally.outcome.state === 'open'; round++) {
    await clock.until(start + round * spec.intervalMs, stop);
    await check(context, spec, round);
    if (criteria.length > 0 && !stop.aborted) await looker.now(series, round);
  }
}

async function check(context: ObserveContext, { rollback: { checks } }: RolloutSpec, round: number): Promise<void> {
  for (const [index, plan] of checks.entries()) {
    if (context.stop.aborted) return;
    const { code, detail, us, got, excerpt, output } = await context.probe(plan);
    if (context.stop.aborted) return;
    context.record({
      type: 'probe',
      basis: runsCommand(plan) ? 'process' : 'probe',
      rollback: true,
      slot: round,
      index,
      name: plan.name,
      ...(code !== undefined && { code }),
      ...(detail !== undefined && { detail }),
      us,
      got,
      ...(excerpt !== undefined && { excerpt }),
      ...(output !== undefined && { output }),
    });
  }
}
