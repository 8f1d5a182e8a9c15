import { hash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node. One call, for an object costs more than the hash of a line.
*/
function sha256OfBytes(data, encoding = "hex") {
	return hash("sha256", data, encoding);
}

// src/core/plan.ts
/** Ports that a service's own processes must hold. */
function portsOf({ port, ports }) {
	return ports ?? (port === void 0 ? [] : [port]);
}
/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
const EVIDENCE_GATE = "evidence";
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

export { holdsPart as a, sha256OfBytes as c, gateOf as i, EVIDENCE_GATE as n, overriddenVariables as o, STORE_GITHUB as r, portsOf as s, ENVIRONMENT as t };