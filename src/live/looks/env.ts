import type { ProbePlan } from '../../core/plan.ts';
import type { EnvTarget } from '../../probes/kinds/env.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { compared } from './compared.ts';
import type { Sight } from '../../probes/sight.ts';

/**
 * A variable of the environment that the gate's commands get. Its value is recorded only when something is to be compared with it.
 * `withheld`: we have it and they do not, as is done with secrets.
 */
export async function lookEnv(plan: ProbePlan<EnvTarget>, context: ProbeContext): Promise<Sight> {
  const { variable: name, equals } = plan.target;
  const value = context.env[name];
  const values = new Map(value === undefined ? [] : [[name, value]]);
  return {
    facts: {
      set: value !== undefined && value !== '',
      ...(value === undefined && (process.env[name] ?? '') !== '' && { withheld: true }),
      ...(equals !== undefined && compared([[name, equals]], values, context)),
    },
    scope: { values: secretOf(name, context) ? {} : Object.fromEntries(values) },
  };
}

function secretOf(name: string, context: ProbeContext): boolean {
  const reference = `\${{ env.${name} }}`;
  return context.reveal(reference) !== reference;
}
