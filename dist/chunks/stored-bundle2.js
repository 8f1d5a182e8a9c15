import { n as SetupError } from "./errors.js";
import { t as nearest } from "./suggest.js";
import { m as terminal } from "./escape.js";
import { n as storeToRead } from "./places.js";
import { a as readStore, h as EXECUTION_ID } from "./store.js";
import { t as refuseNoBundle } from "./no-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/app/bundle/stored-bundle.ts
/** So many executions are named where one is not found. */
const NAMED = 3;
/**
* Where a bundle lies that is named by its path, or by the id of an execution of the store; a path that is there comes first. Without a
* name it is the newest of the store, and which one is said.
* @throws SetupError for an id that the store does not know, or has pruned, and for a folder that is no bundle
*/
function bundleAt(named, wanted, io) {
	if (named !== void 0 && fs.existsSync(path.resolve(io.cwd, named))) {
		refuseNoBundle(path.resolve(io.cwd, named));
		return path.resolve(io.cwd, named);
	}
	const { folder, name, hint } = storeToRead(wanted, io);
	if (named === void 0) return newestOf(readStore(folder), {
		name,
		hint
	}, io);
	if (!(path.basename(named) === named)) return named;
	const store = readStore(folder);
	const found = store.executions.find(({ id }) => id === named);
	const place = found && placeOf(found, folder);
	if (place !== void 0) return place;
	if (found) throw new SetupError(`${named}: its bundle was removed${found.pruned === void 0 ? "" : ` on ${found.pruned.slice(0, 10)} by \`gate prune\``}; \`gate history\` shows what is known of it`);
	if (!EXECUTION_ID.test(named) && nearest(named, idsOf(store)) === void 0) return named;
	throw new SetupError(`${terminal(named)}: no such execution in ${terminal(name)}${nearOnes(named, store)}${store.executions.length === 0 ? hint : ""}`);
}
function newestOf(store, { name, hint }, io) {
	const newest = store.executions.filter(({ names }) => names.some((one) => one.endsWith(".zip") || one.endsWith(".statement.json"))).at(-1);
	const place = newest && placeOf(newest, store.folder);
	if (!newest || place === void 0) throw new SetupError(`there is no execution in ${terminal(name)}; expected a bundle, or the id of an execution${hint}`);
	io.stderr(`the newest execution of ${terminal(name)}: ${newest.id}\n`);
	return place;
}
function placeOf({ id, folder, names, rows }, store) {
	const zip = [`${id}.zip`, `${id}.unverified.zip`].find((one) => names.includes(one));
	const elsewhere = rows.findLast((row) => row.elsewhere !== void 0)?.elsewhere;
	return folder ?? (zip === void 0 ? void 0 : path.join(store, zip)) ?? (elsewhere !== void 0 && fs.existsSync(elsewhere) ? elsewhere : void 0);
}
/** The nearest by its letters, else those that begin alike, else the newest. */
function nearOnes(named, store) {
	const ids = idsOf(store).toReversed();
	const near = nearest(named, ids);
	if (near !== void 0) return `; did you mean ${near}?`;
	const day = ids.filter((id) => id.slice(0, 8) === named.slice(0, 8));
	const shown = (day.length > 0 ? day : ids).slice(0, NAMED);
	return shown.length === 0 ? "" : `; ${day.length > 0 ? "of that day" : "the newest"}: ${shown.join(", ")}`;
}
function idsOf({ executions }) {
	return executions.map(({ id }) => id);
}

export { bundleAt as t };