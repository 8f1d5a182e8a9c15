import { hash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node. One call, for an object costs more than the hash of a line.
*/
function sha256OfBytes(data, encoding = "hex") {
	return hash("sha256", data, encoding);
}

// src/core/verdict.ts
/** A gate's or a criterion's verdict, worst last. `failed`: the product did wrong. `blocked`: we could not find out. */
const VERDICTS = [
	"passed",
	"waived",
	"warned",
	"skipped",
	"blocked",
	"failed"
];
/** The worst of several verdicts. Of none it is `blocked`: only positive evidence passes. */
function worst(verdicts) {
	let rank = -1;
	for (const verdict of verdicts) rank = Math.max(rank, VERDICTS.indexOf(verdict));
	return VERDICTS[rank] ?? "blocked";
}
/** The worst first; those of one verdict stay in their order. */
function worstFirst(items) {
	return items.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}
/** Whether people have to look at what has this verdict: it did not pass, and nobody waived it. */
function needsAttention({ verdict }) {
	return verdict !== "passed" && verdict !== "waived";
}
/** Whether a gate with this verdict lets the gates that need it run. */
function satisfies(verdict) {
	return verdict === "passed" || verdict === "waived" || verdict === "warned";
}

// src/core/plan.ts
/** Ports that a service's own processes must hold. */
function portsOf({ port, ports }) {
	return ports ?? (port === void 0 ? [] : [port]);
}
/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
const EVIDENCE_GATE = "evidence";
/** The name of a configuration that has none. */
const UNNAMED = "Release gate";
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

export { gateOf as a, portsOf as c, satisfies as d, worst as f, UNNAMED as i, VERDICTS as l, sha256OfBytes as m, EVIDENCE_GATE as n, holdsPart as o, worstFirst as p, STORE_GITHUB as r, overriddenVariables as s, ENVIRONMENT as t, needsAttention as u };