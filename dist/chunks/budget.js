// src/report/words.ts
/** A number for people: `2160` → `2,160`. Fractions and exponents stay as they are written. */
function thousands(value) {
	const text = String(value);
	const match = /^(-?\d+)(\.\d+)?$/.exec(text);
	if (!match) return text;
	return `${(match[1] ?? "").replaceAll(/\B(?=(?:\d{3})+$)/g, ",")}${match[2] ?? ""}`;
}
/** `1 gate`, `2,160 checks`. */
function countOfThings(count, one, many = `${one}s`) {
	return `${thousands(count)} ${count === 1 ? one : many}`;
}
/** A time span in ms for people, in its two largest units: `850 ms`, `12.3 s`, `30 min 2 s`, `48 h 3 min`, `7 d 2 h`. */
function spanInWords(ms) {
	if (ms < 999.5) return `${Math.round(ms)} ms`;
	if (ms < 59950) return `${Math.round(ms / 100) / 10} s`;
	const seconds = Math.round(ms / 1e3);
	if (seconds < 3600) return twoUnits(seconds, 60, "min", "s");
	const minutes = Math.round(ms / 6e4);
	if (minutes < 4320) return twoUnits(minutes, 60, "h", "min");
	return twoUnits(Math.round(ms / 36e5), 24, "d", "h");
}
function twoUnits(total, size, large, small) {
	const rest = total % size;
	return `${thousands((total - rest) / size)} ${large}${rest > 0 ? ` ${rest} ${small}` : ""}`;
}
/** Monotonic ms since the start as `+00:12:05.250`; hours go on beyond 99. */
function offset(ms) {
	const whole = Math.max(0, Math.floor(ms));
	const two = (value) => String(Math.floor(value)).padStart(2, "0");
	const fraction = String(whole % 1e3).padStart(3, "0");
	return `+${two(whole / 36e5)}:${two(whole / 6e4 % 60)}:${two(whole / 1e3 % 60)}.${fraction}`;
}
/** `2026-11-21T04:16:09.123Z` as `2026-11-21 04:16:09 UTC`; any other text stays as it is. */
function momentInWords(iso) {
	const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
	return match ? `${match[1]} ${match[2]} UTC` : iso;
}
/** The verdict, with the raw one beside it where an advisory gate, a waiver or the policy changed it: `warned (failed)`. */
function verdictInWords({ verdict, raw = verdict }) {
	return verdict === raw ? verdict : `${verdict} (${raw})`;
}
/** `a`, `a and b`, `a, b and c`. */
function listInWords(items) {
	const head = items.slice(0, -1);
	const last = items.at(-1) ?? "";
	return head.length === 0 ? last : `${head.join(", ")} and ${last}`;
}

// src/report/width.ts
/** Combining marks, joiners and variation selectors: they stand on the character before them. */
const NO_COLUMN = [
	[768, 879],
	[1155, 1161],
	[1425, 1469],
	[1552, 1562],
	[1611, 1631],
	[1750, 1756],
	[2364, 2364],
	[2369, 2376],
	[3633, 3633],
	[3636, 3642],
	[3655, 3662],
	[6832, 6911],
	[7616, 7679],
	[8203, 8207],
	[8400, 8447],
	[12330, 12333],
	[12441, 12442],
	[65024, 65039],
	[65056, 65071],
	[127995, 127999],
	[917760, 917999]
];
/** East Asian wide and full-width characters, and emoji. */
const TWO_COLUMNS = [
	[4352, 4447],
	[8986, 8987],
	[9193, 9196],
	[9725, 9726],
	[9748, 9749],
	[9800, 9811],
	[9889, 9889],
	[9940, 9940],
	[9989, 9989],
	[9994, 9995],
	[10024, 10024],
	[10060, 10060],
	[10067, 10071],
	[10133, 10135],
	[11035, 11036],
	[11088, 11093],
	[11904, 12350],
	[12353, 19903],
	[19968, 42191],
	[43360, 43391],
	[44032, 55203],
	[63744, 64255],
	[65072, 65135],
	[65280, 65376],
	[65504, 65510],
	[127744, 128591],
	[128640, 128767],
	[129280, 129535],
	[129648, 129791],
	[131072, 262141]
];
function within(ranges, point) {
	return ranges.some(([from, to]) => point >= from && point <= to);
}
/** Columns that one character takes: 0, 1 or 2. */
function columnsOf(character) {
	const point = character.codePointAt(0) ?? 0;
	if (point < 768) return 1;
	if (within(NO_COLUMN, point)) return 0;
	return within(TWO_COLUMNS, point) ? 2 : 1;
}
/** Columns that a text without controls takes. */
function widthOf(text) {
	let columns = 0;
	for (const character of text) columns += columnsOf(character);
	return columns;
}
/** The longest beginning of a text that fits into so many columns; marks stay with the character they stand on. */
function headOf(text, columns) {
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += columnsOf(character);
		if (used > columns) break;
		end += character.length;
	}
	return text.slice(0, end);
}
/** The text in at most so many columns, with an ellipsis where it was cut. */
function clip(text, columns) {
	if (widthOf(text) <= columns) return text;
	return columns < 1 ? "" : `${headOf(text, columns - 1)}…`;
}
/** Filled with spaces to so many columns; a longer text stays as it is. */
function pad(text, columns) {
	return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}
/** Lines of at most so many columns (2 or more), broken between words where that is possible; beyond `most` lines an ellipsis. */
function wrap(text, columns, most) {
	const lines = [];
	let rest = text.trim();
	while (widthOf(rest) > columns && lines.length < most - 1) {
		const end = breakAt(rest, columns);
		lines.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}
	return [...lines, clip(rest, columns)];
}
/** Where a line too long ends: before a word that fits into the next line, else after punctuation, else where it is full. */
function breakAt(text, columns) {
	const head = headOf(text, columns);
	if (text[head.length] === " ") return head.length;
	const space = head.lastIndexOf(" ");
	const word = text.slice(space + 1).split(" ", 1)[0] ?? "";
	if (space > 0 && widthOf(word) <= columns) return space;
	const mark = /[/.,;:)\]&-](?=[^/.,;:)\]&-]*$)/.exec(head);
	if (mark && mark.index > head.length / 2) return mark.index + 1;
	return Math.max(head.length, 1);
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
	steps: 300,
	files: 1e3,
	errors: 100,
	dirty: 50,
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

export { offset as _, ROWS as a, verdictInWords as b, some as c, pad as d, widthOf as f, momentInWords as g, listInWords as h, PICTURE as i, utf8Length as l, countOfThings as m, GITHUB as n, cut as o, wrap as p, MARKDOWN_BYTES as r, fit as s, ANNOTATIONS as t, clip as u, spanInWords as v, thousands as y };