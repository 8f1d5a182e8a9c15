// src/core/thousands.ts
/** A number for people: `2160` → `2,160`. Fractions and exponents stay as they are written. */
function thousands(value) {
	const text = String(value);
	const match = /^(-?\d+)(\.\d+)?$/.exec(text);
	if (!match) return text;
	return `${(match[1] ?? "").replaceAll(/\B(?=(?:\d{3})+$)/g, ",")}${match[2] ?? ""}`;
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

export { thousands as i, against as n, rowInWords as r, WARNS_IF as t };