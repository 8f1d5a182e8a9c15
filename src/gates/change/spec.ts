import { z } from 'zod';
import { type Answer, ANSWERS, type Risk, RISKS } from '../../core/changeset.ts';
import type { JsonObject } from '../../core/json.ts';
import { amount, type MeasurementTable } from '../../conditions/measurements.ts';
import { glob, someOrOne, text, word } from '../../language/keys.ts';
import type { GateSpec, SpecProblem } from '../shared/kind.ts';
import { namesAny, type Rule, unusable } from './rules.ts';

const answer = () => word(ANSWERS);

const shape = {
  base: text('a branch, tag or commit').describe(
    'What to compare with: a branch, a tag or a commit. It is looked up before the first gate. Compared is the commit at which HEAD left it.',
  ),
  rules: z
    .array(
      z
        .strictObject({
          paths: someOrOne(glob('a glob')).describe(
            'Globs over the changed files, from the root of the repository. A path without wildcards also means all below it.',
          ),
          risk: word(RISKS).describe('How risky a change of such a file is.'),
        })
        .meta({ title: 'a rule' }),
    )
    .min(1, { error: 'expected at least one rule' })
    .describe('Risk by path. The worst match counts; a file that no rule names is critical.'),
  verdicts: z
    .strictObject({
      low: answer().default('allow').describe('Answer to a change of low risk.'),
      medium: answer().default('allow').describe('Answer to a change of medium risk.'),
      high: answer().default('needs-approval').describe('Answer to a change of high risk.'),
      critical: answer().default('deny').describe('Answer to a change of critical risk.'),
    })
    .meta({ title: 'the verdicts' })
    .prefault({})
    .describe('Answer by risk. needs-approval is blocked without an approving review on this commit.'),
  approvers: someOrOne(text('a login or a team'))
    .default([])
    .describe(
      'Whose approval counts: logins, or organisation/team, with or without @. Default: everybody who may write to the repository.',
    ),
};

export interface ChangeSpec extends JsonObject {
  readonly base: string;
  readonly rules: readonly Rule[];
  readonly verdicts: Readonly<Record<Risk, Answer>>;
  readonly approvers: readonly string[];
}

export const TABLE = {
  risk: { type: 'string', doc: 'low, medium, high or critical' },
  files: amount('changed files'),
  additions: amount('added lines of text; binary files have none'),
  deletions: amount('removed lines of text'),
} as const satisfies MeasurementTable;

const EXAMPLE = `change:
  kind: change
  base: origin/main
  rules:
    - { paths: [ "docs/**", "*.md" ], risk: low }
    - { paths: [ "src/**" ], risk: medium }
    - { paths: [ "migrations/**" ], risk: high }
`;

const NOTES = [
  'The change is what HEAD holds and the commit at which it left the base does not, as git keeps it: uncommitted changes are not part of it (`policy.require-clean-tree` refuses them). Both names of a renamed file count, and deleted files, links, submodules, changed modes and files that .gitattributes hides count as files. A change without files is blocked.',
  'History: in GitHub Actions check out with `fetch-depth: 0`; a shallow clone does not have the base. Do not let code of the change run before: put this gate first.',
  'Approval: reviews are read from GitHub by the job that decides (`command: decide`), never by one that runs gates. The latest review of each reviewer counts, comments apart; the author’s own never counts, and one of another commit does not. An approver who requests changes blocks.',
];

export const spec: GateSpec<typeof shape, ChangeSpec> = {
  kind: 'change',
  summary: 'Classes the change by risk from the files that it touches, and answers allow, needs-approval or deny.',
  example: EXAMPLE,
  notes: NOTES,
  shape,

  check(raw, context): readonly SpecProblem[] {
    const harmless = RISKS.every((risk) => raw.verdicts[risk] === 'allow');
    return [
      ...(harmless && context.criteria.length === 0
        ? [{ path: ['verdicts'], message: "a gate that can't fail: every risk is allowed" }]
        : []),
      ...(SEARCH.test(raw.base) ? [{ path: ['base'], message: 'expected a branch, tag or commit, not a search for one' }] : []),
      ...raw.rules.flatMap(({ paths }, rule) =>
        paths.flatMap((path, index): SpecProblem[] => {
          const message = unusable(path);
          return message === undefined ? [] : [{ path: ['rules', rule, 'paths', index], message }];
        }),
      ),
      ...raw.approvers.flatMap((approver, index): SpecProblem[] =>
        APPROVER.test(approver) ? [] : [{ path: ['approvers', index], message: 'expected a login, or organisation/team' }],
      ),
    ];
  },

  warnings: ({ base }) =>
    /^(?:HEAD|@)(?![\w/.-])/.test(base)
      ? [
          {
            path: ['base'],
            message: 'every commit before that one counts as released: right only where HEAD is a merge or a squash of the whole change',
          },
        ]
      : [],

  resolve: (raw) => ({
    base: raw.base,
    rules: raw.rules,
    verdicts: raw.verdicts,
    approvers: raw.approvers.map((approver) => approver.replace(/^@/, '')),
  }),

  revisions: ({ base }) => [base],

  idle: ({ rules }, tracked) =>
    rules.flatMap(({ paths }, rule) =>
      paths.flatMap((path, index): SpecProblem[] =>
        namesAny(path, tracked)
          ? []
          : [
              {
                path: ['rules', rule, 'paths', index],
                message: 'matches no file that git tracks: paths begin at the root of the repository',
              },
            ],
      ),
    ),

  told: () => ['change.told', 'review', 'reviews'],

  reviewers: ({ verdicts, approvers }) => (RISKS.some((risk) => verdicts[risk] === 'needs-approval') ? approvers : undefined),

  expect: () => ({ changes: 1 }),

  measurements: () => TABLE,

  defaults: ({ verdicts }) => [{ name: 'risk', target: answersInWords(verdicts) }],

  leastDurationMs: () => 0,
};

const ANSWER_WORDS: Readonly<Record<Answer, string>> = { allow: 'allowed', 'needs-approval': 'needs approval', deny: 'denied' };

/** `low, medium: allowed; high: needs approval; critical: denied`. */
function answersInWords(verdicts: ChangeSpec['verdicts']): string {
  return ANSWERS.flatMap((answer) => {
    const risks = RISKS.filter((risk) => verdicts[risk] === answer);
    return risks.length === 0 ? [] : [`${risks.join(', ')}: ${ANSWER_WORDS[answer]}`];
  }).join('; ');
}

/** Options, ranges, and searches in messages and logs, whose result anybody can change who commits. */
const SEARCH = /^-|[\s:]|\.\.|@\{|\^\{\//;

const APPROVER = /^@?[A-Za-z0-9][A-Za-z0-9_-]*(?:\[bot\]|\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
