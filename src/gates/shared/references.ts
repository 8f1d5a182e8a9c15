import { nearest } from '../../core/suggest.ts';
import type { SpecContext, SpecProblem } from './kind.ts';

/** `gate`, `job`, `artifact:NAME` or the id of a gate. */
export function checkProducer(producer: string, context: SpecContext): readonly SpecProblem[] {
  if (producer === 'gate' || producer === 'job' || /^artifact:./.test(producer) || context.gateIds.includes(producer)) return [];
  return [
    {
      path: ['produced-by'],
      message: `${unknownWord('gate', producer, context.gateIds)}; expected gate, job, artifact:NAME or the id of a gate`,
    },
  ];
}

/** Whether another job or an artifact is the producer. */
export function isForeign(producer: string): boolean {
  return producer === 'job' || producer.startsWith('artifact:');
}

/** `unknown service "apo"; did you mean "api"?` */
export function unknownWord(what: string, found: string, known: readonly string[]): string {
  const near = nearest(found, known);
  return `unknown ${what} "${found}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}
