import { n as SetupError } from "./errors.js";
import fs from "node:fs";

// src/evidence/read.ts
const MIB = 1048576;
/** The most bytes of what is read whole; `run` refuses to make more, so that nobody is left with evidence that can't be read. */
const MOST = {
	/** gates.yml */
	config: 16 * MIB,
	/** plan.json, and the output of `gate plan --json`, which holds a configuration. */
	plan: 64 * MIB,
	/** A file of the project that is looked into: settings, a pid file. */
	settings: 16 * MIB,
	/** Any other record of a bundle. */
	record: 256 * MIB
};
const PIECE = MIB;
/** A file to its end, which may be a pipe. @param name for messages. @throws SetupError when it is longer than `most` bytes */
function readWhole(file, most, name = file) {
	return readPieces(file, {
		most,
		name,
		size: PIECE
	});
}
function readPieces(file, { most, name, size }) {
	const fd = fs.openSync(file, "r");
	try {
		const pieces = [];
		for (let bytes = 0;;) {
			const piece = Buffer.allocUnsafe(size);
			const got = fs.readSync(fd, piece);
			if (got === 0) return Buffer.concat(pieces);
			bytes += got;
			if (bytes > most) throw new SetupError(`${name}: is longer than ${most / MIB} MiB`);
			pieces.push(piece.subarray(0, got));
		}
	} finally {
		fs.closeSync(fd);
	}
}
/** A file of the world under test: a pipe there never ends. @throws SetupError for what is no file or longer; what the system says otherwise */
function readRegular(file, most) {
	const stat = fs.statSync(file);
	if (!stat.isFile()) throw new SetupError(`${file}: is no regular file`);
	return readPieces(file, {
		most,
		name: file,
		size: Math.min(PIECE, stat.size + 1)
	});
}

export { readRegular as n, readWhole as r, MOST as t };