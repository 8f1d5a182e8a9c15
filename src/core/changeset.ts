import type { JsonObject } from './json.ts';

/** How risky a change is, least first. */
export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof RISKS)[number];

/** What a policy answers to a risk. */
export const ANSWERS = ['allow', 'needs-approval', 'deny'] as const;
export type Answer = (typeof ANSWERS)[number];

/** A changed file with its risk. */
export interface RatedFile extends JsonObject {
  readonly path: string;
  /** Of a renamed or copied one: its name before. */
  readonly from?: string;
  readonly status: 'added' | 'changed' | 'deleted' | 'renamed' | 'copied';
  /** What it is, where it is no ordinary file. */
  readonly is?: 'link' | 'submodule';
  readonly risk: Risk;
  /** The glob that rates it so; null where no rule names it. */
  readonly rule: string | null;
  /** Lines of text; null where it is binary, or where nobody counted. */
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** The change that a gate rated, as changeset.json tells it. */
export interface Changeset extends JsonObject {
  /** As in the configuration, and the commit that it meant. */
  readonly base: string;
  readonly baseCommit: string;
  /** Where base and head parted. */
  readonly mergeBase: string;
  readonly head: string;
  readonly risk: Risk;
  readonly answer: Answer;
  readonly approvedBy: readonly string[];
  readonly fileCount: number;
  readonly additions: number | null;
  readonly deletions: number | null;
  readonly binaryCount: number | null;
  readonly countByRisk: Readonly<Record<Risk, number>>;
  /** The riskiest first. */
  readonly files: readonly RatedFile[];
  /** Files that are not listed. */
  readonly omitted: number;
}
