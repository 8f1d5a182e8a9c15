import { problemLine } from '../core/location.ts';
import { loadPlan } from '../plan/load.ts';
import { wholeInput } from './configuration-input.ts';
import type { ExitCode, Io } from './io.ts';

/**
 * `gate check`: validates a configuration. Warnings and what `run` can't do yet are said on stderr; they are no mistakes.
 * @throws ConfigurationError with every problem, as `file:line:column: message`
 */
export function check(config: string, io: Io): ExitCode {
  const { plan, warnings, notYet } = loadPlan(wholeInput(config, io));
  for (const warning of warnings) io.stderr(`${problemLine(warning)} (warning)\n`);
  for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
  const gates = plan.gates.length - 1;
  io.stdout(`${config}: no problems; ${gates} gate${gates === 1 ? '' : 's'}\n`);
  return 0;
}
