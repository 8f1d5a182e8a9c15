import { Dn as jsonText } from "./configuration.js";
import { r as problemLine } from "./errors.js";
import { o as sha256OfBytes } from "./verdict.js";
import { i as planRecord, n as describePlan } from "./describe.js";
import { n as readConfig } from "./config-file.js";
import { n as loadPublishable } from "./discreet-plan.js";
import { n as loadInput } from "./configuration-input.js";
import { t as planInputs } from "./plan-file.js";

// src/app/commands/plan.ts
/** `gate plan`: order, expected counts, every effective criterion, least duration. @throws ConfigurationError, SetupError */
function plan(request, io) {
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
function planJson(config, selection, io) {
	const { plan: resolved, warnings, notYet } = loadPublishable(loadInput(config, selection, io), config, io);
	return jsonText({
		...planRecord(resolved),
		warnings: warnings.map(problemLine),
		notYet: notYet.map(problemLine),
		planSha256: sha256OfBytes(jsonText(resolved)),
		...planInputs(config, resolved)
	});
}

export { planJson as n, plan as t };