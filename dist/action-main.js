import { i as readInputs, n as wire, o as runner, r as actionLog, t as entry } from "./chunks/action.js";
import { n as SetupError } from "./chunks/errors.js";

// src/entries/action-main.ts
const log = actionLog((text) => process.stdout.write(text), {
	env: process.env,
	cwd: process.cwd()
});
await entry(log, async () => {
	const { inputs, problems } = readInputs(process.env);
	const action = wire(inputs, log, runner);
	const { announce } = await import("./chunks/publish2.js");
	await log.phase("channels", async () => announce(action));
	if (problems.length > 0) return (await import("./chunks/action3.js")).concludeProblem(action, new SetupError(...problems));
	switch (inputs.command) {
		case "plan": return (await import("./chunks/plan3.js")).plan(action);
		case "history": return (await import("./chunks/history2.js")).history(action);
		case "decide":
		case "report": return (await import("./chunks/decide.js")).decide(action);
		default: return (await import("./chunks/run3.js")).run(action);
	}
});

export {  };