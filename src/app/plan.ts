import { jsonText } from '../core/json.ts';
import { problemLine } from '../core/location.ts';
import { describePlan, planRecord } from '../plan/describe.ts';
import { loadPlan } from '../plan/load.ts';
import { loadInput, type PlanRequest } from './configuration-input.ts';
import type { ExitCode, Io } from './io.ts';

/** `gate plan`: order, expected counts, every effective criterion, least duration. @throws ConfigurationError, SetupError */
export function plan(request: PlanRequest & { readonly json: boolean }, io: Io): ExitCode {
  const { plan: resolved, warnings, notYet } = loadPlan(loadInput(request, io));
  if (request.json) {
    const unsupported = notYet.map(problemLine);
    io.stdout(jsonText({ ...planRecord(resolved), warnings: warnings.map(problemLine), notYet: unsupported }));
    return 0;
  }
  io.stdout(describePlan(resolved));
  for (const warning of warnings) io.stderr(`${problemLine(warning)} (warning)\n`);
  for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
  return 0;
}
