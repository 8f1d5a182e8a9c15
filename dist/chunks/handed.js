import { n as SetupError } from "./errors.js";
import { _ as strictObject, a as _enum, d as literal, l as int, o as array, v as string } from "./calendar.js";
import { F as ATTEMPT_STATUSES } from "./judge-bundle.js";
import { Dn as jsonText } from "./configuration.js";
import { n as readRegular, t as MOST } from "./read.js";
import { i as require_yauzl, n as BUNDLE_LIMITS } from "./unzip.js";
import { n as writeZip } from "./zip.js";
import { t as soleBundle } from "./sole-bundle.js";
import { n as lastGoIn } from "./last-go.js";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

// src/evidence/unpack.ts
var import_yauzl = require_yauzl();
const ZIP = Buffer.from("PK");
const EMPTY_ZIP = Buffer.from("PK");
/** Whether a file is a zip, by its first bytes. */
function isZip(file) {
	const fd = fs.openSync(file, "r");
	try {
		const head = Buffer.alloc(ZIP.length);
		fs.readSync(fd, head);
		return head.equals(ZIP) || head.equals(EMPTY_ZIP);
	} finally {
		fs.closeSync(fd);
	}
}
/**
* Unpacks a zip that any program wrote into an empty folder: plain files alone, none outside of it, no more than a bundle may hold. No link is
* made: one in the zip becomes a file with its text.
* @throws SetupError
*/
async function unpack(file, into, limits = BUNDLE_LIMITS) {
	const zip = await (0, import_yauzl.openPromise)(file, {
		autoClose: false,
		strictFileNames: true
	});
	let bytes = 0;
	try {
		if (zip.entryCount > limits.entries) throw new SetupError(`it has ${zip.entryCount} entries, more than ${limits.entries}`);
		for await (const entry of zip.eachEntry()) {
			if (entry.fileName.endsWith("/")) continue;
			bytes += entry.uncompressedSize;
			if (bytes > limits.bytes) throw new SetupError(`unpacked it has more than ${limits.bytes} bytes`);
			const target = path.join(into, entry.fileName);
			fs.mkdirSync(path.dirname(target), { recursive: true });
			await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(target, { flags: "wx" }));
		}
	} finally {
		zip.close();
	}
}

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
/** In the zip in which both come. */
const FILES = {
	attempts: "history.json",
	lastGo: "last-go.zip"
};
/**
* Writes what is handed over as one file.
* @param runId the run that both jobs are of. @param folder an empty one, beside which the file is written
*/
async function writeHanded(folder, runId, { attempts, lastGo }) {
	const text = jsonText({
		version: 1,
		runId,
		...attempts
	});
	const file = path.join(folder, FILES.attempts);
	fs.writeFileSync(file, text);
	if (lastGo === void 0) return file;
	fs.copyFileSync(lastGo, path.join(folder, FILES.lastGo));
	await writeZip(folder, `${folder}.zip`);
	return `${folder}.zip`;
}
/**
* Reads what was handed over. The job that decides asks again: what stands here only spares gates that would run in vain.
* @param temporary an empty folder @throws SetupError for a file that is none, or of another run
*/
async function readHanded(named, runId, temporary) {
	const given = soleBundle(named);
	const wrong = (why) => new SetupError(`input "history": ${why}`, given);
	if (!fs.existsSync(given)) throw wrong("there is no such file: the job that asks GitHub for earlier attempts left none");
	const folder = isZip(given) ? await unpacked(given, temporary) : void 0;
	const parsed = handed.safeParse(parsedJson(readRegular(folder === void 0 ? given : path.join(folder, FILES.attempts), MOST.settings)));
	if (!parsed.success) throw wrong("this is not what `command: history` writes");
	const { version: _version, runId: of, found, trouble, ...rest } = parsed.data;
	if (of !== runId) throw wrong(`it is of run ${of}, and this is run ${runId}`);
	return {
		attempts: {
			...rest,
			found: found.map(({ runId: id, runAttempt, ...one }) => ({
				...one,
				...id !== void 0 && { runId: id },
				...runAttempt !== void 0 && { runAttempt }
			})),
			...trouble !== void 0 && { trouble }
		},
		...folder !== void 0 && { lastGo: path.join(folder, FILES.lastGo) }
	};
}
/** @returns the one folder in it */
async function unpacked(file, temporary) {
	await unpack(file, temporary);
	return path.join(temporary, fs.readdirSync(temporary)[0] ?? "");
}
/** A history whose attempts somebody else tells. */
function withAttempts(local, attempts) {
	return {
		lastGo: (...asked) => local.lastGo(...asked),
		attempts
	};
}
/** A history that somebody else tells of. @param store a folder with the bundle of the last GO; undefined: there is none */
function toldHistory(attempts, store) {
	return {
		lastGo: async (configuration, gate, isAlike, scratch) => store === void 0 ? void 0 : lastGoIn(store, {
			configuration,
			gate,
			isAlike
		}, scratch),
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

export { isZip as a, writeHanded as i, toldHistory as n, unpack as o, withAttempts as r, readHanded as t };