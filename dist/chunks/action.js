import { i as DEFAULT_CONFIG, n as SetupError } from "./errors.js";
import { t as nearest } from "./suggest.js";
import { o as log, t as commandData } from "./escape.js";
import { a as runContext, n as RefusedError, r as refusalOf, t as GarbledAnswer } from "./refusal.js";
import { t as unexpected } from "./refusal2.js";
import { randomUUID } from "node:crypto";
import path from "node:path";

// src/adapters/github/runner.ts
/** The runner of a `main`; its command files are written through GitHub's own toolkit, when first needed. */
const runner = {
	async outputs(values) {
		const { setOutput } = await import("./runner-files.js");
		for (const [name, value] of Object.entries(values)) if (value !== void 0) setOutput(name, value);
	},
	async state(values) {
		const { saveState } = await import("./runner-files.js");
		for (const [name, value] of Object.entries(values)) saveState(name, value);
	},
	async summary(text) {
		const { summary } = await import("./runner-files.js");
		await summary.emptyBuffer().addRaw(text).write({ overwrite: true });
	}
};
/** The runner of a `post`. It gives that step no place among the steps of the job, so outputs would go nowhere. */
const postRunner = {
	...runner,
	outputs: () => Promise.resolve()
};

// src/app/action/inputs.ts
const COMMANDS = [
	"run",
	"plan",
	"history",
	"decide",
	"report"
];
const COMMENTS = [
	"always",
	"on-failure",
	"never"
];
/** Reads `INPUT_*` as the runner sets them: upper case, blanks as `_`, hyphens kept. */
function readInputs(env) {
	const problems = [];
	const refuse = (problem) => void problems.push(problem);
	const value = (name) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
	const optional = (name) => value(name) || void 0;
	const oneOf = (name, words, otherwise) => {
		const found = words.find((word) => word === value(name));
		if (found === void 0 && value(name) !== "") refuse(expected(name, value(name), words));
		return found ?? otherwise;
	};
	const count = (name, most) => {
		const number = Number(value(name));
		if (value(name) === "") return void 0;
		if (Number.isInteger(number) && number >= 1 && number <= most) return number;
		refuse(`input "${name}" is "${value(name)}"; expected a whole number from 1 to ${most}`);
	};
	const inputs = {
		command: oneOf("command", COMMANDS, "run"),
		config: optional("config") ?? ".github/gates.yml",
		gates: words(value("gates")),
		skip: words(value("skip")),
		purpose: optional("for"),
		overrides: variables(value("vars"), refuse),
		bundle: optional("bundle"),
		plan: optional("plan"),
		stage: optional("stage"),
		prior: value("prior").split("\n").map((line) => line.trim()).filter((line) => line !== ""),
		call: optional("call"),
		history: optional("history"),
		allowPartial: oneOf("allow-partial", ["true", "false"], "false") === "true",
		workingDirectory: optional("working-directory") ?? ".",
		token: value("token"),
		checkName: optional("check-name"),
		comment: oneOf("comment", COMMENTS, "always"),
		artifactName: artifactName(optional("artifact-name"), refuse),
		retentionDays: count("retention-days", 400),
		timeoutMinutes: count("timeout-minutes", 7200)
	};
	if (["decide", "report"].includes(inputs.command) && inputs.bundle === void 0) refuse(`input "bundle" is missing: "command: ${inputs.command}" needs the evidence of another job`);
	return {
		inputs,
		problems
	};
}
function expected(name, found, words) {
	const near = nearest(found, words);
	return `input "${name}" is "${found}"; expected ${words.join(", ")}${near === void 0 ? "" : ` (did you mean "${near}"?)`}`;
}
/** Ids, one a line or with commas or blanks between them. */
function words(text) {
	return text.split(/[\s,]+/).filter((word) => word !== "");
}
/** `NAME=VALUE`, one a line. */
function variables(text, refuse) {
	const lines = text.split("\n").map((line) => line.trim());
	for (const [index, line] of lines.entries()) if (line !== "" && line.indexOf("=") < 1) refuse(`line ${index + 1} of input "vars" has no name and "="; expected NAME=VALUE, one a line`);
	const pairs = lines.filter((line) => line !== "").map((line) => [line, line.indexOf("=")]);
	return Object.fromEntries(pairs.map(([line, at]) => [line.slice(0, at).trim(), line.slice(at + 1).trim()]));
}
/** What the artifact service refuses in a name. The artifact is a zip, and is called so. */
function artifactName(name, refuse) {
	if (name === void 0) return void 0;
	if (/["<>|*?\r\n:/\\]/.test(name)) {
		refuse(`input "artifact-name" is "${name}"; expected none of " : < > | * ? / \\ in it`);
		return;
	}
	return name.endsWith(".zip") ? name : `${name}.zip`;
}

// src/report/log-lines.ts
/** The phases of the action, as a log shows them: each a group to unfold, so that the log reads as a story. */
const PHASES = {
	inputs: "Read the inputs",
	channels: "See what can be sent",
	configuration: "Fetch the configuration",
	plan: "Plan",
	artifacts: "Fetch artifacts of this run",
	gates: "Run the gates",
	evidence: "Seal and verify the evidence",
	run: "See of which run it is",
	asked: "Ask GitHub what it alone can tell",
	baseline: "Fetch the last GO",
	decision: "Decide, seal and verify the decision",
	send: "Show the decision on GitHub",
	cleanup: "Stop what is left"
};
/** Opens a group of the log; `detail` is foreign text. */
function groupStart(phase, detail = "") {
	return `::group::${commandData(log(detail === "" ? PHASES[phase] : `${PHASES[phase]}: ${detail}`))}`;
}
/** Closes the group. */
const GROUP_END = "::endgroup::";

// src/app/action/log.ts
/** @param print writes to the step's log */
function actionLog(print, surroundings) {
	const line = (text) => print(`${text}\n`);
	const lines = (text) => {
		for (const one of text.replace(/\n$/, "").split("\n")) line(log(one));
	};
	const phase = async (name, work) => {
		line(groupStart(name));
		try {
			return await work();
		} finally {
			line(GROUP_END);
		}
	};
	return {
		phase,
		foreign: (name, work) => phase(name, async () => {
			const token = randomUUID();
			line(`::stop-commands::${token}`);
			try {
				return await work();
			} finally {
				line(`::${token}::`);
			}
		}),
		say: lines,
		warn: (text) => line(`::warning::${data(text)}`),
		error: (text) => line(`::error::${data(text)}`),
		commands: (all) => all.forEach(line),
		io: {
			...surroundings,
			stdout: lines,
			stderr: lines,
			terminal: {
				columns: 120,
				color: false
			},
			live: false
		}
	};
}
/** The message of a command keeps its lines; each is made harmless first. */
function data(text) {
	return commandData(text.split("\n").map(log).join("\n"));
}

// src/adapters/github/retry.ts
/** Attempts of one request in total. */
const ATTEMPTS = 5;
/** GitHub asks to wait at least a minute after a secondary rate limit that does not say how long. */
const SECONDARY_LIMIT_MS = 6e4;
/** A limit that lasts longer than this is not waited for: the job is worth more than its comment. */
const LONGEST_WAIT_MS = 3e5;
/** After so long without answers in all, each further request is sent once: a GitHub that is down must not take the whole job. */
const LONGEST_LOST_MS = 18e4;
/**
* Sends a request until it is answered: again after 5xx and lost connections with growing pauses, and after rate limits when they
* end. Before a change is sent again, it is looked whether it has happened.
* @throws RefusedError when it is refused for good, or when it did not succeed in 5 attempts
*/
async function persistently({ what, send, done }, patience) {
	for (let attempt = 1;; attempt++) {
		const began = patience.now();
		try {
			return await send();
		} catch (error) {
			if (error instanceof RefusedError) throw error;
			const refusal = refusalOf(error, patience.now());
			const waitMs = pauseOf(refusal, attempt);
			if (refusal.kind !== "limited") patience.lostMs += patience.now() - began + (waitMs ?? 0);
			const last = attempt === ATTEMPTS || patience.lostMs > LONGEST_LOST_MS;
			if (waitMs === void 0 || last || waitMs > LONGEST_WAIT_MS) throw new RefusedError(what, refusal);
			patience.say(`${what}: ${refusal.detail}; trying again in ${Math.ceil(waitMs / 1e3)} s`);
			await patience.sleep(waitMs);
			const found = refusal.ambiguous ? await foundAfter(done) : void 0;
			if (found !== void 0) return found;
		}
	}
}
function pauseOf(refusal, attempt) {
	switch (refusal.kind) {
		case "limited": return refusal.waitMs ?? SECONDARY_LIMIT_MS;
		case "unavailable":
		case "garbled": return 1e3 * (1 << attempt - 1);
		default: return;
	}
}
/** Where looking fails too, nothing is known: the next attempt is the look. */
async function foundAfter(done) {
	try {
		return await done?.();
	} catch {
		return;
	}
}

// src/adapters/github/octokit.ts
/** A request without an answer for so long is given up, and tried again. */
const REQUEST_TIMEOUT_MS = 3e4;
/** What GitHub calls the author of what a workflow's own token writes. */
const ACTIONS = "github-actions[bot]";
/** GitHub's REST API with a token: the one place where a client is made, loaded with the first request. */
var GitHub = class {
	/** For clients of other services. */
	token;
	patience;
	octokit;
	author;
	/** @param token of the workflow, an app, or a person @param say is told of each wait */
	constructor(token, say) {
		this.token = token;
		this.patience = {
			sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
			now: () => Date.now(),
			say,
			lostMs: 0
		};
	}
	/** The API's endpoints, for the requests that `persistently` sends. */
	get rest() {
		if (!this.octokit) throw new Error("a request to GitHub outside of `persistently`");
		return this.octokit.rest;
	}
	/**
	* Who writes with this token: a person, or `<app>[bot]`. REST tells a workflow's token or an app's no more than 403; GraphQL tells all.
	* Where it can't be asked, it is the workflow's own.
	*/
	async login() {
		this.author ??= this.viewer().then((login) => login ?? ACTIONS, () => ACTIONS);
		return this.author;
	}
	viewer() {
		return this.persistently({
			what: "author",
			send: async () => {
				return (await this.octokit?.graphql("query { viewer { login } }"))?.viewer?.login;
			}
		});
	}
	/** Sends until it is answered. @throws RefusedError */
	async persistently(attempted) {
		this.octokit ??= await makeOctokit(this.token);
		return persistently(attempted, this.patience);
	}
};
async function makeOctokit(token) {
	const { getOctokit } = await import("./github2.js");
	const silent = () => {};
	const octokit = getOctokit(token, { log: {
		debug: silent,
		info: silent,
		warn: silent,
		error: silent
	} });
	octokit.hook.before("request", (options) => {
		options.request = {
			...options.request,
			signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS)
		};
	});
	octokit.hook.after("request", ({ status, data }) => {
		if (typeof data !== "object" || data === null) throw new GarbledAnswer(`the answer (status ${status}) is no JSON`);
	});
	return octokit;
}

// src/entries/action.ts
/** Wires the adapters to what the inputs ask for. @throws SetupError outside of a runner */
function wire(inputs, log, runner) {
	const { env } = process;
	const context = runContext(env);
	const workspace = path.resolve(env["GITHUB_WORKSPACE"] ?? process.cwd());
	const cwd = path.resolve(workspace, inputs.workingDirectory);
	const store = path.join(env["RUNNER_TEMP"] ?? path.join(cwd, ".gate"), "gate-executions");
	const github = inputs.token === "" ? void 0 : new GitHub(inputs.token, log.say);
	return {
		inputs,
		context,
		log: {
			...log,
			io: {
				...log.io,
				cwd
			}
		},
		runner,
		github,
		workspace,
		cwd,
		store
	};
}
/** Runs one entry of the action. A mistake of the user's is a line; a defect of ours shows where it is. Both are exit code 2. */
async function entry(log, work) {
	process.on("uncaughtException", (error) => {
		log.error(unexpected(error));
		process.exit(2);
	});
	try {
		process.exitCode = await work();
	} catch (error) {
		log.error(errorText(error));
		process.exitCode = 2;
	}
	process.stdout.write("", () => process.exit());
}
function errorText(error) {
	if (error instanceof SetupError) return error.message;
	return unexpected(error);
}

export { postRunner as a, readInputs as i, wire as n, runner as o, actionLog as r, entry as t };