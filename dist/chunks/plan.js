import { t as jsonText } from "./json.js";
import { r as problemLine } from "./errors.js";
import { n as describePlan, r as planRecord } from "./describe.js";
import { n as loadPlan } from "./load.js";
import { t as loadInput } from "./configuration-input.js";

// src/app/plan.ts
/** `gate plan`: order, expected counts, every effective criterion, least duration. @throws ConfigurationError, SetupError */
function plan(request, io) {
	const { plan: resolved, warnings, notYet } = loadPlan(loadInput(request, io));
	if (request.json) {
		const unsupported = notYet.map(problemLine);
		io.stdout(jsonText({
			...planRecord(resolved),
			warnings: warnings.map(problemLine),
			notYet: unsupported
		}));
		return 0;
	}
	io.stdout(describePlan(resolved));
	for (const warning of warnings) io.stderr(`${problemLine(warning)} (warning)\n`);
	for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
	return 0;
}

export { plan };