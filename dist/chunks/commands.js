import { r as parseDuration, t as visible } from "./visible.js";
import { n as SetupError } from "./errors.js";
import { t as unexpected } from "./refusal2.js";
import { parseArgs } from "node:util";

// src/entries/commands.ts
const DEFAULT_CONFIG = ".github/gates.yml";
const HELP = { help: {
	type: "boolean",
	short: "h"
} };
/** Part of the contract, and not there yet: said plainly instead of called unknown. */
const COMMANDS_TO_COME = ["release", "init"];
const OPTIONS_TO_COME = {
	shard: { type: "string" },
	statement: { type: "string" },
	"trusted-root": { type: "string" }
};
const EXPECTED = {
	head: { type: "string" },
	"expect-commit": { type: "string" },
	"expect-run": { type: "string" }
};
const SELECTION = {
	gate: {
		type: "string",
		multiple: true
	},
	skip: {
		type: "string",
		multiple: true
	},
	for: { type: "string" },
	var: {
		type: "string",
		multiple: true
	},
	stage: { type: "string" }
};
const COMMANDS = {
	run: {
		usage: "gate run [CONFIG] [--gate ID…] [--skip ID…] [--for PURPOSE] [--var K=V…] [--plan plan.json] [--stage NAME [--prior BUNDLE]] [--out DIR] [--json]",
		does: "runs the plan, prints the table, writes the evidence bundle; exit 0 GO, 1 NO-GO, 2 BLOCKED",
		options: {
			...SELECTION,
			plan: { type: "string" },
			prior: {
				type: "string",
				multiple: true
			},
			out: { type: "string" },
			json: { type: "boolean" }
		},
		positionals: 1,
		run: async (values, [given], io) => {
			const config = given ?? DEFAULT_CONFIG;
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
		usage: "gate decide BUNDLE --plan plan.json [--head H] [--expect-commit SHA] [--expect-run ID/ATTEMPT] [--out DIR] [--json]",
		does: "takes over the evidence of another machine, if it holds and is of this plan; exit as run",
		options: {
			plan: { type: "string" },
			...EXPECTED,
			out: { type: "string" },
			json: { type: "boolean" }
		},
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
		usage: "gate check [CONFIG]",
		does: "validates the configuration: every problem as file:line:column",
		options: {},
		positionals: 1,
		run: async (_, [config = DEFAULT_CONFIG], io) => (await import("./check.js")).check(config, io)
	},
	plan: {
		usage: "gate plan [CONFIG] [--gate ID…] [--skip ID…] [--for PURPOSE] [--var K=V…] [--stage NAME] [--json]",
		does: "shows order, expected counts, every effective criterion, least duration",
		options: {
			...SELECTION,
			json: { type: "boolean" }
		},
		positionals: 1,
		run: async (values, [config = DEFAULT_CONFIG], io) => (await import("./plan2.js")).plan({
			config,
			...selectionOf(values),
			json: values["json"] === true
		}, io)
	},
	explain: {
		usage: "gate explain [KIND|GATE|PROBE|KEY|MEASUREMENT] [--config CONFIG]",
		does: "explains a gate kind's keys, measurements and default criteria, a key, a measurement, or one gate of the configuration",
		options: { config: { type: "string" } },
		positionals: 1,
		run: async (values, [word], io) => (await import("./explain.js")).explain(word, text(values, "config") ?? DEFAULT_CONFIG, io)
	},
	verify: {
		usage: "gate verify [BUNDLE] [--out DIR] [--head H] [--expect-plan H] [--expect-commit SHA] [--expect-run ID/ATTEMPT] [--require-go] [--json]",
		does: "derives every verdict again from the evidence; exit 0 holds, 1 tampered or different, 2 unreadable or incomplete; BUNDLE may be an id; default: the newest execution",
		options: {
			out: { type: "string" },
			...EXPECTED,
			"expect-plan": { type: "string" },
			"require-go": { type: "boolean" },
			json: { type: "boolean" }
		},
		positionals: 1,
		run: async (values, [named], io) => {
			const [{ verify }, { bundleAt }] = await Promise.all([import("./verify.js"), import("./stored-bundle.js")]);
			const expectations = {
				...expectedOf(values),
				plan: hashOf(values, "expect-plan"),
				requireGo: values["require-go"] === true
			};
			return verify(bundleAt(named, text(values, "out"), io), expectations, values["json"] === true ? "json" : "text", io);
		}
	},
	replay: {
		usage: "gate replay [BUNDLE] [--out DIR]",
		does: "shows an execution as a timeline, with verdicts and decision; BUNDLE may be an id; default: the newest execution",
		options: { out: { type: "string" } },
		positionals: 1,
		run: async (values, [named], io) => (await import("./replay.js")).replay(named, text(values, "out"), io)
	},
	report: {
		usage: "gate report [BUNDLE] [--format md|html] [--out DIR]",
		does: "renders the report of a bundle again; BUNDLE may be an id; default: the newest execution",
		options: {
			format: { type: "string" },
			out: { type: "string" }
		},
		positionals: 1,
		run: async (values, [named], io) => {
			const [{ report }, { bundleAt }] = await Promise.all([import("./report.js"), import("./stored-bundle.js")]);
			return report(bundleAt(named, text(values, "out"), io), text(values, "format") ?? "md", io);
		}
	},
	history: {
		usage: "gate history [--limit 20] [--status S] [--risk R] [--since 7d|DATE] [--gate ID] [--repo OWNER/NAME] [--trend GATE MEASUREMENT] [--out DIR] [--json]",
		does: "lists earlier executions, the newest first; with --trend how a measurement of a gate went over them",
		options: {
			...Object.fromEntries([
				"limit",
				"status",
				"risk",
				"since",
				"gate",
				"repo",
				"trend",
				"out"
			].map((name) => [name, { type: "string" }])),
			json: { type: "boolean" }
		},
		positionals: 1,
		run: async (values, [measurement], io) => {
			const gate = text(values, "trend");
			if (gate === void 0 && measurement !== void 0) throw new SetupError(`gate history: found "${measurement}" without --trend GATE`);
			const [out, limit, status, risk, since] = [
				"out",
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
				out,
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
		usage: "gate prune [--days N] [--keep N] [--out DIR] [--dry-run]",
		does: "removes executions older than N days, or beyond the newest N; --days, --keep or `retention` in the configuration must say so; the last GO of each configuration is never removed; rows in the history stay",
		options: {
			days: { type: "string" },
			keep: { type: "string" },
			out: { type: "string" },
			"dry-run": { type: "boolean" }
		},
		positionals: 0,
		run: async (values, _, io) => {
			const [days, executions] = [daysOf(values), wholeOf(values, "keep")];
			const retention = {
				...days !== void 0 && { days },
				...executions !== void 0 && { executions }
			};
			const { prune } = await import("./prune2.js");
			return prune({
				out: text(values, "out"),
				retention,
				dryRun: values["dry-run"] === true
			}, io);
		}
	},
	schema: {
		usage: "gate schema",
		does: "prints the JSON Schema of the configuration, for editors",
		options: {},
		positionals: 0,
		run: async (_, __, io) => (await import("./schema.js")).schema(io)
	}
};
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
	if (name === "help" || name === "--help" || name === "-h") {
		io.stdout(overview());
		return 0;
	}
	if (COMMANDS_TO_COME.includes(name)) {
		io.stderr(`gate ${name}: not in this version yet\n`);
		return 2;
	}
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
	if (!command) {
		io.stderr(`gate: unknown command "${name}"; commands: ${Object.keys(COMMANDS).join(", ")}\n`);
		return 2;
	}
	return dispatch(command, rest, io);
}
/** A mistake of the user's, or what the system refuses (a full disk, a read-only folder), is a line; a defect of ours shows where it is. */
function errorText(error) {
	if (error instanceof SetupError) return error.message;
	return `gate: ${unexpected(error)}`;
}
async function dispatch(command, args, io) {
	const { values, positionals } = parsed(command, args);
	if (values["help"] === true) {
		io.stdout(`${command.usage}\n\n  ${command.does}\n`);
		return 0;
	}
	const toCome = Object.keys(OPTIONS_TO_COME).find((option) => !Object.hasOwn(command.options, option) && values[option] !== void 0);
	if (toCome !== void 0) throw new SetupError(`gate: --${toCome} is not in this version yet`);
	if (positionals.length > command.positionals) throw new SetupError(`gate: unexpected argument "${positionals[command.positionals] ?? ""}"`, `usage: ${command.usage}`);
	return command.run(values, positionals, io);
}
function parsed(command, args) {
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
		throw new SetupError(`gate: ${error instanceof Error ? error.message.split(". ")[0] : String(error)}`, `usage: ${command.usage}`);
	}
}
function overview() {
	return `gate: decides whether software may be released, and can prove why\n\n${Object.values(COMMANDS).map(({ usage, does }) => `  ${usage}\n      ${does}`).join("\n")}\n\n  gate --version\n\nCONFIG defaults to ${DEFAULT_CONFIG}.\n`;
}
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
function text(values, name) {
	const value = values[name];
	return typeof value === "string" ? value : void 0;
}
/** @throws SetupError for what is no SHA-256: that it differs would be no finding */
function hashOf(values, name) {
	const hash = text(values, name);
	if (hash === void 0 || /^[0-9a-f]{64}$/i.test(hash)) return hash?.toLowerCase();
	throw new SetupError(`gate verify: --${name} is "${visible(hash)}"; expected a whole SHA-256, 64 hex digits`);
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