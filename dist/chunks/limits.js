// src/evidence/limits.ts
/** How much a bundle may hold: whoever writes one keeps to it, whoever opens one refuses more. Not a ratio: logs of zeros shrink a thousandfold. */
const BUNDLE_LIMITS = {
	entries: 1e5,
	bytes: 64 * 1024 ** 3
};
/** Room for the records of a bundle beside what is kept in it. */
const RECORDS = {
	entries: 100,
	bytes: 4 * 1024 ** 3
};
/** Whether one more file of so many bytes can be kept beside what is there already. */
function hasRoom(there, bytes, limits = BUNDLE_LIMITS) {
	return there.entries < limits.entries - RECORDS.entries && there.bytes + bytes <= limits.bytes - RECORDS.bytes;
}

export { hasRoom as n, BUNDLE_LIMITS as t };