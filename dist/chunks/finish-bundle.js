import { n as SetupError } from "./errors.js";
import { r as bagging } from "./bag.js";
import { t as BUNDLE } from "./paths.js";
import { n as writeZip } from "./zip.js";
import { n as indexExecution, r as indexWithheld } from "./store.js";
import { n as heard, t as breathing } from "./breathing.js";
import { t as renderings, w as sourceOf } from "./render.js";
import { $ as allowedAt, Dn as jsonText, it as isDoubtful, tt as allowedIndex, yn as stringOf } from "./configuration.js";
import { c as replay, r as judging } from "./judge-bundle.js";
import { r as quarantineOf, t as makeQuarantine } from "./quarantine.js";
import { n as listTree } from "./tree.js";
import { i as standardMatching, t as Redactor } from "./redact.js";
import { o as verifying, t as NOTHING_EXPECTED } from "./verify-bundle.js";
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

// src/app/bundle/leak-check.ts
/** A bundle that was ready still holds a secret: it is set aside, and nothing of it may be published. */
var LeakingBundle = class extends SetupError {
	constructor(aside, leaks) {
		const places = leaks.slice(0, MOST).map(({ file, hit }) => `${hit.rule} in ${file}:${hit.line}`);
		super("a secret is left in the evidence, so nothing of it is published", ...places, `the evidence is kept as ${aside}; that no secret is left in it is the duty of this program, so please report it without the secret`);
		this.name = "LeakingBundle";
	}
};
/** So many places are named. */
const MOST = 5;
/** Where evidence lies that still holds a secret. */
function asideOf(folder) {
	return path.join(quarantineOf(folder), "evidence");
}
/** The same, piece by piece. */
function* refusingLeaks(folder, plan, secrets) {
	const leaks = yield* leaksIn(folder, plan, secrets);
	if (leaks.length === 0) return;
	const aside = asideOf(folder);
	makeQuarantine(folder);
	fs.renameSync(folder, aside);
	throw new LeakingBundle(aside, leaks);
}
function* leaksIn(folder, plan, secrets) {
	const values = new Redactor(secrets.entries(), standardMatching());
	const forms = new Redactor([], standardMatching());
	const allowances = new Allowances(folder, plan.allowSecrets ?? []);
	const { files } = listTree(folder);
	const leaks = [];
	for (const file of files) {
		const redactor = file.includes(`${BUNDLE.gates}/`) ? values : forms;
		const hits = [...redactor.text(file).hits, ...yield* hitsIn(path.join(folder, file), redactor)];
		for (const hit of hits) {
			const mayStay = hit.by === "pattern" && (isDoubtful(hit.rule) || allowances.allow(file, hit.rule));
			if (!hit.example && !mayStay) leaks.push({
				file,
				hit
			});
		}
	}
	return leaks;
}
/** A file of a bundle, or of one that is a part of it: the folder of that bundle, and the name that facts have for the file. */
const OF_BUNDLE = /^((?:data\/parts\/1\/)*)(?:data\/)?(.*)$/;
/** What may stay in which file: by rule and path, as when the file was kept. */
var Allowances = class {
	folder;
	allowed;
	known = /* @__PURE__ */ new Map();
	constructor(folder, allowed) {
		this.folder = folder;
		this.allowed = allowed;
	}
	allow(file, rule) {
		if (this.allowed.length === 0) return false;
		const [, of = "", name = ""] = OF_BUNDLE.exec(file) ?? [];
		const recorded = this.known.get(of) ?? recordedIn(path.join(this.folder, of), this.allowed);
		this.known.set(of, recorded);
		const originals = recorded.originals.get(name);
		if (originals || name === path.basename(BUNDLE.observations)) return allowedIndex(this.allowed, rule, [name, ...originals ?? []]) >= 0;
		return recorded.stayed.has(rule);
	}
};
function recordedIn(bundle, allowed) {
	const [originals, stayed] = [/* @__PURE__ */ new Map(), /* @__PURE__ */ new Set()];
	replay(bundle, (o) => {
		const { original, rule } = o;
		if (o.type.endsWith("attachment")) originals.set(stringOf(o, "path"), typeof original === "string" ? [original] : []);
		else if (o.type === "leak" && typeof rule === "string" && allowedAt(o, allowed) >= 0) stayed.add(rule);
	});
	return {
		originals,
		stayed
	};
}
const buffer = Buffer.allocUnsafe(1 << 18);
function* hitsIn(file, redactor) {
	const stream = redactor.stream();
	const fd = fs.openSync(file, "r");
	try {
		for (let got = fs.readSync(fd, buffer); got > 0; got = fs.readSync(fd, buffer)) {
			stream.push(buffer.subarray(0, got));
			yield;
		}
	} finally {
		fs.closeSync(fd);
	}
	stream.end();
	return stream.hits;
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
* From the final seal to the finished bundle: judge what was written (not what is in memory), render, bag, look for secrets that are
* left, verify our own bundle, zip, statement.
* @param secrets of the plan, as far as their values are known
* @throws LeakingBundle when a secret is left; UnverifiedBundle when self-verification differs: then folder and zip are called `<id>.unverified`, and nothing states anything of them.
*/
async function finishBundle(folder, plan, secrets) {
	const { outcome, seals, collector } = await breathing(judging(folder, plan));
	if (!outcome) throw new SetupError(`${path.join(folder, BUNDLE.observations)} was changed while it was written: ${whyUnsealed(seals)}`, TOUCHED);
	for (const { name, text } of renderings(outcome)) fs.writeFileSync(path.join(folder, BUNDLE.data, name), text);
	const { executionId, finishedAt } = outcome;
	await heard();
	const info = {
		executionId,
		baggingDate: finishedAt.slice(0, 10),
		software: collector.identity("producer") ?? ""
	};
	await breathing(bagging(folder, info));
	await refuseAndNote(folder, plan, secrets);
	const verification = await breathing(verifying(folder, NOTHING_EXPECTED));
	if (verification.exitCode !== 0 || verification.head !== outcome.head) {
		const aside = `${folder}.unverified`;
		fs.renameSync(folder, aside);
		const zip = await zipAside(aside);
		indexExecution(aside);
		throw new UnverifiedBundle(aside, zip, verification);
	}
	return pack(folder, outcome);
}
/** What is withheld is not forgotten: a known failure counts. @throws LeakingBundle */
async function refuseAndNote(folder, plan, secrets) {
	try {
		await breathing(refusingLeaks(folder, plan, secrets));
	} catch (error) {
		if (error instanceof LeakingBundle) indexWithheld(folder, asideOf(folder));
		throw error;
	}
}
const TOUCHED = "nothing can be decided by it: no gate may touch the folder of executions";
function whyUnsealed({ problems: [problem], incomplete }) {
	return problem ? `line ${problem.line ?? 1}: ${problem.message}` : incomplete ?? "it has no final seal";
}
/** Zips a bundle that holds, and enters it in the index of its store. @throws SetupError where the zip can't be written */
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
	const { sha256 } = await writeZip(folder, zip).catch((error) => {
		throw new SetupError(`${folder}: the evidence is whole, but can't be packed: ${error instanceof Error ? error.message : String(error)}`);
	});
	fs.writeFileSync(`${folder}.statement.json`, statement(outcome, {
		name: path.basename(zip),
		sha256
	}));
	return {
		path: zip,
		sha256
	};
}

export { asideOf as i, finishBundle as n, pack as r, UnverifiedBundle as t };