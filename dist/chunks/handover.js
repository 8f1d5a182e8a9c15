import fs from "node:fs";
import path from "node:path";

// src/app/execution/handover.ts
const FILE = "handover.json";
/** Lies in the work folder as long as `post` may still take the execution up. */
function handOver(workFolder, handover) {
	fs.writeFileSync(path.join(workFolder, FILE), JSON.stringify(handover), { mode: 384 });
}
function isHandedOver(workFolder) {
	return fs.existsSync(path.join(workFolder, FILE));
}
/** Takes the execution over; nobody can after us. @returns undefined when it was not handed over, or not in whole */
function takeOver(workFolder) {
	const file = path.join(workFolder, FILE);
	if (!fs.existsSync(file)) return void 0;
	const text = fs.readFileSync(file, "utf8");
	fs.rmSync(file);
	return parse(text);
}
function parse(text) {
	try {
		const { zero, checkout } = JSON.parse(text);
		return typeof zero === "string" && /^\d+$/.test(zero) && typeof checkout === "string" ? {
			zero,
			checkout
		} : void 0;
	} catch {
		return;
	}
}

export { isHandedOver as n, takeOver as r, handOver as t };