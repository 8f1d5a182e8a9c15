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

export { SetupError as n, problemLine as r, ConfigurationError as t };