import { C as systemCode, S as UnreadableBundle } from "./judge-bundle.js";
import { u as whyNotRemoved } from "./budget.js";
import { t as unpackZip } from "./unzip.js";
import fs from "node:fs";
import path from "node:path";
import os from "node:os";

// src/evidence/temporary.ts
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/** Folders of this process that are there now, and who is told of one that stays. */
const there = /* @__PURE__ */ new Map();
/**
* Makes a folder of this process alone. A signal that ends the process removes it first; where something else listens to that signal, it is
* left to that. @param tell told why the folder stays
*/
function makeTemporary(prefix, tell) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
	if (there.size === 0) for (const signal of SIGNALS) process.on(signal, end$1);
	there.set(folder, tell);
	return folder;
}
/** Removes it as far as it can. */
function removeTemporary(folder) {
	const why = whyNotRemoved(folder);
	if (why !== void 0) there.get(folder)?.(`what was unpacked could not be removed: ${why}`);
	there.delete(folder);
	if (there.size === 0) for (const signal of SIGNALS) process.removeListener(signal, end$1);
}
function end$1(signal) {
	if (process.listenerCount(signal) > 1) return;
	for (const folder of there.keys()) removeTemporary(folder);
	process.kill(process.pid, signal);
}

// src/evidence/bundle.ts
/**
* Opens a bundle: a folder as it is, a zip unpacked into a private temporary folder. @param tell told what of it can't be removed afterwards
* @throws UnreadableBundle when it is neither.
*/
async function openBundle(folderOrZip, tell = () => {}) {
	const stat = statOf(folderOrZip);
	if (stat.isDirectory()) {
		refuseWhatIsNoFile(folderOrZip);
		return {
			folder: folderOrZip,
			cleanup: () => {}
		};
	}
	if (!stat.isFile()) throw new UnreadableBundle(folderOrZip, "neither a folder nor a zip");
	const temporary = makeTemporary("gate-bundle-", tell);
	const cleanup = () => removeTemporary(temporary);
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