import type { Decision } from '../core/decision.ts';
import { jsonText } from '../core/json.ts';
import type { Outcome } from './outcome.ts';
import { sourceOf } from './source.ts';

/** A file that a statement speaks of. */
export interface Subject {
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * The unsigned statement about an execution: in-toto Statement v1 with the test-result v0.1 predicate
 * (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md).
 */
export function statement(outcome: Outcome, zip: Subject): string {
  const commit = sourceOf(outcome)?.commit;
  const { judgements } = outcome.decision;
  const named = (...verdicts: string[]): string[] => judgements.filter(({ verdict }) => verdicts.includes(verdict)).map(({ gate }) => gate);
  return jsonText({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: zip.name, digest: { sha256: zip.sha256 } },
      ...(commit === null || commit === undefined ? [] : [{ name: 'commit', digest: { gitCommit: commit } }]),
    ],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: resultOf(outcome.decision),
      configuration: [{ name: 'gates.yml', digest: { sha256: outcome.plan.configSha256 } }],
      passedTests: named('passed', 'waived'),
      warnedTests: named('warned'),
      failedTests: named('skipped', 'blocked', 'failed'),
      head: outcome.head,
    },
  });
}

/** PASSED for GO, WARNED for GO with warnings, else FAILED. */
function resultOf({ status, totals }: Decision): 'PASSED' | 'WARNED' | 'FAILED' {
  if (status !== 'GO') return 'FAILED';
  return totals.warned > 0 ? 'WARNED' : 'PASSED';
}
