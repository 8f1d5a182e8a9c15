import { i as thousands } from "./row-words.js";
import { n as columnsOf, o as countOfThings } from "./width.js";
import fs from "node:fs";

// src/evidence/remove.ts
/**
* Removes a file or folder that is not needed any more. What can't be removed stays: clean-up decides nothing.
* @returns why it stays; undefined when it is gone
*/
function whyNotRemoved(path) {
	try {
		fs.rmSync(path, {
			recursive: true,
			force: true
		});
		return;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

// src/report/budget.ts
/** Bytes of report.md: what GitHub shows of a job summary. */
const MARKDOWN_BYTES = 1048576;
/**
* What GitHub takes, in bytes of UTF-8. Where its documentation counts characters, bytes are the stricter reading; where it says
* "64 KB" without saying of what size, 64,000 is. Sources: the REST reference of check runs, commit statuses and issue comments
* (the limits that it leaves out are those that the API answers with 422), and the runner's source for job summaries and
* workflow commands.
*/
const GITHUB = {
	/** Title of a check run (`output.title`). */
	checkTitle: 255,
	/** `output.summary` and `output.text` of a check run, each. */
	checkText: 65535,
	/** Title of an annotation. */
	annotationTitle: 255,
	/** `message` and `raw_details` of an annotation, each: "64 KB". */
	annotationText: 64e3,
	/** Annotations in one request; a check run takes further ones by further requests. */
	annotationsPerRequest: 50,
	/** Body of a comment: 65,536 characters. */
	comment: 65536,
	/** Description of a commit status. */
	statusDescription: 140,
	/** Context of a commit status; the API tells no limit, its database column has 255 characters. */
	statusContext: 255,
	/** The file of a step's job summary: 1 MiB, beyond it nothing of it is shown. */
	jobSummary: 1048576,
	/** Message of an annotation that a workflow command makes; the runner cuts what is longer. */
	commandMessage: 4096,
	/** Annotations of each level that the runner keeps of one step. */
	commandsPerLevel: 10
};
/** Annotations that a check run gets in all: 20 requests, a quarter of the 80 writes a minute that GitHub allows. */
const ANNOTATIONS = 1e3;
/** What Mermaid draws without being configured (`maxTextSize`, `maxEdges`), and how many gates a picture can show legibly. */
const PICTURE = {
	characters: 5e4,
	edges: 500,
	gates: 60
};
/** Rows that a report for people shows; the JSON records have all of them. */
const ROWS = {
	attention: 200,
	criteria: 200,
	findings: 100,
	waived: 100,
	steps: 300,
	files: 1e3,
	errors: 100,
	dirty: 50,
	attempts: 30,
	changed: 100,
	differences: 100
};
const ZERO_WIDTH_JOINER = "‍";
/** Bytes of a text in UTF-8. */
function utf8Length(text) {
	let bytes = 0;
	for (const character of text) bytes += bytesOf(character);
	return bytes;
}
function bytesOf(character) {
	const point = character.codePointAt(0) ?? 0;
	if (point < 128) return 1;
	if (point < 2048) return 2;
	return point < 65536 ? 3 : 4;
}
/**
* The text in at most `bytes` bytes of UTF-8. When it was longer it ends with `… (1,234 bytes more)`, or with nothing of the
* sort where the budget is too small even for that. No character is broken, none is parted from its marks.
*/
function cut(text, bytes) {
	if (text.length * 3 <= bytes) return text;
	const whole = utf8Length(text);
	if (whole <= bytes) return text;
	const reserve = utf8Length(leftOut(whole));
	if (reserve > bytes) return beginning(text, bytes);
	const head = beginning(text, bytes - reserve);
	return head + leftOut(whole - utf8Length(head));
}
function leftOut(bytes) {
	return `… (${thousands(bytes)} bytes more)`;
}
function beginning(text, bytes) {
	let used = 0;
	let index = 0;
	let end = 0;
	let joined = false;
	for (const character of text) {
		if (!(character === ZERO_WIDTH_JOINER || columnsOf(character) === 0) && !joined) end = index;
		used += bytesOf(character);
		if (used > bytes) return text.slice(0, end);
		index += character.length;
		joined = character === ZERO_WIDTH_JOINER;
	}
	return text;
}
/** At most `most` items, from the front. */
function some(items, most) {
	return {
		shown: items.slice(0, most),
		omitted: Math.max(0, items.length - most)
	};
}
/**
* The blocks in at most `bytes` bytes, one blank line between two of them. Rows are left out first, from the last blocks, then
* whole blocks from the end; every omission is said.
*/
function fit(blocks, bytes) {
	const kept = blocksThatFit(blocks, bytes - RESERVE);
	let left = bytes - RESERVE - sum(kept.map(fixedBytes));
	const parts = kept.map((block) => {
		const rows = rowsThatFit(block.rows, left);
		left -= sum(rows.map(rowBytes));
		return blockText(block, rows);
	});
	const dropped = blocks.length - kept.length;
	if (dropped > 0) parts.push(`… and ${countOfThings(dropped, "more section")}\n`);
	return parts.join("\n");
}
/** Room for the line about sections that were left out. */
const RESERVE = 64;
function blocksThatFit(blocks, bytes) {
	let left = bytes;
	const end = blocks.findIndex((block) => {
		left -= fixedBytes(block);
		return left < 0;
	});
	return end < 0 ? blocks : blocks.slice(0, end);
}
/** The head, the tail, the blank line after the block, and room for the line about rows that were left out. */
function fixedBytes(block) {
	return utf8Length(block.head) + utf8Length(omission(block, block.rows.length + block.omitted)) + utf8Length(tailOf(block)) + 2;
}
function rowsThatFit(rows, bytes) {
	let left = bytes;
	const end = rows.findIndex((row) => {
		left -= rowBytes(row);
		return left < 0;
	});
	return end < 0 ? rows : rows.slice(0, end);
}
function rowBytes(row) {
	return utf8Length(row) + 1;
}
function blockText(block, rows) {
	const omitted = block.rows.length - rows.length + block.omitted;
	return [block.head, ...rows].join("\n") + (omitted > 0 ? omission(block, omitted) : "\n") + tailOf(block);
}
function tailOf({ tail }) {
	return tail === void 0 ? "" : `\n${tail}\n`;
}
function omission(block, count) {
	return `\n\n… and ${thousands(count)} more ${count === 1 ? block.one : block.many}\n`;
}
function sum(values) {
	return values.reduce((total, value) => total + value, 0);
}

export { ROWS as a, some as c, PICTURE as i, utf8Length as l, GITHUB as n, cut as o, MARKDOWN_BYTES as r, fit as s, ANNOTATIONS as t, whyNotRemoved as u };