import { n as SetupError } from "./errors.js";
import { n as prune$1, t as planPruning } from "./prune.js";
import { n as storeToRead } from "./places.js";
import { m as terminal } from "./escape.js";
import { o as countOfThings } from "./width.js";

// src/app/commands/prune.ts
/**
* `gate prune`: removes executions beyond the limits. Exit code 2 where something that should go could not.
* @throws SetupError where nobody says what is to go: nothing is removed by a rule that nobody reads
*/
async function prune({ store, retention, dryRun }, io) {
	const { folder, name, settings, hint } = storeToRead(store, io);
	const limits = {
		...settings.retention,
		...retention
	};
	if (Object.keys(limits).length === 0) throw new SetupError("gate prune: nothing says what to remove: write --days 7 (older ones) or --keep 100 (all but the newest), or `retention` in the configuration" + hint, "the last GO of each configuration is never removed");
	const options = {
		now: Date.now(),
		spared: []
	};
	const done = dryRun ? planPruning(folder, limits, options) : prune$1(folder, limits, options);
	for (const id of done.ids) io.stdout(`${dryRun ? "would remove" : "removed"} ${id}\n`);
	io.stdout(`${pruningInWords(done, limits, dryRun)} in ${terminal(name)}${done.ids.length + done.kept === 0 ? hint : ""}\n`);
	for (const { id, why } of done.besides) io.stderr(`kept besides: ${id} (${terminal(why)})\n`);
	if (done.unfinished.length > 0) io.stderr(`left alone, for they may be running: ${done.unfinished.join(", ")}\n`);
	for (const trouble of done.troubles) io.stderr(`gate prune: ${terminal(trouble)}\n`);
	return done.troubles.length > 0 ? 2 : 0;
}
function pruningInWords({ ids, kept }, { days, executions }, dryRun) {
	const limits = [...days === void 0 ? [] : [`older than ${countOfThings(days, "day")}`], ...executions === void 0 ? [] : [`beyond ${countOfThings(executions, "execution")}`]];
	return `${countOfThings(ids.length, "execution")} ${dryRun ? "would be removed" : "removed"} (${limits.join(" or ")}), ${kept} kept`;
}

export { prune };