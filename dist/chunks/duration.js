// src/core/calendar.ts
/** The calendar in UTC: the one pure file that has `Date`, as a function of numbers. It never asks what time it is. */
const DAY_MS = 864e5;
/** Days from one date to another, both as `2026-11-21`; negative when the second is earlier. A day too many counts into the next month. */
function daysBetween(from, to) {
	return (msOf(to) - msOf(from)) / DAY_MS;
}
/** Whether a date as `2026-11-21`, well formed and of the years 0 to 9999, exists. */
function isDay(date) {
	return isoTime(msOf(date)).startsWith(`${date}T`);
}
/** Ms since 1970 as `2026-11-21T04:16:09Z`. */
function isoTime(epochMs) {
	const time = new Date(epochMs);
	if (Number.isNaN(time.getTime())) return "unknown time";
	return time.toISOString().replace(/\.\d+Z$/, "Z").replace(/^\+0?/, "");
}
/** Ms since 1970 of a time as ISO 8601 writes it, `2026-11-21T04:16:09.123Z`; NaN for one that does not exist. */
function instantOf(time) {
	return new Date(time).getTime();
}
/** Ms since 1970 at the beginning of a day. `Date.UTC` would take the year 26 for 1926. */
function msOf(date) {
	const [year = NaN, month = 1, day = 1] = date.split("-").map(Number);
	return (/* @__PURE__ */ new Date(0)).setUTCFullYear(year, month - 1, day);
}

// src/core/duration.ts
const UNITS = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
/** A duration as written in gates.yml (`250ms`, `5s`, `1.5m`, `30m`, `48h`, `7d`), in whole ms; undefined when it is none. */
function parseDuration(text) {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
	if (!match) return void 0;
	const ms = Number(match[1]) * (UNITS[match[2] ?? ""] ?? NaN);
	return Number.isSafeInteger(ms) ? ms : void 0;
}
/** Ms in the largest unit that keeps it whole: 5000 → `5s`, 90000 → `90s`, 1800000 → `30m`. Inverse of parseDuration. */
function formatDuration(ms) {
	for (const unit of [
		"h",
		"m",
		"s"
	]) {
		const size = UNITS[unit] ?? 1;
		if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
	}
	return `${ms}ms`;
}
const WORDS = [
	["d", 864e5],
	["h", 36e5],
	["min", 6e4],
	["s", 1e3],
	["ms", 1]
];
/** `48 h 31 min`: hours up to two days, else days first; parts that are zero are left out. */
function timeInWords(ms) {
	const units = ms > 1728e5 ? WORDS : WORDS.slice(1);
	let left = ms;
	const parts = [];
	for (const [unit, size] of units) {
		const whole = Math.floor(left / size);
		if (whole > 0) parts.push(`${whole} ${unit}`);
		left -= whole * size;
	}
	return parts.length === 0 ? "0 s" : parts.join(" ");
}

export { instantOf as a, daysBetween as i, parseDuration as n, isDay as o, timeInWords as r, isoTime as s, formatDuration as t };