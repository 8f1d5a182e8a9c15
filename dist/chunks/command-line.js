import { i as DEFAULT_CONFIG, n as SetupError } from "./errors.js";
import { t as unexpected } from "./refusal2.js";
import { t as nearest } from "./suggest.js";
import { t as visible } from "./visible.js";
import { n as parseDuration } from "./duration.js";
import { parseArgs } from "node:util";

// src/entries/options.ts
const given = (value, means) => ({
	type: "string",
	value,
	means
});
const repeated = (value, means) => ({
	type: "string",
	multiple: true,
	value,
	means
});
const flag = (means) => ({
	type: "boolean",
	means
});
const SELECTION = {
	gate: repeated("ID", "runs only this gate and those that it needs; may be repeated. The decision is PARTIAL, never GO"),
	skip: repeated("ID", "leaves out this gate, which must be advisory; may be repeated"),
	for: given("PURPOSE", "what the run is for: gates whose `required-for` lists PURPOSE are required, those that list others are advisory"),
	var: repeated("NAME=VALUE", "overrides a variable of the configuration; may be repeated. PARTIAL unless `policy.allow-overrides` lists it"),
	stage: given("NAME", "one stage of a rollout; `gate run` does it on the evidence of the stage before (--prior)")
};
const EXPECTED = {
	head: given("HASH", "the head that you kept from when the run ended: finds also a bundle that was rewritten from end to end"),
	"expect-commit": given("SHA", "the commit that the evidence must be of, or its first 7 digits or more"),
	"expect-run": given("ID/ATTEMPT", "the run of GitHub Actions that the evidence must be of, such as 1234567890/1")
};
const STORED = {
	config: given("CONFIG", "whose `evidence.store` holds the executions; default: .github/gates.yml of the work tree"),
	out: given("DIR", "the folder that holds the executions; default: what CONFIG says, else .gate/executions in the work tree")
};
const WRITTEN = given("DIR", "writes the execution there; default: `evidence.store`, else .gate/executions in the work tree");
/** The options of each command that has some. */
const OPTIONS = {
	run: {
		...SELECTION,
		prior: repeated("BUNDLE", "with --stage: the evidence of the stage before"),
		plan: given("FILE", "runs exactly this plan, the output of `gate plan --json`; it stands for CONFIG, --gate, --skip, --for and --var"),
		out: WRITTEN,
		json: flag("prints summary.json instead of the table")
	},
	decide: {
		plan: {
			...given("FILE", "the plan that the evidence must be of: the output of `gate plan --json`"),
			required: true
		},
		...EXPECTED,
		out: WRITTEN,
		json: flag("prints summary.json instead of the table")
	},
	plan: {
		...SELECTION,
		json: flag("prints the plan and all that it is derived from, for `gate run --plan` and `gate decide --plan`")
	},
	explain: { config: given("CONFIG", "the configuration whose gates are explained; default: .github/gates.yml") },
	verify: {
		...STORED,
		...EXPECTED,
		"expect-plan": given("HASH", "the SHA-256 that the plan must have: `planSha256` of `gate plan --json`"),
		"require-go": flag("exit code 1 also for evidence that holds and is no GO"),
		json: flag("prints what was found as JSON")
	},
	replay: STORED,
	report: {
		format: given("md|html", "how it is rendered; default: md"),
		...STORED
	},
	history: {
		...STORED,
		limit: given("N", "how many at most; default: 20"),
		status: given("STATUS", "only GO, NO-GO, BLOCKED, PARTIAL or UNFINISHED ones"),
		risk: given("RISK", "only those whose change was rated low, medium, high or critical"),
		since: given("7d|DATE", "only those begun since: a duration back from now, or a date such as 2026-11-21"),
		gate: given("ID", "only those with this gate, and how it ended"),
		repo: given("OWNER/NAME", "only those of this repository on GitHub"),
		trend: given("GATE MEASUREMENT", "shows how a measurement of a gate went, the oldest first"),
		json: flag("prints them as JSON")
	},
	prune: {
		days: given("N", "removes executions older than N days"),
		keep: given("N", "removes all but the newest N executions"),
		...STORED,
		"dry-run": flag("only says what would be removed")
	}
};

// src/entries/values.ts
/** Which gates, with which variables, an execution is of. @throws SetupError for a `--var` that is no pair */
function selectionOf(values) {
	return {
		gates: list(values, "gate"),
		skip: list(values, "skip"),
		purpose: text(values, "for"),
		overrides: overridesOf(list(values, "var")),
		stage: text(values, "stage")
	};
}
function overridesOf(pairs) {
	return Object.fromEntries(pairs.map((pair) => {
		const at = pair.indexOf("=");
		if (at < 1) throw new SetupError(`gate: --var "${pair}" is not of the form NAME=VALUE`);
		return [pair.slice(0, at), pair.slice(at + 1)];
	}));
}
/** The value of an option that is given once; undefined where it is not given. */
function text(values, name) {
	const value = values[name];
	return typeof value === "string" ? value : void 0;
}
/** @throws SetupError for what is no SHA-256: that it differs would be no finding */
function hashOf(values, name) {
	const hash = text(values, name);
	if (hash === void 0 || /^[0-9a-f]{64}$/i.test(hash)) return hash?.toLowerCase();
	throw new SetupError(`gate: --${name} is "${visible(hash)}"; expected a whole SHA-256, 64 hex digits`);
}
/** What a caller knows from elsewhere of a bundle. @throws SetupError */
function expectedOf(values) {
	return {
		head: hashOf(values, "head"),
		commit: commitOf(values),
		run: text(values, "expect-run")
	};
}
/** @throws SetupError for what is no commit: that it differs would be no finding */
function commitOf(values) {
	const commit = text(values, "expect-commit");
	if (commit === void 0 || /^[0-9a-f]{7,64}$/i.test(commit)) return commit;
	throw new SetupError(`gate: --expect-commit is "${visible(commit)}"; expected a commit's hash, or its first 7 hex digits or more`);
}
/** Whose executions a command is about. */
function wantedStoreOf(values) {
	return {
		out: text(values, "out"),
		config: text(values, "config")
	};
}
/** The values of an option that may be given several times. */
function list(values, name) {
	const value = values[name];
	return Array.isArray(value) ? value.map(String) : [];
}
/** @throws SetupError for what is no number of things */
function wholeOf(values, name) {
	const written = text(values, name);
	if (written === void 0 || /^[1-9]\d{0,8}$/.test(written)) return written === void 0 ? void 0 : Number(written);
	throw new SetupError(`gate: --${name} is "${visible(written)}"; expected a whole number, 1 or more`);
}
const DAY_MS = 864e5;
/** Days as a number, or as a duration of whole days: `7`, `7d`, `48h`. */
function daysOf(values) {
	const written = text(values, "days");
	const days = (parseDuration(written ?? "") ?? NaN) / DAY_MS;
	return Number.isInteger(days) && days >= 1 ? days : wholeOf(values, "days");
}

// src/entries/commands.ts
/** Part of the contract, and not there yet: said plainly instead of called unknown. */
const COMMANDS_TO_COME = ["release", "init"];
const OPTIONS_TO_COME = {
	shard: { type: "string" },
	statement: { type: "string" },
	"trusted-root": { type: "string" }
};
/** Every command: what it takes and does, and which use case does it. Each loads only what it needs. */
const COMMANDS = {
	run: {
		takes: "[CONFIG]",
		does: "runs the plan, prints the table, writes the evidence bundle; exit 0 GO, 1 NO-GO, 2 BLOCKED",
		options: OPTIONS.run,
		example: "gate run gates.yml --gate unit --var base=v1.4.0",
		positionals: 1,
		run: async (values, [given], io) => {
			const config = given ?? ".github/gates.yml";
			const besides = [
				"gate",
				"skip",
				"for",
				"var"
			].find((option) => values[option] !== void 0);
			if (values["plan"] !== void 0 && (given !== void 0 || besides !== void 0)) throw new SetupError(`gate run: --plan says all of it; found ${given ?? `--${besides}`} besides`);
			const { run } = await import("./run2.js");
			const output = {
				out: text(values, "out"),
				json: values["json"] === true
			};
			return run({
				config,
				...selectionOf(values),
				plan: text(values, "plan"),
				prior: list(values, "prior"),
				...output
			}, io);
		}
	},
	decide: {
		takes: "BUNDLE",
		does: "takes over the evidence of another machine, if it holds and is of this plan; exit as run",
		options: OPTIONS.decide,
		example: "gate decide 20261121-041609-4f2a9c.zip --plan expected.json",
		positionals: 256,
		run: async (values, bundles, io) => {
			const plan = text(values, "plan");
			if (plan === void 0) throw new SetupError("gate decide: --plan is missing; expected the output of `gate plan --json`");
			const { decide } = await import("./decide2.js");
			return decide({
				bundles,
				plan,
				expected: expectedOf(values),
				out: text(values, "out"),
				json: values["json"] === true
			}, io);
		}
	},
	check: {
		takes: "[CONFIG]",
		does: "validates the configuration: every problem as file:line:column",
		options: {},
		example: "gate check gates.yml",
		positionals: 1,
		run: async (_, [config = DEFAULT_CONFIG], io) => (await import("./check.js")).check(config, io)
	},
	plan: {
		takes: "[CONFIG]",
		does: "shows order, expected counts, every effective criterion, least duration",
		options: OPTIONS.plan,
		example: "gate plan gates.yml --json > expected.json",
		positionals: 1,
		run: async (values, [config = DEFAULT_CONFIG], io) => (await import("./plan.js")).plan({
			config,
			...selectionOf(values),
			json: values["json"] === true
		}, io)
	},
	explain: {
		takes: "[KIND|GATE|PROBE|KEY|MEASUREMENT]",
		does: "explains a gate kind's keys, measurements and default criteria, a key, a measurement, or one gate of the configuration",
		options: OPTIONS.explain,
		example: "gate explain p95Ms",
		positionals: 1,
		run: async (values, [word], io) => (await import("./explain.js")).explain(word, text(values, "config") ?? ".github/gates.yml", io)
	},
	verify: {
		takes: "[BUNDLE]",
		does: "derives every verdict again from the evidence; exit 0 holds, 1 tampered or different, 2 unreadable or incomplete; BUNDLE may be an id; default: the newest execution",
		options: OPTIONS.verify,
		example: "gate verify 20261121-041609-4f2a9c --require-go",
		positionals: 1,
		run: async (values, [named], io) => {
			const [{ verify }, { bundleAt }] = await Promise.all([import("./verify.js"), import("./stored-bundle.js")]);
			const expectations = {
				...expectedOf(values),
				plan: hashOf(values, "expect-plan"),
				requireGo: values["require-go"] === true
			};
			return verify(bundleAt(named, wantedStoreOf(values), io), expectations, values["json"] === true ? "json" : "text", io);
		}
	},
	replay: {
		takes: "[BUNDLE]",
		does: "shows an execution as a timeline, with verdicts and decision; BUNDLE may be an id; default: the newest execution",
		options: OPTIONS.replay,
		example: "gate replay 20261121-041609-4f2a9c --config gates.yml",
		positionals: 1,
		run: async (values, [named], io) => (await import("./replay.js")).replay(named, wantedStoreOf(values), io)
	},
	report: {
		takes: "[BUNDLE]",
		does: "renders the report of a bundle again; BUNDLE may be an id; default: the newest execution",
		options: OPTIONS.report,
		example: "gate report --format html > report.html",
		positionals: 1,
		run: async (values, [named], io) => {
			const [{ report }, { bundleAt }] = await Promise.all([import("./report.js"), import("./stored-bundle.js")]);
			return report(bundleAt(named, wantedStoreOf(values), io), text(values, "format") ?? "md", io);
		}
	},
	history: {
		takes: "",
		does: "lists earlier executions, the newest first; with --trend how a measurement of a gate went over them",
		options: OPTIONS.history,
		example: "gate history --trend load p95Ms --since 30d",
		positionals: 1,
		run: async (values, [measurement], io) => {
			const gate = text(values, "trend");
			if (gate === void 0 && measurement !== void 0) throw new SetupError(`gate history: found "${visible(measurement)}" without --trend GATE; a configuration is named by --config ${visible(measurement)}`);
			const [limit, status, risk, since] = [
				"limit",
				"status",
				"risk",
				"since"
			].map((name) => text(values, name));
			const trend = gate === void 0 ? void 0 : {
				gate,
				measurement
			};
			const { history } = await import("./history4.js");
			return history({
				store: wantedStoreOf(values),
				limit,
				status,
				risk,
				since,
				gate: text(values, "gate"),
				repository: text(values, "repo"),
				trend,
				json: values["json"] === true
			}, io);
		}
	},
	prune: {
		takes: "",
		does: "removes executions older than N days, or beyond the newest N; --days, --keep or `retention` in the configuration must say so; the last GO of each configuration is never removed; rows in the history stay",
		options: OPTIONS.prune,
		example: "gate prune --days 7 --keep 100 --dry-run",
		positionals: 0,
		run: async (values, _, io) => {
			const [days, executions] = [daysOf(values), wholeOf(values, "keep")];
			const retention = {
				...days !== void 0 && { days },
				...executions !== void 0 && { executions }
			};
			const { prune } = await import("./prune2.js");
			return prune({
				store: wantedStoreOf(values),
				retention,
				dryRun: values["dry-run"] === true
			}, io);
		}
	},
	schema: {
		takes: "",
		does: "prints the JSON Schema of the configuration, for editors",
		options: {},
		example: "gate schema > gates.schema.json",
		positionals: 0,
		run: async (_, __, io) => (await import("./schema.js")).schema(io)
	}
};

// src/entries/help.ts
/** `gate help`: what each command takes and does. */
function overview(commands) {
	return `gate: decides whether software may be released, and can prove why

${Object.entries(commands).map(([name, command]) => `  ${headOf(name, command)}${optionsWord(command)}\n      ${command.does}`).join("\n")}

  gate help COMMAND
      lists the options of a command, with an example
  gate version

CONFIG defaults to ${DEFAULT_CONFIG}.
`;
}
/** `gate help COMMAND`: its usage, each option with what it means, an example. */
function helpOf(name, command) {
	const options = Object.entries(command.options).map(([option, one]) => [written(option, one), one.means]);
	const width = Math.max(0, ...options.map(([option]) => option.length));
	const rows = options.map(([option, means]) => `  ${option.padEnd(width)}  ${means}\n`);
	return [
		`${headOf(name, command)}${optionsWord(command)}\n`,
		`  ${command.does}\n`,
		rows.join(""),
		`Example:\n  ${command.example}\n`
	].filter((part) => part !== "").join("\n");
}
/** The usage with every option, for who mistook one. */
function usageOf(name, command) {
	const options = Object.entries(command.options).map(([option, one]) => {
		const more = one.multiple ? "…" : "";
		return one.required ? `${written(option, one)}${more}` : `[${written(option, one)}${more}]`;
	});
	return [headOf(name, command), ...options].join(" ");
}
function headOf(name, { takes }) {
	return takes === "" ? `gate ${name}` : `gate ${name} ${takes}`;
}
function optionsWord({ options }) {
	const required = Object.entries(options).filter(([, { required }]) => required);
	const words = required.map(([option, one]) => ` ${written(option, one)}`).join("");
	return Object.keys(options).length > required.length ? `${words} [options]` : words;
}
function written(option, { value }) {
	return value === void 0 ? `--${option}` : `--${option} ${value}`;
}

// src/entries/command-line.ts
const HELP = { help: {
	type: "boolean",
	short: "h"
} };
/** Runs one command line. Never throws: a mistake of the user's is a line on stderr and exit code 2. */
async function main(argv) {
	try {
		return await commanded(argv, terminalIo());
	} catch (error) {
		process.stderr.write(`${errorText(error)}\n`);
		return 2;
	}
}
async function commanded([name = "help", ...rest], io) {
	if (![
		"help",
		"--help",
		"-h"
	].includes(name)) return dispatch(name, commandOf(name), rest, io);
	const [asked] = rest;
	io.stdout(asked === void 0 ? overview(COMMANDS) : helpOf(asked, commandOf(asked)));
	return 0;
}
/** @throws SetupError for a word that is no command */
function commandOf(name) {
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
	if (command) return command;
	if (name === "init") throw new SetupError("gate init: not in this version yet; `gate explain` shows how to write a configuration");
	if (COMMANDS_TO_COME.includes(name)) throw new SetupError(`gate ${name}: not in this version yet`);
	const names = Object.keys(COMMANDS);
	const near = nearest(name, names);
	throw new SetupError(`gate: unknown command "${name}"${near === void 0 ? "" : `; did you mean ${near}?`}; commands: ${names.join(", ")}`);
}
/** A mistake of the user's, or what the system refuses (a full disk, a read-only folder), is a line; a defect of ours shows where it is. */
function errorText(error) {
	if (error instanceof SetupError) return error.message;
	return `gate: ${unexpected(error)}`;
}
async function dispatch(name, command, args, io) {
	const usage = `usage: ${usageOf(name, command)}`;
	const { values, positionals } = parsed(command, args, usage);
	if (values["help"] === true) {
		io.stdout(helpOf(name, command));
		return 0;
	}
	const toCome = Object.keys(OPTIONS_TO_COME).find((option) => !Object.hasOwn(command.options, option) && values[option] !== void 0);
	if (toCome !== void 0) throw new SetupError(`gate: --${toCome} is not in this version yet`);
	if (positionals.length > command.positionals) throw new SetupError(`gate: unexpected argument "${positionals[command.positionals] ?? ""}"`, usage);
	return command.run(values, positionals, io);
}
function parsed(command, args, usage) {
	try {
		const options = {
			...OPTIONS_TO_COME,
			...command.options,
			...HELP
		};
		return parseArgs({
			args: [...args],
			options,
			allowPositionals: true,
			strict: true
		});
	} catch (error) {
		const message = error instanceof Error ? error.message.split(". ")[0] ?? "" : String(error);
		throw new SetupError(`gate: ${message}${meantIn(message, Object.keys(command.options))}`, usage);
	}
}
/** What other tools call an option. */
const SYNONYMS = {
	only: "gate",
	gates: "gate",
	select: "gate",
	include: "gate",
	exclude: "skip",
	except: "skip",
	ignore: "skip",
	output: "out",
	dir: "out",
	o: "out",
	set: "var",
	variable: "var"
};
/** `; did you mean --gate?`, where an option is unknown and one of the command's is near. */
function meantIn(message, options) {
	const wrong = /^Unknown option '--?([\w-]+)'/.exec(message)?.[1];
	if (wrong === void 0) return "";
	const synonym = Object.hasOwn(SYNONYMS, wrong) ? SYNONYMS[wrong] : void 0;
	const meant = synonym !== void 0 && options.includes(synonym) ? synonym : nearest(wrong, options);
	return meant === void 0 ? "" : `; did you mean --${meant}?`;
}
function terminalIo() {
	const { env, stdout, stderr } = process;
	return {
		stdout: (textOut) => void stdout.write(textOut),
		stderr: (textOut) => void stderr.write(textOut),
		env,
		cwd: process.cwd(),
		terminal: {
			columns: stdout.columns ?? 120,
			color: stdout.isTTY && (env["NO_COLOR"] ?? "") === ""
		},
		live: stderr.isTTY
	};
}

export { main };