// src/core/plan.ts
/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
const EVIDENCE_GATE = "evidence";
/** A gate of the plan by its id. */
function gateOf(plan, id) {
	return plan.gates.find((gate) => gate.id === id);
}

export { gateOf as n, EVIDENCE_GATE as t };