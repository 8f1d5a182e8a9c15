import type { Finding } from '../../core/judgement.ts';
import type { Observation } from '../../core/observation.ts';

/** What is wrong, and below it what was said when it went wrong: an answer's beginning, or the end of what a program wrote. */
export function withSaid(trouble: string, { excerpt, output }: Observation): Pick<Finding, 'message' | 'output'> {
  if (typeof output === 'string') return { message: `${trouble}\n${output}`, output };
  return { message: typeof excerpt === 'string' ? `${trouble}\n${excerpt}` : trouble };
}
