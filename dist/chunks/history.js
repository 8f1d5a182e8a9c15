import { _ as namesItsTime, a as readStore, c as beginningOf, d as whereItRan, s as statusOf } from "./store.js";
import { i as planIn, l as otherVersion, n as judgeBundle } from "./judge-bundle.js";
import { n as lastGoIn } from "./last-go.js";
import { n as seenOf, t as doubtOf } from "./doubt.js";
import path from "node:path";

// src/engine/attempts.ts
/** Records which executions of this commit and configuration there were before. What can't be asked is recorded too: the judge says what that means. */
async function recordAttempts(world, source) {
	const { journal, history, plan, marker } = world;
	const { commit } = source;
	if (typeof commit !== "string") {
		journal.recordGlobal({
			type: "history",
			attempts: 0,
			noGo: 0,
			unread: 0
		});
		return;
	}
	const attempts = await asked$1(() => history.attempts({
		configuration: plan.name,
		commit,
		executionId: marker
	}));
	for (const fact of attemptFacts(attempts, commit)) journal.recordGlobal(fact);
}
/** What a store tells of the attempts of a commit, as facts. */
function attemptFacts({ basis, store, fleeting, found, unread, unreadWhy, trouble }, commit) {
	return [...found.slice(-100).map((attempt) => ({
		type: "attempt",
		basis,
		...attempt
	})), {
		type: "history",
		basis,
		commit,
		store,
		attempts: found.length,
		noGo: found.filter(({ status }) => status === "NO-GO").length,
		unread,
		...unreadWhy !== void 0 && { unreadWhy },
		...fleeting && { fleeting },
		...trouble !== void 0 && { trouble }
	}];
}
/** A store that breaks has told nothing. */
async function asked$1(ask) {
	try {
		return await ask();
	} catch (error) {
		return {
			basis: "file",
			store: "",
			fleeting: false,
			found: [],
			unread: 0,
			trouble: error instanceof Error ? error.message : String(error)
		};
	}
}

// src/app/history/attempts.ts
/** The worst first: where a row and a bundle tell otherwise, the worse counts. */
const WORST = [
	"NO-GO",
	"BLOCKED",
	"UNFINISHED",
	"PARTIAL",
	"GO"
];
/**
* Every execution of a commit and configuration, from the oldest to the newest. All bundles of the store are looked into, and all rows: one
* that was rewritten hides no attempt. One whose records are not what was written of it is a NO-GO where anything says so, else unread.
*/
function attemptsIn(store, of) {
	const found = [];
	const { executions, index } = readStore(store);
	const known = new Set(executions.map(({ id }) => id));
	const unread = index.unread.filter((id) => id === void 0 || !known.has(id)).map((id) => `${id ?? "a row of the index"}: no whole row`);
	for (const stored of executions) {
		if (stored.id === of.executionId) continue;
		const seen = attemptOfStored(store, stored, of);
		if (seen && "unread" in seen) unread.push(`${stored.id}: ${seen.unread}`);
		else if (seen) found.push({
			attempt: seen,
			folder: stored.folder
		});
	}
	const [counted, named] = [found.slice(0, -100), found.slice(-100)];
	return {
		found: [...counted.map(({ attempt }) => attempt), ...named.map(placed)],
		unread: unread.length,
		...unread[0] !== void 0 && { unreadWhy: unread[0] }
	};
}
function attemptOfStored(store, stored, of) {
	const seen = seenOf(store, stored);
	const bundle = ofBundle(stored, seen);
	const told = [...bundle ? [bundle] : [], ...stored.rows];
	const commits = [...told, seen.stated].flatMap((one) => one?.commit ?? []);
	const doubt = commits.length === 0 || commits.includes(of.commit) ? doubtOf(stored, seen) : void 0;
	const [first, ...others] = told.filter((claim) => isOf(claim, of) && (doubt === void 0 || isKnownNoGo(claim, stored)));
	if (!first) return doubt === void 0 ? void 0 : { unread: doubt };
	if (doubt !== void 0) return {
		...attemptOf(stored, [first, ...others], told),
		differs: true
	};
	const status = first.status === "UNFINISHED" && stored.folder !== void 0 ? statusSoFar(stored.folder) : first.status;
	return status === "unread" ? { unread: "what it recorded does not hold" } : attemptOf(stored, [{
		...first,
		status
	}, ...others], told);
}
/** A failure that is told stays one, whatever else is wrong. */
function isKnownNoGo({ status, startedAt }, { id }) {
	return status === "NO-GO" && namesItsTime(id, startedAt);
}
function isOf({ name, commit }, of) {
	return name === of.configuration && commit === of.commit;
}
function attemptOf({ id, folder }, [first, ...others], told) {
	const { startedAt, head, runId, runAttempt } = first;
	const status = WORST.find((one) => [first, ...others].some((claim) => claim.status === one)) ?? first.status;
	const differs = told.some((claim) => claim.status !== first.status || claim.commit !== first.commit || claim.name !== first.name);
	return {
		executionId: id,
		status,
		at: startedAt,
		...head !== void 0 && { head },
		...runId !== void 0 && { runId },
		...runAttempt !== void 0 && { runAttempt },
		...first.uncommitted && { uncommitted: true },
		...first.partial && { partial: true },
		...folder === void 0 && { gone: true },
		...differs && { differs: true }
	};
}
function placed({ attempt, folder }) {
	if (folder === void 0) return attempt;
	const { runId, runAttempt, uncommitted } = whereItRan(folder);
	return {
		...attempt,
		...runId !== void 0 && { runId },
		...runAttempt !== void 0 && { runAttempt },
		...uncommitted && { uncommitted }
	};
}
/** What the bundle itself says; undefined where it says nothing, or is of another execution. */
function ofBundle({ folder }, { summary }) {
	if (folder === void 0) return void 0;
	if (summary) {
		const { partial, name, commit, head, startedAt } = summary;
		return {
			name,
			commit,
			head,
			startedAt,
			status: statusOf(folder, summary.status),
			...partial !== null && { partial: true }
		};
	}
	const begun = beginningOf(folder);
	return begun && {
		...begun,
		status: "UNFINISHED"
	};
}
/** An execution that nobody could end, or that goes on: a required gate that has failed is known already. */
function statusSoFar(folder) {
	try {
		const { decision, seals } = judgeBundle(folder, planIn(folder));
		if (seals.problems.length > 0) return "unread";
		return decision.status === "NO-GO" ? "NO-GO" : "UNFINISHED";
	} catch {
		return otherVersion(folder) ? "UNFINISHED" : "unread";
	}
}

// src/app/history/history.ts
/**
* Earlier executions, in folders of this machine. The first is the one that this execution is written to.
* @param env tells how long the folders last
*/
function historyIn(stores, env) {
	return {
		async lastGo(configuration, gate, isAlike, scratch) {
			return (await Promise.all(stores.map(({ folder }) => lastGoIn(folder, {
				configuration,
				gate,
				isAlike
			}, scratch)))).reduce((newest, one) => newest && (!one || newest.executionId >= one.executionId) ? newest : one, void 0);
		},
		attempts: async (of) => {
			const parts = stores.map((store) => asked(store, () => attemptsIn(store.folder, of)));
			const trouble = parts.flatMap((part) => part.trouble ?? []).join("; ");
			const [unreadWhy] = parts.flatMap((part) => part.unreadWhy ?? []);
			return {
				basis: "file",
				store: stores.map(({ name }) => name).join(", "),
				fleeting: stores.every(({ folder }) => isFleeting(folder, env)),
				found: merged(parts.flatMap(({ found }) => found)),
				unread: parts.reduce((sum, { unread }) => sum + unread, 0),
				...unreadWhy !== void 0 && { unreadWhy },
				...trouble !== "" && { trouble }
			};
		}
	};
}
function asked({ name }, ask) {
	try {
		return ask();
	} catch (error) {
		return {
			found: [],
			unread: 0,
			trouble: `${name}: ${error instanceof Error ? error.message : String(error)}`
		};
	}
}
/** An execution that two stores know is one; what has its bundle knows it best, but a NO-GO stays one. */
function merged(attempts) {
	const byId = /* @__PURE__ */ new Map();
	for (const attempt of attempts) {
		const other = byId.get(attempt.executionId);
		const best = other && (attempt.gone ? other : attempt);
		const isNoGo = other?.status === "NO-GO" || attempt.status === "NO-GO";
		byId.set(attempt.executionId, best ? {
			...best,
			...isNoGo && { status: "NO-GO" }
		} : attempt);
	}
	return [...byId.values()].sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
}
/** On a hosted runner everything ends with the job; on one of your own what a job cleans up. */
function isFleeting(folder, env) {
	if (env["GITHUB_ACTIONS"] !== "true") return false;
	if (env["RUNNER_ENVIRONMENT"] === "github-hosted") return true;
	return ["RUNNER_TEMP", "GITHUB_WORKSPACE"].some((name) => {
		const parent = env[name];
		return parent !== void 0 && parent !== "" && isWithin(folder, parent);
	});
}
function isWithin(folder, parent) {
	const way = path.relative(path.resolve(parent), folder);
	return way === "" || way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

export { attemptFacts as n, recordAttempts as r, historyIn as t };