import { n as SetupError } from "./errors.js";
import { p as terminalTable, u as Unsettled } from "./leave-bundle.js";
import { r as loadPlan } from "./load.js";
import { n as describePlan } from "./describe.js";
import { t as loadInput } from "./configuration-input.js";
import { n as executePlan, r as newExecution } from "./sole-bundle.js";
import { i as openPrior, r as runnablePlan, t as fromPlan } from "./run.js";
import { i as trustedConfiguration, n as concludeProblem, t as conclude } from "./action2.js";
import path from "node:path";

// src/app/action/run.ts
/** `command: run`: runs the gates here and shows what came out. */
async function run(action) {
	const notes = [];
	try {
		const { inputs, cwd, log, store, runner } = action;
		const { config, input, first } = await log.phase("configuration", () => source(action, notes));
		if (first) return await validateOnly(action, {
			config,
			input
		}, notes);
		const plan = await log.foreign("plan", async () => {
			const made = runnablePlan(input, log.io);
			log.say(describePlan(made));
			return made;
		});
		const prior = await log.foreign("evidence", () => openPrior(inputs.prior.map((bundle) => path.resolve(cwd, bundle)), plan, config.bytes));
		const execution = {
			...newExecution(store, log.io),
			post: true
		};
		await runner.state({
			folder: execution.folder,
			"work-folder": execution.workFolder
		});
		const pinned = {
			...log.io,
			env: {
				...log.io.env,
				...plan.capturedEnv
			}
		};
		const finished = await log.foreign("gates", () => executePlan(plan, config, execution, pinned, prior).finally(() => prior?.cleanup()));
		log.say(terminalTable(finished.outcome, {
			...log.io.terminal,
			bundle: finished.zip.path
		}));
		return await conclude(action, {
			finished,
			notes
		});
	} catch (error) {
		if (error instanceof Unsettled) {
			action.log.say(`${error.message}: that is left to the post part of this step`);
			return 2;
		}
		return concludeProblem(action, error, notes);
	}
}
async function source(action, notes) {
	const { inputs, context, log, cwd } = action;
	if (context.event === "pull_request_target") throw new SetupError("on pull_request_target the code of a pull request would run beside a token that can write; use pull_request");
	if (inputs.plan !== void 0) return {
		...fromPlan(inputs.plan, inputs, {
			...log.io,
			cwd
		}),
		first: false
	};
	const trusted = await trustedConfiguration(inputs.config, action);
	notes.push(...trusted.notes);
	for (const { words, details = [] } of trusted.notes) log.say([words, ...details.map((line) => `  ${line}`)].join("\n"));
	return {
		config: trusted.config,
		input: loadInput(trusted.config, inputs, log.io),
		first: trusted.first
	};
}
/** A configuration that no base has yet: everything but running it. */
async function validateOnly(action, { input }, notes) {
	await action.log.foreign("plan", async () => action.log.say(describePlan(loadPlan(input).plan)));
	return concludeProblem(action, new SetupError("merge this first: the base of this pull request has no configuration yet"), notes);
}

export { run };