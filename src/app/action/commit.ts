import { type CheckedOut, checkedOut } from '../../adapters/git.ts';
import type { RunContext } from '../../adapters/github/context.ts';
import { SetupError } from '../../core/errors.ts';
import { foreignCommitNote, type Note } from '../../report/note.ts';
import { checkoutOf } from '../config-file.ts';
import type { Action } from './action.ts';

type Known = Exclude<CheckedOut, { readonly unknown: string }>;

/** Whether a commit with these parents merges `head` into another one: what GitHub checks out for a pull request. */
export function isMergeOf(head: string, parents: readonly string[]): boolean {
  return parents.length > 1 && parents.includes(head);
}

/** Whether a commit is the one that a decision is shown on, or, on a pull request, the merge of it that GitHub checks out by default. */
function isShown({ head, commit: merge, base }: RunContext, { commit, parents }: Known): boolean {
  return commit === head || (base !== undefined && commit === merge && isMergeOf(head, parents));
}

/**
 * The gates must run on the commit that their decision is shown on. Where nothing is shown, `decide` will look at the evidence.
 * @returns what a reader must know
 * @throws SetupError where they would not, or nobody knows
 */
export async function checkCheckout({ context, github }: Action, configuration: string): Promise<readonly Note[]> {
  const found = await checkedOut(checkoutOf(configuration));
  if (!('unknown' in found) && isShown(context, found)) return [];
  const shown = github !== undefined && context.readOnly === undefined;
  if (!shown) return 'unknown' in found ? [] : [foreignCommitNote(found.commit, context.head)];
  if ('unknown' in found) {
    throw new SetupError(
      `nobody knows which commit is checked out, so no decision can be shown on commit ${context.head}`,
      `git: ${found.unknown}`,
      ...(/dubious ownership/.test(found.unknown)
        ? ['`git config --global --add safe.directory "$GITHUB_WORKSPACE"` before this step lets git look']
        : []),
    );
  }
  throw new SetupError(
    `commit ${found.commit} is checked out, so no decision can be shown on commit ${context.head}`,
    `the event ${context.event} is about the latter: check it out (actions/checkout with \`ref: ${context.head}\`)`,
  );
}
