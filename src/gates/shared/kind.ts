import type { z } from 'zod';
import type { AnyJudge, Judge } from '../../core/fold.ts';
import type { FactType } from '../../core/facts/registry.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CriterionPlan, DefaultCriterion, Expectation, ProbePlan } from '../../core/plan.ts';
import type { MeasurementTable } from '../../conditions/measurements.ts';

/** Something wrong inside one gate of the configuration; `path` leads to the value, from the gate's own map. */
export interface SpecProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A condition among the gate's own keys, with what it may read. */
export interface SpecCondition {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly table: MeasurementTable;
  /** `truth`: it is true or false; `number`, `any`: it is computed for what it gives. */
  readonly gives: 'truth' | 'number' | 'any';
  /** It may be one that always holds. */
  readonly mayBeCertain?: true;
}

/** A service as far as a gate's meaning depends on it. */
export interface SpecService {
  readonly id: string;
  /** The gate names it; else one that it names needs it. */
  readonly named: boolean;
  /** The port that a path of it means. */
  readonly port?: number;
  /** It has `health`. */
  readonly counted: boolean;
  /** It has a command of its own: we start and stop it by itself. */
  readonly managed: boolean;
  /** How long an answer of its `health` may take, where it says so itself. */
  readonly timeoutMs?: number;
  readonly progressWithinMs?: number;
}

/** What a spec may know of the rest of the configuration. */
export interface SpecContext {
  readonly gateId: string;
  /** The gate's services, `all` resolved. */
  readonly services: readonly SpecService[];
  /** Of the whole configuration. */
  readonly serviceIds: readonly string[];
  readonly gateIds: readonly string[];
  /** The criteria that the user wrote for the gate. */
  readonly criteria: readonly CriterionPlan[];
}

/** A place among a gate's own keys. */
export type SpecPath = readonly (string | number)[];

/** What of a gate's counts says in a few words why it failed: `1 of 2,160 checks`. */
export interface Share {
  readonly bad: string;
  readonly all: string;
  readonly things: string;
  /** The criterion that a bad count fails; absent: any. */
  readonly criterion?: string;
}

/**
 * A gate kind as data: its keys, what it expects to observe, what it measures, what it requires by default. Pure.
 * `Raw` is what zod makes of the gate's own keys, `Spec` the resolved form that goes into the plan.
 */
export interface GateSpec<Shape extends z.ZodRawShape = z.ZodRawShape, Spec extends JsonObject = JsonObject> {
  readonly kind: string;
  /** One sentence for `gate explain` and the docs. */
  readonly summary: string;
  /** A gate of this kind, as YAML of two levels: the id and its keys. Shown by `gate explain`. */
  readonly example?: string;
  /** What there is to know besides the keys, each a paragraph that begins with what it is about. Shown by `gate explain`. */
  readonly notes?: readonly string[];
  /** The keys beyond the common ones, each with `.describe()`. */
  readonly shape: Shape;
  /** Impossible or missing combinations. */
  check(raw: z.infer<z.ZodObject<Shape>>, context: SpecContext): readonly SpecProblem[];
  resolve(raw: z.infer<z.ZodObject<Shape>>, context: SpecContext): Spec;
  /** The conditions among its own keys; `criteria` is not one of them. */
  conditions?(raw: z.infer<z.ZodObject<Shape>>, context: SpecContext): readonly SpecCondition[];
  /** What is allowed, and worth saying. */
  warnings?(raw: z.infer<z.ZodObject<Shape>>, context: SpecContext): readonly SpecProblem[];
  /** Exactly what must be observed. */
  expect(spec: Spec, context: SpecContext): Expectation;
  /** The names that the gate's criteria may read. */
  measurements(spec: Spec): MeasurementTable;
  /** All that it counts: later gates read it as `gates["id"].counts`, and summary.json shows it. Absent: its measurements. */
  counts?(spec: Spec): MeasurementTable;
  defaults(spec: Spec): readonly DefaultCriterion[];
  /** The least time a complete run of it takes, in ms. */
  leastDurationMs(spec: Spec): number;
  /** Of a kind whose stages can be jobs of their own: their names in order, and the spec of a job that does one of them. */
  readonly staged?: {
    stages(spec: Spec): readonly string[];
    only(spec: Spec, stage: number): Spec;
    expect(spec: Spec): Expectation;
    /** Where it says that a stage waits for an approval. */
    approvals(spec: Spec): readonly SpecPath[];
  };
  /** No configuration can name it: it is a part of every plan. */
  readonly builtIn?: true;
  /** The key that makes a gate one of this kind which does not say its kind. */
  readonly impliedBy?: string;
  /** Measurements that only some gates of this kind have, by name or path: what each needs, said after its name. */
  readonly brings?: Readonly<Record<string, string>>;
  readonly share?: Share;
  /** The services whose `progress` it judges. */
  progressOf?(spec: Spec): readonly string[];
  /** The artifacts of the workflow run that bring it files, by name. */
  artifacts?(spec: Spec): readonly string[];
  /** Paths and globs of files that it reads and does not write itself. */
  files?(spec: Spec): readonly string[];
  /** Of a kind that looks at a fixed rate from its beginning, place 0 first: ms between two looks. */
  intervalMs?(spec: Spec): number | undefined;
  /** Of a kind that asks Prometheus: its queries by name. */
  queries?(spec: Spec): Readonly<Record<string, string>>;
  /** Commands of the kind's own, which no configuration has. */
  readonly commands?: readonly string[];
  /** The probes among its own keys. */
  probes?(spec: Spec): readonly ProbePlan[];
  /**
   * Whose reviews on GitHub it asks for, which a trusted job records: logins, and teams as `organisation/team`; empty: everybody's. Undefined: it
   * asks for none.
   */
  reviewers?(spec: Spec): readonly string[] | undefined;
  /** Types of facts about it that only GitHub can tell: a trusted job records them, and the gate is judged again. */
  told?(spec: Spec): readonly FactType[];
  /** Of a kind that compares with an earlier gate of its own id: whether that one, by its spec, can be compared with. */
  comparable?(spec: Spec, earlier: JsonObject): boolean;
  /** Files that it reads and nothing of the run writes, and where they are named, relative to its working directory. */
  given?(spec: Spec): readonly { readonly path: SpecPath; readonly file: string }[];
  /** Where among its own keys it asks for an earlier execution of the same configuration; undefined: it asks for none. */
  remembers?(spec: Spec): SpecPath | undefined;
  /** What it compares with, by the names that git knows: they are looked up before the first gate. */
  revisions?(spec: Spec): readonly string[];
  /** What among its own keys stands for files and names none of those that git tracks. */
  idle?(spec: Spec, tracked: readonly string[]): readonly SpecProblem[];
  /** The longest that its own time limits let it take, in ms; absent: it has none. The gate's default timeout is longer. */
  longestMs?(spec: Spec): number;
}

/** What may be read of the counts of a gate of a kind. @param own its spec, resolved */
export function countsTable(spec: GateSpec, own: JsonObject): MeasurementTable {
  return spec.counts?.(own) ?? spec.measurements(own);
}

/** A kind of gates, whichever. */
export interface GateKind {
  readonly spec: GateSpec;
  readonly judge: AnyJudge;
}

/** A kind whose gates have this spec; the compiler knows by it what its observer reads. */
export interface JudgedKind<Spec extends JsonObject> {
  readonly spec: GateSpec<z.ZodRawShape, Spec>;
  readonly judge: Judge<Spec>;
}

/** Puts a spec and the judge that reads what it resolves together. */
export function gateKind<Shape extends z.ZodRawShape, Spec extends JsonObject>(
  spec: GateSpec<Shape, Spec>,
  judge: Judge<NoInfer<Spec>>,
): JudgedKind<Spec> {
  return { spec, judge };
}
