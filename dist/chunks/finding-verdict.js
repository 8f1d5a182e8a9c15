import { i as worst, n as needsAttention } from "./verdict.js";

// src/report/finding-verdict.ts
/** What a finding amounts to: what the row of its name does, or else its gate. A note amounts to nothing, nor does one of a gate that passed. */
function verdictOfFinding({ verdict, criteria }, { title, note, verdict: own }) {
	if (note || verdict === "passed") return void 0;
	if (own !== void 0) return own;
	const rows = criteria.filter((row) => row.name === title && needsAttention(row));
	return rows.length === 0 ? verdict : worst(rows.map((row) => row.verdict));
}

export { verdictOfFinding as t };