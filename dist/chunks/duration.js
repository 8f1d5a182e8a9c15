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

export { parseDuration as n, timeInWords as r, formatDuration as t };