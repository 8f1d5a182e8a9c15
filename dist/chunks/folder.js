import { n as SetupError } from "./errors.js";
import { C as systemCode } from "./judge-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/app/history/folder.ts
/**
* Level by level: a recursive mkdir goes round for ever where the system lets nothing be made (/proc).
* @throws SetupError where a file stands in the way
*/
function makeFolder(folder) {
	const there = lookAt(folder);
	if (there?.isDirectory()) return;
	if (there) throw new SetupError(`${folder}: a file; expected a folder for executions`);
	makeFolder(path.dirname(folder));
	fs.mkdirSync(folder);
}
/** What lies there; undefined also below a file. */
function lookAt(place) {
	try {
		return fs.statSync(place, { throwIfNoEntry: false });
	} catch (error) {
		if (systemCode(error) === "ENOTDIR") return void 0;
		throw error;
	}
}
/** The folder for executions; below `.gate` it hides itself from git. */
function storeAt(folder) {
	makeFolder(folder);
	const hidden = folder.split(path.sep).lastIndexOf(".gate");
	if (hidden < 0) return folder;
	const ignore = path.join(folder.split(path.sep).slice(0, hidden + 1).join(path.sep), ".gitignore");
	if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, "*\n");
	return folder;
}

export { storeAt as t };