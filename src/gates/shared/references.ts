import { artifactNamed, isProducerWord } from '../../core/origin.ts';
import { nearest } from '../../core/suggest.ts';
import type { SpecContext, SpecProblem } from './kind.ts';

/** The older word for what the gate itself, or the run, has written. */
const OLDER = 'gate';

/** What `produced-by` takes, for `explain`. */
export const PRODUCER_WORDS = 'run, job, commit, external, the id of a gate, or artifact:NAME';

/** A word of `produced-by`, `artifact:NAME` or the id of a gate. */
export function checkProducer(producer: string, context: SpecContext): readonly SpecProblem[] {
  if (isWord(producer) || /^artifact:./.test(producer) || context.gateIds.includes(producer)) return [];
  return [{ path: ['produced-by'], message: `${unknownWord('gate', producer, context.gateIds)}; expected ${PRODUCER_WORDS}` }];
}

/** The gate that is the producer; undefined for a word. */
export function producingGate(producer: string | undefined): string | undefined {
  return producer === undefined || isWord(producer) || artifactNamed(producer) !== undefined ? undefined : producer;
}

function isWord(producer: string): boolean {
  return producer === OLDER || isProducerWord(producer);
}

/** `unknown service "apo"; did you mean "api"?` */
export function unknownWord(what: string, found: string, known: readonly string[]): string {
  const near = nearest(found, known);
  return `unknown ${what} "${found}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}
