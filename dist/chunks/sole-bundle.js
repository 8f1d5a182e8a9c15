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

// src/app/bundle/sole-bundle.ts
/**
* A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. A link is not
* followed further: it may lead round in a circle.
*/
function soleBundle(bundle) {
	if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
	const [only, ...others] = fs.readdirSync(bundle);
	if (only === void 0 || others.length > 0 || fs.existsSync(path.join(bundle, "bagit.txt"))) return bundle;
	const inner = path.join(bundle, only);
	return fs.lstatSync(inner).isSymbolicLink() ? inner : soleBundle(inner);
}

export { storeAt as n, soleBundle as t };