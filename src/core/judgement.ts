import type { Changeset } from './changeset.ts';
import type { Json, JsonObject } from './json.ts';
import type { Verdict } from './verdict.ts';

/** One row of a gate's table. */
export interface Criterion {
  readonly name: string;
  /** What was required, in words or as the condition was written: `= 0`, `p95Ms < 200.0`. */
  readonly target: string;
  /** What was measured, with the names of the operands where there are several: `p95Ms = 12.4`. */
  readonly measured: string;
  readonly verdict: Verdict;
  /** What went wrong as a sentence of its own, where name, measurement and target do not read as one. */
  readonly words?: string;
  /** What of the gate it is about, where reports show that as a table of its own: a stage of a rollout. */
  readonly part?: string;
}

/** A row as a gate kind gives it. `follows`: it says nothing of its own, for another row tells the cause; it stands after those. */
export interface AssessedCriterion extends Criterion {
  readonly follows?: true;
}

/** Something to point at. `seq`: the observation that shows it. */
export interface Finding {
  readonly title: string;
  readonly message: string;
  /** The end of what a command or a service wrote; it stands in the message too, below its first line. */
  readonly output?: string;
  readonly seq?: number;
  readonly file?: string;
  readonly line?: number;
  /** What it amounts to by itself, whatever became of its gate. */
  readonly verdict?: Verdict;
  /** It explains: nothing went wrong by it. */
  readonly note?: true;
}

/** What one waiver let pass, as every rendering of a decision shows it. */
export interface Waived {
  /** `failure`: a known one. `flaky`: a test in quarantine, which may pass or fail. */
  readonly kind: 'failure' | 'flaky';
  /** Ids of what failed and was let pass: tests, or rows of the gate. */
  readonly failed: readonly string[];
  /** Ids of what passed, of a test in quarantine. */
  readonly passed: readonly string[];
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly owner: string;
  readonly reason: string;
  /** Last day on which it holds, in UTC: `2026-12-31`. */
  readonly expires: string;
}

/** What a gate counted and measured, as it stands in summary.json and as later gates read it. */
export type Counts = JsonObject;

/** What conditions may read: measurements by name. Total maps are marked with `totalMap` of measure/. */
export type Measurements = Readonly<Record<string, Json | undefined>>;

/** One of the alike parts of a gate that repeats itself, judged by itself: a run, a stage. */
export interface AssessedScope {
  /** What stands behind the name of its rows: `run 2`. Absent where there is but one part. */
  readonly label?: string;
  readonly measurements: Measurements;
  /** Why not everything of it was observed; blocks the criteria over it, but for those that `bounds` rule out. */
  readonly missing?: string;
  /** Measurements of which alone nothing is known, and why; blocks the criteria that read them, as `missing` blocks all. */
  readonly gaps?: Readonly<Record<string, string>>;
  readonly bounds?: Readonly<Record<string, Bounds>>;
  /** What to say beside a measurement, by what it is called in conditions: `coverage.changedLines`. */
  readonly remarks?: Readonly<Record<string, string>>;
}

/** Between which numbers a measurement will end, whatever is still missing. Absent bounds are not known. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** A measurement that there can't be, and what criteria that read it amount to. */
export interface AbsentMeasurement {
  readonly why: string;
  readonly verdict: Verdict;
}

/** What a gate kind makes of its observations. It is not yet a verdict: criteria, services and policy come on top. */
export interface Assessment {
  readonly counts: Counts;
  readonly measurements: Measurements;
  /**
   * The parts of a gate that repeats itself. A criterion that reads anything but `measurements` must hold for each of them; those
   * that were observed are judged also when later ones are missing.
   */
  readonly scopes?: readonly AssessedScope[];
  readonly absent?: Readonly<Record<string, AbsentMeasurement>>;
  /** Where measurements will end, whatever is still missing. A criterion that none of these values can satisfy has failed. */
  readonly bounds?: Readonly<Record<string, Bounds>>;
  /** The rows of the user's criteria, of a kind that judges them look by look; else they are judged over the measurements. */
  readonly criteria?: readonly AssessedCriterion[];
  /** Built-in rows that must be seen first: they stand before all others, and so their reason is the first. */
  readonly urgent?: readonly Criterion[];
  /** The other built-in criteria, under the names that the kind's spec announces; judged complete or not. */
  readonly defaults: readonly AssessedCriterion[];
  /** Why not everything expected was observed (`2,159 of 2,160 checks`); undefined when complete. Blocks every criterion. */
  readonly missing?: string;
  readonly findings: readonly Finding[];
  /** Of a kind that rates a change: what changeset.json tells of it. */
  readonly changeset?: Changeset;
  /**
   * Of a kind whose findings have ids of their own (tests): what its waivers let pass, and which of their names it does not know.
   * `held`: why no row of the gate can be waived by its name.
   */
  readonly waivers?: { readonly waived: readonly Waived[]; readonly unknown: readonly string[]; readonly held?: string };
}

/** A gate's verdict and all that explains it. */
export interface Judgement {
  readonly gate: string;
  readonly kind: string;
  readonly name: string;
  readonly required: boolean;
  readonly verdict: Verdict;
  /** The verdict before an advisory gate or the policy changed it; the same as `verdict` otherwise. */
  readonly raw: Verdict;
  /** One line: why it is not passed; empty when it is. */
  readonly reason: string;
  readonly criteria: readonly Criterion[];
  /** Those of its criteria that must be seen first and did not pass; absent when there are none. */
  readonly urgent?: readonly Criterion[];
  readonly counts: Counts;
  readonly measurements: Measurements;
  readonly findings: readonly Finding[];
  /** What was waived, and by whose word; absent when nothing was. */
  readonly waived?: readonly Waived[];
  /** The change that it rated. */
  readonly changeset?: Changeset;
}
