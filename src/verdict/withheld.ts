import type { Finding } from '../core/judgement.ts';
import { listOf, type Observation, stringOf } from '../core/observation.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import { stillWithheld } from '../core/withheld.ts';

/** So many variables are named. */
const NAMED = 10;

/** Which variables the commands and services of a gate were not given, where one of them ended badly: it may have needed one. */
export class Withheld {
  private readonly gate: GatePlan;
  private readonly plan: Plan;
  /** Services, and '' for commands of the gate, by the observation that tells of the first bad end. */
  private readonly ended = new Map<string, Observation>();

  constructor(gate: GatePlan, plan: Plan) {
    this.gate = gate;
    this.plan = plan;
  }

  step(o: Observation): void {
    const whose = endedBadly(o);
    if (whose !== undefined && !this.ended.has(whose)) this.ended.set(whose, o);
  }

  /** @param started `execution.started` */
  findings(started: Observation | undefined): readonly Finding[] {
    if (started?.['withheld'] === undefined) return [];
    const names = listOf(started, 'withheld').map(String);
    return [...this.ended].flatMap(([whose, { seq }]): readonly Finding[] => {
      const own = whose === '' ? this.gate.env : this.plan.services.find(({ id }) => id === whose)?.env;
      const withheld = stillWithheld(names, [this.plan.env, own ?? {}]);
      return withheld.length === 0 ? [] : [{ title: 'Environment', message: inWords(whose, withheld), seq, note: true }];
    });
  }
}

function endedBadly(o: Observation): string | undefined {
  if (o.type === 'step') return o['exit'] === 0 || o['aborted'] === true ? undefined : '';
  const isService = o.type === 'service.exited' || (o.type === 'service.failed' && o['external'] !== true);
  return isService ? stringOf(o, 'service') : undefined;
}

function inWords(whose: string, names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const named = `${names.slice(0, NAMED).join(', ')}${more}`;
  return `${whose === '' ? 'its commands were' : `${whose} was`} not given ${named}, which may hold secrets: what is needed goes into \`env\``;
}
