import { countOf, type Observation, stringOf } from '../../core/observation.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';

/** The step of a check, by the check's number from 1; a further one of the same check has a number of its own behind it. */
const STEP = /^check-(\d+)(?:-\d+)?$/;

/** How the commands of checks ended by their own facts, which what the probes say of them must agree with. */
export class Ends {
  /** By the index of the check, the last command that no probe has told of yet. */
  private readonly steps = new Map<number, Observation>();

  step(o: Observation): void {
    const [, number] = STEP.exec(stringOf(o, 'name')) ?? [];
    if (number !== undefined) this.steps.set(Number(number) - 1, o);
  }

  /** Why what a probe says can't be what its command did; undefined when it can. Each end is told of once. */
  contradiction(o: Observation, plan: ProbePlan, got: JsonObject): string | undefined {
    if (plan.kind !== 'command' && plan.kind !== 'tool') return undefined;
    const index = countOf(o, 'index');
    const step = this.steps.get(index);
    this.steps.delete(index);
    // What was never begun was not found out, and can't pass.
    if (!step) return o['code'] === 'MISSED' ? undefined : `"${plan.name}" tells of a command that did not run (seq ${o.seq})`;
    const agrees = plan.kind === 'tool' ? toolAgrees(step, got) : commandAgrees(step, o, got);
    return agrees ? undefined : `"${plan.name}" is not how its command ended (seq ${o.seq}, ${step.seq})`;
  }
}

/** A command that came to an end of its own is told of with that end, any other with a code instead. */
function commandAgrees(step: Observation, o: Observation, got: JsonObject): boolean {
  if (!endedByItself(step)) return o['code'] !== undefined && got['exitCode'] === undefined && got['signal'] === undefined;
  if (o['code'] !== undefined) return o['code'] === 'MISSED';
  return got['exitCode'] === step['exit'] && got['signal'] === step['signal'];
}

/** Only a tool that ended well can be called. */
function toolAgrees(step: Observation, got: JsonObject): boolean {
  return got['callable'] !== true || (endedByItself(step) && step['exit'] === 0);
}

function endedByItself(step: Observation): boolean {
  return step['timedOut'] === false && step['aborted'] === false && step['spawnError'] === undefined;
}
