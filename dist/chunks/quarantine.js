import { u as whyNotRemoved } from "./budget.js";
import fs from "node:fs";
import path from "node:path";

// src/evidence/quarantine.ts
/** Where the originals of withheld files lie: beside the folder of executions, as that may be published whole. */
function quarantineOf(bundle) {
	return path.join(`${path.dirname(bundle)}.quarantine`, path.basename(bundle));
}
/**
* Makes that folder, for its owner alone, and hides it from git.
* @throws when somebody else made it lead elsewhere
*/
function makeQuarantine(bundle) {
	const folder = quarantineOf(bundle);
	const base = path.dirname(folder);
	for (const one of [base, folder]) {
		if (!fs.existsSync(one)) fs.mkdirSync(one, {
			recursive: true,
			mode: 448
		});
		if (!fs.lstatSync(one).isDirectory()) throw new Error(`${one} is no folder of its own`);
		fs.chmodSync(one, 448);
	}
	fs.writeFileSync(path.join(base, ".gitignore"), "*\n");
	return folder;
}
/** Removes what an execution has there; a link is left alone. @returns why it stays */
function whyQuarantineStays(bundle) {
	const folder = quarantineOf(bundle);
	return [path.dirname(folder), folder].every((one) => fs.lstatSync(one, { throwIfNoEntry: false })?.isDirectory() === true) ? whyNotRemoved(folder) : void 0;
}
/**
* Copies a file as it is to where nothing is uploaded from. @param file its path in the bundle, below `data/`
* @returns the copy
* @throws when it can't be copied
*/
function quarantine(source, bundle, file) {
	const target = path.join(makeQuarantine(bundle), file);
	fs.mkdirSync(path.dirname(target), {
		recursive: true,
		mode: 448
	});
	fs.copyFileSync(source, target, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
	fs.chmodSync(target, 384);
	return target;
}

export { whyQuarantineStays as i, quarantine as n, quarantineOf as r, makeQuarantine as t };