import { m as terminal } from "./escape.js";

// src/app/bundle/verification-text.ts
/** Problems of one check that are printed; more are counted. */
const SHOWN = 20;
/** What was checked and what came of it, for a terminal. */
function verificationText(verification) {
	return [
		...verification.checks.flatMap(checkLines),
		"",
		conclusion(verification),
		""
	].join("\n");
}
/** One check with its problems, a line each. */
function checkLines({ name, result, problems, note, unasked }) {
	const head = `${name.padEnd(12)} ${unasked ? "not checked" : result}${note === void 0 ? "" : `: ${terminal(note)}`}`;
	const more = problems.length > SHOWN ? [`  … and ${problems.length - SHOWN} more`] : [];
	return [
		head,
		...problems.slice(0, SHOWN).map(problemLine),
		...more
	];
}
function problemLine({ file, seq, line, message }) {
	return `  ${[
		terminal(file),
		...line === void 0 ? [] : [`line ${line}`],
		...seq === void 0 ? [] : [`seq ${seq}`]
	].join(", ")}: ${terminal(message)}`;
}
function conclusion({ checks, exitCode, status, head, executionId, anchored }) {
	const decision = exitCode === 0 || exitCode === 1 && isConsistent(checks) ? status ?? "no decision" : "no decision";
	const what = `${executionId === "" ? decision : `${terminal(executionId)}: ${decision}`}${head === null ? "" : `, head ${head}`}`;
	switch (exitCode) {
		case 0: return anchored ? `${what}\nauthentic: it is the bundle with the expected head` : `${what}\nconsistent: every verdict follows from the evidence; compare the head with the published one`;
		case 1: return isConsistent(checks) ? `${what}\nconsistent in itself, but NOT as expected` : `${what}\nNOT as it was written`;
		default: return `${what}\ncan't be verified: incomplete, or judged by another version`;
	}
}
/** Whether everything holds but what was asked of it. */
function isConsistent(checks) {
	return checks.every(({ name, result }) => name === "expectations" || result === "holds");
}

export { verificationText as n, checkLines as t };