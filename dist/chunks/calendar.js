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

export { isoTime as i, instantOf as n, isDay as r, daysBetween as t };