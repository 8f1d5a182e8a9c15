import { isNotExecutable } from '../core/exit-code.ts';
import { MalformedObservation, type Observation, stringOf } from '../core/observation.ts';

/** A command of the stack that did not do what it is for. */
export interface StackTrouble {
  readonly verdict: 'failed' | 'blocked';
  readonly text: string;
}

/** What a `stack` fact amounts to; undefined for a command that did its work. @throws MalformedObservation */
export function stackTrouble(o: Observation): StackTrouble | undefined {
  const { exit, signal, spawnError, timedOut } = o;
  const command = `the ${stringOf(o, 'action')} command of the stack`;
  if (exit === 0) return undefined;
  if (typeof exit === 'number') {
    return { verdict: isNotExecutable(exit) ? 'blocked' : 'failed', text: `${command} ended with exit code ${exit}` };
  }
  if (typeof signal === 'string') return { verdict: 'failed', text: `${command} ended by ${signal}` };
  if (typeof spawnError === 'string') return { verdict: 'blocked', text: `${command} could not be executed (${spawnError})` };
  // Its limit is ours, not the user's.
  if (timedOut === true) return { verdict: 'blocked', text: `${command} did not end in time` };
  throw new MalformedObservation(o, 'exit', 'how the command ended');
}
