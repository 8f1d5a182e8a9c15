// src/evidence/paths.ts
/** Where things stand inside a bundle, relative to its folder. */
const BUNDLE = {
	data: "data",
	config: "data/config/gates.yml",
	plan: "data/plan.json",
	observations: "data/observations.jsonl",
	gates: "data/gates",
	/** The bundle of the stage before, whole. */
	prior: "data/parts/1",
	summary: "data/summary.json",
	changeset: "data/changeset.json",
	decision: "data/decision.json",
	execution: "data/execution.json",
	reportHtml: "data/report.html",
	reportMd: "data/report.md"
};
/** The longest path inside a bundle, in characters; inside a bundle that is a part of another it counts from there. */
const MAX_PATH = 200;
const OF_PARTS = /^(?:data\/parts\/1\/)+/;
/**
* Whether a relative path means the same to every file system, to BagIt and to sha256sum: only `[A-Za-z0-9._/-]`, no empty, `.`
* or `..` step, at most `MAX_PATH` characters.
*/
function isPlainPath(path) {
	return path.replace(OF_PARTS, "").length <= 200 && path.split("/").every((step) => /^[A-Za-z0-9._-]+$/.test(step) && step !== "." && step !== "..");
}

export { isPlainPath as n, BUNDLE as t };