import fs from "node:fs";
import path from "node:path";

// src/app/history/folder.ts
/** Level by level: a recursive mkdir goes round for ever where the system lets nothing be made (/proc). */
function makeFolder(folder) {
	if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	makeFolder(path.dirname(folder));
	fs.mkdirSync(folder);
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