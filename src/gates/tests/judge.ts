import type { Fold, Judge, JudgeContext, RowParser, Want } from '../../core/fold.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { AssessedScope, Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { judgeCriteria } from '../shared/criteria.ts';
import { type FileListRow, fileListParser } from '../../formats/file-list.ts';
import { unifiedDiffParser } from '../../formats/unified-diff.ts';
import type { DiffRow } from '../../formats/unified-diff.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { Change } from './change.ts';
import { Checkout } from './checkout.ts';
import { type CoverageReading, readCoverage } from './coverage-reading.ts';
import { Differences } from './differences.ts';
import { causeOf, rowsOf } from './rows.ts';
import { Run } from './run.ts';
import { externalFinding, foreignAttachment, producerTrouble, twinFindings } from '../shared/origin.ts';
import { skipRows } from './skips.ts';
import { CASES, type COMPARED, compares, COVERAGE, type OF_ALL, type TestsSpec } from './spec.ts';
import { known, type Measured, type MeasurementTable } from '../../conditions/measurements.ts';
import { findingOf } from './tally.ts';

/** Beside a tolerated exit code the criteria alone tell that every test ran. */
const PINS = 'names a row of a gate with "tolerated-exit-codes", which is not waived: its criteria pin how many tests ran';

/** Findings of one run that are kept; more are counted in the rows. */
const MOST_FINDINGS = 1000;

/** Judges the reports of so many runs: each by itself, and all of them against the first. What a file is for stands in its fact. */
class TestsFold implements Fold {
  private readonly context: JudgeContext<TestsSpec>;
  private readonly spec: TestsSpec;
  private readonly runs: Run[] = [];
  private readonly change = new Change();
  private readonly checkout = new Checkout();
  /** The diff could be made, and was read. */
  private compared = false;
  /** What was read of each run's coverage, for one assessment. */
  private readonly readings = new Map<Run, CoverageReading>();

  constructor(context: JudgeContext<TestsSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
  }

  step(o: Observation): void {
    if (o.type === 'reports.before') this.begin(o);
    else if (o.type === 'reports.after') this.current(o).end(o);
    else if (o.type === 'step' && this.runs.length > 0 && stringOf(o, 'name') === `run-${this.runs.length}`) this.runs.at(-1)?.takeStep(o);
  }

  reads(o: Observation): RowParser | undefined {
    // In its place stands a line that says so: neither a list nor a difference without a change.
    const isThere = o['withheld'] !== true;
    if (o['role'] === 'checkout') return isThere ? fileListParser() : undefined;
    if (o['role'] === 'diff') {
      this.compared = isThere;
      if (!isThere) return undefined;
      return untilMistake(unifiedDiffParser(), () => (this.compared = false));
    }
    return o['role'] === undefined ? undefined : this.current(o).reads(o);
  }

  row(o: Observation, row: Json): void {
    if (o['role'] === 'checkout') this.checkout.take(row as unknown as FileListRow);
    else if (o['role'] === 'diff') this.change.take(row as unknown as DiffRow);
    else this.current(o).row(o, row);
  }

  wants(): Want | undefined {
    return undefined;
  }

  assessment(): Assessment {
    const { spec, runs } = this;
    this.readings.clear();
    const over = runs.filter((run) => run.over()).length;
    const differences = new Differences(runs, spec.runs);
    const compared = known({
      runs: over,
      differences: compares(spec) ? differences.count() : undefined,
      agreement: compares(spec) ? differences.agreement() : undefined,
    } satisfies Measured<typeof OF_ALL & typeof COMPARED>);
    const [first] = runs;
    return {
      counts: {
        ...worstCounts(runs),
        expectedRuns: spec.runs,
        ...compared,
        ...(first && this.partsOf(first)),
      },
      measurements: compared,
      scopes: runs.map((run) => this.scopeOf(run)),
      defaults: [
        ...rowsOf({ spec, defaults: this.context.gate.defaults, runs, differences }),
        ...skipRows(runs, this.context.gate.criteria),
        ...this.partRows(),
      ],
      ...(over < spec.runs && { missing: `${over} of ${spec.runs} runs` }),
      waivers: { ...waiversOf(runs), ...(spec.toleratedExitCodes && { held: PINS }) },
      findings: [...runs.flatMap((run) => this.findingsOf(run)), ...(compares(spec) ? differences.findings() : [])].slice(
        0,
        MOST_FINDINGS * 2,
      ),
    };
  }

  private begin(o: Observation): void {
    const number = countOf(o, 'run');
    if (number !== this.runs.length + 1 || number > this.spec.runs) throw new MalformedObservation(o, 'run', 'the next run');
    const { plan, gate, fact } = { ...this.context, fact: (type: string) => this.context.fact(type) };
    const at = fact('execution.started')?.['at'];
    const waivers = plan.waivers.filter((waiver) => waiver.gate === gate.id);
    const startedAt = typeof at === 'string' ? at : undefined;
    const run = new Run(
      number,
      this.spec,
      this.checkout,
      waivers,
      startedAt,
      [...this.runs],
      producerTrouble(this.spec.producedBy, this.context),
    );
    run.begin(o);
    this.runs.push(run);
  }

  private current(o: Observation): Run {
    const run = this.runs.at(-1);
    if (!run || countOf(o, 'run') !== run.number) throw new MalformedObservation(o, 'run', 'the run that goes on');
    return run;
  }

  private scopeOf(run: Run): AssessedScope {
    const missing = run.missing();
    const uncovered = run.ofCoverage();
    return {
      ...(this.spec.runs > 1 && { label: `run ${run.number}` }),
      measurements: { ...run.measurements(), ...this.partsOf(run) },
      ...(missing !== undefined && { missing }),
      ...(uncovered !== undefined && { gaps: { coverage: uncovered, components: uncovered } }),
      ...((missing ?? uncovered) !== undefined && { bounds: run.bounds() }),
      remarks: this.coverageOf(run)?.remarks ?? {},
    };
  }

  /** What was measured of suites, coverage and components. */
  private partsOf(run: Run): JsonObject {
    return {
      ...(run.suites.all.length > 0 && {
        suites: Object.fromEntries(run.suites.all.map(({ name, tally }) => [name, tally.total > 0 ? tally.measurements() : {}])),
      }),
      ...this.coverageOf(run)?.measurements,
    };
  }

  private coverageOf(run: Run): CoverageReading | undefined {
    const { spec, checkout } = this;
    if (!spec.coverage) return undefined;
    const change = this.compared ? this.change : undefined;
    const reading = this.readings.get(run) ?? readCoverage({ spec, coverage: run.coverage, checkout, change });
    this.readings.set(run, reading);
    return reading;
  }

  /** The criteria of suites and components, in every run. */
  private partRows(): readonly Criterion[] {
    return this.runs.flatMap((run) => {
      const label = this.spec.runs > 1 ? ` (run ${run.number})` : '';
      const suites = this.spec.suites.flatMap(({ name, criteria }) => {
        const tally = run.suites.tallyOf(name);
        const none = tally?.total ? undefined : 'no test of it';
        return this.judge(`suite ${name}${label}`, criteria, { ...tally?.measurements() }, CASES, run.missing() ?? none);
      });
      const covered = this.coverageOf(run)?.components ?? [];
      const components = covered.flatMap(({ name, criteria, measurements, missing, remark }) => {
        const rows = this.judge(
          `component ${name}${label}`,
          criteria,
          { ...measurements },
          COVERAGE,
          run.missing() ?? run.ofCoverage() ?? missing,
        );
        return remark === undefined ? rows : rows.map((row) => ({ ...row, measured: `${row.measured} (${remark})` }));
      });
      return [...suites, ...components];
    });
  }

  private judge(
    part: string,
    criteria: readonly CriterionPlan[],
    measurements: AssessedScope['measurements'],
    table: MeasurementTable,
    missing: string | undefined,
  ): readonly Criterion[] {
    const rows = judgeCriteria({ criteria, measurements, vars: this.context.plan.vars, table, missing });
    // Of a part no other row tells why it was not seen.
    return rows.map(({ follows: _follows, ...row }) => ({ ...row, name: `${part}: ${row.name}` }));
  }

  private findingsOf(run: Run): readonly Finding[] {
    const inRun = this.spec.runs > 1 ? ` in run ${run.number}` : '';
    const unwaived = run.unwaived().slice(0, MOST_FINDINGS);
    const more = run.unwaived().length - unwaived.length;
    return [
      ...run.collectionErrors.map(({ row, seq }) => ({
        title: row.suite || row.file || 'collection',
        message: `could not be collected${inRun}: ${collectedInWords(row.message)}`,
        seq,
        ...(row.file !== undefined && { file: row.file }),
      })),
      ...unwaived.map((failure) => findingOf(failure, inRun)),
      ...(more > 0 ? [{ title: 'More failures', message: `${more} more tests went wrong${inRun}: the report has them all` }] : []),
      ...run.waived().findings,
      ...run.provenance.notes.map(({ report, message, seq }) => ({ title: report, message, seq, note: true as const })),
      ...(this.coverageOf(run)?.findings ?? []),
      ...passedOver(run, inRun),
      ...run.files.quarantined.map((o) => ({
        title: stringOf(o, 'original'),
        message: `${(this.spec.run === undefined && foreignAttachment(o, this.spec.producedBy)) || 'lay there before the run'}: kept, and not judged`,
        seq: o.seq,
        note: true as const,
      })),
      ...twinFindings(run.files.twins),
      ...run.files.external.map((o) => externalFinding(o)),
    ];
  }
}

/**
 * Of several runs the worst of each count: what a later gate reads must hold for every run. Where nothing was seen of one there is no
 * count: none passed, and none failed, would both be said of what nobody knows.
 */
function worstCounts(runs: readonly Run[]): JsonObject {
  if (runs.length === 0 || runs.some((run) => run.isUnseen())) return {};
  const counts = runs.map((run) => run.tally.measurements());
  const rates = counts.flatMap(({ passRate }) => passRate ?? []);
  const most = (name: 'failed' | 'errors' | 'skipped' | 'flaky'): number => Math.max(...counts.map((count) => count[name]));
  const least = (name: 'total' | 'passed'): number => Math.min(...counts.map((count) => count[name]));
  return {
    total: least('total'),
    passed: least('passed'),
    failed: most('failed'),
    errors: most('errors'),
    skipped: most('skipped'),
    flaky: most('flaky'),
    ...(rates.length === counts.length && { passRate: Math.min(...rates) }),
    unwaivedFailures: Math.max(...runs.map((run) => run.unwaived().length)),
    collectionErrors: Math.max(...runs.map((run) => run.collectionErrors.length)),
    perRun: runs.filter((run) => run.over()).map((run) => run.measurements()),
  };
}

/** What was waived in any run, once; and the names that no run knows. */
function waiversOf(runs: readonly Run[]): NonNullable<Assessment['waivers']> {
  const settled = runs.map((run) => run.waived());
  const [first, ...others] = settled;
  const distinct = new Map(settled.flatMap(({ waived }) => waived).map((one) => [JSON.stringify(one), one]));
  const unknown = (first?.unknown ?? []).filter((name) => others.every((other) => other.unknown.includes(name)));
  return { waived: [...distinct.values()], unknown };
}

/** The cause first: a list of findings shows the beginning. */
function collectedInWords(message: string): string {
  const cause = causeOf(message);
  return message.startsWith(cause) ? message : `${cause}\n${message}`;
}

function passedOver(run: Run, inRun: string): readonly Finding[] {
  const words = run.passedOver();
  return words === undefined ? [] : [{ title: 'Passed over', message: `${words}${inRun}`, note: true }];
}

export const judge: Judge<TestsSpec> = { fold: (context) => new TestsFold(context) };
