import { o as EVIDENCE_GATE } from "./errors.js";
import { i as thousands } from "./row-words.js";
import { o as countOfThings, s as listInWords } from "./width.js";

// src/report/gate-counts.ts
/** What the built-in gate is called where gates are counted: nobody has configured it. */
const BUILT_IN = `${EVIDENCE_GATE} (built in)`;
/** The gates that the configuration has. */
function configured(judgements) {
	return judgements.filter(({ gate }) => gate !== EVIDENCE_GATE);
}
/** The verdict of the built-in gate; undefined where it was not judged. */
function evidenceVerdict(judgements) {
	return judgements.find(({ gate }) => gate === EVIDENCE_GATE)?.verdict;
}
/** `2 required gates and evidence (built in)`. */
function requiredInWords(judgements) {
	return withBuiltIn(judgements, (own) => countOfThings(own, "required gate"));
}
/** `2 and evidence (built in)`. */
function numberInWords(judgements) {
	return withBuiltIn(judgements, thousands);
}
function withBuiltIn(judgements, inWords) {
	const own = configured(judgements).length;
	return listInWords([...own > 0 ? [inWords(own)] : [], ...evidenceVerdict(judgements) === void 0 ? [] : [BUILT_IN]]);
}

export { requiredInWords as a, numberInWords as i, configured as n, evidenceVerdict as r, BUILT_IN as t };