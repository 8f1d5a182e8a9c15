/** An option of a command, and what it means to a user. `type` and `multiple` are those of `parseArgs`. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** What stands for its value in a usage. */
  readonly value?: string;
  /** Whether the command can't do without it. */
  readonly required?: true;
  readonly means: string;
}
export type Options = Readonly<Record<string, Option>>;

const given = (value: string, means: string): Option => ({ type: 'string', value, means });
const repeated = (value: string, means: string): Option => ({ type: 'string', multiple: true, value, means });
const flag = (means: string): Option => ({ type: 'boolean', means });

const SELECTION: Options = {
  gate: repeated('ID', 'runs only this gate and those that it needs; may be repeated. The decision is PARTIAL, never GO'),
  skip: repeated('ID', 'leaves out this gate, which must be advisory; may be repeated'),
  for: given('PURPOSE', 'what the run is for: gates whose `required-for` lists PURPOSE are required, those that list others are advisory'),
  var: repeated(
    'NAME=VALUE',
    'overrides a variable of the configuration; may be repeated. PARTIAL unless `policy.allow-overrides` lists it',
  ),
  stage: given('NAME', 'one stage of a rollout; `gate run` does it on the evidence of the stage before (--prior)'),
};
const EXPECTED: Options = {
  head: given('HASH', 'the head that you kept from when the run ended: finds also a bundle that was rewritten from end to end'),
  'expect-commit': given('SHA', 'the commit that the evidence must be of, or its first 7 digits or more'),
  'expect-run': given('ID/ATTEMPT', 'the run of GitHub Actions that the evidence must be of, such as 1234567890/1'),
};
const STORED: Options = {
  config: given('CONFIG', 'whose `evidence.store` holds the executions; default: .github/gates.yml of the work tree'),
  out: given('DIR', 'the folder that holds the executions; default: what CONFIG says, else .gate/executions in the work tree'),
};
const WRITTEN = given('DIR', 'writes the execution there; default: `evidence.store`, else .gate/executions in the work tree');

/** The options of each command that has some. */
export const OPTIONS = {
  run: {
    ...SELECTION,
    prior: repeated('BUNDLE', 'with --stage: the evidence of the stage before'),
    plan: given('FILE', 'runs exactly this plan, the output of `gate plan --json`; it stands for CONFIG, --gate, --skip, --for and --var'),
    out: WRITTEN,
    json: flag('prints summary.json instead of the table'),
  },
  decide: {
    plan: { ...given('FILE', 'the plan that the evidence must be of: the output of `gate plan --json`'), required: true },
    ...EXPECTED,
    out: WRITTEN,
    json: flag('prints summary.json instead of the table'),
  },
  plan: { ...SELECTION, json: flag('prints the plan and all that it is derived from, for `gate run --plan` and `gate decide --plan`') },
  explain: { config: given('CONFIG', 'the configuration whose gates are explained; default: .github/gates.yml') },
  verify: {
    ...STORED,
    ...EXPECTED,
    'expect-plan': given('HASH', 'the SHA-256 that the plan must have: `planSha256` of `gate plan --json`'),
    'require-go': flag('exit code 1 also for evidence that holds and is no GO'),
    json: flag('prints what was found as JSON'),
  },
  replay: STORED,
  report: { format: given('md|html', 'how it is rendered; default: md'), ...STORED },
  history: {
    ...STORED,
    limit: given('N', 'how many at most; default: 20'),
    status: given('STATUS', 'only GO, NO-GO, BLOCKED, PARTIAL or UNFINISHED ones'),
    risk: given('RISK', 'only those whose change was rated low, medium, high or critical'),
    since: given('7d|DATE', 'only those begun since: a duration back from now, or a date such as 2026-11-21'),
    gate: given('ID', 'only those with this gate, and how it ended'),
    repo: given('OWNER/NAME', 'only those of this repository on GitHub'),
    trend: given('GATE MEASUREMENT', 'shows how a measurement of a gate went, the oldest first'),
    json: flag('prints them as JSON'),
  },
  prune: {
    days: given('N', 'removes executions older than N days'),
    keep: given('N', 'removes all but the newest N executions'),
    ...STORED,
    'dry-run': flag('only says what would be removed'),
  },
} as const satisfies Readonly<Record<string, Options>>;
