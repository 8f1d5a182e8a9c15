import { n as SetupError } from "./errors.js";
import { c as markdownCode, i as label, l as markdownLink, s as markdown, u as markdownStart } from "./escape.js";
import { n as RefusedError, t as GarbledAnswer } from "./refusal.js";
import { i as thousands, r as rowInWords } from "./row-words.js";
import { o as countOfThings } from "./width.js";
import { _ as troubleInWords, o as annotations, y as findPullRequest } from "./publish.js";
import { a as worstFirst, n as needsAttention } from "./verdict.js";
import { a as ROWS, c as some, n as GITHUB, o as cut, s as fit } from "./budget.js";
import { r as readWhole, t as MOST } from "./read.js";
import { Nt as documentParser, w as kinds } from "./configuration.js";
import { _ as verifyCommand, a as block, b as gatesOf, c as gateCell, d as waived, f as riskInWords, g as subtitle, h as notices, i as attention, l as parts, o as criteria, p as headline, s as findings, v as attentionOf, x as alarms, y as brief } from "./render.js";
import { n as configured } from "./gate-counts.js";
import { n as fileInGit } from "./git.js";
import { n as readConfig } from "./config-file.js";
import fs from "node:fs";
import path from "node:path";

// src/adapters/github/contents.ts
/**
* A file of the repository at a commit, its raw bytes; undefined: the commit has no such file.
* @throws RefusedError when it can't be read
*/
async function fileAt(github, repository, file, commit) {
	try {
		return await github.persistently({
			what: `${file} at ${commit}`,
			send: async () => bytesOf(file, (await github.rest.repos.getContent({
				...repository,
				path: file,
				ref: commit
			})).data)
		});
	} catch (error) {
		if (error instanceof RefusedError && error.refusal.status === 404 && await hasCommit(github, repository, commit)) return void 0;
		throw error;
	}
}
/** What is no file is none; what GitHub does not say whole (a file of more than 1 MiB has no content here) must not be taken for less. */
function bytesOf(file, data) {
	if (Array.isArray(data)) return void 0;
	const { type, encoding, content } = data;
	if (typeof type !== "string") throw new GarbledAnswer("the answer is of no file");
	if (type !== "file") return void 0;
	if (typeof content !== "string" || encoding !== "base64") throw new RefusedError(file, {
		kind: "invalid",
		detail: "GitHub hands out no content of a file over 1 MiB",
		ambiguous: false
	});
	return Buffer.from(content, "base64");
}
/** GitHub answers 404 for what a token may not see, too: only a commit that can be seen says that a file is not there. */
async function hasCommit(github, repository, commit) {
	try {
		await github.persistently({
			what: `commit ${commit}`,
			send: () => github.rest.repos.getCommit({
				...repository,
				ref: commit
			})
		});
		return true;
	} catch (error) {
		if (error instanceof RefusedError) return false;
		throw error;
	}
}

// src/report/note.ts
/** The pull request changes its own gates: what it changes, one difference a line (`+ gates.soak`, `- policy.max-attempts: 1`). */
function configurationNote(file, differences) {
	return {
		words: `This pull request changes ${file}. It was judged by the configuration of its base; the change takes effect once it is merged.`,
		details: differences
	};
}
/** There is no configuration at the base yet, so the pull request's own one was validated and planned but not run. */
function firstConfigurationNote(file) {
	return { words: `${file} does not exist at the base of this pull request yet. It was validated and planned, not run: a pull request can't bring the gates that judge it. Merge this first.` };
}
/** Only some jobs of the run were started again. */
function attemptNote(judged, now, jobs) {
	return { words: `The evidence is of attempt ${judged} of this run; this is attempt ${now}. What ran when it was uploaded was not started again: ${jobs.map((name) => `"${name}"`).join(", ")}.` };
}
/** What was run is not what the event is about. */
function foreignCommitNote(found, head) {
	return { words: `Commit ${found} was checked out, and the event is about commit ${head}: no job can decide on the latter by this evidence.` };
}
/** Each note as a quote, its details folded below it. */
function noteBlocks(notes) {
	return notes.flatMap(({ words, details = [] }) => {
		const quote = {
			head: `> ${markdownStart(cut(words, 2 * 600))}`,
			rows: [],
			omitted: 0,
			one: "line",
			many: "lines"
		};
		return details.length === 0 ? [quote] : [quote, unfolded(details)];
	});
}
function unfolded(details) {
	const { shown, omitted } = some(details, ROWS.differences);
	return {
		head: "<details><summary>What it changes</summary>\n",
		rows: shown.map((line) => `- ${markdownCode(cut(line, 600)) || "an empty line"}`),
		omitted,
		one: "line",
		many: "lines",
		tail: "</details>"
	};
}

// src/app/action/differences.ts
/**
* What a configuration changes against another one, a line a difference: `+ gates.soak`, `- policy.max-attempts: 1`. Text that is
* no configuration is said to be none.
*/
function differences(name, before, after) {
	if (after === void 0) return [`- ${name}: the whole file`];
	try {
		const [old, now] = [leaves(documentOf(name, before)), leaves(documentOf(name, after))];
		const removed = [...old].filter(([path, value]) => now.get(path) !== value).map(([path, value]) => `- ${path}: ${value}`);
		const added = [...now].filter(([path, value]) => old.get(path) !== value).map(([path, value]) => `+ ${path}: ${value}`);
		const all = [...removed, ...added];
		return all.length === 0 ? ["comments, order or layout only"] : all;
	} catch (error) {
		return [`it can't be read: ${error instanceof Error ? error.message : String(error)}`];
	}
}
function documentOf(name, bytes) {
	const parser = documentParser(name);
	parser.push(bytes);
	return [...parser.end()][0] ?? null;
}
function leaves(value, path = "", into = /* @__PURE__ */ new Map()) {
	if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return into.set(path, JSON.stringify(value));
	for (const [key, child] of Object.entries(value)) leaves(child ?? null, path === "" ? key : `${path}.${key}`, into);
	return into;
}

// src/app/action/configuration.ts
/**
* The configuration of a run. On a pull request it is the base's: a change can't bring the gates that judge it; what it would
* change is noted. Otherwise it is the checkout's.
* @throws SetupError when it can't be read
*/
async function trustedConfiguration(input, source) {
	const { context, cwd } = source;
	const name = repositoryName(input, source);
	if (!("commit" in context.configuration)) throw new SetupError("on workflow_run the code of a pull request would run beside a token that can write; run the gates on pull_request, and here `command: report`");
	if (context.base === void 0) return {
		config: {
			...readConfig(input, cwd),
			name
		},
		notes: [],
		first: false
	};
	const bytes = await atCommit(name, context.base, source);
	const file = path.resolve(cwd, input);
	if (bytes === void 0) return {
		config: {
			...readConfig(input, cwd),
			name
		},
		notes: [firstConfigurationNote(name)],
		first: true
	};
	const now = isFileIn(source.workspace, file) ? readWhole(file, MOST.config, name) : void 0;
	const changed = now === void 0 ? fs.existsSync(path.join(source.workspace, ".git")) : !now.equals(bytes);
	return {
		config: {
			name,
			path: file,
			bytes
		},
		notes: changed ? [configurationNote(name, differences(name, bytes, now))] : [],
		first: false
	};
}
/** A head may bring anything in the place of its configuration: a folder, a pipe, a link to a file of the machine. */
function isFileIn(folder, file) {
	if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
	return fs.realpathSync(file).startsWith(fs.realpathSync(folder) + path.sep);
}
/**
* The configuration at a commit, for the job that judges the evidence of another. Nothing of that job's checkout is believed.
* @throws SetupError when there is none
*/
async function configurationAt(input, commit, source) {
	const name = repositoryName(input, source);
	const bytes = await atCommit(name, commit, source);
	if (bytes === void 0) throw new SetupError(`${name}: no such file at ${commit}`);
	return {
		name,
		path: path.resolve(source.cwd, input),
		bytes
	};
}
/**
* The commit whose configuration counts: of a pull request its base's, here as where it was observed; else that of the commit itself.
* @throws SetupError where there is none, RefusedError
*/
async function configurationCommit({ context, github }) {
	const { configuration, head, repository } = context;
	if ("commit" in configuration) return configuration.commit;
	if ("unknown" in configuration) throw new SetupError(`nothing can be reported on commit ${head}: ${configuration.unknown}`);
	const found = github && await findPullRequest(github, repository, configuration.baseOf);
	if (!found) throw new SetupError(`commit ${head} is no longer the head of an open pull request: there is nothing to report on`);
	return found.base;
}
/** The path in the repository. */
function repositoryName(input, { workspace, cwd }) {
	const name = path.relative(workspace, path.resolve(cwd, input)).split(path.sep).join("/");
	if (name.startsWith("../") || path.isAbsolute(name)) throw new SetupError(`${input}: is outside of the repository`);
	return name;
}
/** GitHub knows best; without a token, or one that may not read, git may have the commit. */
async function atCommit(name, commit, { github, context, workspace }) {
	const refused = github === void 0 ? "there is no token" : void 0;
	try {
		if (github) return await fileAt(github, context.repository, name, commit);
	} catch (error) {
		return await fromGit(name, commit, workspace, troubleInWords("configuration", error));
	}
	return fromGit(name, commit, workspace, refused ?? "");
}
async function fromGit(name, commit, workspace, refused) {
	const found = await fileInGit(workspace, name, commit);
	if (found.commit) return found.bytes;
	throw new SetupError(`${name} at ${commit}: ${refused}; and the checkout does not have that commit (\`fetch-depth: 0\` would fetch it)`);
}

// src/report/gist.ts
/** Counts of a passed gate that a table names. */
const MOST_COUNTS = 4;
/** The decision and why in few words, not escaped: `NO-GO: health-30m failed (1 of 2,160 checks)`. What nobody may miss comes first. */
function gist(outcome) {
	const { status, judgements, partial, reasons } = outcome.decision;
	const required = judgements.filter((judgement) => judgement.required);
	const own = configured(required);
	const urgent = alarms(outcome);
	if (urgent.length > 0) return `${status}: ${urgent.join("; ")}${others(required)}`;
	switch (status) {
		case "GO": return `GO: ${own.length === 1 ? "the one required gate holds" : `all ${thousands(own.length)} required gates hold`}`;
		case "PARTIAL": return `PARTIAL: ${firstOf(partial, "more reason", "more reasons")}`;
		default: return `${status}: ${culprits(worstFirst(required.filter(needsAttention))) ?? reasons[0] ?? "no gate was judged"}`;
	}
}
/** How many gates did not pass besides those that raise an alarm. */
function others(required) {
	const count = required.filter((judgement) => needsAttention(judgement) && !judgement.urgent).length;
	return count > 0 ? `, and ${countOfThings(count, "more gate")} did not pass` : "";
}
/** The worst gate with its reason, and how many others fared the same; what was only skipped because of it is not worth a word. */
function culprits(gates) {
	const verdict = gates[0]?.verdict;
	if (verdict === void 0) return void 0;
	return firstOf(gates.filter((gate) => gate.verdict === verdict).map(culprit), `more gate ${verdict}`, `more gates ${verdict}`);
}
/** What a gate measured in few words, not escaped: its first counts, or what is wrong with it. */
function measuredInBrief(judgement) {
	const { verdict, criteria, reason } = judgement;
	if (verdict === "waived") return reason;
	const bad = worstFirst(criteria.filter(needsAttention));
	if (bad.length > 0) return firstOf(bad.map(rowInWords), "more criterion", "more criteria");
	if (reason !== "" || verdict !== "passed") return reason;
	if (judgement.changeset) return `${riskInWords(judgement.changeset)} · ${countsInBrief(judgement)}`;
	return countsInBrief(judgement) || `${countOfThings(criteria.length, "criterion", "criteria")} passed`;
}
/** The first, and how many others there are. */
function firstOf([first = "", ...others], one, many) {
	return others.length === 0 ? first : `${first}, and ${countOfThings(others.length, one, many)}`;
}
function culprit(judgement) {
	const [worst] = worstFirst(judgement.criteria.filter(needsAttention));
	const why = shareOf(judgement, worst) ?? (worst ? rowInWords(worst) : judgement.reason);
	return `${judgement.gate} ${judgement.verdict} (${why})`;
}
/** `1 of 2,160 checks`, where that is what failed. */
function shareOf({ kind, counts }, worst) {
	const share = kinds[kind]?.spec.share;
	if (!share || worst?.verdict !== "failed" || (share.criterion ?? worst.name) !== worst.name) return void 0;
	const [bad, all] = [counts[share.bad], counts[share.all]];
	return typeof bad === "number" && typeof all === "number" && bad > 0 ? `${thousands(bad)} of ${thousands(all)} ${share.things}` : void 0;
}
function countsInBrief({ counts }) {
	return Object.entries(counts).flatMap(([name, count]) => typeof count === "number" ? [`${name} ${thousands(count)}`] : []).slice(0, MOST_COUNTS).join(" · ");
}

// src/report/links.ts
const WORDS = {
	artifact: "Evidence bundle",
	check: "Check",
	run: "Workflow run"
};
/** `[Evidence bundle](…) · [Check](…) · [Workflow run](…)`; empty without any address. */
function linksLine(links) {
	return [
		"artifact",
		"check",
		"run"
	].flatMap((name) => {
		const address = links[name];
		return address === void 0 ? [] : [markdownLink(WORDS[name], address)];
	}).join(" · ");
}

// src/report/marks.ts
/** One clear sign a decision, for places where it is seen from afar. It never stands without the word. */
const STATUS_MARKS = {
	GO: "✅",
	"NO-GO": "❌",
	BLOCKED: "⛔",
	PARTIAL: "🟡"
};
/** One sign a verdict. It never stands without the word. */
const VERDICT_MARKS = {
	passed: "✅",
	waived: "☑️",
	warned: "⚠️",
	skipped: "⏭️",
	blocked: "⛔",
	failed: "❌"
};

// src/report/projection.ts
/** `## ❌ NO-GO: Phase 3 go/no-go`. */
function heading({ decision: { status }, plan }, level) {
	return `${level} ${STATUS_MARKS[status]} ${status}: ${markdown(brief(plan.name))}`;
}
/**
* What nobody may miss, what the decision means, of what and when, and what must be known to believe it. `head` stands before it, if
* anything does.
*/
function openingBlocks(outcome, notes, head = []) {
	const urgent = alarms(outcome).flatMap((alarm) => [`**${markdown(brief(alarm))}**`, ""]);
	const lines = [
		...head,
		...urgent,
		`**${headline(outcome)}**`,
		"",
		markdown(brief(subtitle(outcome)))
	];
	return [block(lines.join("\n"), []), ...noteBlocks([...notices(outcome).map((words) => ({ words })), ...notes])];
}
/** Each gate on a line: verdict, and in brief what was measured. */
function gatesTable(outcome) {
	const judgements = new Map(outcome.decision.judgements.map((judgement) => [judgement.gate, judgement]));
	const rows = gatesOf(outcome).map((gate) => {
		const judgement = judgements.get(gate.id);
		const measured = judgement ? markdown(brief(measuredInBrief(judgement))) : "";
		return `| ${gateCell(gate)} | ${VERDICT_MARKS[gate.verdict]} ${markdown(gate.verdictInWords)} | ${measured} |`;
	});
	if (rows.length === 0) return block("No gate was judged.", []);
	return block("| Gate | Verdict | Measured |\n|---|---|---|", rows, ["gate", "gates"]);
}
/** What did not pass, target and measured value beside each other, and what was waived; nothing where all passed by themselves. */
function attentionBlocks(gates) {
	return [...attentionOf(gates).shown.length === 0 ? [] : [attention(gates, "###")], ...waived(gates, "###")];
}
/** Where everything is, the hash that the evidence is held to, and how to check it without trusting this page. */
function closing(outcome, links) {
	const line = linksLine(links);
	const lines = [
		...line === "" ? [] : [line, ""],
		`Head ${markdownCode(brief(outcome.head))} · execution ${markdownStart(brief(outcome.executionId))}`,
		"",
		`Verify it offline: ${markdownCode(brief(verifyCommand(outcome)))}`
	];
	return block(lines.join("\n"), []);
}

// src/report/check-run.ts
/**
* The check run of a decision. It succeeds on GO alone (and on an allowed PARTIAL); everything else is a failure, BLOCKED too:
* a required check would take `neutral` and `skipped` for a pass, and `action_required` promises a button that we do not have.
*/
function checkRun(outcome, { links, notes, repository, allowPartial }) {
	const gates = gatesOf(outcome);
	const marked = annotations(outcome, repository);
	const { status } = outcome.decision;
	return {
		title: cut(label(gist(outcome)), GITHUB.checkTitle),
		summary: fit([
			...openingBlocks(outcome, notes),
			gatesTable(outcome),
			...attentionBlocks(gates),
			...leftOut(marked),
			closing(outcome, links)
		], GITHUB.checkText),
		text: fit([
			criteria(gates),
			...parts(gates),
			...findings(gates)
		], GITHUB.checkText),
		conclusion: status === "GO" || status === "PARTIAL" && allowPartial ? "success" : "failure",
		annotations: marked.shown
	};
}
/** Which evidence a check run that `checkRun` wrote names at its end: the head of it, and the number of its artifact. */
function evidenceNamedIn(summary) {
	const head = [...summary.matchAll(/^Head `([0-9a-f]{64})` · execution /gm)].at(-1);
	if (!head) return void 0;
	const links = summary.slice(0, head.index).trimEnd().split("\n").at(-1) ?? "";
	const artifact = /\/actions\/runs\/\d+\/artifacts\/(\d{1,15})\b/.exec(links)?.[1];
	return artifact === void 0 ? void 0 : {
		head: head[1] ?? "",
		artifact
	};
}
function leftOut({ omitted, shown }) {
	if (omitted === 0) return [];
	return [block(`${countOfThings(omitted, "more annotation")} did not fit beside the first ${shown.length}; report.md has them all.`, [])];
}

export { noteBlocks as _, gatesTable as a, STATUS_MARKS as c, configurationAt as d, configurationCommit as f, foreignCommitNote as g, attemptNote as h, closing as i, linksLine as l, trustedConfiguration as m, evidenceNamedIn as n, heading as o, repositoryName as p, attentionBlocks as r, openingBlocks as s, checkRun as t, gist as u };