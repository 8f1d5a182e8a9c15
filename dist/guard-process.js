import { n as keepWatch } from "./chunks/guard-duty.js";

// src/entries/guard-process.ts
for (const signal of [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
]) process.on(signal, () => {});
const execution = await keepWatch(process.stdin);
if (execution) {
	const { rescue } = await import("./chunks/rescue2.js");
	await rescue(execution.folder, execution.workFolder);
}
process.exit();

export {  };