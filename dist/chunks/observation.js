// src/core/observation.ts
/** Who saw it: we waited for the process, we sent the probe, a tool wrote the file, GitHub's API said so. */
const BASES = [
	"process",
	"probe",
	"file",
	"github-api"
];
/** A recorded fact does not have the shape its type promises. Whoever judges it answers `blocked`, never `passed`. */
var MalformedObservation = class extends Error {
	seq;
	constructor(o, field, expected) {
		super(`observation ${o.seq} (${o.type}): "${field}" is not ${expected}`);
		this.name = "MalformedObservation";
		this.seq = o.seq;
	}
};
/** A field that must be a finite number. @throws MalformedObservation */
function numberOf(o, field) {
	const value = o[field];
	if (typeof value !== "number" || !Number.isFinite(value)) throw new MalformedObservation(o, field, "a number");
	return value;
}
/** A field that must be a whole number, zero or more. @throws MalformedObservation */
function countOf(o, field) {
	const value = o[field];
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new MalformedObservation(o, field, "a whole number, zero or more");
	return value;
}
/** A field that must be a string. @throws MalformedObservation */
function stringOf(o, field) {
	const value = o[field];
	if (typeof value !== "string") throw new MalformedObservation(o, field, "a string");
	return value;
}
/** A field that must be a list. @throws MalformedObservation */
function listOf(o, field) {
	const value = o[field];
	if (!Array.isArray(value)) throw new MalformedObservation(o, field, "a list");
	return value;
}

export { numberOf as a, listOf as i, MalformedObservation as n, stringOf as o, countOf as r, BASES as t };