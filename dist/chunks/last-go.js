import { d as json, g as record, h as object, o as _enum, r as satisfies, s as array, t as VERDICTS, v as string } from "./verdict.js";
import { t as BUNDLE } from "./paths.js";
import { n as readRegular, t as MOST } from "./read.js";
import { i as verifyBundle, n as isSound, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { i as readStore } from "./store.js";
import path from "node:path";

// src/evidence/earlier.ts
const plan = object({
	name: string(),
	gates: array(object({
		id: string(),
		spec: record(string(), json())
	}))
});
const decision = object({
	status: string(),
	gates: array(object({
		id: string(),
		raw: _enum(VERDICTS)
	}))
});
/** The plan that lies in a bundle, as it is claimed there; undefined where none can be read. */
function earlierPlan(bundle) {
	const parsed = plan.safeParse(documentIn(bundle, BUNDLE.plan));
	if (!parsed.success) return void 0;
	return {
		name: parsed.data.name,
		gates: new Map(parsed.data.gates.map(({ id, spec }) => [id, spec]))
	};
}
/** The same of its decision. */
function earlierDecision(bundle) {
	return decision.safeParse(documentIn(bundle, BUNDLE.decision)).data;
}
function documentIn(bundle, name) {
	try {
		return JSON.parse(readRegular(path.join(bundle, name), MOST.plan).toString("utf8"));
	} catch {
		return;
	}
}

// src/app/history/last-go.ts
/** The newest GO of a store that verifies. The index is not asked: a row makes no baseline. */
function lastGoIn(store, { configuration, gate, isAlike }) {
	return readStore(store).executions.flatMap(({ id, names }) => names.includes(id) ? [{
		executionId: id,
		bundle: path.join(store, id)
	}] : []).findLast(({ bundle }) => wasGo(bundle, gate) && hadGate(bundle, {
		configuration,
		gate,
		isAlike
	}) && verifies(bundle));
}
/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle, gate) {
	const decision = earlierDecision(bundle);
	const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
	return decision?.status === "GO" && raw !== void 0 && satisfies(raw);
}
function hadGate(bundle, { configuration, gate, isAlike }) {
	const plan = earlierPlan(bundle);
	const spec = plan?.gates.get(gate);
	return plan?.name === configuration && spec !== void 0 && isAlike(spec);
}
/** Whether it is a GO that holds. */
function verifies(bundle) {
	try {
		return isSound(verifyBundle(bundle, {
			...NOTHING_EXPECTED,
			requireGo: true
		}).checks);
	} catch {
		return false;
	}
}

export { verifies as n, lastGoIn as t };