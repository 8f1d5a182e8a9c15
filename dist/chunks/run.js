import { n as SetupError, r as problemLine, t as ConfigurationError } from "./errors.js";
import { r as loadPlan } from "./load.js";
import { n as summary } from "./render.js";
import { m as terminalTable } from "./leave-bundle.js";
import { n as readConfig } from "./config-file.js";
import { t as loadInput } from "./configuration-input.js";
import { n as executePlan, r as newExecution, t as soleBundle } from "./sole-bundle.js";
import { t as UnverifiedBundle } from "./finish-bundle.js";
import { n as readPlanFile } from "./plan-file.js";
import { t as jsonText } from "./json.js";
import { t as openBundle } from "./bundle.js";
import { t as sha256OfBytes } from "./sha256.js";
import { f as BUNDLE } from "./reader.js";
import { r as readWhole, t as MOST } from "./read.js";
import { o as priorOf, r as planBefore } from "./judge-bundle.js";
import { r as partCheck } from "./verify-bundle.js";
import { n as verificationText, t as checkLines } from "./verification-text.js";
import fs from "node:fs";
import path from "node:path";

// src/app/bundle/prior.ts
/**
* Opens the evidence of the stage before, of a plan whose stage follows another. Nothing may begin upon evidence that does not hold.
* @param bundles what the command line names. @param config the bytes of the configuration
* @returns undefined for a plan that follows nothing. @throws SetupError
*/
async function openPrior(bundles, plan, config) {
	const [bundle, ...others] = bundles;
	const { stage } = plan;
	if (stage?.after === void 0) {
		if (bundle === void 0) return void 0;
		throw new SetupError(stage ? `--prior: no stage comes before "${stage.name}"` : "--prior: expected with --stage alone");
	}
	const wanted = `the evidence of stage "${stage.after}"`;
	if (bundle === void 0) throw new SetupError(`--stage ${stage.name}: --prior is missing; expected ${wanted}`);
	if (others.length > 0) throw new SetupError(`--prior: found ${bundles.length} bundles, expected ${wanted}, which holds that of the stages before it`);
	const opened = await openBundle(soleBundle(bundle));
	try {
		const before = planBefore(config, plan);
		checkPlan(opened.folder, bundle, before);
		const check = partCheck(opened.folder, before);
		if (check.result !== "holds") throw new SetupError(`${bundle}: stage "${stage.name}" does not begin upon this evidence`, ...checkLines(check));
		return {
			...priorOf(opened.folder, before),
			...opened
		};
	} catch (error) {
		opened.cleanup();
		throw error;
	}
}
/** For evidence of another plan the message says what differs, not only that hashes do. */
function checkPlan(folder, bundle, expected) {
	const file = path.join(folder, BUNDLE.plan);
	const bytes = fs.existsSync(file) ? readWhole(file, MOST.plan) : Buffer.alloc(0);
	if (sha256OfBytes(bytes) === sha256OfBytes(jsonText(expected))) return;
	const found = planIn(bytes);
	const stage = found?.stage?.name;
	const wanted = expected.stage?.name ?? "";
	if (found && stage !== wanted) throw new SetupError(`${bundle}: is of ${stage === void 0 ? "no stage" : `stage "${stage}"`}, expected "${wanted}"`);
	const other = Object.keys(expected).find((key) => JSON.stringify(found?.[key]) !== JSON.stringify(expected[key]));
	throw new SetupError(`${bundle}: is of another plan${other === void 0 ? "" : `: its ${IN_WORDS[other] ?? other} differs`}`);
}
const IN_WORDS = {
	configSha256: "configuration",
	vars: "value of a variable",
	capturedEnv: "captured environment",
	selection: "selection of gates"
};
function planIn(bytes) {
	try {
		return JSON.parse(bytes.toString("utf8"));
	} catch {
		return;
	}
}

// src/app/commands/run.ts
/** `gate run`: runs the plan and leaves a bundle. Exit code 0 GO, 1 a required gate failed, 2 blocked. */
async function run(request, io) {
	const { config, input } = request.plan === void 0 ? fromConfiguration(request, io) : fromPlan(request.plan, request, io);
	const plan = runnablePlan(input, io);
	const pinned = {
		...io,
		env: {
			...io.env,
			...plan.capturedEnv
		}
	};
	const prior = await openPrior(request.prior.map((bundle) => path.resolve(io.cwd, bundle)), plan, config.bytes);
	try {
		const { outcome, folder } = await executePlan(plan, config, newExecution(request.out, io), pinned, prior);
		const bundle = path.relative(io.cwd, folder) || folder;
		io.stdout(request.json ? summary(outcome) : terminalTable(outcome, {
			...io.terminal,
			bundle
		}));
		return outcome.decision.exitCode;
	} catch (error) {
		if (!(error instanceof UnverifiedBundle)) throw error;
		io.stderr(`gate run: ${error.message}\n${verificationText(error.verification)}`);
		return 2;
	} finally {
		prior?.cleanup();
	}
}
/** A plan that was made elsewhere, for all of its stages. */
function fromPlan(file, { stage }, io) {
	const { config, input } = readPlanFile(file, io);
	return {
		config,
		input: {
			...input,
			...stage !== void 0 && { stage }
		}
	};
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
	const { plan, warnings, notYet } = loadPlan({
		...input,
		today: (/* @__PURE__ */ new Date()).toISOString().slice(0, 10)
	});
	if (notYet.length > 0) throw new ConfigurationError(notYet);
	for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
	return plan;
}

export { openPrior as i, run as n, runnablePlan as r, fromPlan as t };