import { n as SetupError } from "./errors.js";
import { n as summary } from "./render.js";
import { t as terminalTable } from "./terminal.js";
import { t as adopt } from "./adopt.js";
import { t as loadDiscreetly } from "./discreet-plan.js";
import { i as storesOf } from "./places.js";
import { n as readPlanFile } from "./plan-file.js";
import path from "node:path";

// src/app/commands/decide.ts
/** `gate decide`: takes over the evidence of another machine, if it holds and is of this plan. Exit code as `run`. */
async function decide({ bundles, plan, expected, out, json }, io) {
	const [bundle, ...others] = bundles;
	if (bundle === void 0) throw new SetupError("gate decide: BUNDLE is missing");
	if (others.length > 0) throw new SetupError("gate decide: several bundles are not in this version yet; give one");
	const { config, input } = readPlanFile(plan, io);
	const own = loadDiscreetly(input, io).plan;
	const [store] = storesOf(own, {
		out,
		configPath: config.path
	}, io);
	const { outcome, folder } = await adopt(path.resolve(io.cwd, bundle), {
		...expected,
		plan: own
	}, store.folder);
	io.stdout(json ? summary(outcome) : terminalTable(outcome, {
		...io.terminal,
		bundle: path.relative(io.cwd, folder) || folder
	}));
	return outcome.decision.exitCode;
}

export { decide };