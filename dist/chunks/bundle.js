import { b as UnreadableBundle, x as systemCode } from "./judge-bundle.js";
import { u as whyNotRemoved } from "./budget.js";
import { t as unpackZip } from "./unzip.js";
import fs from "node:fs";
import path from "node:path";
import os from "node:os";

// src/evidence/bundle.ts
/**
* Opens a bundle: a folder as it is, a zip unpacked into a private temporary folder.
* @throws UnreadableBundle when it is neither.
*/
async function openBundle(folderOrZip) {
	const stat = statOf(folderOrZip);
	if (stat.isDirectory()) {
		refuseWhatIsNoFile(folderOrZip);
		return {
			folder: folderOrZip,
			cleanup: () => {}
		};
	}
	if (!stat.isFile()) throw new UnreadableBundle(folderOrZip, "neither a folder nor a zip");
	const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "gate-bundle-"));
	const cleanup = () => void whyNotRemoved(temporary);
	try {
		return {
			folder: await unpackZip(folderOrZip, temporary),
			cleanup
		};
	} catch (error) {
		cleanup();
		throw error;
	}
}
/** A pipe or a device never ends: reading it would wait for ever. A linked file is as good as what it leads to; a linked folder may hold one. */
function refuseWhatIsNoFile(folder) {
	for (const entry of fs.readdirSync(folder, {
		recursive: true,
		withFileTypes: true
	})) {
		const full = path.join(entry.parentPath, entry.name);
		const leads = entry.isSymbolicLink() ? end(full) : entry;
		if (entry.isSymbolicLink() && leads?.isDirectory()) throw new UnreadableBundle(full, "a link to a folder: no bundle holds one");
		if (leads && !leads.isFile() && !leads.isDirectory()) throw new UnreadableBundle(full, "neither a file nor a folder");
	}
}
/** What a link leads to; undefined: nothing. */
function end(link) {
	try {
		return fs.statSync(link, { throwIfNoEntry: false });
	} catch (error) {
		throw new UnreadableBundle(link, String(systemCode(error)));
	}
}
function statOf(file) {
	try {
		return fs.statSync(file);
	} catch (error) {
		throw new UnreadableBundle(file, systemCode(error) === "ENOENT" ? "there is no such bundle" : String(systemCode(error)));
	}
}

export { openBundle as t };