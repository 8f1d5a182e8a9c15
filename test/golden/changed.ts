/** A verdict that today's judge gives another way than the judge of the time, on purpose. */
export interface Changed {
  /** `<folder>/<name>` of the golden bundle. */
  readonly bundle: string;
  /** The gate whose verdict it is; absent: the decision. */
  readonly gate?: string;
  readonly from: string;
  readonly to: string;
  /** The rule that changed it, in one sentence. */
  readonly rule: string;
}

const EXIT_CODE =
  'A failure that is waived does not explain an exit code: tolerated-exit-codes must list it, and a criterion pin how many tests passed.';

const ORIGIN =
  'A document must be of the commit or of this run, and where it comes from must have been recorded, which bundles of before did not.';

/** Every changed verdict: one that is not listed fails the test, and so does one that is listed and does not occur. */
export const CHANGED: readonly Changed[] = [
  {
    bundle: 'judge-2-render-3/tests-go',
    from: 'GO',
    to: 'BLOCKED',
    rule: 'A file in a coverage report is told by its path in the checkout, so the list of its files must have been recorded.',
  },
  {
    bundle: 'judge-2-render-3/tests-go',
    gate: 'all',
    from: 'passed',
    to: 'blocked',
    rule: 'A file in a coverage report is told by its path in the checkout, so the list of its files must have been recorded.',
  },
  { bundle: 'judge-2-render-3/tests-waived', from: 'GO', to: 'BLOCKED', rule: EXIT_CODE },
  { bundle: 'judge-2-render-3/tests-waived', gate: 'known', from: 'waived', to: 'blocked', rule: EXIT_CODE },
  { bundle: 'judge-2-render-3/assert-no-go', from: 'NO-GO', to: 'BLOCKED', rule: ORIGIN },
  { bundle: 'judge-2-render-3/assert-no-go', gate: 'counts', from: 'passed', to: 'blocked', rule: ORIGIN },
  { bundle: 'judge-2-render-3/assert-no-go', gate: 'value', from: 'passed', to: 'blocked', rule: ORIGIN },
  { bundle: 'judge-2-render-3/assert-no-go', gate: 'wrong', from: 'failed', to: 'blocked', rule: ORIGIN },
  { bundle: 'judge-2-render-3/checks-go', from: 'GO', to: 'BLOCKED', rule: ORIGIN },
  { bundle: 'judge-2-render-3/checks-go', gate: 'looks', from: 'passed', to: 'blocked', rule: ORIGIN },
];
