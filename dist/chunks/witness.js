import { t as BUNDLE } from "./paths.js";
import { a as _enum, h as object, o as array, v as string } from "./calendar.js";
import { n as readRegular, t as MOST } from "./read.js";
import { g as SHA256, m as COMMIT } from "./store.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

// src/app/history/witness.ts
/** A seal's line is shorter. */
const LONGEST_SEAL = 1024;
const NEWLINE = 10;
const statement = object({
	subject: array(object({
		name: string(),
		digest: object({ gitCommit: COMMIT.optional() })
	})),
	predicate: object({
		result: _enum([
			"PASSED",
			"WARNED",
			"FAILED"
		]),
		passedTests: array(string()),
		warnedTests: array(string()),
		head: SHA256
	})
});
/** The statement about an execution; undefined where none can be read that is about this one. */
function statementOf(store, { id, names }) {
	const name = `${id}.statement.json`;
	if (!names.includes(name)) return void 0;
	const { subject, predicate } = statement.safeParse(documentAt(path.join(store, name))).data ?? {};
	if (!predicate || subject?.[0]?.name !== `${id}.zip`) return void 0;
	const { head, result, passedTests, warnedTests } = predicate;
	return {
		head,
		commit: subject.find((one) => one.name === "commit")?.digest.gitCommit,
		isGo: result !== "FAILED",
		passed: [...passedTests, ...warnedTests]
	};
}
/** The head of the recording that lies in a bundle: the hash of its last line, whatever that is; undefined where there is none. */
function headIn(bundle) {
	try {
		const fd = fs.openSync(path.join(bundle, BUNDLE.observations), fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
		try {
			const { size } = fs.fstatSync(fd);
			const buffer = Buffer.alloc(Math.min(size, LONGEST_SEAL));
			const end = buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, size - buffer.length));
			const line = end.subarray(end.lastIndexOf(NEWLINE, -2) + 1);
			return createHash("sha256").update(line).digest("hex");
		} finally {
			fs.closeSync(fd);
		}
	} catch {
		return;
	}
}
function documentAt(file) {
	try {
		return JSON.parse(readRegular(file, MOST.settings).toString("utf8"));
	} catch {
		return;
	}
}

export { statementOf as n, headIn as t };