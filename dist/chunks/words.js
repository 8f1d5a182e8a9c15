import { t as thousands } from "./thousands.js";

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

export { spanInWords as a, offset as i, listInWords as n, verdictInWords as o, momentInWords as r, countOfThings as t };