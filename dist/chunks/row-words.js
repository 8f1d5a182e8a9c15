// src/core/plan.ts
/** Ports that a service's own processes must hold. */
function portsOf({ port, ports }) {
	return ports ?? (port === void 0 ? [] : [port]);
}
/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
const EVIDENCE_GATE = "evidence";
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

// src/core/row-words.ts
/** Between what was required and the condition under which it only warns. */
const WARNS_IF = ", warns if ";
/** How what was required reads behind what was measured, by the sign that it starts with. */
const REQUIRED = [
	[/^(?:≤|<=) /, "limit "],
	[/^< /, "limit < "],
	[/^(?:≥|>=) /, "required: at least "],
	[/^> /, "required: more than "],
	[/^==? /, "expected "],
	[/^(?:≠|!=) /, "expected anything but "]
];
/** A name that is a condition, and so says what was required; before it the part that it is about, behind it the run. */
const COMPARISON = /^(.*: )?[\w.]+ (?:[<>]=?|[=!]=) [\w.%"'-]+( \([^()]*\))?$/;
/** What was measured, and what was required: `status 404, expected 200`, `errors 0.0126, limit < 0.01`. */
function against(measured, target) {
	const [required = ""] = target.split(WARNS_IF);
	return `${valueInWords(measured)}, ${requiredInWords(required)}`;
}
/** A row in one line, for a person. What could not be judged only says why; a name that is the condition is not repeated. */
function rowInWords({ name, target, measured, verdict, words }) {
	if (words !== void 0) return words;
	if (name === "ran") return measured;
	if (verdict === "blocked" || verdict === "skipped") return `${name}: ${measured}`;
	const told = against(measured, target);
	if (name === target) return told;
	const [comparison, before = "", behind = ""] = COMPARISON.exec(name) ?? [];
	return comparison === void 0 ? `${name}: ${told}` : `${before}${told}${behind}`;
}
/** One value by its name, without the sign between them. */
function valueInWords(measured) {
	return measured.split(" = ").length === 2 ? measured.replace(/^(\S+) = /, "$1 ") : measured;
}
function requiredInWords(required) {
	for (const [sign, words] of REQUIRED) if (sign.test(required)) return required.replace(sign, words);
	return `expected ${required}`;
}

export { EVIDENCE_GATE as a, overriddenVariables as c, ENVIRONMENT as i, portsOf as l, against as n, gateOf as o, rowInWords as r, holdsPart as s, WARNS_IF as t };