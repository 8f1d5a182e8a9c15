import { t as hashFile } from "./hash.js";
import { g as uploadArtifact, p as artifactName } from "./publish.js";
import { n as readHanded, r as withAttempts, t as handedText } from "./handed.js";
import { t as historyIn } from "./history.js";
import { t as isOfGitHub } from "./places.js";
import { t as askGitHub } from "./attempts.js";
import fs from "node:fs";
import path from "node:path";

// src/app/action/history.ts
/** No execution goes on yet. */
const NOBODY = "";
/** `command: history`: asks GitHub for earlier attempts at this commit, and hands them over to a job that has no token. */
async function history(action) {
	const { context, inputs, log, runner, store } = action;
	const attempts = await log.phase("asked", () => askGitHub(action, NOBODY));
	log.say(inWords(attempts));
	fs.mkdirSync(store, { recursive: true });
	const file = path.join(store, "history.json");
	fs.writeFileSync(file, handedText(context.runId, attempts));
	const { sha256 } = hashFile(file);
	const days = inputs.retentionDays === void 0 ? {} : { retentionDays: inputs.retentionDays };
	const { id, name, url, digest } = await log.phase("send", () => uploadArtifact({
		file: {
			path: file,
			sha256
		},
		name: artifactName(context, inputs),
		...days
	}, context));
	await runner.outputs({
		summary: file,
		"artifact-id": id,
		"artifact-name": name,
		"artifact-url": url,
		"artifact-digest": digest
	});
	return 0;
}
function inWords({ store, found, unread, trouble }) {
	if (trouble !== void 0) return trouble;
	const noGo = found.filter(({ status }) => status === "NO-GO").length;
	return `${store}: ${found.length} earlier attempts at this commit, ${noGo} of them NO-GO; ${unread} left no decision`;
}
/** Earlier executions for a job that runs gates: where GitHub is their store, its attempts are those that were handed over. */
function historyOf(action, plan, stores) {
	const { context, inputs, log, cwd } = action;
	const local = historyIn(stores, log.io.env);
	if (!isOfGitHub(plan)) return local;
	return withAttempts(local, async () => {
		if (inputs.history !== void 0) return readHanded(path.resolve(cwd, inputs.history), context.runId);
		return askGitHub(action, NOBODY);
	});
}

export { historyOf as n, history as t };