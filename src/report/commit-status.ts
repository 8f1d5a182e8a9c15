import { cut, GITHUB, utf8Length } from './budget.ts';
import { label } from './escape.ts';
import { gist } from './gist.ts';
import type { Outcome } from './outcome.ts';

export interface CommitStatus {
  readonly state: 'success' | 'failure' | 'error';
  readonly description: string;
  readonly context: string;
}

/** Hex digits of the head that a status shows: enough to compare by eye; the check has all of them. */
const SHORT = 12;

/**
 * The status of the commit, a second signal beside the check. `failure`: the product did wrong; `error`: it could not be found
 * out, or only a part of the plan ran (unless `allowPartial`). The description ends with the head, whatever else is cut.
 */
export function commitStatus(outcome: Outcome, options: { readonly checkName: string; readonly allowPartial: boolean }): CommitStatus {
  const end = ` · head ${label(outcome.head).slice(0, SHORT)}`;
  return {
    state: stateOf(outcome, options.allowPartial),
    description: cut(label(gist(outcome)), GITHUB.statusDescription - utf8Length(end)) + end,
    context: cut(label(options.checkName), GITHUB.statusContext),
  };
}

function stateOf({ decision: { status } }: Outcome, allowPartial: boolean): CommitStatus['state'] {
  if (status === 'GO' || (status === 'PARTIAL' && allowPartial)) return 'success';
  return status === 'NO-GO' ? 'failure' : 'error';
}
