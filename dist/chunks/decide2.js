import { t as checkedOut } from "./git.js";
import { n as SetupError } from "./errors.js";
import { n as summary } from "./render.js";
import { t as terminalTable } from "./terminal.js";
import { n as adopt, t as RejectedBundle } from "./adopt.js";
import { t as refuseNoBundle } from "./no-bundle.js";
import { t as soleBundle } from "./sole-bundle.js";
import { t as loadDiscreetly } from "./discreet-plan.js";
import { a as workTreeOf, i as storesOf } from "./places.js";
import { n as readPlanFile } from "./plan-file.js";
import path from "node:path";

// src/app/commands/decide.ts
/**
* `gate decide`: takes over the evidence of another machine, if it holds and is of this plan, and, where this is a work tree, of the
* commit that is checked out; `expected.commit` names another one. Exit code as `run`.
*/
async function decide({ bundles, plan, expected, out, json }, io) {
	const [bundle, ...others] = bundles;
	if (bundle === void 0) throw new SetupError("gate decide: BUNDLE is missing");
	if (others.length > 0) throw new SetupError("gate decide: several bundles are not in this version yet; give one");
	refuseNoBundle(soleBundle(path.resolve(io.cwd, bundle)));
	const { config, input } = readPlanFile(plan, io);
	const own = loadDiscreetly(input, io).plan;
	const [store] = storesOf(own, {
		out,
		configPath: config.path
	}, io);
	const commit = expected.commit ?? await commitHere(io);
	const say = (line) => io.stderr(`gate decide: ${line}\n`);
	const { outcome, folder } = await adopt(path.resolve(io.cwd, bundle), {
		...expected,
		commit,
		plan: own
	}, store.folder, say).catch((error) => {
		if (expected.commit === void 0 && isOfOtherCommit(error)) say(OF_HEAD);
		throw error;
	});
	io.stdout(json ? summary(outcome) : terminalTable(outcome, {
		...io.terminal,
		bundle: path.relative(io.cwd, folder) || folder
	}));
	return outcome.decision.exitCode;
}
/** The commit that is checked out where this runs; undefined outside of a work tree. @throws SetupError where there is one, and git does not tell */
async function commitHere({ cwd }) {
	if (workTreeOf(cwd) === void 0) return void 0;
	const head = await checkedOut(cwd);
	if ("commit" in head) return head.commit;
	throw new SetupError(`gate decide: git does not tell which commit is checked out here (${head.unknown}); --expect-commit names it`);
}
const OF_HEAD = "the evidence is expected to be of the commit that is checked out here; --expect-commit names another one";
function isOfOtherCommit(error) {
	return error instanceof RejectedBundle && error.verification.checks.some(({ problems }) => problems.some(({ message }) => message.startsWith("the commit is ")));
}

export { decide };