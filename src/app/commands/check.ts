import { problemLine } from '../../core/location.ts';
import { readConfig } from '../config-file.ts';
import { loadInput, ALL } from '../configuration-input.ts';
import type { ExitCode, Io } from '../io.ts';
import { nodeWarnings } from '../node-warnings.ts';
import { loadDiscreetly, loadPublishable } from '../discreet-plan.ts';
import { siteOf } from '../site.ts';

/**
 * `gate check`: validates a configuration. Warnings and what `run` can't do yet are said on stderr; they are no mistakes.
 * @throws ConfigurationError with every problem, as `file:line:column: message`
 */
export async function check(name: string, io: Io): Promise<ExitCode> {
  const config = readConfig(name, io.cwd);
  const today = new Date().toISOString().slice(0, 10);
  const input = loadInput(config, ALL, io);
  const { plan, notYet } = loadPublishable(input, config, io);
  const { warnings } = loadDiscreetly({ ...input, today, site: await siteOf(plan, config, io) }, io);
  for (const warning of [...warnings, ...nodeWarnings(plan, name, process.version)]) io.stderr(`${problemLine(warning)} (warning)\n`);
  for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
  const gates = plan.gates.length - 1;
  const found = `${gates} gate${gates === 1 ? '' : 's'}`;
  io.stdout(
    notYet.length === 0
      ? `${name}: no problems; ${found}\n`
      : `${name}: can be checked, not yet run: \`gate run\` will refuse it with exit code 2, for what is said above; ${found}\n`,
  );
  return 0;
}
