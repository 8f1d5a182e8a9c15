import { C as toJSONSchema, _ as strictObject } from "./calendar.js";
import { Dn as jsonText, a as gateKeys, c as sections, l as service, o as gateSchema, s as gateTitle, t as USER_KINDS, u as waiver, w as kinds, x as keyFactsOf } from "./configuration.js";

// src/plan/json-schema.ts
const DIALECT = "http://json-schema.org/draft-07/schema#";
/** Where a value of another type than text is expected, `${{ }}` may stand instead, which is a text until it is replaced. */
const SUBSTITUTION = { $ref: "#/definitions/substitution" };
/** Draft-07, which the YAML support of editors knows best. */
function configurationSchema() {
	const { services, gates, waivers, ...rest } = sections;
	const properties = schemaOf(strictObject(rest))["properties"];
	const order = Object.keys(sections);
	const all = {
		...properties,
		services: {
			...head(services),
			type: "object",
			additionalProperties: { $ref: "#/definitions/service" }
		},
		gates: {
			...head(gates),
			type: "object",
			minProperties: 1,
			additionalProperties: { $ref: "#/definitions/gate" }
		},
		waivers: {
			...head(waivers),
			type: "array",
			items: { $ref: "#/definitions/waiver" }
		}
	};
	const { definitions, parts } = hoisted({
		service: schemaOf(service),
		waiver: schemaOf(waiver),
		gate: anyGate(),
		...Object.fromEntries(USER_KINDS.map((kind) => [`${kind}-gate`, kindSchema(kind)]))
	});
	return {
		$schema: DIALECT,
		$id: "gates.schema.json",
		title: "Release gates",
		description: "Configuration of a release gate: services, gates in order, and what makes each of them pass.",
		type: "object",
		properties: Object.fromEntries(order.map((key) => [key, all[key]])),
		required: ["version", "gates"],
		additionalProperties: false,
		definitions: {
			substitution: {
				type: "string",
				pattern: "\\$\\{\\{.*\\}\\}"
			},
			...parts,
			...definitions
		}
	};
}
/** Types with a name of their own stand once for the whole file. */
function hoisted(schemas) {
	const definitions = {};
	return {
		definitions,
		parts: Object.fromEntries(Object.entries(schemas).map(([name, { definitions: own, ...rest }]) => {
			Object.assign(definitions, own);
			return [name, rest];
		}))
	};
}
/** `kind` decides which keys there are; a gate without it has `run` and is a checks gate. */
function anyGate() {
	const byKind = USER_KINDS.map((kind) => ({
		if: { not: {
			properties: { kind: { const: kind } },
			required: ["kind"]
		} },
		else: { $ref: `#/definitions/${kind}-gate` }
	}));
	const withoutKind = {
		if: {
			required: ["kind"],
			properties: { kind: {} }
		},
		else: { allOf: [{
			properties: { run: {} },
			required: ["run"]
		}, { $ref: "#/definitions/checks-gate" }] }
	};
	return {
		type: "object",
		properties: { kind: {
			description: gateKeys.kind.description,
			enum: USER_KINDS
		} },
		allOf: [...byKind, withoutKind]
	};
}
function kindSchema(kind) {
	const spec = kinds[kind]?.spec;
	if (!spec) throw new Error(`no gate kind "${kind}"`);
	const schema = schemaOf(gateSchema(kind, spec.shape));
	const properties = schema["properties"];
	return {
		...schema,
		title: gateTitle(kind),
		description: spec.summary,
		properties: {
			...properties,
			kind: {
				description: gateKeys.kind.description,
				const: kind
			}
		}
	};
}
function head(schema) {
	return { description: schema.description };
}
function schemaOf(schema) {
	const { $schema: _, ...rest } = toJSONSchema(schema, {
		target: "draft-7",
		io: "input",
		unrepresentable: "any",
		override: ({ zodSchema, jsonSchema }) => adapt(zodSchema, jsonSchema)
	});
	return tidy(rest);
}
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
function adapt(type, schema) {
	if (schema["maximum"] === MAX_SAFE) delete schema["maximum"];
	if (schema["minimum"] === -MAX_SAFE) delete schema["minimum"];
	if (schema["propertyNames"] !== void 0 && !("pattern" in schema["propertyNames"])) delete schema["propertyNames"];
	if (admitsSubstitution(type, schema)) makeChoice(schema);
}
/** Numbers, truth values, words and patterns: whatever a text with `${{ }}` in it would not match. */
function admitsSubstitution(type, schema) {
	const { role } = keyFactsOf(type);
	if (role === "literal" || role === "command" || role === "condition" || "const" in schema) return false;
	const leaf = type._zod.def.type;
	if (leaf === "string") return schema["pattern"] !== void 0 || schema["allOf"] !== void 0;
	return leaf === "number" || leaf === "boolean" || leaf === "enum";
}
const CONSTRAINTS = [
	"type",
	"pattern",
	"enum",
	"minimum",
	"maximum",
	"minLength",
	"exclusiveMinimum",
	"allOf",
	"format"
];
function makeChoice(schema) {
	const own = {};
	for (const key of CONSTRAINTS) {
		if (!(key in schema)) continue;
		own[key] = schema[key];
		delete schema[key];
	}
	schema["anyOf"] = [own, SUBSTITUTION];
}
/** Choices within choices made one; a choice that admits any text needs no second way to admit one. */
function tidy(part) {
	if (Array.isArray(part)) return part.map(tidy);
	if (typeof part !== "object" || part === null) return part;
	const schema = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "default" ? value : tidy(value)]));
	const { anyOf, ...rest } = schema;
	if (!Array.isArray(anyOf)) return schema;
	const options = flat(anyOf);
	const texts = options.some((option) => JSON.stringify(option) === "{\"type\":\"string\"}");
	const kept = options.filter((option, index) => {
		const same = JSON.stringify(option);
		return !(texts && same === JSON.stringify(SUBSTITUTION)) && options.findIndex((other) => JSON.stringify(other) === same) === index;
	});
	const types = kept.map((option) => Object.keys(option).join() === "type" ? option["type"] : void 0);
	return types.includes(void 0) ? {
		...rest,
		anyOf: kept
	} : {
		...rest,
		type: types
	};
}
function flat(options) {
	return options.flatMap((option) => Object.keys(option).join() === "anyOf" ? flat(option["anyOf"]) : [option]);
}

// src/app/commands/schema.ts
/** `gate schema`: the JSON Schema of the configuration, for editors. */
function schema(io) {
	io.stdout(jsonText(configurationSchema()));
	return 0;
}

export { schema };