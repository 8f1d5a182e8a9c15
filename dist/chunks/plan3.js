import { n as describePlan } from "./describe.js";
import { n as loadPublishable } from "./discreet-plan.js";
import { n as loadInput } from "./configuration-input.js";
import { n as planJson } from "./plan2.js";
import { r as concludeProblem, t as call } from "./action2.js";
import { m as trustedConfiguration } from "./check-run.js";
import fs from "node:fs";
import path from "node:path";

// src/app/action/plan.ts
/** `command: plan`: writes plan.json for other jobs. Runs nothing. */
async function plan(action) {
	const known = { notes: [] };
	try {
		const { inputs, log, runner, store } = action;
		const { config } = await log.phase("configuration", () => trustedConfiguration(inputs.config, action));
		call(known, config);
		const file = path.join(store, "plan.json");
		await log.foreign("plan", async () => {
			log.say(describePlan(loadPublishable(loadInput(config, inputs, log.io), config, log.io).plan));
			fs.mkdirSync(store, { recursive: true });
			fs.writeFileSync(file, planJson(config, inputs, log.io));
		});
		await runner.outputs({ summary: file });
		return 0;
	} catch (error) {
		return concludeProblem(action, error, known);
	}
}

export { plan };