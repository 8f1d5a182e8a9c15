import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { glob, listOrOne, text, word } from '../../language/keys.ts';
import { amount } from '../../conditions/measurements.ts';
import type { GateSpec, SpecProblem } from '../shared/kind.ts';

const RISKS = ['low', 'medium', 'high', 'critical'] as const;
const answer = () => word(['allow', 'needs-approval', 'deny']);

const shape = {
  base: text('a branch, tag or commit').describe('What to compare with: a branch, a tag or a commit.'),
  rules: z
    .array(
      z
        .strictObject({
          paths: listOrOne(glob('a glob')).describe('Globs over the changed files.'),
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
  approvers: z
    .array(text('a login or a team'))
    .default([])
    .describe('Whose approval counts: logins, or organisation/team. Default: every reviewer.'),
};

export interface ChangeSpec extends JsonObject {
  readonly base: string;
  readonly rules: readonly JsonObject[];
  readonly verdicts: Readonly<Record<(typeof RISKS)[number], string>>;
  readonly approvers: readonly string[];
}

const EXAMPLE = `change:
  kind: change
  base: origin/main
  rules:
    - { paths: [ "docs/**", "*.md" ], risk: low }
    - { paths: [ "src/**" ], risk: medium }
    - { paths: [ "migrations/**" ], risk: high }
`;

export const spec: GateSpec<typeof shape, ChangeSpec> = {
  kind: 'change',
  summary: 'Classes the change by risk from the files that it touches, and answers allow, needs-approval or deny.',
  example: EXAMPLE,
  shape,

  check(raw, context): readonly SpecProblem[] {
    const harmless = RISKS.every((risk) => raw.verdicts[risk] === 'allow');
    return harmless && context.criteria.length === 0
      ? [{ path: ['verdicts'], message: "a gate that can't fail: every risk is allowed" }]
      : [];
  },

  resolve: (raw) => ({ base: raw.base, rules: raw.rules, verdicts: raw.verdicts, approvers: raw.approvers }),

  expect: () => ({ changes: 1 }),

  measurements: () => ({
    risk: { type: 'string', doc: 'low, medium, high or critical' },
    files: amount('changed files'),
    additions: amount('added lines'),
    deletions: amount('removed lines'),
  }),

  defaults: (spec) => [{ name: 'risk', target: RISKS.map((risk) => `${risk}: ${spec.verdicts[risk]}`).join(', ') }],

  leastDurationMs: () => 0,
};
