import { d as overriddenVariables, n as SetupError, s as STORE_GITHUB } from "./errors.js";
import { o as sha256OfBytes } from "./verdict.js";
import { Q as evidenceGate, X as countsTable, an as parseCondition, cn as ConditionSyntaxError, en as certaintyIn, f as closureOf, i as ProblemList, in as impossibilityIn, m as valueAt, mn as unknownWord, n as readConfiguration, nn as checkValue, on as presenceIn, r as waiverWarnings, tn as checkCondition, w as kinds, y as isMap } from "./configuration.js";
import { t as visible } from "./visible.js";

// src/plan/advice.ts
/** What of a configuration means nothing where it is checked, or may mean another thing than its author thinks. */
function advice(configuration, site) {
	return [
		...uncounted(configuration, site),
		...idle(configuration, site),
		...nameless(configuration),
		...undecided(configuration),
		...withoutFolder(configuration, site),
		...withoutFiles(configuration, site),
		...withoutGiven(configuration, site)
	];
}
function uncounted({ policy, evidence }, { atTerminal }) {
	if (!atTerminal || policy["max-attempts"] === void 0 || evidence.store !== "github") return [];
	return [{
		path: ["policy", "max-attempts"],
		part: "value",
		message: "at a terminal `gate run` is blocked: with `store: github` only a workflow that uses the action can count attempts"
	}];
}
function idle({ gates }, { tracked }) {
	return gates.flatMap(({ plan }) => {
		if (!plan || !tracked || tracked.length === 0) return [];
		return (kinds[plan.kind]?.spec.idle?.(plan.spec, tracked) ?? []).map((one) => ({
			...one,
			path: [
				"gates",
				plan.id,
				...one.path
			],
			part: "value"
		}));
	});
}
/** Where no gate is required nothing can be decided. */
function undecided({ gates }) {
	const plans = gates.flatMap(({ plan }) => plan ?? []);
	const [first] = plans;
	if (!first || plans.length < gates.length || plans.some(({ required }) => required)) return [];
	if (gates.some(({ purposes }) => purposes.length > 0)) return [];
	return [{
		path: [
			"gates",
			first.id,
			"required"
		],
		part: "key",
		message: "every gate is advisory (`required: false`): a decision needs a required one, so a run can only be BLOCKED"
	}];
}
/** Earlier executions are told apart by the name of their configuration. */
function nameless({ document, gates, evidence, policy }) {
	if (valueAt(document.data, ["name"]) !== void 0) return [];
	const [first] = [
		policy["max-attempts"] === void 0 ? void 0 : ["policy", "max-attempts"],
		evidence.retention === void 0 ? void 0 : ["evidence", "retention"],
		...gates.map(({ plan }) => {
			const own = plan && kinds[plan.kind]?.spec.remembers?.(plan.spec);
			return own && [
				"gates",
				plan.id,
				...own
			];
		})
	].filter((path) => path !== void 0);
	return first ? [{
		path: first,
		part: "key",
		message: "earlier executions are found by the `name` of the configuration, and this one has none: others without a name in the same store count as it"
	}] : [];
}
function withoutFolder({ services, gates }, { absent }) {
	return [...services.map(({ id, workingDirectory }) => ({
		path: ["services", id],
		folder: workingDirectory
	})), ...gates.flatMap(({ id, plan }) => plan && plan.workspace !== "temporary" ? [{
		path: ["gates", id],
		folder: plan.workingDirectory
	}] : [])].filter(({ folder }) => absent.has(folder)).map(({ path, folder }) => ({
		path: [...path, "working-directory"],
		part: "value",
		message: `the folder "${folder}" is not there: no command can start in it unless something makes it first`
	}));
}
function withoutFiles({ evidence }, { absent }) {
	const attachments = evidence.attachments.flatMap((one, index) => {
		const written = typeof one === "string" ? one : one.path;
		const isFine = !absent.has(written) || typeof one !== "string" && one.optional;
		const message = `"${written}" names no file: it must be there before the first gate, or be { path, optional: true }`;
		return isFine ? [] : [{
			path: [
				"evidence",
				"attachments",
				index
			],
			part: "value",
			message
		}];
	});
	const scanned = evidence.scan.flatMap((glob, index) => absent.has(glob) ? [{
		path: [
			"evidence",
			"scan",
			index
		],
		part: "value",
		message: `"${glob}" names no file yet: at the end of the run it must name one`
	}] : []);
	return [...attachments, ...scanned];
}
/** What a gate is given as a file, by the name under which it is looked for. */
function givenFiles({ kind, spec, workingDirectory }) {
	return (kinds[kind]?.spec.given?.(spec) ?? []).map(({ path, file }) => ({
		path,
		file,
		from: `${workingDirectory}/${file}`
	}));
}
function withoutGiven({ gates }, { absent }) {
	return gates.flatMap(({ id, plan }) => (plan && plan.workspace !== "temporary" ? givenFiles(plan) : []).filter(({ from }) => absent.has(from)).map(({ path, file }) => {
		const message = `"${file}" is not there: the gate can't read it unless something makes it first`;
		return {
			path: [
				"gates",
				id,
				...path
			],
			part: "value",
			message
		};
	}));
}

// src/plan/conditions.ts
/** Checks every condition of a configuration against what it may read. @param warnings takes what is allowed, and worth saying */
function checkConditions(configuration, warnings) {
	const { document, problems } = configuration;
	const vars = varsMeasurement(configuration);
	for (const { path, source, table, gives, mayBeCertain = false } of configuration.conditions) {
		if (source.includes("${{")) continue;
		const complain = (message, offset) => problems.at(document.locateIn(path, offset), message);
		try {
			const condition = parseCondition(source);
			const full = {
				...withGates(table, path, configuration),
				...vars
			};
			const found = gives === "truth" ? checkCondition(condition, full) : checkValue(condition, full, gives);
			const brings = path[2] === "criteria" ? bringsOf(String(path[1]), configuration) : {};
			for (const { message, offset, unknown = "" } of found) complain(Object.hasOwn(brings, unknown) ? `${unknown} ${brings[unknown]}` : message, offset);
			if (gives !== "truth") continue;
			const presence = found.length === 0 && !mayBeCertain ? presenceIn(condition, full) : void 0;
			if (presence) warnings.at(document.locateIn(path, presence.offset), presence.message);
			const certain = found.length === 0 && !mayBeCertain ? certaintyIn(condition, full) ?? impossibilityIn(condition, full) : void 0;
			if (isConstant(condition)) complain("reads nothing that is measured, so it can never fail", 0);
			else if (certain) complain(certain.message, certain.offset);
		} catch (error) {
			if (!(error instanceof ConditionSyntaxError)) throw error;
			complain(error.message, error.offset);
		}
	}
}
/** What brings the measurements that a gate of its kind may have, and this one may not. */
function bringsOf(id, { gates }) {
	const kind = gates.find((gate) => gate.id === id)?.plan?.kind;
	return (kind === void 0 ? void 0 : kinds[kind]?.spec.brings) ?? {};
}
/** Variables are not measured either. */
function isConstant({ names }) {
	return [...names].every((name) => name === "vars");
}
function varsMeasurement({ variables }) {
	const entries = Object.entries(variables.vars);
	if (entries.length === 0) return {};
	return { vars: {
		type: { fields: Object.fromEntries(entries.map(([name, value]) => [name, {
			type: typeof value,
			doc: "a variable"
		}])) },
		doc: "the variables"
	} };
}
/** Of the other gates a condition may read those that have ended for certain: what its gate needs. */
function withGates(table, path, { gates: all }) {
	const { gates: read } = table;
	if (!read) return table;
	const own = String(path[1]);
	const needed = [...closureOf([own], all)];
	const fields = Object.fromEntries(needed.map((id) => [id, {
		type: { fields: { counts: countsOf(id, all) } },
		doc: `gate ${id}`
	}]));
	const elsewhere = Object.fromEntries(all.filter(({ id }) => !Object.hasOwn(fields, id)).map(({ id }) => [id, notYetEnded(id, own)]));
	return {
		...table,
		gates: {
			type: {
				fields,
				elsewhere
			},
			doc: read.doc
		}
	};
}
/** Of a gate that has problems of its own nothing more can be said. */
function countsOf(id, gates) {
	const plan = gates.find((gate) => gate.id === id)?.plan;
	const spec = plan && kinds[plan.kind]?.spec;
	return {
		type: spec ? { fields: countsTable(spec, plan.spec) } : "any",
		doc: "what it counted"
	};
}
function notYetEnded(id, reader) {
	return id === reader ? "a gate can not read its own counts by its id" : `"${id}" must stand in "needs": only then it has surely ended`;
}

// src/plan/selection.ts
/** The gates that a selection leaves: those named with what they need, without those that are skipped. */
function select(gates, wish) {
	const ids = gates.map(({ id }) => id);
	const chosen = new Set(wish.gates.length === 0 ? ids : [...wish.gates, ...closureOf(wish.gates, gates)]);
	const skipped = new Set(wish.skip);
	const left = gates.filter(({ id }) => chosen.has(id) && !skipped.has(id));
	return {
		gates: left,
		excluded: gates.flatMap(({ id }) => {
			if (!chosen.has(id)) return [{
				id,
				why: "not-selected"
			}];
			return skipped.has(id) ? [{
				id,
				why: "skipped-by-user"
			}] : [];
		}),
		partial: chosen.size < ids.length ? [`only ${left.map(({ id }) => id).join(", ")} (--gate)`] : [],
		mistakes: mistakesOf(gates, left, wish)
	};
}
function mistakesOf(gates, left, wish) {
	const ids = gates.map(({ id }) => id);
	const mistakes = [];
	for (const id of wish.gates) if (!ids.includes(id)) mistakes.push(`--gate: ${unknownGate(id, ids)}`);
	for (const id of wish.skip) {
		const gate = gates.find((candidate) => candidate.id === id);
		if (!gate) mistakes.push(`--skip: ${unknownGate(id, ids)}`);
		else if (gate.required) mistakes.push(`--skip: gate "${id}" is required; only advisory gates can be skipped`);
		else if (wish.gates.includes(id)) mistakes.push(`--skip: gate "${id}" is selected by --gate`);
		for (const { id: dependent, needs } of left) if (gate && needs.includes(id)) mistakes.push(`--skip: gate "${dependent}" needs "${id}"`);
	}
	if (mistakes.length === 0 && left.length === 0) mistakes.push("--skip: no gate is left");
	return mistakes;
}
/** The nearest one, or all that there are. */
function unknownGate(id, ids) {
	const unknown = unknownWord("gate", id, ids);
	return unknown.includes("did you mean") ? unknown : `${unknown}; gates: ${ids.join(", ")}`;
}
/** A purpose that no gate knows makes nothing required that should be: a mistake. */
function checkPurpose(purpose, known) {
	if (purpose === void 0 || known.has(purpose)) return [];
	const purposes = known.size === 0 ? "no gate has \"required-for\"" : `known purposes: ${[...known].join(", ")}`;
	return [`--for: ${unknownWord("purpose", purpose, [...known])}; ${purposes}`];
}

// src/plan/stages.ts
/** The gates as an execution of one stage runs them: the staged gate does that stage alone, and what comes after it waits for the last one. */
function stagedGates(gates, name) {
	const nothing = {
		gates,
		excluded: [],
		partial: [],
		mistakes: []
	};
	if (name === void 0) return nothing;
	const mistake = (message) => ({
		...nothing,
		mistakes: [`--stage: ${message}`]
	});
	const [gate, ...others] = gates.filter(({ kind }) => kinds[kind]?.spec.staged !== void 0);
	const kind = gate && kinds[gate.kind]?.spec;
	if (!gate || !kind?.staged) return mistake("no gate of this configuration has stages");
	if (others.length > 0) return mistake(`${[gate, ...others].map(({ id }) => `"${id}"`).join(" and ")} have stages; expected one gate that has`);
	const { staged } = kind;
	const names = staged.stages(gate.spec);
	const index = names.indexOf(name);
	if (index < 0) return mistake(unknownWord("stage", name, names));
	const toCome = names.slice(index + 1);
	const waiting = toCome.length === 0 ? [] : gates.slice(gates.indexOf(gate) + 1);
	const after = names[index - 1];
	return {
		gates: gates.filter((one) => !waiting.includes(one)).map((one) => one === gate ? only(gate, kind, staged, index) : one),
		excluded: waiting.map(({ id }) => ({
			id,
			why: "later-stage"
		})),
		stage: {
			gate: gate.id,
			name,
			...after !== void 0 && { after },
			toCome
		},
		partial: toCome.length === 0 ? [] : [`stage "${name}" of ${gate.id}: ${toCome.join(", ")} still to come`],
		mistakes: []
	};
}
function only(gate, kind, staged, index) {
	const spec = staged.only(gate.spec, index);
	return {
		...gate,
		spec,
		expected: staged.expect(spec),
		defaults: kind.defaults(spec)
	};
}

// src/plan/unsupported.ts
/** Keys that `check` knows and `run` can't honour yet; silence about them would be a promise broken. */
const SETTINGS = [
	"tag",
	"environment",
	"checklist",
	"attach"
].map((key) => ({
	path: ["release", key],
	why: `"${key}" of a release is not supported yet`
}));
const GATE_KEYS = ["shard", "runs-on"];
/** What a plan asks for and `run` can't do yet, each with its place, in the order of the file. Gates that are left out count for nothing. */
function notYet({ document }, plan, file) {
	const list = new ProblemList(file, document);
	const written = (path) => {
		const value = valueAt(document.data, path);
		return value !== void 0 && !(Array.isArray(value) && value.length === 0) && !(isMap(value) && Object.keys(value).length === 0);
	};
	const say = (path, message) => list.add([{
		path,
		part: "key",
		message
	}]);
	for (const { path, why } of SETTINGS) if (written(path)) say(path, why);
	for (const gate of plan.gates) {
		for (const key of GATE_KEYS) if (written([
			"gates",
			gate.id,
			key
		])) say([
			"gates",
			gate.id,
			key
		], `"${key}" is not supported yet`);
		for (const path of approvals(gate, plan)) say(path, "an environment belongs to a job: run this stage as one (`--stage`), in that environment");
	}
	return list.sorted();
}
/** Stages that wait for somebody's approval, although all are one job. */
function approvals({ id, kind, spec }, plan) {
	if (plan.stage) return [];
	return kinds[kind]?.spec.staged?.approvals(spec).map((path) => [
		"gates",
		id,
		...path
	]) ?? [];
}

// src/plan/load.ts
/** Said where something was found that hides more. */
const UNREAD = "mend these, then check again: what the keys of a gate mean is checked once their form is right";
/**
* Reads, checks and resolves a configuration.
* @throws ConfigurationError with every problem, in the order of the file
* @throws SetupError with every mistake of the command line, when the configuration has none
*/
function loadPlan(input) {
	const configuration = readConfiguration(input);
	const { problems, document } = configuration;
	const warnings = new ProblemList(input.file, document);
	checkConditions(configuration, warnings);
	if (problems.count === 0) checkProgress(configuration);
	problems.throwIfAny(configuration.gates.some(({ plan }) => !plan) ? UNREAD : void 0);
	const gates = configuration.gates.flatMap(({ plan }) => plan ?? []);
	const purposes = new Set(configuration.gates.flatMap((gate) => gate.purposes));
	const selected = select(gates, {
		gates: input.gates,
		skip: input.skip
	});
	const staged = stagedGates(selected.gates, input.stage);
	const mistakes = [
		...configuration.variables.mistakes,
		...checkPurpose(input.purpose, purposes),
		...selected.mistakes,
		...selected.mistakes.length > 0 ? [] : staged.mistakes
	];
	if (mistakes.length > 0) throw new SetupError(...mistakes.map((mistake) => visible(`gate: ${mistake}`)));
	for (const gate of configuration.gates) warnings.add(gate.warnings);
	if (input.today !== void 0) warnings.add(waiverWarnings(configuration.waivers, input.today));
	if (input.site) warnings.add(advice(configuration, input.site));
	const plan = planOf(input, configuration, selected, staged);
	return {
		plan,
		warnings: warnings.sorted(),
		notYet: notYet(configuration, plan, input.file)
	};
}
/**
* Derives a plan again from its configuration and what else went into it, which stands in the plan: overrides, purpose, selection,
* captured environment. An honest plan comes out the same, byte for byte.
* @throws ConfigurationError or SetupError when no plan can be made of them
*/
function derivePlan(text, bytes, plan) {
	return loadPlan({
		text,
		bytes,
		file: "gates.yml",
		overrides: overriddenVariables(plan),
		...plan.purpose !== void 0 && { purpose: plan.purpose },
		gates: plan.selection.gates,
		skip: plan.selection.skip,
		...plan.stage && { stage: plan.stage.name },
		...plan.decides && { decides: true },
		env: plan.capturedEnv
	}).plan;
}
/**
* Variables of the environment without whose values nobody knows what was judged: those that may change a verdict or say where a
* thing is. Secrets are not among them: no plan holds them.
*/
function environmentNames(input) {
	const { environment, evidence } = readConfiguration(input);
	const names = environment.filter(({ use }) => use !== "passed").map(({ name }) => name);
	return [...new Set(names)].filter((name) => evidence["capture-env"].includes(name));
}
/** A `progress` that no gate is long enough to judge would look like a guard and be none. */
function checkProgress({ gates, services, problems }) {
	const judged = new Set(gates.flatMap(({ plan }) => (plan && kinds[plan.kind]?.spec.progressOf?.(plan.spec)) ?? []));
	const idle = services.filter(({ id, progress }) => progress && !judged.has(id));
	problems.add(idle.map(({ id }) => ({
		path: [
			"services",
			id,
			"progress"
		],
		part: "key",
		message: `no health gate judges the progress of "${id}": none that has it among its services is longer than "within"`
	})));
}
function planOf(input, configuration, selected, staged) {
	const { policy, evidence, stack, release } = configuration;
	const written = policy["max-attempts"];
	const attempts = written === void 0 ? {} : { maxAttempts: written };
	const attachments = evidence.attachments.map(attachmentPlan);
	const scan = evidence.scan.length > 0 && { scan: evidence.scan };
	return {
		planVersion: 1,
		name: configuration.name,
		configSha256: sha256OfBytes(input.bytes),
		vars: configuration.variables.vars,
		overrides: configuration.variables.overrides,
		partial: [
			...selected.partial,
			...staged.partial,
			...configuration.variables.partial
		],
		...input.purpose !== void 0 && { purpose: input.purpose },
		...staged.stage && { stage: staged.stage },
		...input.decides && { decides: true },
		selection: {
			gates: input.gates,
			skip: input.skip
		},
		capturedEnv: configuration.captured,
		secretEnv: evidence["secret-env"],
		env: configuration.env,
		policy: {
			requireCleanTree: policy["require-clean-tree"],
			allowWarnings: policy["allow-warnings"],
			...attempts
		},
		attachments,
		...evidence.store !== "auto" && { store: evidence.store },
		...retentionPlan(evidence.retention),
		...scan,
		...evidence["allow-secrets"].length > 0 && { allowSecrets: evidence["allow-secrets"] },
		services: configuration.services,
		...stack && { stack },
		gates: [...staged.gates, evidenceGate({
			requireCleanTree: policy["require-clean-tree"],
			attachments,
			...attempts,
			...scan
		})],
		excluded: [...selected.excluded, ...staged.excluded],
		waivers: configuration.waivers.map(({ max, kind, ...waiver }) => ({
			...waiver,
			...max !== void 0 && { max },
			...kind === "flaky" && { kind }
		})),
		signOff: release?.["sign-off"] ?? {}
	};
}
function retentionPlan(written) {
	const { days, executions } = written ?? {};
	if (days === void 0 && executions === void 0) return {};
	return { retention: {
		...days !== void 0 && { days },
		...executions !== void 0 && { executions }
	} };
}
function attachmentPlan(written) {
	if (typeof written === "string") return written;
	return written.optional ? {
		path: written.path,
		optional: true
	} : written.path;
}

export { givenFiles as i, environmentNames as n, loadPlan as r, derivePlan as t };