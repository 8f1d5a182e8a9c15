import { n as SetupError } from "./errors.js";
import { t as openBundle } from "./bundle.js";
import { N as BUNDLE } from "./budget.js";
import { t as derivePlan } from "./load.js";
import { i as renderings, t as judgeBundle } from "./judge-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/app/report.ts
/** `gate report`: renders the report again from the evidence, whatever report the bundle holds. */
async function report(bundle, format, io) {
	const name = `report.${format}`;
	if (format !== "md" && format !== "html") throw new SetupError(`gate report: --format is "${format}"; expected md or html`);
	const opened = await openBundle(bundle);
	try {
		const config = fs.readFileSync(path.join(opened.folder, BUNDLE.config));
		const stored = JSON.parse(fs.readFileSync(path.join(opened.folder, BUNDLE.plan), "utf8"));
		const plan = derivePlan(config.toString("utf8"), config, stored);
		const { outcome, seals } = judgeBundle(opened.folder, plan);
		if (!outcome) throw new SetupError(`${bundle}: ${seals.incomplete ?? "it has no final seal"}`);
		io.stdout(renderings(outcome).find((rendering) => rendering.name === name)?.text ?? "");
		return 0;
	} finally {
		opened.cleanup();
	}
}

export { report };