import { i as __toESM } from "./rolldown-runtime.js";
import { r as problemLine } from "./errors.js";
import { s as trackedFiles } from "./git.js";
import { r as loadPlan } from "./load.js";
import { t as checkoutOf } from "./config-file.js";
import { n as wholeInput } from "./configuration-input.js";
import { It as require_semver, w as kinds } from "./configuration.js";
import path from "node:path";

// src/app/node-warnings.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
/** From then on Node brings SQLite with it, without a flag. */
const SQLITE_SINCE = "22.13.0";
/** What a plan asks of Node that this one does not have. @param file as the configuration is called @param version such as `v20.19.0` */
function nodeWarnings({ gates }, file, version) {
	if (import_semver.default.gte(version, SQLITE_SINCE)) return [];
	return gates.filter(asksSqlite).map(({ id, at }) => ({
		file,
		at,
		message: `gate "${id}" has a sqlite probe, which needs Node 22.13 or later: with this one, ${version}, it will be blocked`
	}));
}
function asksSqlite({ kind, spec }) {
	return kinds[kind]?.spec.probes?.(spec).some((probe) => probe.kind === "sqlite") ?? false;
}

// src/app/commands/check.ts
/**
* `gate check`: validates a configuration. Warnings and what `run` can't do yet are said on stderr; they are no mistakes.
* @throws ConfigurationError with every problem, as `file:line:column: message`
*/
function check(config, io) {
	const today = (/* @__PURE__ */ new Date()).toISOString().slice(0, 10);
	const site = {
		atTerminal: io.env["GITHUB_ACTIONS"] !== "true",
		tracked: trackedFiles(checkoutOf(path.resolve(io.cwd, config)))
	};
	const { plan, warnings, notYet } = loadPlan({
		...wholeInput(config, io),
		today,
		site
	});
	for (const warning of [...warnings, ...nodeWarnings(plan, config, process.version)]) io.stderr(`${problemLine(warning)} (warning)\n`);
	for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
	const gates = plan.gates.length - 1;
	const found = `${gates} gate${gates === 1 ? "" : "s"}`;
	io.stdout(notYet.length === 0 ? `${config}: no problems; ${found}\n` : `${config}: can be checked, not yet run: \`gate run\` will refuse it with exit code 2, for what is said above; ${found}\n`);
	return 0;
}

export { check };