import { i as readInputs, n as wire, r as actionLog, t as entry } from "./chunks/action.js";

// src/entries/action-main.ts
const log = actionLog((text) => process.stdout.write(text), {
	env: process.env,
	cwd: process.cwd()
});
await entry(log, async () => {
	const inputs = readInputs(process.env);
	const action = wire(inputs, log);
	const { announce } = await import("./chunks/publish2.js");
	await log.phase("channels", async () => announce(action));
	switch (inputs.command) {
		case "plan": return (await import("./chunks/plan4.js")).plan(action);
		case "decide":
		case "report": return (await import("./chunks/decide.js")).decide(action);
		default: return (await import("./chunks/run3.js")).run(action);
	}
});

export {  };