import { countOf, type Observation, stringOf } from '../../core/observation.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeFacts } from '../../probes/kind.ts';
import { specOf } from '../../probes/registry.ts';

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
  contradiction(o: Observation, plan: ProbePlan, facts: ProbeFacts): string | undefined {
    const spec = specOf(plan.kind);
    if (!spec?.agrees) return undefined;
    const index = countOf(o, 'index');
    const step = this.steps.get(index);
    this.steps.delete(index);
    // What was never begun was not found out, and can't pass.
    if (!step) return facts.code === 'MISSED' ? undefined : `"${plan.name}" tells of a command that did not run (seq ${o.seq})`;
    return spec.agrees(facts, step) ? undefined : `"${plan.name}" is not how its command ended (seq ${o.seq}, ${step.seq})`;
  }
}
