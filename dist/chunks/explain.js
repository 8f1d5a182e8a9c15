import { D as require_dist } from "./calendar.js";
import { n as SetupError, t as ConfigurationError } from "./errors.js";
import { C as shapeOf, Ht as probeKinds, S as optionsOf, X as countsTable, Xt as sharedKeys, Yt as retry, _ as entryOf, a as gateKeys, b as isOptional, c as sections, g as descriptionOf, h as defaultOf, l as service, mn as unknownWord, n as readConfiguration, s as gateTitle, t as USER_KINDS, u as waiver, v as expectedOf, w as kinds, zt as PROBE_KINDS } from "./configuration.js";
import { t as describeGate } from "./describe.js";
import { r as loadPlan } from "./load.js";
import { t as visible } from "./visible.js";
import { n as readConfig } from "./config-file.js";
import { n as loadInput, r as wholeInput, t as ALL } from "./configuration-input.js";
import { n as loadPublishable } from "./discreet-plan.js";

// src/plan/example.ts
var import_dist = require_dist();
/** Around an example: a service whose progress some gate judges, and a secret. */
const SURROUNDINGS = `version: 1
evidence: { secret-env: [ OPERATOR_TOKEN ] }
services:
  api: { run: ./api, port: 8080, health: /healthz, progress: { http: /metrics, value: json.processed, within: 1m } }
gates:
`;
/** A whole configuration with the example of a kind in it, after the gate that judges the progress and that other examples refer to. */
function exampleConfiguration(kind, example) {
	const watch = Object.values(kinds).find(({ spec }) => "progressOf" in spec)?.spec;
	const before = watch?.kind === kind ? "" : watch?.example ?? "";
	return SURROUNDINGS + `${before}${example}`.replaceAll(/^(?=.)/gm, "  ");
}
/** The example of a kind, resolved. */
function exampleGate(kind, example) {
	const text = exampleConfiguration(kind, example);
	const { plan } = loadPlan({
		text,
		bytes: new TextEncoder().encode(text),
		file: `${kind}.yml`,
		overrides: {},
		gates: [],
		skip: [],
		env: {}
	});
	const gate = plan.gates.find((candidate) => candidate.kind === kind);
	if (!gate) throw new Error(`the example of "${kind}" has no gate of that kind`);
	return gate;
}

// src/plan/explain-measurements.ts
/** Every measurement of a name, `changedLines` or `coverage.changedLines`, with who has it; nothing for a word that is none. */
function explainMeasurement(word) {
	const wanted = withoutKeys(word);
	const found = readable().filter(({ name }) => withoutKeys(name) === wanted || withoutKeys(name).endsWith(`.${wanted}`));
	if (found.length === 0) return [];
	return [`Measurements, which conditions read\n\n${found.map(readableText).join("")}`];
}
/** To suggest one for a word that is none. */
function measurementWords() {
	return [...new Set(readable().flatMap(({ name }) => [withoutKeys(name), withoutKeys(name).split(".").at(-1) ?? ""]))];
}
/** A measurement a row, its parts below it. */
function tableText(table) {
	const rows = Object.entries(table).flatMap(([name, measurement]) => [{
		name,
		measurement
	}, ...partsOf(name, measurement).filter((part) => !part.name.includes("["))]);
	const width = Math.max(...rows.map(({ name }) => name.length));
	return rows.map(({ name, measurement: { type, doc } }) => `  ${name.padEnd(width)}  ${doc} (${typeInWords(type)})\n`).join("");
}
function readableText({ where, name, measurement: { type, doc }, needs }) {
	return `  ${name}: ${where}\n      ${doc} (${typeInWords(type)})\n${needs === void 0 ? "" : `      It ${needs}.\n`}`;
}
function readable() {
	return [...USER_KINDS.flatMap(ofKind), ...PROBE_KINDS.flatMap((kind) => ofTable(probeKinds[kind].reads, `\`expect\` of ${kind}, a probe`))];
}
function ofKind(kind) {
	const spec = kinds[kind]?.spec;
	if (spec?.example === void 0) return [];
	const { id, spec: own } = exampleGate(kind, spec.example);
	const measured = spec.measurements(own);
	const counted = Object.entries(countsTable(spec, own)).filter(([name]) => !Object.hasOwn(measured, name));
	const needing = (one) => {
		const needs = spec.brings?.[one.name] ?? spec.brings?.[one.name.split(/[.[]/)[0] ?? ""];
		return needs === void 0 ? one : {
			...one,
			needs
		};
	};
	const queries = Object.keys(spec.queries?.(own) ?? {});
	return [...ofTable(measured, `criteria of ${gateTitle(kind)}`).map(needing), ...ofTable(Object.fromEntries(counted), `counts of ${gateTitle(kind)}, which later gates read as gates["${id}"].counts`)].filter(({ name }) => !queries.includes(name.split(".").at(-1) ?? ""));
}
function ofTable(table, where) {
	return Object.entries(table).flatMap(([name, measurement]) => [{
		where,
		name,
		measurement
	}, ...partsOf(name, measurement).map((part) => ({
		where,
		...part
	}))]);
}
/** What a measurement of several has inside. */
function partsOf(name, { type }) {
	if (typeof type === "string") return [];
	const [fields, prefix] = "fields" in type ? [type.fields, name] : [fieldsOfEach(type), `${name}["…"]`];
	return Object.entries(fields).map(([field, measurement]) => ({
		name: `${prefix}.${field}`,
		measurement
	}));
}
function fieldsOfEach(type) {
	if (typeof type === "string" || !("map" in type)) return {};
	return typeof type.map === "object" && "fields" in type.map ? type.map.fields : {};
}
function typeInWords(type) {
	if (typeof type === "string") return type;
	if ("list" in type) return "list";
	return "map" in type ? "by name" : Object.keys(type.fields).join(", ");
}
/** `recall["ham"]` and `recall` are one measurement. */
function withoutKeys(name) {
	return name.replaceAll(/\[[^\]]*\]/g, "");
}

// src/plan/explain.ts
/** Words that `gate explain` knows besides the kinds of gates. */
const TOPICS = {
	file: {
		says: "the keys of gates.yml",
		text: explainFile
	},
	services: {
		says: "the keys of a service",
		text: () => `A service, under "services" by its id.\n\n${keysText(shapeOf(service) ?? {})}`
	},
	gate: {
		says: "the keys that every gate has",
		text: explainGate$1
	},
	probes: {
		says: "what checks can look at, and what their conditions read",
		text: explainProbes
	},
	conditions: {
		says: "how conditions are written",
		text: () => CONDITIONS
	}
};
const START = `version: 1
name: My release
services:
  api: { run: node server.js, port: 8080, health: /healthz }
gates:
  tools:  { kind: checks, checks: [ { tool: node, version: ">=20" } ] }
  cycles: { kind: cycles, needs: [ tools ], services: all, count: 3 }
  health: { kind: health, needs: [ cycles ], services: all, interval: 1s, duration: 30s }
`;
const CONDITIONS = `Every condition (criteria, expect, values, progress) is CEL (https://cel.dev) over named measurements:

  p95Ms < 200                                  200 and 200.0 mean the same
  status == 200 && json.ok
  services["api"].failures == 0
  gates["health-30m"].counts.failures == 0     in assert gates, of what the gate needs
  json.items.all(i, i.price > 0.0)
  gates["unit"].counts.perRun.all(r, r.failed == 0)    of each run
  errorRate < vars.limit                       vars: the variables of the configuration

A condition passes only when it is true. A measurement that is missing, empty or not a number blocks the gate.
A criterion is a condition, or { name, pass, warn }: when pass is false and warn is true, the gate warns.
`;
const NOT_THERE = `Failed, or blocked

  A probe fails where what it looks at answers wrongly or is not there: a connection that is refused, reset or silent until the
  timeout, another status, a file, a variable, a process or a database that is missing.
  It blocks where nobody can tell: a name that is not resolved, a certificate that is not trusted, no permission, a program that
  can not be started, a daemon that can not be asked (containers), a disk that is not there, an answer longer than what is read.
`;
/** \`gate explain\` without a word: where to begin. */
function explainOverview() {
	const kindRows = USER_KINDS.map((kind) => row(kind, kinds[kind]?.spec.summary ?? ""));
	const topicRows = Object.entries(TOPICS).map(([topic, { says }]) => row(topic, says));
	return [
		"A configuration (.github/gates.yml) names services and gates; gates run one after another, each passes, fails or is blocked.\n",
		indented(START),
		"Kinds of gates; `gate explain KIND` says more:",
		...kindRows,
		"\nMore to explain:",
		...topicRows,
		row("KEY", "a section, a probe or a key, such as evidence, http or failure-limit: where it stands, what it takes"),
		row("MEASUREMENT", "a number that conditions read, such as p95Ms or coverage.changedLines: which kinds have it, what it needs"),
		row("GATE", "the id of a gate of your configuration: what it amounts to, defaults included"),
		"\n`gate check` finds mistakes, `gate plan` shows what will run, `gate run` runs it, `gate schema` helps your editor.\n"
	].join("\n");
}
/** A kind's keys, and what its example measures and requires. */
function explainKind(kind) {
	const spec = kinds[kind]?.spec;
	if (spec?.example === void 0) throw new Error(`no gate kind "${kind}"`);
	const gate = exampleGate(kind, spec.example);
	const defaults = gate.defaults.map(({ name, target }) => `  ${name}: ${target}\n`).join("");
	return [
		`${kind}: ${spec.summary}\n`,
		`Keys (besides those of every gate: gate explain gate)\n\n${keysText(spec.shape)}`,
		`An example\n\n${indented(spec.example)}`,
		...notesText(spec.notes),
		`Measurements that its criteria may read\n\n${tableText(spec.measurements(gate.spec))}`,
		...countsText(spec, gate),
		`Criteria that it has by default\n\n${defaults === "" ? "  none: at least one criterion is yours\n" : defaults}`
	].join("\n");
}
function notesText(notes = []) {
	return notes.length === 0 ? [] : [`To know\n\n${notes.map((note) => `  ${note}\n`).join("\n")}`];
}
/** What later gates may read besides its measurements. */
function countsText(spec, { id, spec: own }) {
	const measured = spec.measurements(own);
	const counted = Object.entries(countsTable(spec, own)).filter(([name]) => !Object.hasOwn(measured, name));
	if (counted.length === 0) return [];
	return [`Counts that later gates and summary.json have besides (gates["${id}"].counts.${counted[0]?.[0] ?? ""})\n\n${tableText(Object.fromEntries(counted))}`];
}
function explainFile() {
	return `The keys of gates.yml.\n\n${keysText(sections)}\nA waiver\n\n${keysText(shapeOf(waiver) ?? {})}`;
}
function explainGate$1() {
	return `The keys that every gate has, under "gates" by its id.\n\n${keysText(gateKeys)}`;
}
/** A probe, a section of the file, or every key of a name with where it stands; nothing for a word that is none of these. */
function explainWord(word) {
	const probe = PROBE_KINDS.find((kind) => kind === word);
	if (probe !== void 0) return [`A probe, one of the checks of a checks gate.\n\n${probeText(probe)}`];
	const places = placesOf(word);
	return places.length === 0 ? [] : [places.map(({ title, schema }) => `${title}\n\n${keysText({ [word]: schema })}`).join("\n")];
}
/** The names of sections and keys, to suggest one for a word that is none. */
function keyWords() {
	return [...new Set(maps().flatMap(({ shape }) => Object.keys(shape)))];
}
function placesOf(word) {
	const within = maps().flatMap(({ title, shape }) => {
		const schema = Object.hasOwn(shape, word) ? shape[word] : void 0;
		return schema ? [{
			title,
			schema
		}] : [];
	});
	return word === "waivers" ? [{
		title: "In gates.yml",
		schema: waiver.array().default([]).describe(descriptionOf(sections.waivers) ?? "")
	}] : within;
}
/** Every map of the language with keys of its own. */
function maps() {
	return [
		{
			title: "In gates.yml",
			shape: sections
		},
		{
			title: "In a waiver",
			shape: shapeOf(waiver) ?? {}
		},
		{
			title: "In a service",
			shape: shapeOf(service) ?? {}
		},
		{
			title: "In every gate",
			shape: gateKeys
		},
		...USER_KINDS.map((kind) => ({
			title: `In ${gateTitle(kind)}`,
			shape: kinds[kind]?.spec.shape ?? {}
		})),
		{
			title: "In every probe",
			shape: sharedKeys
		}
	].flatMap(({ title, shape }) => [{
		title,
		shape
	}, ...mapsWithin(title, shape)]);
}
function mapsWithin(title, shape) {
	return Object.entries(shape).flatMap(([key, schema]) => {
		const inner = innerShape(schema);
		const below = `${title}, "${key}"`;
		return inner ? [{
			title: below,
			shape: inner
		}, ...mapsWithin(below, inner)] : [];
	});
}
/** The defaults of the keys that a gate of the user's leaves out, as one would write them. */
function defaultsOf(kind, written) {
	const shape = {
		...kinds[kind]?.spec.shape,
		...gateKeys
	};
	const defaults = Object.entries(shape).flatMap(([key, schema]) => {
		const value = defaultOf(schema);
		return value === void 0 || typeof value === "object" && value !== null && Object.keys(value).length === 0 || Object.hasOwn(written, key) ? [] : [[key, value]];
	});
	return Object.fromEntries(defaults);
}
function probeText(kind) {
	const { schema, reads } = probeKinds[kind];
	return `${kind}\n\n${keysText(Object.fromEntries(Object.entries(schema.shape).filter(([key]) => !Object.hasOwn(sharedKeys, key))))}\n  expect reads\n\n${indented(tableText(reads))}`;
}
function explainProbes() {
	return `Each check of a checks gate is one probe; its first word says what it looks at.\n\n${PROBE_KINDS.map(probeText).join("\n")}\nKeys of every probe\n\n${keysText(sharedKeys)}\nretry\n\n${keysText(shapeOf(retry) ?? {})}\n${NOT_THERE}`;
}
/** A key a row, what it is below it, the keys inside it further in. */
function keysText(shape, depth = 1) {
	const pad = "  ".repeat(depth);
	return Object.entries(shape).map(([key, schema]) => {
		const inner = innerShape(schema);
		const below = inner ? keysText(inner, depth + 2) : "";
		return `${pad}${key}: ${typeText(schema)}${defaultText(schema)}\n${pad}    ${descriptionOf(schema) ?? ""}\n${below}`;
	}).join("");
}
/** The keys of a map inside: of the value itself, of its entries, of one of its forms. */
function innerShape(schema) {
	const entry = entryOf(schema);
	const forms = optionsOf(entry ?? schema)?.map((option) => shapeOf(option)).filter((shape) => shape !== void 0);
	if (forms && forms.length > 5) return void 0;
	return shapeOf(entry ?? schema) ?? forms?.[0];
}
function typeText(schema) {
	const entry = entryOf(schema);
	const expected = expectedOf(schema);
	if (!entry) return expected;
	const each = expectedOf(entry);
	return each === "something else" ? expected : `${expected} of ${each.replace(/^an? /, "")}`;
}
function defaultText(schema) {
	const value = defaultOf(schema);
	if (value === void 0) return isOptional(schema) ? "" : " (required)";
	return typeof value === "object" && value !== null && Object.keys(value).length === 0 ? "" : `, default ${Array.isArray(value) ? value.join(", ") : JSON.stringify(value).replaceAll("\"", "")}`;
}
function row(name, text) {
	return `  ${name.padEnd(16)} ${text}`;
}
function indented(text) {
	return text.replaceAll(/^(?=.)/gm, "  ");
}

// src/app/commands/explain.ts
/**
* `gate explain`: a kind of gate, a part of the configuration, a probe, a key, or one gate of the user's with all its defaults. A gate that is
* called like a kind is shown after it.
* @throws SetupError for a word that is none of these, ConfigurationError when the configuration has problems
*/
function explain(word, config, io) {
	io.stdout(word === void 0 ? explainOverview() : pagesOf(word, config, io).join("\n\n"));
	return 0;
}
function pagesOf(word, config, io) {
	const topic = Object.hasOwn(TOPICS, word) ? TOPICS[word] : void 0;
	const keys = [...explainWord(word), ...explainMeasurement(word)];
	if (topic) return [topic.text(), ...keys];
	const kind = USER_KINDS.includes(word) ? [explainKind(word)] : [];
	const { gates, services, trouble } = planIfAny(config, io);
	const gate = gates.find(({ id, kind: its }) => id === word && USER_KINDS.includes(its));
	if (gate) return [
		...kind,
		...keys,
		explainGate(gate, services, config, io)
	];
	if (kind.length + keys.length > 0) return [...kind, ...keys];
	if (trouble instanceof ConfigurationError) throw trouble;
	const known = [
		...USER_KINDS,
		...Object.keys(TOPICS),
		...gates.map(({ id }) => id)
	];
	const unread = trouble ? `; there are no gates of yours: ${trouble.message}` : "";
	throw new SetupError(`gate explain: ${unknownWord("word", word, [
		...known,
		...PROBE_KINDS,
		...keyWords(),
		...measurementWords()
	])}`, `known: ${known.join(", ")}; also probes (${PROBE_KINDS.join(", ")}), every key and every measurement${unread}`);
}
/** A kind is explained whatever the state of the configuration. */
function planIfAny(config, io) {
	try {
		const file = readConfig(config, io.cwd);
		return loadPublishable(loadInput(file, ALL, io), file, io).plan;
	} catch (error) {
		if (error instanceof SetupError) return {
			gates: [],
			services: [],
			trouble: error
		};
		throw error;
	}
}
/** What comes of a gate, its keys as they are written, and the defaults of those that it leaves out. */
function explainGate(gate, services, config, io) {
	const { written } = readConfiguration(wholeInput(config, io)).gates.find(({ id }) => id === gate.id) ?? {};
	const keys = typeof written === "object" && written !== null ? written : {};
	return `${describeGate(gate, "gate", services)}\n\nKeys\n\n${asYaml(keys)}\nDefaults of the other keys\n\n${asYaml(defaultsOf(gate.kind, keys))}`;
}
function asYaml(value) {
	return (0, import_dist.stringify)(value, { lineWidth: 0 }).split("\n").map((line) => line === "" ? "" : `  ${visible(line)}`).join("\n");
}

export { explain };