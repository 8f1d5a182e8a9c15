import { jsonText } from '../core/json.ts';
import type { Outcome } from './outcome.ts';
import { sourceOf } from './source.ts';

/**
 * changeset.json: the commit that was looked at and what differed from it; `{"source": null}` where there is no git. Where gates rated the
 * change, what each of them found.
 */
export function changeset(outcome: Outcome): string {
  const source = sourceOf(outcome);
  const rated = outcome.decision.judgements.flatMap(({ gate, changeset }) => (changeset ? [[gate, changeset] as const] : []));
  return jsonText({ source: source && { vcs: 'git', ...source }, ...(rated.length > 0 && { changes: Object.fromEntries(rated) }) });
}
