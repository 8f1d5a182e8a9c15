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

// src/plan/visible.ts
/** Controls, direction marks and their like: they would make a terminal show something else than what stands there. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** One line in which every character can be seen: line breaks are spaces, what has no shape stands as its code. */
function visible(text) {
	return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

export { timeInWords as i, formatDuration as n, parseDuration as r, visible as t };