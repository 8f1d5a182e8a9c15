import { n as RefusedError } from "./refusal.js";
import { n as SetupError, t as ConfigurationError } from "./errors.js";
import { t as unexpected } from "./refusal2.js";
import { t as BUNDLE } from "./paths.js";
import { D as require_dist } from "./calendar.js";
import { S as readOnlyNote, l as commentMarker, r as publish, v as unreadInWords } from "./publish.js";
import { t as executionId } from "./execution-id.js";
import { t as UnverifiedBundle } from "./finish-bundle.js";
import { _ as noteBlocks, a as gatesTable, c as STATUS_MARKS, i as closing, l as linksLine, o as heading, p as repositoryName, r as attentionBlocks, s as openingBlocks, t as checkRun, u as gist } from "./check-run.js";
import { a as ROWS, c as some, i as PICTURE, l as utf8Length, n as GITHUB, o as cut, s as fit, t as ANNOTATIONS } from "./budget.js";
import { a as block, b as gatesOf, r as attempts, s as findings, u as reportBlocks } from "./render.js";
import { o as countOfThings } from "./width.js";
import { a as labelLines, c as markdownCode, d as mermaid, i as label } from "./escape.js";
import { t as VERDICTS } from "./verdict.js";
import path from "node:path";

// src/plan/name.ts
var import_dist = require_dist();
/** What a configuration calls itself, as far as that can be read of one that has problems. */
function nameIn(configuration) {
	const [document] = (0, import_dist.parseAllDocuments)(configuration);
	const name = document && "get" in document ? document.get("name") : void 0;
	return typeof name === "string" && name.trim() !== "" ? name : void 0;
}

// src/report/comment.ts
/** The comment on a pull request, in at most 65,536 bytes: the decision, the gates, what did not pass, where the rest is. */
function comment(outcome, { links, notes, marker }) {
	const gates = gatesOf(outcome);
	return fit([
		...openingBlocks(outcome, notes, [
			commentMarker(marker),
			heading(outcome, "##"),
			""
		]),
		gatesTable(outcome),
		...attentionBlocks(gates),
		...attempts(outcome, "###"),
		...folded(gates),
		closing(outcome, links)
	], GITHUB.comment);
}
/** The findings, to unfold. */
function folded(gates) {
	return findings(gates).map(({ rows, omitted, one, many }) => ({
		head: `<details><summary>${countOfThings(rows.length + omitted, "finding")}</summary>\n`,
		rows,
		omitted,
		one,
		many,
		tail: "</details>"
	}));
}

// src/report/commit-status.ts
/** Hex digits of the head that a status shows: enough to compare by eye; the check has all of them. */
const SHORT = 12;
/**
* The status of the commit, a second signal beside the check. `failure`: the product did wrong; `error`: it could not be found
* out, or only a part of the plan ran (unless `allowPartial`). The description ends with the head, whatever else is cut.
*/
function commitStatus(outcome, options) {
	const end = ` · head ${label(outcome.head).slice(0, SHORT)}`;
	return {
		state: stateOf(outcome, options.allowPartial),
		description: cut(label(gist(outcome)), GITHUB.statusDescription - utf8Length(end)) + end,
		context: cut(label(options.checkName), GITHUB.statusContext)
	};
}
function stateOf({ decision: { status } }, allowPartial) {
	if (status === "GO" || status === "PARTIAL" && allowPartial) return "success";
	return status === "NO-GO" ? "failure" : "error";
}

// src/report/picture.ts
/** Fill, line and text: GitHub's own colours of states, legible on its light and its dark page. */
const COLOURS = {
	passed: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
	waived: "fill:#fbefff,stroke:#8250df,color:#1f2328",
	warned: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
	skipped: "fill:#f6f8fa,stroke:#59636e,color:#1f2328,stroke-dasharray:4 3",
	blocked: "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
	failed: "fill:#ffebe9,stroke:#cf222e,color:#1f2328"
};
/**
* The gates that need one another, coloured by verdict, as a Mermaid picture. None where no gate needs another (the table says as
* much) or where it would be too large to be read or drawn.
*/
function picture({ plan, decision }) {
	const verdicts = new Map(decision.judgements.map(({ gate, verdict }) => [gate, verdict]));
	const edges = plan.gates.flatMap(({ id, needs }) => needs.filter((need) => verdicts.has(need) && verdicts.has(id)).map((need) => ({
		need,
		id
	})));
	const gates = plan.gates.map(({ id }) => id).filter((id) => edges.some((edge) => edge.id === id || edge.need === id));
	if (edges.length === 0 || edges.length > PICTURE.edges || gates.length > PICTURE.gates) return [];
	const drawing = flowchart(gates, edges, (id) => verdicts.get(id) ?? "blocked");
	return utf8Length(drawing) > PICTURE.characters ? [] : [block([
		"```mermaid",
		drawing,
		"```"
	].join("\n"), [])];
}
function flowchart(gates, edges, verdictOf) {
	const node = (id) => `g${gates.indexOf(id)}`;
	const used = VERDICTS.filter((verdict) => gates.some((id) => verdictOf(id) === verdict));
	return [
		"flowchart LR",
		...gates.map((id) => `  ${node(id)}["${mermaid(id)}<br/>${verdictOf(id)}"]:::${verdictOf(id)}`),
		...edges.map(({ need, id }) => `  ${node(need)} --> ${node(id)}`),
		...used.map((verdict) => `  classDef ${verdict} ${COLOURS[verdict]}`)
	].join("\n");
}

// src/report/job-summary.ts
/**
* The summary of a job, in at most 1 MiB: decision, links, a picture of the gates, then what report.md has. It is the whole of a
* step's summary file; a step that writes more there shows nothing.
*/
function jobSummary(outcome, { links, notes }) {
	const line = linksLine(links);
	return fit([
		...openingBlocks(outcome, notes, [heading(outcome, "#"), ""]),
		gatesTable(outcome),
		...picture(outcome),
		...line === "" ? [] : [block(line, [])],
		...reportBlocks(outcome)
	], GITHUB.jobSummary);
}

// src/report/setup-problem.ts
/** Title of the check run, and description of the status. */
function setupTitle({ lines }, bytes) {
	return cut(label(`BLOCKED: ${lines[0] ?? "nothing could be judged"}`), bytes);
}
/** What is wrong, in Markdown of at most `bytes` bytes: for check run, job summary and comment. */
function setupText({ lines, notes }, links, bytes, marker) {
	const heading = [...marker ? [commentMarker(marker)] : [], `## ${STATUS_MARKS.BLOCKED} BLOCKED: nothing could be judged`];
	const shown = some(lines, ROWS.attention);
	const words = {
		head: "",
		rows: shown.shown.map((line) => `- ${markdownCode(cut(line, 2 * 600)) || "nothing more is known"}`),
		omitted: shown.omitted,
		one: "line",
		many: "lines"
	};
	const line = linksLine(links);
	const end = line === "" ? [] : [{
		head: line,
		rows: [],
		omitted: 0,
		one: "line",
		many: "lines"
	}];
	return fit([
		{
			...words,
			head: heading.join("\n"),
			rows: [],
			omitted: 0
		},
		...noteBlocks(notes),
		words,
		...end
	], bytes);
}
/** The problems at their places in the configuration. */
function setupAnnotations({ problems }) {
	return problems.slice(0, ANNOTATIONS).map(({ file, at, message }) => ({
		path: file,
		start_line: at.line,
		end_line: at.line,
		annotation_level: "failure",
		title: "Configuration",
		message: cut(labelLines(message), GITHUB.annotationText)
	}));
}
function setupStatus(problem, context) {
	return {
		state: "error",
		description: setupTitle(problem, GITHUB.statusDescription),
		context: cut(label(context), GITHUB.statusContext)
	};
}

// src/app/action/wording.ts
/** A decision in words. */
function decisionWording(outcome, notes, repository, allowPartial) {
	return {
		status: outcome.decision.status,
		check: (links) => checkRun(outcome, {
			links,
			notes,
			repository,
			allowPartial
		}),
		comment: (links, marker) => comment(outcome, {
			links,
			notes,
			marker
		}),
		summary: (links) => jobSummary(outcome, {
			links,
			notes
		}),
		commitStatus: (checkName) => commitStatus(outcome, {
			checkName,
			allowPartial
		})
	};
}
/** Why nothing could be judged, in words: BLOCKED. */
function problemWording(problem) {
	return {
		status: "BLOCKED",
		check: (links) => ({
			title: setupTitle(problem, GITHUB.checkTitle),
			summary: setupText(problem, links, GITHUB.checkText),
			conclusion: "failure",
			annotations: setupAnnotations(problem)
		}),
		comment: (links, marker) => setupText(problem, links, GITHUB.comment, marker),
		summary: (links) => setupText(problem, links, GITHUB.jobSummary),
		commitStatus: (checkName) => setupStatus(problem, checkName)
	};
}

// src/app/action/action.ts
/** Shows a decision and sets the outputs. @returns the exit code: the verdict, and 2 for a PARTIAL that is not allowed */
async function conclude(action, { finished, notes }) {
	const { inputs, runner, log, context } = action;
	const { outcome, folder, zip } = finished;
	const { status, exitCode } = outcome.decision;
	await runner.outputs({
		decision: status,
		"execution-id": outcome.executionId,
		head: outcome.head,
		summary: path.join(folder, BUNDLE.data, "summary.json"),
		bundle: zip.path
	});
	const allowPartial = inputs.allowPartial || isStep(outcome.plan);
	const wording = decisionWording(outcome, [...notes, ...readOnlyNotes(context)], placesOf(action), allowPartial);
	const { observed } = outcome.facts;
	await show(action, {
		id: typeof observed?.["executionId"] === "string" ? observed["executionId"] : outcome.executionId,
		name: outcome.plan.name,
		wording,
		zip
	});
	if (status !== "PARTIAL" || allowPartial || exitCode !== 0) return exitCode;
	log.error("PARTIAL: not the whole plan was run; `allow-partial: true` lets the job succeed");
	return 2;
}
/** Whether it is partial for being one stage of several, and for nothing else: the job of the last one decides. */
function isStep({ stage, partial }) {
	return stage !== void 0 && stage.toCome.length > 0 && partial.length === 1;
}
/** Once the configuration is there, what is shown bears its name. */
function call(known, { bytes }) {
	const name = nameIn(bytes.toString("utf8"));
	if (name !== void 0) known.name = name;
}
/**
* Shows why nothing could be judged, and sets the outputs. BLOCKED. A defect of ours is shown too: a decision that
* others wait for must not be missing.
*/
async function concludeProblem(action, error, { notes, name } = { notes: [] }) {
	const { runner, log, context } = action;
	const message = isProblem(error) ? inWords(error) : unexpected(error);
	const all = message.split("\n").filter((line) => line.trim() !== "");
	const lines = isProblem(error) ? all : all.slice(0, 1);
	log.error(message);
	await runner.outputs({ decision: "BLOCKED" });
	const problems = error instanceof ConfigurationError ? error.problems : [];
	const wording = problemWording({
		lines,
		problems,
		notes: [...notes, ...readOnlyNotes(context)]
	});
	const zip = error instanceof UnverifiedBundle && error.zip ? { zip: error.zip } : {};
	await show(action, {
		id: executionId(/* @__PURE__ */ new Date()),
		name,
		wording,
		...zip
	});
	return 2;
}
function inWords(error) {
	return error instanceof RefusedError ? unreadInWords(error) : error.message;
}
function isProblem(error) {
	return error instanceof SetupError || error instanceof UnverifiedBundle || error instanceof RefusedError;
}
async function show(action, publication) {
	await action.log.phase("send", () => publish(publication, action));
	await action.runner.state({ published: "true" });
}
function readOnlyNotes({ readOnly }) {
	return readOnly === void 0 ? [] : [readOnlyNote(readOnly, [
		"check-run",
		"comment",
		"commit-status"
	])];
}
function placesOf({ inputs, workspace, cwd }) {
	const folder = path.relative(workspace, cwd).split(path.sep).join("/");
	return {
		configuration: repositoryName(inputs.config, {
			workspace,
			cwd
		}),
		checkout: workspace,
		folder
	};
}

export { nameIn as i, conclude as n, concludeProblem as r, call as t };