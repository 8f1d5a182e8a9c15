import { jsonText } from '../../core/json.ts';
import { problemLine } from '../../core/location.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { describePlan, planRecord } from '../../plan/describe.ts';
import { type ConfigFile, readConfig } from '../config-file.ts';
import { loadPublishable } from '../discreet-plan.ts';
import { loadInput, type Selection } from '../configuration-input.ts';
import type { ExitCode, Io } from '../io.ts';
import { planInputs } from '../plan-file.ts';

/** `gate plan`: order, expected counts, every effective criterion, least duration. @throws ConfigurationError, SetupError */
export function plan(request: Selection & { readonly config: string; readonly json: boolean }, io: Io): ExitCode {
  const config = readConfig(request.config, io.cwd);
  if (request.json) {
    io.stdout(planJson(config, request, io));
    return 0;
  }
  const { plan: resolved, warnings, notYet } = loadPublishable(loadInput(config, request, io), config, io);
  io.stdout(describePlan(resolved));
  for (const warning of warnings) io.stderr(`${problemLine(warning)} (warning)\n`);
  for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
  return 0;
}

/** The plan for programs: what it says, the hash by which a bundle names it, and all that another machine derives it from. */
export function planJson(config: ConfigFile, selection: Selection, io: Io): string {
  const { plan: resolved, warnings, notYet } = loadPublishable(loadInput(config, selection, io), config, io);
  return jsonText({
    ...planRecord(resolved),
    warnings: warnings.map(problemLine),
    notYet: notYet.map(problemLine),
    planSha256: sha256OfBytes(jsonText(resolved)),
    ...planInputs(config, resolved),
  });
}
