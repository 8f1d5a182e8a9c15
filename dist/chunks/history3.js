import { n as SetupError } from "./errors.js";
import { n as hashFile } from "./hash.js";
import { _ as troubleInWords, a as failureInWords, i as upload, m as ArtifactError } from "./publish.js";
import { t as unpackZip } from "./unzip.js";
import { o as countOfThings } from "./width.js";
import { i as writeHanded, n as toldHistory, t as readHanded } from "./handed.js";
import { t as historyIn } from "./history.js";
import { t as isOfGitHub } from "./places.js";
import { t as executionId } from "./execution-id.js";
import { a as fetchGo, i as comparesWithLastGo, o as publishedGoes, t as askGitHub } from "./attempts.js";
import { d as configurationAt, f as configurationCommit } from "./check-run.js";
import fs from "node:fs";
import path from "node:path";

// src/app/action/history.ts
/** No execution goes on yet. */
const NOBODY = "";
/** A configuration without this word compares with no earlier execution. */
const LAST_GO = "last-go";
/**
* `command: history`: asks GitHub for earlier attempts at this commit, and for the last GO where the configuration compares with it, and hands
* them over to a job that has no token.
*/
async function history(action) {
	const { context, log, runner, store } = action;
	const attempts = await log.phase("asked", () => askGitHub(action, NOBODY));
	log.say(inWords(attempts));
	const lastGo = await log.phase("baseline", () => lastGoOf(action));
	const folder = path.join(store, "history");
	fs.mkdirSync(folder, { recursive: true });
	const file = await writeHanded(folder, context.runId, {
		attempts,
		...lastGo && { lastGo: lastGo.zip }
	});
	const { sha256 } = hashFile(file);
	const { id, name, url, digest } = await log.phase("send", () => upload({
		path: file,
		sha256
	}, executionId(/* @__PURE__ */ new Date()), action).catch((error) => {
		throw error instanceof ArtifactError ? new SetupError(failureInWords("artifact", error)) : error;
	}));
	await runner.outputs({
		summary: path.join(folder, "history.json"),
		"artifact-id": id,
		"artifact-name": name,
		"artifact-url": url,
		"artifact-digest": digest
	});
	return 0;
}
/** The last GO, where the configuration asks for it; what keeps it from being had is said, and told again by the job that decides. */
async function lastGoOf(action) {
	const { github, inputs, log } = action;
	try {
		if (!github) return void 0;
		return (await configurationAt(inputs.config, await configurationCommit(action), action)).bytes.includes(LAST_GO) ? await newestGo(action, github) : void 0;
	} catch (error) {
		log.say(`last GO: ${error instanceof SetupError ? error.message : troubleInWords("history", error)}`);
		return;
	}
}
async function newestGo(action, github) {
	const [go] = await publishedGoes(action, github, { before: Infinity });
	const found = go ? await fetchGo(action, github, go) : { none: "no run of this workflow before was a GO of this configuration" };
	if ("store" in found) {
		action.log.say(`last GO: that of run ${go?.runId}`);
		return found;
	}
	action.log.say(`last GO: ${"none" in found ? found.none : found.trouble}`);
}
function inWords({ store, found, unread, trouble }) {
	if (trouble !== void 0) return trouble;
	const noGo = found.filter(({ status }) => status === "NO-GO").length;
	return `${store}: ${countOfThings(found.length, "earlier attempt")} at this commit, ${noGo} of them NO-GO; ${unread} left no decision`;
}
/** Earlier executions for a job that runs gates: where GitHub is their store, they are those that were handed over, or that it tells of. */
async function historyOf(action, plan, stores) {
	const { inputs, log, github } = action;
	if (!isOfGitHub(plan)) return historyIn(stores, log.io.env);
	const compares = plan.gates.some(comparesWithLastGo);
	if (inputs.history !== void 0) return handedHistory(action, inputs.history, compares);
	const found = compares && github ? await lastGoOf(action) : void 0;
	return toldHistory(() => askGitHub(action, NOBODY), found?.store);
}
/** What was handed over. What is wrong with it is for the execution to say, in its evidence. */
async function handedHistory({ context, cwd, store }, named, compares) {
	fs.mkdirSync(path.dirname(store), { recursive: true });
	const temporary = fs.mkdtempSync(path.join(path.dirname(store), "gate-history-"));
	const handed = fs.mkdtempSync(path.join(temporary, "handed-"));
	try {
		const { attempts, lastGo } = await readHanded(path.resolve(cwd, named), context.runId, handed);
		return toldHistory(async () => attempts, lastGo === void 0 || !compares ? void 0 : await storeOf(lastGo, path.join(temporary, "store")));
	} catch (error) {
		return toldHistory(async () => Promise.reject(error), void 0);
	}
}
/** A folder with the bundle that a zip holds. */
async function storeOf(zip, folder) {
	fs.mkdirSync(folder);
	await unpackZip(zip, folder);
	return folder;
}

export { historyOf as n, history as t };