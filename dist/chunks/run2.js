import { r as problemLine, t as ConfigurationError } from "./errors.js";
import { n as loadPlan } from "./load.js";
import { f as summary } from "./judge-bundle.js";
import { i as terminalTable, n as newExecution, t as executePlan } from "./execution.js";
import { n as readConfig } from "./config-file.js";
import { t as loadInput } from "./configuration-input.js";
import { t as UnverifiedBundle } from "./finish-bundle.js";
import { n as readPlanFile } from "./plan-file.js";
import { t as inWords } from "./verify2.js";
import path from "node:path";

// src/app/run.ts
/** `gate run`: runs the plan and leaves a bundle. Exit code 0 GO, 1 a required gate failed, 2 blocked. */
async function run(request, io) {
	const { config, input } = request.plan === void 0 ? fromConfiguration(request, io) : readPlanFile(request.plan, io);
	const plan = runnablePlan(input, io);
	const pinned = {
		...io,
		env: {
			...io.env,
			...plan.capturedEnv
		}
	};
	try {
		const { outcome, folder } = await executePlan(plan, config, newExecution(request.out, io), pinned);
		const bundle = path.relative(io.cwd, folder) || folder;
		io.stdout(request.json ? summary(outcome) : terminalTable(outcome, {
			...io.terminal,
			bundle
		}));
		return outcome.decision.exitCode;
	} catch (error) {
		if (!(error instanceof UnverifiedBundle)) throw error;
		io.stderr(`gate run: ${error.message}\n${inWords(error.verification)}`);
		return 2;
	}
}
function fromConfiguration(request, io) {
	const config = readConfig(request.config, io.cwd);
	return {
		config,
		input: loadInput(config, request, io)
	};
}
/** The plan of a configuration whose every part this version can run; its warnings are said. @throws ConfigurationError, SetupError */
function runnablePlan(input, io) {
	const { plan, warnings, notYet } = loadPlan(input);
	if (notYet.length > 0) throw new ConfigurationError(notYet);
	for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
	return plan;
}

export { runnablePlan as n, run as t };