import { a as writeBag, i as verifyBundle, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { t as BUNDLE } from "./paths.js";
import { n as writeZip } from "./zip.js";
import { n as indexExecution } from "./store.js";
import { C as sourceOf, t as renderings } from "./render.js";
import { t as jsonText } from "./json.js";
import { n as judgeBundle } from "./judge-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/report/statement.ts
/**
* The unsigned statement about an execution: in-toto Statement v1 with the test-result v0.1 predicate
* (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md).
*/
function statement(outcome, zip) {
	const commit = sourceOf(outcome)?.commit;
	const { judgements } = outcome.decision;
	const named = (...verdicts) => judgements.filter(({ verdict }) => verdicts.includes(verdict)).map(({ gate }) => gate);
	return jsonText({
		_type: "https://in-toto.io/Statement/v1",
		subject: [{
			name: zip.name,
			digest: { sha256: zip.sha256 }
		}, ...commit === null || commit === void 0 ? [] : [{
			name: "commit",
			digest: { gitCommit: commit }
		}]],
		predicateType: "https://in-toto.io/attestation/test-result/v0.1",
		predicate: {
			result: resultOf(outcome.decision),
			configuration: [{
				name: "gates.yml",
				digest: { sha256: outcome.plan.configSha256 }
			}],
			passedTests: named("passed", "waived"),
			warnedTests: named("warned"),
			failedTests: named("skipped", "blocked", "failed"),
			head: outcome.head
		}
	});
}
/** PASSED for GO, WARNED for GO with warnings, else FAILED. */
function resultOf({ status, totals }) {
	if (status !== "GO") return "FAILED";
	return totals.warned > 0 ? "WARNED" : "PASSED";
}

// src/app/bundle/finish-bundle.ts
/** The bundle did not verify: it is kept beside the others under a name that says so, and nothing is decided by it. */
var UnverifiedBundle = class extends Error {
	folder;
	/** The same as one file, to be looked at elsewhere; undefined where it could not be written. */
	zip;
	verification;
	constructor(folder, zip, verification) {
		super(`the bundle just written does not verify; it is kept as ${folder}`);
		this.name = "UnverifiedBundle";
		this.folder = folder;
		this.zip = zip;
		this.verification = verification;
	}
};
/**
* From the final seal to the finished bundle: judge what was written (not what is in memory), render, bag, verify our own
* bundle, zip, statement.
* @throws UnverifiedBundle when self-verification differs: then folder and zip are called `<id>.unverified`, and nothing states anything of them.
*/
async function finishBundle(folder, plan) {
	const { outcome, seals, collector } = judgeBundle(folder, plan);
	if (!outcome) throw new Error(`the recording has no final seal: ${seals.incomplete ?? "unknown"}`);
	for (const { name, text } of renderings(outcome)) fs.writeFileSync(path.join(folder, BUNDLE.data, name), text);
	const { executionId, finishedAt } = outcome;
	writeBag(folder, {
		executionId,
		baggingDate: finishedAt.slice(0, 10),
		software: collector.identity("producer") ?? ""
	});
	const verification = verifyBundle(folder, NOTHING_EXPECTED);
	if (verification.exitCode !== 0 || verification.head !== outcome.head) {
		const aside = `${folder}.unverified`;
		fs.renameSync(folder, aside);
		const zip = await zipAside(aside);
		indexExecution(aside);
		throw new UnverifiedBundle(aside, zip, verification);
	}
	return pack(folder, outcome);
}
/** Zips a bundle that holds, and enters it in the index of its store. */
async function pack(folder, outcome) {
	const zip = await packBundle(folder, outcome);
	const notIndexed = indexExecution(folder);
	return {
		outcome,
		folder,
		zip,
		...notIndexed !== void 0 && { notIndexed }
	};
}
/** What does not verify is told whether it can be zipped or not. */
async function zipAside(folder) {
	const path = `${folder}.zip`;
	try {
		return {
			path,
			sha256: (await writeZip(folder, path)).sha256
		};
	} catch {
		return;
	}
}
/** Writes the zip of a bundle and the statement about it, beside its folder. */
async function packBundle(folder, outcome) {
	const zip = `${folder}.zip`;
	const { sha256 } = await writeZip(folder, zip);
	fs.writeFileSync(`${folder}.statement.json`, statement(outcome, {
		name: path.basename(zip),
		sha256
	}));
	return {
		path: zip,
		sha256
	};
}

export { finishBundle as n, pack as r, UnverifiedBundle as t };