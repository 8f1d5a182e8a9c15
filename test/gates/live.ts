import { onTestFinished } from 'vitest';
import type { Fold, AnyJudge, Want } from '../../src/core/fold.ts';
import type { Draft, Observation } from '../../src/core/observation.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { GatePlan, Plan } from '../../src/core/plan.ts';
import type { CommandResult, ObserveContext, AnyObserver, ProbeContext, Services } from '../../src/core/ports.ts';
import { sitesOf } from '../../src/engine/sites.ts';
import { kinds } from '../../src/gates/registry.ts';
import { MonotonicClock } from '../../src/live/clock.ts';
import { rememberFiles } from '../../src/live/looks/marks.ts';
import { probe } from '../../src/live/looks/probe.ts';
import { world } from '../live/looks/world.ts';

function outcomeOf({ exit, signal, spawnError, timedOut, aborted }: CommandResult): JsonObject {
  return {
    ...(exit !== undefined && { exit }),
    ...(signal !== undefined && { signal }),
    ...(spawnError !== undefined && { spawnError }),
    timedOut,
    aborted,
  };
}

/** A gate of a plan, observed and judged as the engine does it: each fact is judged as it is recorded, a wish stops the observer. */
export async function runGate(parts: {
  judge: AnyJudge;
  observer: AnyObserver;
  plan: Plan;
  gate: GatePlan;
  probes?: Partial<ProbeContext>;
  /** Told of each fact; may call `stop`. */
  onFact?: (o: Observation, stop: () => void) => void;
}): Promise<{ fold: Fold; facts: readonly Observation[]; want: Want | undefined; notices: readonly string[] }> {
  const { judge, observer, plan, gate } = parts;
  const fold = judge.fold({ gate, plan, upstream: () => undefined, fact: () => undefined });
  const facts: Observation[] = [];
  const notices: string[] = [];
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const clock = new MonotonicClock();
  const runs = world({ ...parts.probes, signal: ending.signal });
  const probes: ProbeContext = {
    ...runs,
    // A command with a name is a step, which the engine records.
    command: async (command) => {
      const ended = await runs.command(command);
      const { name, run } = command;
      if (name !== undefined) fold.step({ seq: facts.length, t: clock.now(), type: 'step', gate: gate.id, name, run, ...outcomeOf(ended) });
      return ended;
    },
  };
  const record = (draft: Draft): Observation => {
    if (ending.signal.aborted) throw new Error('recorded after the end');
    const o: Observation = { ...draft, seq: facts.length, t: draft.t ?? clock.now(), gate: gate.id };
    facts.push(o);
    fold.step(o);
    parts.onFact?.(o, () => ending.abort());
    if (fold.wants()) ending.abort();
    return o;
  };
  const context: ObserveContext = {
    plan,
    gate,
    earlier: [],
    record,
    attach: () => {
      throw new Error('no file is judged here');
    },
    attachAtEnd: () => undefined,
    revision: () => undefined,
    scratch: parts.probes?.env?.['GATE_DIR'] ?? '',
    stop: ending.signal,
    recover: () => Promise.reject(new Error('nothing is put right here')),
    wanted: () => fold.wants(),
    clock,
    services: {} as Services,
    history: { lastGo: async () => undefined, attempts: () => Promise.reject(new Error('nobody asks here')) },
    probes,
    probe: (one) => probe(one, probes),
    servicePlan: (id) => plan.services.find((service) => service.id === id),
    progress: () => {},
    notice: (line) => notices.push(line),
    announce: () => {},
  };
  await rememberFiles(plan, sitesOf(plan, kinds, probes.cwd));
  await observer.observe(context);
  return { fold, facts, want: fold.wants(), notices };
}
