import type { Fact } from '../../core/facts/registry.ts';
import type { ProbePlan, ServicePlan } from '../../core/plan.ts';
import type { ObserveContext, Observer, ProbeContext, ProbeResult } from '../../core/ports.ts';
import { toldOf } from '../../live/looks/told.ts';
import { PART_OF_INTERVAL, runSchedule } from '../../live/schedule.ts';
import { watchProgress } from './observe/watch.ts';
import type { HealthSpec } from './spec.ts';

/** Checks every service at a fixed rate, and looks at their progress meanwhile, until the schedule is over or it is stopped. */
async function observe(context: ObserveContext<HealthSpec>): Promise<void> {
  const spec = context.gate.spec;
  const services = spec.services.map((id) => healthOf(context.servicePlan(id), id, spec.intervalMs));
  const over = new AbortController();
  const signal = AbortSignal.any([context.stop, over.signal]);
  const watches = spec.stalls.filter(({ judged }) => judged).map(({ service }) => watchProgress(context, service, signal));
  try {
    await checkAll(context, spec, services);
  } finally {
    over.abort();
    await Promise.all(watches);
  }
}

async function checkAll(context: ObserveContext, spec: HealthSpec, services: readonly Checked[]): Promise<void> {
  const total = spec.count * services.length;
  const say = followed(context, total);
  const of = (lane: number): Checked => services[lane] as Checked;
  await runSchedule({
    intervalMs: spec.intervalMs,
    count: spec.count,
    lanes: services.length,
    clock: context.clock,
    signal: context.stop,
    onDue: async (lane, slot, lateMs) => {
      const { id, probe } = of(lane);
      const result = await context.probe(probe);
      // What was broken off by the end of the gate is no check.
      if (context.stop.aborted) return;
      context.record({ type: 'check', basis: 'probe', service: id, slot, late: toMicroseconds(lateMs), ...answerFacts(result) });
      say(badIn(id, probe, result, context.probes));
    },
    onMissed: (lane, slot, why) => {
      const { id } = of(lane);
      const busy = why === 'busy';
      context.record({ type: 'missed', service: id, slot, ...(busy && { busy }) });
      say(`${id}: check ${slot + 1} ${busy ? 'failed: no answer yet to the check before' : 'missed'}`);
    },
  });
}

interface Checked {
  readonly id: string;
  readonly probe: ProbePlan;
}

/** An answer may take the most part of an interval, unless the service says otherwise: then the next check is not due yet. */
function healthOf(service: ServicePlan | undefined, id: string, intervalMs: number): Checked {
  if (!service?.health) throw new Error(`service "${id}" has no health probe`);
  const { health, ownTimeout } = service;
  const timeoutMs = ownTimeout ? health.timeoutMs : Math.min(health.timeoutMs, Math.ceil(intervalMs * PART_OF_INTERVAL));
  return { id, probe: { ...health, timeoutMs } };
}

function answerFacts({
  code,
  detail,
  us,
  got,
  excerpt,
  output,
}: ProbeResult): Pick<Fact<'check'>, 'us' | 'code' | 'detail' | 'got' | 'excerpt' | 'output'> {
  return {
    us,
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    ...(Object.keys(got).length > 0 && { got }),
    ...(excerpt !== undefined && { excerpt }),
    ...(output !== undefined && { output }),
  };
}

/** Tells whoever watches how far it is, and every bad event. */
function followed(context: ObserveContext, total: number): (bad: string | undefined) => void {
  let done = 0;
  let trouble = 0;
  return (bad) => {
    done++;
    if (bad !== undefined) {
      trouble++;
      context.notice(bad);
    }
    context.progress(done, total, trouble === 0 ? 'no failures' : `${trouble} bad`);
  };
}

function badIn(id: string, probe: ProbePlan, result: ProbeResult, context: ProbeContext): string | undefined {
  const judged = toldOf(probe, result, context);
  return judged.verdict === 'passed' ? undefined : `${id}: ${judged.why ?? judged.measured}`;
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

export const observer: Observer<HealthSpec> = { observe };
