import { i as __toESM } from "./rolldown-runtime.js";
import { r as problemLine } from "./errors.js";
import { n as readConfig, t as checkoutOf } from "./config-file.js";
import { n as loadInput, t as ALL } from "./configuration-input.js";
import { Gt as require_semver, w as kinds } from "./configuration.js";
import { n as loadPublishable, t as loadDiscreetly } from "./discreet-plan.js";
import { n as filesNamed, p as trackedFiles } from "./glob.js";
import { i as givenFiles } from "./load.js";
import fs from "node:fs";
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

// src/app/site.ts
/** Where a configuration is checked, as far as its plan asks for it. */
async function siteOf(plan, config, io) {
	const checkout = checkoutOf(config.path);
	const folders = [...plan.services, ...plan.gates].map(({ workingDirectory }) => workingDirectory);
	const files = [...plan.attachments.map((one) => typeof one === "string" ? one : one.path), ...plan.scan ?? []];
	const absent = new Set(folders.filter((folder) => !isFolder(path.resolve(checkout, folder))));
	const given = plan.gates.flatMap((gate) => givenFiles(gate).map(({ file, from }) => ({
		from,
		full: path.resolve(checkout, gate.workingDirectory, file)
	})));
	for (const { from, full } of given) if (!fs.existsSync(full)) absent.add(from);
	for (const pattern of files) if (!await namesAny(pattern, checkout)) absent.add(pattern);
	return {
		atTerminal: io.env["GITHUB_ACTIONS"] !== "true",
		tracked: trackedFiles(checkout),
		absent
	};
}
/** What can't be looked at may be there. */
async function namesAny(pattern, checkout) {
	const full = path.resolve(checkout, pattern);
	if (isFolder(full)) return fs.readdirSync(full).length > 0;
	return filesNamed(pattern, checkout).then((files) => files.length > 0, () => true);
}
function isFolder(full) {
	return fs.statSync(full, { throwIfNoEntry: false })?.isDirectory() === true;
}

// src/app/commands/check.ts
/**
* `gate check`: validates a configuration. Warnings and what `run` can't do yet are said on stderr; they are no mistakes.
* @throws ConfigurationError with every problem, as `file:line:column: message`
*/
async function check(name, io) {
	const config = readConfig(name, io.cwd);
	const today = (/* @__PURE__ */ new Date()).toISOString().slice(0, 10);
	const input = loadInput(config, ALL, io);
	const { plan, notYet } = loadPublishable(input, config, io);
	const { warnings } = loadDiscreetly({
		...input,
		today,
		site: await siteOf(plan, config, io)
	}, io);
	for (const warning of [...warnings, ...nodeWarnings(plan, name, process.version)]) io.stderr(`${problemLine(warning)} (warning)\n`);
	for (const problem of notYet) io.stderr(`${problemLine(problem)} (\`gate run\` will refuse)\n`);
	const gates = plan.gates.length - 1;
	const found = `${gates} gate${gates === 1 ? "" : "s"}`;
	io.stdout(notYet.length === 0 ? `${name}: no problems; ${found}\n` : `${name}: can be checked, not yet run: \`gate run\` will refuse it with exit code 2, for what is said above; ${found}\n`);
	return 0;
}

export { check };