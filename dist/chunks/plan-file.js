import { d as overriddenVariables, n as SetupError } from "./errors.js";
import { g as record$1, h as object, m as number, o as array, v as string, x as unknown } from "./calendar.js";
import { r as readWhole, t as MOST } from "./read.js";
import path from "node:path";

// src/app/plan-file.ts
const strings = record$1(string(), string());
const record = object({
	config: string(),
	configuration: string(),
	inputs: object({
		overrides: strings,
		purpose: string().optional(),
		gates: array(string()),
		skip: array(string()),
		stage: string().optional(),
		capturedEnv: strings
	})
});
/** A plan as it lies in a bundle. */
const ofBundle = object({
	planVersion: number(),
	gates: array(unknown())
});
const OF_BUNDLE = "is the plan in a bundle, which says what that execution was; expected the output of `gate plan --json`, made from a configuration that you trust";
/** What went into a plan, so that another machine can derive the very same one: a part of `gate plan --json`. */
function planInputs({ name, bytes }, plan) {
	return {
		config: name,
		configuration: bytes.toString("utf8"),
		inputs: {
			overrides: overriddenVariables(plan),
			...plan.purpose !== void 0 && { purpose: plan.purpose },
			gates: plan.selection.gates,
			skip: plan.selection.skip,
			...plan.stage && { stage: plan.stage.name },
			capturedEnv: plan.capturedEnv
		}
	};
}
/** Reads the output of `gate plan --json`. @throws SetupError with one line when it is none */
function readPlanFile(file, io) {
	const json = readJson(file, io.cwd);
	const parsed = record.safeParse(json);
	if (!parsed.success) throw new SetupError(`${file}: ${ofBundle.safeParse(json).success ? OF_BUNDLE : "is not the output of `gate plan --json`"}`);
	const { config: name, configuration: text, inputs } = parsed.data;
	const { purpose, stage, gates, skip, overrides, capturedEnv } = inputs;
	const bytes = Buffer.from(text);
	const said = {
		gates,
		skip,
		overrides,
		env: capturedEnv,
		...purpose !== void 0 && { purpose },
		...stage !== void 0 && { stage }
	};
	return {
		config: {
			name,
			path: path.resolve(io.cwd, name),
			bytes
		},
		input: {
			text,
			bytes,
			file: name,
			...said
		}
	};
}
function readJson(file, cwd) {
	try {
		return JSON.parse(readWhole(path.resolve(cwd, file), MOST.plan, file).toString("utf8"));
	} catch (error) {
		if (error instanceof SetupError) throw error;
		const code = error instanceof Error && "code" in error ? String(error.code) : void 0;
		throw new SetupError(code === "ENOENT" ? `${file}: no such file` : `${file}: ${code ?? "is no JSON"}`);
	}
}

export { readPlanFile as n, planInputs as t };