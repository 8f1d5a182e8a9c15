import { t as checkedOut } from "./git.js";
import { n as SetupError } from "./errors.js";
import { g as foreignCommitNote } from "./check-run.js";
import { t as checkoutOf } from "./config-file.js";

// src/app/action/commit.ts
/** Whether a commit with these parents merges `head` into another one: what GitHub checks out for a pull request. */
function isMergeOf(head, parents) {
	return parents.length > 1 && parents.includes(head);
}
/** Whether a commit is the one that a decision is shown on, or, on a pull request, the merge of it that GitHub checks out by default. */
function isShown({ head, commit: merge, base }, { commit, parents }) {
	return commit === head || base !== void 0 && commit === merge && isMergeOf(head, parents);
}
/**
* The gates must run on the commit that their decision is shown on. Where nothing is shown, `decide` will look at the evidence.
* @returns what a reader must know
* @throws SetupError where they would not, or nobody knows
*/
async function checkCheckout({ context, github }, configuration) {
	const found = await checkedOut(checkoutOf(configuration));
	if (!("unknown" in found) && isShown(context, found)) return [];
	if (!(github !== void 0 && context.readOnly === void 0)) return "unknown" in found ? [] : [foreignCommitNote(found.commit, context.head)];
	if ("unknown" in found) throw new SetupError(`nobody knows which commit is checked out, so no decision can be shown on commit ${context.head}`, `git: ${found.unknown}`, .../dubious ownership/.test(found.unknown) ? ["`git config --global --add safe.directory \"$GITHUB_WORKSPACE\"` before this step lets git look"] : []);
	throw new SetupError(`commit ${found.commit} is checked out, so no decision can be shown on commit ${context.head}`, `the event ${context.event} is about the latter: check it out (actions/checkout with \`ref: ${context.head}\`)`);
}

export { isMergeOf as n, checkCheckout as t };