import { n as SetupError } from "./errors.js";
import { t as openBundle } from "./bundle.js";
import { t as renderings } from "./render.js";
import { i as planIn, r as judging } from "./judge-bundle.js";
import { t as breathing } from "./breathing.js";

// src/app/commands/report.ts
/** `gate report`: renders the report again from the evidence, whatever report the bundle holds. */
async function report(bundle, format, io) {
	const name = `report.${format}`;
	if (format !== "md" && format !== "html") throw new SetupError(`gate report: --format is "${format}"; expected md or html`);
	const opened = await openBundle(bundle, (line) => io.stderr(`gate report: ${line}\n`));
	try {
		const { outcome, seals } = await breathing(judging(opened.folder, planIn(opened.folder)));
		if (!outcome) throw new SetupError(`${bundle}: ${seals.incomplete ?? "it has no final seal"}`);
		io.stdout(renderings(outcome).find((rendering) => rendering.name === name)?.text ?? "");
		return 0;
	} finally {
		opened.cleanup();
	}
}

export { report };