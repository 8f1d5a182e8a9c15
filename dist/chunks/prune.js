import { c as UNNAMED, n as SetupError } from "./errors.js";
import { t as BUNDLE } from "./paths.js";
import { i as whyQuarantineStays } from "./quarantine.js";
import { u as whyNotRemoved } from "./budget.js";
import { a as readStore, c as beginningOf, f as appendRows, l as rowOf, o as rowFromBundle, t as completed } from "./store.js";
import { t as holds } from "./last-go.js";
import fs from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";

// src/app/history/retention.ts
const DAY_MS = 864e5;
/** No execution takes longer, and no workflow waits longer: what was not written to for so long is not running. */
const LONGEST_MS = 35 * DAY_MS;
/**
* Which executions are beyond what is to be kept: older than so many days, or not among so many newest ones. The last GO of each
* configuration stays, so does the last one of a clean work tree, and the last stage of a rollout that may still go on.
* @param kept from the oldest to the newest
*/
function beyond(kept, { days, executions }, now) {
	const goes = kept.filter(({ row }) => row.status === "GO" && !row.unverified);
	const lastGoes = /* @__PURE__ */ new Set([...lastOfEach(goes), ...lastOfEach(goes.filter(({ row }) => !row.uncommitted))]);
	const [oldest, most] = [days === void 0 ? -Infinity : now - days * DAY_MS, executions ?? Infinity];
	const chosen = kept.filter((one, index) => ended(one) < oldest || kept.length - index > most);
	const spared = chosen.flatMap((one) => {
		if (lastGoes.has(one.id)) return [{
			id: one.id,
			why: lastGoOf(one.row.name)
		}];
		return goesOn(one, now) ? [{
			id: one.id,
			why: "a rollout that may go on"
		}] : [];
	});
	return {
		ids: chosen.map(({ id }) => id).filter((id) => !spared.some((one) => one.id === id)),
		spared
	};
}
/** Why the last GO of a configuration stays. */
function lastGoOf(name) {
	return `the last GO of ${name}`;
}
/** Which configuration an execution is of: several that have no name of their own may share a store, and differ by their gates. */
function configurationOf({ name, gates }) {
	return name === "Release gate" ? JSON.stringify([name, Object.keys(gates).toSorted()]) : name;
}
/** The newest of each configuration. */
function lastOfEach(kept) {
	return new Map(kept.map(({ id, row }) => [configurationOf(row), id])).values();
}
/** A stage has passed, others are to come, and none of them has yet. */
function goesOn(one, now) {
	const { stagesToCome = 0, status } = one.row;
	return stagesToCome > 0 && (status === "PARTIAL" || status === "GO") && !one.isFollowed && now - ended(one) < 3024e6;
}
function ended({ row }) {
	return Date.parse(row.finishedAt);
}

// src/app/history/prune.ts
/** What lies here is removed: by this prune, or by a later one where this one is ended half-way. */
const TRASH = ".trash";
/** @param spared executions that stay in any case */
function planPruning(folder, retention, { now, spared }) {
	const read = readStore(folder, now);
	const store = completed(read);
	const there = store.executions.filter(({ names }) => names.length > 0);
	const followed = new Set(store.executions.flatMap(({ rows }) => rows.flatMap(({ follows }) => follows ?? [])));
	const kept = there.flatMap(({ id, rows }) => {
		const row = rows.at(-1);
		return row ? [{
			id,
			row,
			isFollowed: followed.has(id)
		}] : [];
	});
	const open = there.filter(({ rows }) => rows.length === 0);
	const abandoned = open.filter((one) => now - lastWrite(one) > LONGEST_MS).map(({ id }) => id);
	const found = beyond(kept, retention, now);
	const chosen = [...abandoned, ...found.ids].filter((id) => !spared.includes(id)).toSorted();
	const goes = chosen.length === 0 ? [] : onlyGoes(there, new Set(chosen));
	const ids = chosen.filter((id) => !goes.some((one) => one.id === id));
	return {
		store,
		ids,
		kept: there.length - ids.length,
		besides: [...found.spared, ...goes],
		unfinished: open.filter((one) => !ids.includes(one.id) && Number.isFinite(lastWrite(one))).map(({ id }) => id),
		troubles: []
	};
}
/**
* Of what would go: the last GO of a configuration that verifies. A newer one that the index alone calls a GO, or that was changed, does not
* stand for it. One of another version does if it lies there as that version left it: whether this one would see a GO does not matter.
*/
function onlyGoes(there, chosen) {
	const claims = there.toReversed().flatMap(({ id, folder }) => {
		const claimed = folder === void 0 ? void 0 : rowOf(folder, id);
		if (folder === void 0 || claimed?.status !== "GO") return [];
		return [{
			id,
			folder,
			name: claimed.name,
			configuration: configurationOf(claimed)
		}];
	});
	return [...new Set(claims.filter(({ id }) => chosen.has(id)).map(({ configuration }) => configuration))].flatMap((configuration) => {
		const last = claims.find((one) => one.configuration === configuration && holds(one.folder));
		return last && chosen.has(last.id) ? [{
			id: last.id,
			why: lastGoOf(last.name)
		}] : [];
	});
}
/**
* Removes what is beyond the limits. A bundle goes in one step, by a rename into the trash: nobody meets half of one. Its row stays, and says
* that it was pruned. Links, and what is not called like an execution, are not touched.
*/
function prune(folder, retention, options) {
	const { store, ...plan } = planPruning(folder, retention, options);
	const trash = path.join(folder, TRASH);
	emptyTrash(trash);
	if (plan.ids.length === 0) return plan;
	const troubles = [];
	const pruned = [];
	const rewritten = [];
	const byId = new Map(store.executions.map((one) => [one.id, one]));
	makeTrash(trash);
	for (const id of plan.ids) {
		const one = byId.get(id);
		const told = one && rowFromBundle(one);
		if (told && !one.rows.some((row) => isSame(row, told))) rewritten.push(told);
		const why = whyQuarantineStays(path.join(folder, id)) ?? discard(folder, trash, one?.names ?? []);
		if (why === void 0) pruned.push({
			version: 1,
			executionId: id,
			pruned: new Date(options.now).toISOString()
		});
		else troubles.push(`${id}: ${why}`);
	}
	const notIndexed = appendRows(folder, [...rewritten, ...pruned]);
	if (notIndexed !== void 0) troubles.push(`the index could not be written: ${notIndexed}`);
	emptyTrash(trash);
	return {
		...plan,
		ids: pruned.map(({ executionId }) => executionId),
		kept: plan.kept + plan.ids.length - pruned.length,
		troubles
	};
}
/** Whether a row says of an execution what counts once its bundle is gone. */
function isSame(a, b) {
	return a.status === b.status && a.name === b.name && a.commit === b.commit;
}
/** The folder first: what is left of an execution then is whole, a zip. @returns why it could not */
function discard(folder, trash, names) {
	try {
		for (const name of names.toSorted()) move(path.join(folder, name), path.join(trash, `${name}-${randomBytes(4).toString("hex")}`));
		return;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
/** What another prune has taken is gone as well. */
function move(from, to) {
	try {
		fs.renameSync(from, to);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
	}
}
function makeTrash(trash) {
	const there = fs.lstatSync(trash, { throwIfNoEntry: false });
	if (there && !there.isDirectory()) throw new SetupError(`${trash}: is no folder, so nothing can be moved there`);
	fs.mkdirSync(trash, { recursive: true });
}
function emptyTrash(trash) {
	if (fs.lstatSync(trash, { throwIfNoEntry: false })?.isDirectory() === true) whyNotRemoved(trash);
}
/** When an execution that has no end recorded its last fact. What is not this execution's is never old enough. */
function lastWrite({ id, folder }) {
	if (folder === void 0 || beginningOf(folder)?.executionId !== id) return Infinity;
	return fs.statSync(path.join(folder, BUNDLE.observations)).mtimeMs;
}

export { prune as n, planPruning as t };