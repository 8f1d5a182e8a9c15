import { r as problemLine } from "./errors.js";
import { n as loadPlan } from "./load.js";
import { n as wholeInput } from "./configuration-input.js";

// src/app/check.ts
/**
* `gate check`: validates a configuration. Warnings and what `run` can't do yet are said on stderr; they are no mistakes.
* @throws ConfigurationError with every problem, as `file:line:column: message`
*/
function check(config, io) {
	const { plan, warnings, notYet } = loadPlan(wholeInput(config, io));
	for (const warning of warnings) io.stderr(`${problemLine(warning)} (warning)\n`);
	for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
	const gates = plan.gates.length - 1;
	io.stdout(`${config}: no problems; ${gates} gate${gates === 1 ? "" : "s"}\n`);
	return 0;
}

export { check };