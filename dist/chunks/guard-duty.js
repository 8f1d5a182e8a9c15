import { l as endProcesses, t as Tracker } from "./leftovers.js";
import readline from "node:readline";

// src/live/guard-duty.ts
/** A sweep that never comes to an end (something respawns faster than it can be ended) is given up after so many rounds. */
const MOST_ROUNDS = 100;
const PAUSE_MS = 25;
/**
* Waits on the pipe to the main process. When it ends without `done`, ends all that the execution left.
* @returns the execution to rescue; undefined when all was in order.
*/
async function keepWatch(pipe) {
	let watches = [];
	let execution;
	for await (const line of readline.createInterface({ input: pipe })) {
		const message = parse(line);
		if (message?.type === "done") return void 0;
		if (message?.type === "watch") watches.push(message);
		if (message?.type === "forget") watches = watches.filter(({ service }) => service !== message.service);
		if (message?.type === "execution") execution = message;
	}
	if (execution) await endAll(execution.execution, watches);
	return execution;
}
/** Ends all that is left of an execution: what carries its marker, and what is known of the trees that were watched. */
async function endAll(execution, watches) {
	const tracker = new Tracker(execution);
	for (const { service, process: root, log, port } of watches) tracker.watch(service, root, {
		...log !== void 0 && { log },
		...port !== void 0 && { port }
	});
	for (let clean = 0, round = 0; clean < 2 && round < MOST_ROUNDS; round++) {
		const { found } = await tracker.findAll();
		clean = found.length === 0 ? clean + 1 : 0;
		await endProcesses(found, {
			signal: "SIGKILL",
			gracePeriodMs: 0
		});
		await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
	}
	tracker.close();
}
/** A line that is torn, because its writer died, is none. */
function parse(line) {
	try {
		return JSON.parse(line);
	} catch {
		return;
	}
}

export { keepWatch as n, endAll as t };