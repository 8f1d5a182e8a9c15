import { n as SetupError } from "./errors.js";
import { r as readWhole, t as MOST } from "./read.js";
import fs from "node:fs";
import path from "node:path";

// src/app/config-file.ts
/** @throws SetupError with one line when it can't be read. */
function readConfig(name, cwd) {
	const file = path.resolve(cwd, name);
	try {
		return {
			name,
			path: file,
			bytes: readWhole(file, MOST.config, name)
		};
	} catch (error) {
		if (error instanceof SetupError) throw error;
		const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
		const why = code === "ENOENT" ? `no such file; ${fs.existsSync(path.resolve(cwd, "gates.yml")) && name !== "gates.yml" ? "gates.yml is here: name it" : "`gate explain` shows how to write one"}` : code === "EISDIR" ? "is a folder, not a configuration" : code;
		throw new SetupError(`${name}: ${why}`);
	}
}
/**
* The folder that paths in a configuration are relative to: the one that holds it, or, for `.github/gates.yml`, the repository's.
*/
function checkoutOf(configPath) {
	const folder = path.dirname(configPath);
	return path.basename(folder) === ".github" ? path.dirname(folder) : folder;
}

export { readConfig as n, checkoutOf as t };