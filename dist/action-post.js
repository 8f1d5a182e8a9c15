import { a as postRunner, i as readInputs, n as wire, r as actionLog, t as entry } from "./chunks/action.js";

// src/entries/action-post.ts
for (const signal of [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
]) process.on(signal, () => {});
const { STATE_published: published, STATE_folder: folder } = process.env;
const { "STATE_work-folder": workFolder, "STATE_artifact-name": artifactName } = process.env;
const log = actionLog((text) => process.stdout.write(text), {
	env: process.env,
	cwd: process.cwd()
});
if (published !== "true" && folder !== void 0 && workFolder !== void 0) await entry(log, async () => {
	const { post } = await import("./chunks/post.js");
	const { inputs } = readInputs(process.env);
	const said = {
		...inputs,
		artifactName: artifactName ?? inputs.artifactName
	};
	return post(wire(said, log, postRunner), {
		folder,
		workFolder
	});
});

export {  };