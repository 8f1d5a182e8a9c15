import { t as atOnce } from "./pieces.js";
import fs from "node:fs";
import { createHash } from "node:crypto";

// src/evidence/hash.ts
/** Reused by every call: no piece of work leaves anything in it, so it never serves two at once. */
const buffer = Buffer.allocUnsafe(1 << 17);
/** SHA-256 and size of a file. @throws when it can't be read. */
function hashFile(path) {
	return atOnce(hashing(path));
}
/** The same, piece by piece. */
function* hashing(path) {
	const hash = createHash("sha256");
	const bytes = yield* feeding(hash, path, 0);
	return {
		sha256: hash.digest("hex"),
		bytes
	};
}
/** Feeds a file's bytes from `start` to its end into a hash. @returns how many they were. */
function* feeding(hash, path, start) {
	const fd = fs.openSync(path, "r");
	try {
		let position = start;
		for (;;) {
			const got = fs.readSync(fd, buffer, 0, buffer.length, position);
			if (got === 0) return position - start;
			hash.update(buffer.subarray(0, got));
			position += got;
			yield;
		}
	} finally {
		fs.closeSync(fd);
	}
}

export { hashFile as n, hashing as r, feeding as t };