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

export { overriddenVariables as a, holdsPart as i, EVIDENCE_GATE as n, portsOf as o, gateOf as r, ENVIRONMENT as t };