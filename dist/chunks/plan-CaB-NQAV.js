import { t as jsonText } from "./json-Caj53tZr.js";
import { r as problemLine } from "./errors-Dcm8D2BF.js";
import { n as describePlan, r as planRecord } from "./describe-DjPKy4NT.js";
import { n as loadPlan } from "./load-BrFyD-qa.js";
import { t as loadInput } from "./configuration-input-iktdft4q.js";

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