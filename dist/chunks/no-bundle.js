import { n as SetupError } from "./errors.js";
import { m as terminal } from "./escape.js";
import { h as EXECUTION_ID } from "./store.js";
import fs from "node:fs";
import path from "node:path";

// src/app/bundle/no-bundle.ts
/** What lies in every bundle, also in one of which something was removed. */
const PARTS = [
	"data",
	"bagit.txt",
	"manifest-sha256.txt",
	"tagmanifest-sha256.txt"
];
/** @throws SetupError for a folder that holds nothing of a bundle; it names the newest execution in it */
function refuseNoBundle(folder) {
	if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	if (PARTS.some((part) => fs.existsSync(path.join(folder, part)))) return;
	const newest = [
		folder,
		path.join(folder, "executions"),
		path.join(folder, ".gate/executions")
	].flatMap((one) => newestIn(one))[0];
	throw new SetupError(`${terminal(folder)}: no bundle${newest === void 0 ? "" : `; did you mean ${terminal(newest)}?`}`);
}
/** A folder before the zip of it. */
function newestIn(folder) {
	if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
	const names = fs.readdirSync(folder).filter((name) => EXECUTION_ID.test(idOf(name)));
	const newest = names.map(idOf).sort().at(-1);
	return names.filter((name) => idOf(name) === newest).sort().slice(0, 1).map((name) => path.join(folder, name));
}
function idOf(name) {
	return name.replace(/(?:\.unverified)?\.zip$/, "");
}

export { refuseNoBundle as t };