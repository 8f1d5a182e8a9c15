import { n as SetupError } from "./errors.js";
import { _ as strictObject, f as literal, o as _enum, s as array, u as int, v as string } from "./verdict.js";
import { T as ATTEMPT_STATUSES } from "./judge-bundle.js";
import { t as jsonText } from "./json.js";
import { n as readRegular, t as MOST } from "./read.js";
import { t as soleBundle } from "./sole-bundle.js";
import fs from "node:fs";

// src/app/history/handed.ts
const attempt = strictObject({
	executionId: string(),
	status: _enum(ATTEMPT_STATUSES),
	at: string(),
	runId: string().optional(),
	runAttempt: string().optional()
});
const handed = strictObject({
	version: literal(1),
	runId: string(),
	basis: literal("github-api"),
	store: string(),
	fleeting: literal(false),
	found: array(attempt),
	unread: int().min(0),
	trouble: string().optional()
});
/** What a trusted job hands over to one that has no token, as a file. @param runId the run that both are of */
function handedText(runId, attempts) {
	return jsonText({
		version: 1,
		runId,
		...attempts
	});
}
/**
* Reads what was handed over. The job that decides asks again: what stands here only spares gates that would run in vain.
* @throws SetupError for a file that is none, or of another run
*/
function readHanded(named, runId) {
	const file = soleBundle(named);
	const wrong = (why) => new SetupError(`input "history": ${why}`, file);
	if (!fs.existsSync(file)) throw wrong("there is no such file: the job that asks GitHub for earlier attempts left none");
	const parsed = handed.safeParse(parsedJson(readRegular(file, MOST.settings)));
	if (!parsed.success) throw wrong("this is not what `command: history` writes");
	const { version: _version, runId: of, found, trouble, ...rest } = parsed.data;
	if (of !== runId) throw wrong(`it is of run ${of}, and this is run ${runId}`);
	return {
		...rest,
		found: found.map(({ runId: id, runAttempt, ...one }) => ({
			...one,
			...id !== void 0 && { runId: id },
			...runAttempt !== void 0 && { runAttempt }
		})),
		...trouble !== void 0 && { trouble }
	};
}
/** A history whose attempts somebody else tells. */
function withAttempts(local, attempts) {
	return {
		lastGo: (...asked) => local.lastGo(...asked),
		attempts
	};
}
function parsedJson(bytes) {
	try {
		return JSON.parse(bytes.toString("utf8"));
	} catch {
		return;
	}
}

export { readHanded as n, withAttempts as r, handedText as t };