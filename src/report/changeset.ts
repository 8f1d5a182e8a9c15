import { jsonText } from '../core/json.ts';
import type { Outcome } from './outcome.ts';
import { sourceOf } from './source.ts';

/** changeset.json: the commit that was looked at and what differed from it; `{"source": null}` where there is no git. */
export function changeset(outcome: Outcome): string {
  const source = sourceOf(outcome);
  return jsonText({ source: source && { vcs: 'git', ...source } });
}
