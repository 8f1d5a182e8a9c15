import { i as thousands } from "./row-words.js";

// src/report/words.ts
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

// node_modules/get-east-asian-width/lookup-data.js
const ambiguousMaximumCodePoint = 1114109;
const ambiguousRanges = [
	161,
	161,
	164,
	164,
	167,
	168,
	170,
	170,
	173,
	174,
	176,
	180,
	182,
	186,
	188,
	191,
	198,
	198,
	208,
	208,
	215,
	216,
	222,
	225,
	230,
	230,
	232,
	234,
	236,
	237,
	240,
	240,
	242,
	243,
	247,
	250,
	252,
	252,
	254,
	254,
	257,
	257,
	273,
	273,
	275,
	275,
	283,
	283,
	294,
	295,
	299,
	299,
	305,
	307,
	312,
	312,
	319,
	322,
	324,
	324,
	328,
	331,
	333,
	333,
	338,
	339,
	358,
	359,
	363,
	363,
	462,
	462,
	464,
	464,
	466,
	466,
	468,
	468,
	470,
	470,
	472,
	472,
	474,
	474,
	476,
	476,
	593,
	593,
	609,
	609,
	708,
	708,
	711,
	711,
	713,
	715,
	717,
	717,
	720,
	720,
	728,
	731,
	733,
	733,
	735,
	735,
	768,
	879,
	913,
	929,
	931,
	937,
	945,
	961,
	963,
	969,
	1025,
	1025,
	1040,
	1103,
	1105,
	1105,
	8208,
	8208,
	8211,
	8214,
	8216,
	8217,
	8220,
	8221,
	8224,
	8226,
	8228,
	8231,
	8240,
	8240,
	8242,
	8243,
	8245,
	8245,
	8251,
	8251,
	8254,
	8254,
	8308,
	8308,
	8319,
	8319,
	8321,
	8324,
	8364,
	8364,
	8451,
	8451,
	8453,
	8453,
	8457,
	8457,
	8467,
	8467,
	8470,
	8470,
	8481,
	8482,
	8486,
	8486,
	8491,
	8491,
	8531,
	8532,
	8539,
	8542,
	8544,
	8555,
	8560,
	8569,
	8585,
	8585,
	8592,
	8601,
	8632,
	8633,
	8658,
	8658,
	8660,
	8660,
	8679,
	8679,
	8704,
	8704,
	8706,
	8707,
	8711,
	8712,
	8715,
	8715,
	8719,
	8719,
	8721,
	8721,
	8725,
	8725,
	8730,
	8730,
	8733,
	8736,
	8739,
	8739,
	8741,
	8741,
	8743,
	8748,
	8750,
	8750,
	8756,
	8759,
	8764,
	8765,
	8776,
	8776,
	8780,
	8780,
	8786,
	8786,
	8800,
	8801,
	8804,
	8807,
	8810,
	8811,
	8814,
	8815,
	8834,
	8835,
	8838,
	8839,
	8853,
	8853,
	8857,
	8857,
	8869,
	8869,
	8895,
	8895,
	8978,
	8978,
	9312,
	9449,
	9451,
	9547,
	9552,
	9587,
	9600,
	9615,
	9618,
	9621,
	9632,
	9633,
	9635,
	9641,
	9650,
	9651,
	9654,
	9655,
	9660,
	9661,
	9664,
	9665,
	9670,
	9672,
	9675,
	9675,
	9678,
	9681,
	9698,
	9701,
	9711,
	9711,
	9733,
	9734,
	9737,
	9737,
	9742,
	9743,
	9756,
	9756,
	9758,
	9758,
	9792,
	9792,
	9794,
	9794,
	9824,
	9825,
	9827,
	9829,
	9831,
	9834,
	9836,
	9837,
	9839,
	9839,
	9886,
	9887,
	9919,
	9919,
	9926,
	9933,
	9935,
	9939,
	9941,
	9953,
	9955,
	9955,
	9960,
	9961,
	9963,
	9969,
	9972,
	9972,
	9974,
	9977,
	9979,
	9980,
	9982,
	9983,
	10045,
	10045,
	10102,
	10111,
	11094,
	11097,
	12872,
	12879,
	57344,
	63743,
	65024,
	65039,
	65533,
	65533,
	127232,
	127242,
	127248,
	127277,
	127280,
	127337,
	127344,
	127373,
	127375,
	127376,
	127387,
	127404,
	917760,
	917999,
	983040,
	1048573,
	1048576,
	1114109
];
const fullwidthMinimalCodePoint = 12288;
const fullwidthMaximumCodePoint = 65510;
const fullwidthRanges = [
	12288,
	12288,
	65281,
	65376,
	65504,
	65510
];
const wideMinimalCodePoint = 4352;
const wideMaximumCodePoint = 262141;
const wideRanges = [
	4352,
	4447,
	8986,
	8987,
	9001,
	9002,
	9193,
	9196,
	9200,
	9200,
	9203,
	9203,
	9725,
	9726,
	9748,
	9749,
	9776,
	9783,
	9800,
	9811,
	9855,
	9855,
	9866,
	9871,
	9875,
	9875,
	9889,
	9889,
	9898,
	9899,
	9917,
	9918,
	9924,
	9925,
	9934,
	9934,
	9940,
	9940,
	9962,
	9962,
	9970,
	9971,
	9973,
	9973,
	9978,
	9978,
	9981,
	9981,
	9989,
	9989,
	9994,
	9995,
	10024,
	10024,
	10060,
	10060,
	10062,
	10062,
	10067,
	10069,
	10071,
	10071,
	10133,
	10135,
	10160,
	10160,
	10175,
	10175,
	11035,
	11036,
	11088,
	11088,
	11093,
	11093,
	11904,
	11929,
	11931,
	12019,
	12032,
	12245,
	12272,
	12287,
	12289,
	12350,
	12353,
	12438,
	12441,
	12543,
	12549,
	12591,
	12593,
	12686,
	12688,
	12773,
	12783,
	12830,
	12832,
	12871,
	12880,
	42124,
	42128,
	42182,
	43360,
	43388,
	44032,
	55203,
	63744,
	64255,
	65040,
	65049,
	65072,
	65106,
	65108,
	65126,
	65128,
	65131,
	94176,
	94180,
	94192,
	94198,
	94208,
	101594,
	101631,
	101664,
	101760,
	101874,
	101888,
	102801,
	102816,
	102866,
	110576,
	110579,
	110581,
	110587,
	110589,
	110590,
	110592,
	110888,
	110898,
	110898,
	110928,
	110930,
	110933,
	110933,
	110948,
	110952,
	110960,
	111355,
	119552,
	119638,
	119648,
	119670,
	126980,
	126980,
	127183,
	127183,
	127374,
	127374,
	127377,
	127386,
	127406,
	127406,
	127488,
	127490,
	127504,
	127547,
	127552,
	127560,
	127568,
	127569,
	127584,
	127589,
	127744,
	127776,
	127789,
	127797,
	127799,
	127868,
	127870,
	127891,
	127904,
	127946,
	127951,
	127955,
	127968,
	127984,
	127988,
	127988,
	127992,
	128062,
	128064,
	128064,
	128066,
	128252,
	128255,
	128317,
	128331,
	128334,
	128336,
	128359,
	128378,
	128378,
	128405,
	128406,
	128420,
	128420,
	128507,
	128591,
	128640,
	128709,
	128716,
	128716,
	128720,
	128722,
	128725,
	128729,
	128732,
	128735,
	128747,
	128748,
	128756,
	128764,
	128986,
	128986,
	128992,
	129003,
	129008,
	129008,
	129292,
	129338,
	129340,
	129349,
	129351,
	129535,
	129648,
	129660,
	129664,
	129734,
	129736,
	129736,
	129740,
	129757,
	129759,
	129771,
	129775,
	129786,
	131072,
	196605,
	196608,
	262141
];

// node_modules/get-east-asian-width/utilities.js
/**
Binary search on a sorted flat array of [start, end] pairs.

@param {number[]} ranges - Flat array of inclusive [start, end] range pairs, e.g. [0, 5, 10, 20].
@param {number} codePoint - The value to search for.
@returns {boolean} Whether the value falls within any of the ranges.
*/
const isInRange = (ranges, codePoint) => {
	let low = 0;
	let high = Math.floor(ranges.length / 2) - 1;
	while (low <= high) {
		const mid = Math.floor((low + high) / 2);
		const i = mid * 2;
		if (codePoint < ranges[i]) high = mid - 1;
		else if (codePoint > ranges[i + 1]) low = mid + 1;
		else return true;
	}
	return false;
};

// node_modules/get-east-asian-width/lookup.js
const commonCjkCodePoint = 19968;
const [wideFastPathStart, wideFastPathEnd] = /* #__PURE__ */ findWideFastPathRange(wideRanges);
function findWideFastPathRange(ranges) {
	let fastPathStart = ranges[0];
	let fastPathEnd = ranges[1];
	for (let index = 0; index < ranges.length; index += 2) {
		const start = ranges[index];
		const end = ranges[index + 1];
		if (commonCjkCodePoint >= start && commonCjkCodePoint <= end) return [start, end];
		if (end - start > fastPathEnd - fastPathStart) {
			fastPathStart = start;
			fastPathEnd = end;
		}
	}
	return [fastPathStart, fastPathEnd];
}
const isAmbiguous = (codePoint) => {
	if (codePoint < 161 || codePoint > 1114109) return false;
	return isInRange(ambiguousRanges, codePoint);
};
const isFullwidth = (codePoint) => {
	if (codePoint < 12288 || codePoint > 65510) return false;
	return isInRange(fullwidthRanges, codePoint);
};
const isWide = (codePoint) => {
	if (codePoint >= wideFastPathStart && codePoint <= wideFastPathEnd) return true;
	if (codePoint < 4352 || codePoint > 262141) return false;
	return isInRange(wideRanges, codePoint);
};

// node_modules/get-east-asian-width/index.js
function validate(codePoint) {
	if (!Number.isSafeInteger(codePoint)) throw new TypeError(`Expected a code point, got \`${typeof codePoint}\`.`);
}
function eastAsianWidth(codePoint, { ambiguousAsWide = false } = {}) {
	validate(codePoint);
	if (isFullwidth(codePoint) || isWide(codePoint) || ambiguousAsWide && isAmbiguous(codePoint)) return 2;
	return 1;
}

// src/report/width.ts
/** Columns of a terminal, by tables that come with us: the same on every Node, whatever Unicode version it knows. */
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
/** Columns that one character takes: 0, 1 or 2. */
function columnsOf(character) {
	const point = character.codePointAt(0) ?? 0;
	if (point < 768) return 1;
	if (NO_COLUMN.some(([from, to]) => point >= from && point <= to)) return 0;
	return eastAsianWidth(point);
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

export { wrap as a, momentInWords as c, verdictInWords as d, widthOf as i, offset as l, columnsOf as n, countOfThings as o, pad as r, listInWords as s, clip as t, spanInWords as u };