// src/core/plan.ts
/** Ports that a service's own processes must hold. */
function portsOf({ port, ports }) {
	return ports ?? (port === void 0 ? [] : [port]);
}
/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
const EVIDENCE_GATE = "evidence";
/** The name of a configuration that has none. */
const UNNAMED = "Release gate";
/** The configuration when none is named. */
const DEFAULT_CONFIG = ".github/gates.yml";
/** The store of executions that is no folder: earlier runs of the workflow. */
const STORE_GITHUB = "github";
/** How a variable of the environment is called among the overrides. */
const ENVIRONMENT = "env.";
/** The overrides that the command line gave; the others follow from the captured environment. */
function overriddenVariables({ overrides }) {
	return Object.fromEntries(Object.entries(overrides).filter(([name]) => !name.startsWith(ENVIRONMENT)));
}
/** Whether a bundle of this plan holds that of another execution, whole: of the stage before, or of the one that observed. */
function holdsPart({ decides, stage }) {
	return decides === true || stage?.after !== void 0;
}
/** A gate of the plan by its id. */
function gateOf(plan, id) {
	return plan.gates.find((gate) => gate.id === id);
}

// src/core/location.ts
/** `file:line:column: message`, the form that editors and terminals make clickable. */
function problemLine(problem) {
	return `${problem.file}:${problem.at.line}:${problem.at.column}: ${problem.message}`;
}

// src/core/errors.ts
/** A mistake of the user's or of the set-up: printed as its lines, without a stack trace; the exit code is 2. */
var SetupError = class extends Error {
	constructor(...lines) {
		super(lines.join("\n"));
		this.name = "SetupError";
	}
};
/** The configuration has problems; each is one line of the message. Exit code 2. */
var ConfigurationError = class extends SetupError {
	problems;
	note;
	/** @param note what is to be said of all of them, last */
	constructor(problems, note) {
		super(...problems.map(problemLine), ...note === void 0 ? [] : [note]);
		this.name = "ConfigurationError";
		this.problems = problems;
		this.note = note;
	}
};

export { ENVIRONMENT as a, UNNAMED as c, overriddenVariables as d, portsOf as f, DEFAULT_CONFIG as i, gateOf as l, SetupError as n, EVIDENCE_GATE as o, problemLine as r, STORE_GITHUB as s, ConfigurationError as t, holdsPart as u };