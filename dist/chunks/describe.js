import { r as timeInWords } from "./duration.js";
import { d as SERVICES, p as inOrder, w as kinds } from "./configuration.js";
import { t as visible } from "./visible.js";

// src/plan/describe.ts
const WHY = {
	"not-selected": "not selected",
	"skipped-by-user": "--skip",
	"later-stage": "after the last stage"
};
/** `gate plan`: what will run, what must be observed, what makes it pass. */
function describePlan(plan) {
	const gates = plan.gates.map((gate, index) => describeGate(gate, `${index + 1}`.padStart(2), plan.services));
	const services = plan.services.length === 0 ? "" : `, ${counted(plan.services.length, "service")}`;
	const least = leastDurationOf(plan);
	return `${[
		plan.name,
		`${counted(plan.gates.length - 1, "gate")} and the built-in one${services}, ${least === 0 ? "no least duration" : `at least ${timeInWords(least)}`}`,
		...plan.stage?.after === void 0 ? [] : [`only ${plan.stage.gate} runs: the other gates are taken over from "${plan.stage.after}"`],
		...plan.store === void 0 ? [] : [`earlier executions: ${plan.store}`],
		...plan.retention ? [`kept after a run: ${retentionInWords(plan.retention)}`] : [],
		...plan.partial.map((reason) => `PARTIAL: ${reason}`),
		...(plan.allowSecrets ?? []).map(({ rule, path, reason }) => `allowed: ${rule} in ${path} (${reason})`),
		...plan.excluded.map(({ id, why }) => `left out: ${id} (${WHY[why]})`)
	].map(visible).join("\n")}\n\n${gates.join("\n\n")}\n`;
}
function retentionInWords({ days, executions }) {
	return `${[...days === void 0 ? [] : [counted(days, "day")], ...executions === void 0 ? [] : [`the newest ${counted(executions, "execution")}`]].join(", ")}, and the last GO`;
}
/** One gate, its effective criteria a line each. */
function describeGate(gate, label, services) {
	const facts = [gate.kind, gate.required ? "required" : "advisory"];
	const name = gate.name === gate.id ? gate.id : `${gate.id} (${gate.name})`;
	const details = [
		...gate.needs.length > 0 ? [`needs ${gate.needs.join(", ")}${gate.if === "always" ? ", whatever their verdict" : ""}`] : [],
		...gate.services.length > 0 ? [`services ${servicesInWords(gate.services, services)}${gate.fresh ? ", restarted first" : ""}`] : [],
		...gate.workingDirectory === "." ? [] : [`in ${gate.workingDirectory}`],
		...expectationLines(gate),
		...timeLines(gate)
	];
	const criteria = criteriaOf(gate).map(({ name: row, target, warn }) => {
		return `  · ${target === row ? row : `${row}: ${target}`}${warn === void 0 ? "" : `, warns if ${warn}`}`;
	});
	return [
		`${label} ${name}: ${facts.join(", ")}`,
		...details.map((line) => `     ${line}`),
		...criteria.map((line) => `   ${line}`)
	].map(visible).join("\n");
}
/** In the order in which they start: `redis, app (after redis), load`. */
function servicesInWords(ids, services) {
	const known = services.map(({ id, needs = [] }) => ({
		id,
		needs
	}));
	const { order } = inOrder(known.filter(({ id }) => ids.includes(id)), SERVICES);
	return order.map(({ id, needs }) => needs.length === 0 ? id : `${id} (after ${needs.join(", ")})`).join(", ");
}
/** The built-in criteria and the user's, in the order in which they are judged. */
function criteriaOf(gate) {
	const own = ({ name, pass, warn }) => ({
		name,
		target: pass.trim(),
		...warn !== void 0 && { warn: warn.trim() },
		origin: "configuration"
	});
	return [...gate.defaults.map(({ name, target }) => ({
		name,
		target,
		origin: "default"
	})), ...gate.criteria.map(own)];
}
/** `expects 2160 checks, 360 intervals`: the counts of what must be observed. */
function expectationLines(gate) {
	const counts = Object.entries(gate.expected).flatMap(([name, value]) => typeof value === "number" ? [`${value} ${value === 1 ? name.replace(/s$/, "") : name}`] : []);
	return counts.length === 0 ? [] : [`expects ${counts.join(", ")}`];
}
function timeLines(gate) {
	const least = leastOf(gate);
	const parts = [...least > 0 ? [`takes ${timeInWords(least)} at least`] : [], ...gate.timeoutMs === void 0 ? [] : [`blocked after ${timeInWords(gate.timeoutMs)}`]];
	return parts.length === 0 ? [] : [parts.join(", ")];
}
/** `gate plan --json`. */
function planRecord(plan) {
	return {
		name: plan.name,
		configSha256: plan.configSha256,
		leastDurationMs: leastDurationOf(plan),
		...plan.stage && { stage: { ...plan.stage } },
		partial: plan.partial,
		overrides: plan.overrides,
		excluded: plan.excluded.map(({ id, why }) => ({
			id,
			why
		})),
		services: plan.services.map(({ id, run, needs = [], port }) => ({
			id,
			managed: run !== void 0,
			needs,
			...port !== void 0 && { port }
		})),
		gates: plan.gates.map((gate) => ({
			id: gate.id,
			kind: gate.kind,
			name: gate.name,
			required: gate.required,
			needs: gate.needs,
			if: gate.if,
			services: gate.services,
			expected: gate.expected,
			leastDurationMs: leastOf(gate),
			...gate.timeoutMs !== void 0 && { timeoutMs: gate.timeoutMs },
			criteria: criteriaOf(gate).map((row) => ({ ...row }))
		}))
	};
}
function leastOf(gate) {
	return kinds[gate.kind]?.spec.leastDurationMs(gate.spec) ?? 0;
}
/** How long a plan takes at least: of a stage, that stage alone. */
function leastDurationOf(plan) {
	const { stage } = plan;
	return (stage?.after === void 0 ? plan.gates : plan.gates.filter(({ id }) => id === stage.gate)).reduce((sum, gate) => sum + leastOf(gate), 0);
}
function counted(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export { planRecord as i, describePlan as n, leastDurationOf as r, describeGate as t };