import { n as keepWatch } from "./chunks/guard-duty.js";

// src/entries/guard-process.ts
for (const signal of [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
]) process.on(signal, () => {});
const execution = await keepWatch(process.stdin);
if (execution) {
	const { rescue } = await import("./chunks/rescue.js");
	const { isLeftToPost } = await import("./chunks/unfinished.js");
	if (!isLeftToPost(execution)) await rescue(execution.folder, execution.workFolder, () => {});
}
process.exit();

export {  };