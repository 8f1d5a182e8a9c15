import { hash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node. One call, for an object costs more than the hash of a line.
*/
function sha256OfBytes(data, encoding = "hex") {
	return hash("sha256", data, encoding);
}

// src/core/verdict.ts
/** A gate's or a criterion's verdict, worst last. `failed`: the product did wrong. `blocked`: we could not find out. */
const VERDICTS = [
	"passed",
	"waived",
	"warned",
	"skipped",
	"blocked",
	"failed"
];
/** The worst of several verdicts. Of none it is `blocked`: only positive evidence passes. */
function worst(verdicts) {
	let rank = -1;
	for (const verdict of verdicts) rank = Math.max(rank, VERDICTS.indexOf(verdict));
	return VERDICTS[rank] ?? "blocked";
}
/** The worst first; those of one verdict stay in their order. */
function worstFirst(items) {
	return items.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}
/** Whether people have to look at what has this verdict: it did not pass, and nobody waived it. */
function needsAttention({ verdict }) {
	return verdict !== "passed" && verdict !== "waived";
}
/** Whether a gate with this verdict lets the gates that need it run. */
function satisfies(verdict) {
	return verdict === "passed" || verdict === "waived" || verdict === "warned";
}

export { worstFirst as a, worst as i, needsAttention as n, sha256OfBytes as o, satisfies as r, VERDICTS as t };