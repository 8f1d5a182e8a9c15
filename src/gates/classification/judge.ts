import type { Fold, Judge, JudgeContext, RowParser, Want } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import type { AssessedScope, Assessment, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { type CriterionPlan, type Plan, STORE_GITHUB } from '../../core/plan.ts';
import { parseCondition } from '../../conditions/condition.ts';
import { judgeCriteria } from '../shared/criteria.ts';
import { twinFindings } from '../shared/origin.ts';
import { Baseline } from './baseline.ts';
import { Manifest } from './manifest.ts';
import { measuresOf, measuresOfAll } from './measures.ts';
import { recordParser, type Row } from './records.ts';
import { because, rowsOf } from './rows.ts';
import { Run } from './run.ts';
import { type ClassificationSpec, spec as kind } from './spec.ts';
import { Agreement, type Tally } from './tally.ts';

/** Where GitHub is the store of executions, a job that decides asks it for the last GO. */
function isToldOf({ decides, store }: Plan): boolean {
  return decides === true && store === STORE_GITHUB;
}

/**
 * Judges run after run over the same cases, each as soon as its results are there: when one does not pass, no further one is asked
 * for. What a file is for stands in its fact: `role`, and of results the `run`.
 */
class ClassificationFold implements Fold {
  private readonly context: JudgeContext<ClassificationSpec>;
  private readonly spec: ClassificationSpec;
  private readonly manifest: Manifest;
  private readonly baseline: Baseline | undefined;
  private readonly dropOf = (tally: Tally): number | undefined => this.baseline?.dropOf(tally);
  private readonly runs: Run[] = [];
  private listed = false;
  private unlisted: string | undefined;
  /** Runs of which is known whether they pass. */
  private settled = 0;
  private last = 0;
  private want: Want | undefined;

  constructor(context: JudgeContext<ClassificationSpec>) {
    const spec = context.gate.spec;
    this.context = context;
    this.spec = spec;
    this.manifest = new Manifest(spec.classes);
    this.baseline =
      spec.baseline &&
      new Baseline({
        spec,
        gate: context.gate.id,
        configuration: context.plan.name,
        manifest: this.manifest,
        isTold: isToldOf(context.plan),
      });
  }

  step(o: Observation): void {
    this.last = o.seq;
    if (o.type === 'results.before') this.begin(o).takeBefore(o);
    else if (o.type === 'results.after') this.current(o).takeAfter(o);
    else if (o.type === 'step' && stringOf(o, 'name') === `run-${this.runs.length}`) this.current(o).takeStep(o);
    else if (o.type === 'baseline.none') this.baseline?.takeNone(o);
    else if (o.type === 'baseline.told') this.baseline?.takeTold(o);
    else if (o.type === 'file') this.takeMissing(o);
  }

  private takeMissing(o: Observation): void {
    if (o['role'] === 'manifest') this.unlisted ??= `${stringOf(o, 'path')}: not found`;
    else if (o['role'] === 'baseline') this.baseline?.takeMissing(o);
  }

  reads(o: Observation): RowParser | undefined {
    if (o['role'] === 'manifest') return this.readsManifest(o);
    if (o['role'] === 'baseline') return this.baseline?.reads(o);
    return o['role'] === 'results' ? this.current(o).reads(o) : undefined;
  }

  row(o: Observation, row: Json): void {
    if (o['role'] === 'manifest') this.manifest.take(stringOf(o, 'original'), row as unknown as Row);
    else if (o['role'] === 'baseline') this.baseline?.row(o, row);
    else this.current(o).row(o, row);
  }

  wants(): Want | undefined {
    const hopeless = this.isHopeless();
    if (hopeless) this.want ??= { action: 'stop', because: this.last };
    return this.want;
  }

  assessment(): Assessment {
    const scopes = this.runs.map((run) => this.scopeOf(run));
    const missing = this.refused() ?? this.incomplete(scopes);
    const absent = this.baseline?.absent();
    const agreement = this.agreement();
    const executionId = this.baseline?.executionId();
    return {
      counts: {
        runs: this.runs.filter((run) => run.over()).length,
        expectedRuns: this.spec.runs,
        ...measuresOfAll(this.runs, this.spec, this.dropOf),
        cases: this.manifest.size,
        ...(agreement !== undefined && { agreement }),
        perRun: this.runs.filter((run) => run.over()).map((run) => measuresOf(run, this.spec, this.dropOf)),
        ...(executionId !== undefined && { baseline: executionId }),
      },
      measurements: this.spec.runs > 1 ? { agreement } : {},
      scopes,
      ...(absent && { absent: { maxRecallDrop: absent } }),
      defaults: rowsOf({
        spec: this.spec,
        defaults: this.context.gate.defaults,
        manifest: this.manifest,
        runs: this.runs,
        refused: this.refused(),
        ended: this.ended(),
      }),
      ...(missing !== undefined && { missing }),
      findings: [
        ...this.runs.flatMap((run) => this.unknownAnswers(run)),
        ...this.runs.flatMap((run) => twinFindings([run.twin() ?? []].flat())),
        ...(this.baseline?.notes() ?? []),
      ],
    };
  }

  private readsManifest(o: Observation): RowParser | undefined {
    const path = stringOf(o, 'original');
    if (this.listed || this.runs.length > 0) throw new MalformedObservation(o, 'role', 'that of the only manifest, before the first run');
    this.listed = true;
    if (o['withheld'] === true) this.unlisted ??= `${path}: withheld, a secret was found in it`;
    const { case: id, expected } = this.spec.fields;
    return untilMistake(recordParser(path, [id, expected]), (message) => (this.unlisted ??= message));
  }

  /** Runs come one by one, once the cases are known. */
  private begin(o: Observation): Run {
    const number = countOf(o, 'run');
    if (number !== this.runs.length + 1 || number > this.spec.runs || !this.listed)
      throw new MalformedObservation(o, 'run', 'the next run');
    const run = new Run(number, this.spec, this.manifest);
    this.runs.push(run);
    return run;
  }

  private current(o: Observation): Run {
    const run = this.runs.at(-1);
    if (!run || (o.type !== 'step' && countOf(o, 'run') !== run.number)) throw new MalformedObservation(o, 'run', 'the run that goes on');
    return run;
  }

  /** Why the manifest can't be used. */
  private refused(): string | undefined {
    const { manifest, spec } = this;
    const trouble = this.unlisted ?? manifest.trouble;
    if (trouble !== undefined) return trouble;
    if (!this.listed) return 'there is no manifest';
    return manifest.size === spec.manifest.cases
      ? undefined
      : `${spec.manifest.path}: ${manifest.size} cases, expected ${spec.manifest.cases}`;
  }

  /** Whether the gate can't pass any more: then nothing further is run. */
  private isHopeless(): boolean {
    const run = this.runs.at(-1);
    if (!run) return this.unlisted !== undefined || (this.listed && this.refused() !== undefined);
    if (!run.over() || run.number === this.settled) return false;
    this.settled = run.number;
    return !this.passes(run);
  }

  /** Why no further run was started. */
  private ended(): string | undefined {
    const { length } = this.runs;
    if (this.want === undefined || length === 0 || length === this.spec.runs) return undefined;
    const rest = length + 1 === this.spec.runs ? `run ${length + 1}` : `runs ${length + 1} to ${this.spec.runs}`;
    return `${rest} not started, as run ${length} does not pass`;
  }

  private passes(run: Run): boolean {
    const { gate, plan } = this.context;
    const absent = this.baseline?.absent();
    const scope = this.scopeOf(run);
    if (scope.missing !== undefined || run.ofCommand() !== undefined) return false;
    if (this.spec.allComparable && run.tally.unknown.count > 0) return false;
    const rows = judgeCriteria({
      // Agreement is known after the last run.
      criteria: gate.criteria.filter((criterion) => !readsAgreement(criterion)),
      measurements: {},
      scopes: [scope],
      vars: plan.vars,
      table: kind.measurements(this.spec),
      missing: undefined,
      ...(absent && { absent: { maxRecallDrop: absent } }),
    });
    return rows.every(({ verdict }) => verdict === 'passed' || verdict === 'warned');
  }

  /** Shown as they stand: an answer in another spelling is no answer. */
  private unknownAnswers({ number, tally: { unknown } }: Run): readonly Finding[] {
    const text = unknown.text();
    if (text === undefined) return [];
    const inRun = this.spec.runs > 1 ? ` in run ${number}` : '';
    return [{ title: 'Unknown answers', message: `${unknown.count} answers${inRun} are none of the classes: ${text}` }];
  }

  private scopeOf(run: Run): AssessedScope {
    const missing = run.missing();
    return {
      ...(this.spec.runs > 1 && { label: `run ${run.number}` }),
      measurements: measuresOf(run, this.spec, this.dropOf),
      ...(missing !== undefined && { missing }),
    };
  }

  private incomplete(scopes: readonly AssessedScope[]): string | undefined {
    const over = scopes.filter(({ missing }) => missing === undefined).length;
    return over === this.spec.runs ? undefined : `${over} of ${this.spec.runs} runs${because(this.ended())}`;
  }

  private agreement(): number | undefined {
    const agreement = new Agreement();
    for (const run of this.runs) agreement.merge(run.tally.answers);
    return this.runs.length === this.spec.runs ? agreement.share() : undefined;
  }
}

function readsAgreement({ pass, warn }: CriterionPlan): boolean {
  return [pass, ...(warn === undefined ? [] : [warn])].some((source) => parseCondition(source).names.has('agreement'));
}

export const judge: Judge<ClassificationSpec> = { fold: (context) => new ClassificationFold(context) };
