import type { EndReason, Fold, AnyJudge, JudgeContext, Misfit, Want } from '../core/fold.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { AssessedCriterion, AssessedScope, Assessment, Criterion, Finding, Judgement } from '../core/judgement.ts';
import { formatDuration } from '../core/duration.ts';
import type { Observation } from '../core/observation.ts';
import type { Pieces } from '../core/pieces.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import { rowInWords } from '../core/row-words.ts';
import { type Verdict, worst } from '../core/verdict.ts';
import { judgeCriteria } from '../gates/shared/criteria.ts';
import type { MeasurementTable } from '../conditions/measurements.ts';
import { LeftBehind } from './left-behind.ts';
import { ServiceFold } from './services.ts';
import { Withheld } from './withheld.ts';
import { type WaivedRows, waiveRows } from './waivers.ts';

const NOTHING: Assessment = { counts: {}, measurements: {}, defaults: [], findings: [], missing: 'nothing was observed' };

/**
 * The fold of one gate: its kind's fold, and around it what every gate has in common (services, how it ended, criteria,
 * policy). A fold that throws does not end the judging: its gate is blocked with the reason.
 */
export class GateFold {
  readonly gate: GatePlan;
  private readonly plan: Plan;
  private readonly table: MeasurementTable;
  private readonly fold: Fold | undefined;
  private readonly services: ServiceFold;
  private readonly leftBehind = new LeftBehind();
  private readonly withheld: Withheld;
  private readonly context: Pick<JudgeContext, 'fact'>;
  private broken: string | undefined;

  constructor(judge: AnyJudge, table: MeasurementTable, context: JudgeContext) {
    this.gate = context.gate;
    this.plan = context.plan;
    this.table = table;
    this.context = context;
    this.services = new ServiceFold(context.plan.services.filter(({ id }) => context.gate.services.includes(id)));
    this.withheld = new Withheld(context.gate, context.plan);
    this.fold = this.guarded(() => judge.fold(context));
  }

  /** Takes, before all else, what earlier executions saw of it. Their services are not ours. */
  takePrior(earlier: readonly Observation[]): void {
    this.guarded(() => {
      if (!this.fold?.takePrior) throw new Error(`gates of kind "${this.gate.kind}" have no stages`);
      this.fold.takePrior(earlier);
    });
  }

  step(o: Observation): void {
    this.guarded(() => {
      this.services.step(o);
      this.leftBehind.step(o);
      this.withheld.step(o);
      this.fold?.step(o);
    });
  }

  /** Streams the rows of an attachment into the fold when its kind judges that file. `read` gives the file's bytes. */
  *reading(o: Observation, read: () => Iterable<Uint8Array>): Pieces<void> {
    try {
      const parser = this.fold?.reads?.(o);
      if (!parser) return;
      for (const bytes of read()) {
        this.rows(o, parser.push(bytes));
        yield;
      }
      this.rows(o, parser.end());
    } catch (error) {
      this.breakBy(error);
    }
  }

  wants(): Want | undefined {
    return this.broken === undefined ? this.guarded(() => this.fold?.wants()) : undefined;
  }

  pending(): JsonObject | undefined {
    return this.guarded(() => this.fold?.pending?.());
  }

  /** What no run records of it. @param ended `gate.ended` */
  misfits(ended: Observation): readonly Misfit[] {
    return this.guarded(() => this.fold?.misfits?.(ended)) ?? [];
  }

  judgement(end: EndReason, detail?: string): Judgement {
    const assessed = this.guarded(() => this.fold?.assessment(end)) ?? NOTHING;
    const missing = this.broken ?? assessed.missing;
    const criteria = causesFirst([
      ...(assessed.urgent ?? []),
      ...this.services.criteria(),
      ...endCriteria(this.gate, end, detail),
      ...assessed.defaults,
      ...this.completeness(missing, assessed.defaults),
      ...this.criteria(assessed, missing),
    ]);
    const rows = this.waive(criteria, assessed);
    const findings = [
      ...this.services.findings(),
      ...assessed.findings,
      ...this.leftBehind.findings(),
      ...rows.findings,
      ...this.notGiven(rows.criteria),
    ];
    const urgent = assessed.urgent?.filter(({ verdict }) => verdict !== 'passed') ?? [];
    const waived = [...(assessed.waivers?.waived ?? []), ...rows.waived];
    const { counts, measurements, changeset } = assessed;
    return conclude(this.gate, this.plan, rows.criteria, {
      counts,
      measurements,
      findings,
      ...(urgent.length > 0 && { urgent }),
      ...(waived.length > 0 && { waived }),
      ...(changeset && this.broken === undefined && { changeset }),
    });
  }

  /** What its commands and services may have missed, where the gate did not pass. */
  private notGiven(criteria: readonly Criterion[]): readonly Finding[] {
    const isBad = criteria.some(({ verdict }) => verdict === 'failed' || verdict === 'blocked');
    return isBad ? this.withheld.findings(this.context.fact('execution.started')) : [];
  }

  /** Waives rows by name; names that the kind knows as its own (tests) are no rows. */
  private waive(criteria: readonly Criterion[], { waivers, findings }: Assessment): WaivedRows {
    const own = this.plan.waivers.filter(({ gate }) => gate === this.gate.id);
    const names = own.flatMap(({ match }) => match);
    const unknown = new Set(waivers?.unknown);
    const known = waivers ? names.filter((name) => !unknown.has(name)) : [];
    // Where findings have ids of their own, a built-in row is waived by these alone: its name would waive any number of them.
    const builtIn = waivers ? this.gate.defaults.map(({ name }) => name) : [];
    const at = this.context.fact('execution.started')?.['at'];
    return waiveRows(
      criteria,
      own,
      { known: new Set(known), builtIn: new Set(builtIn), held: waivers?.held, ids: findings.map(({ title }) => title) },
      typeof at === 'string' ? at.slice(0, 10) : undefined,
    );
  }

  /** The user's criteria; what a fold that threw has judged of them does not count. */
  private criteria(assessed: Assessment, missing: string | undefined): readonly AssessedCriterion[] {
    if (assessed.criteria && this.broken === undefined) return assessed.criteria;
    return judgeCriteria({
      criteria: this.gate.criteria,
      measurements: assessed.measurements,
      vars: this.plan.vars,
      table: this.table,
      missing,
      ...(assessed.scopes && { scopes: assessed.scopes.map((scope) => this.unlessBroken(scope)) }),
      ...(assessed.absent && { absent: assessed.absent }),
      ...(assessed.bounds && this.broken === undefined && { bounds: assessed.bounds }),
    });
  }

  /** A fold that threw may have left any of its parts half done. */
  private unlessBroken(scope: AssessedScope): AssessedScope {
    if (this.broken === undefined) return scope;
    const { bounds: _bounds, ...rest } = scope;
    return { ...rest, missing: this.broken };
  }

  /** A row of its own for what is missing, unless a built-in criterion already says so. */
  private completeness(missing: string | undefined, defaults: readonly Criterion[]): readonly Criterion[] {
    if (missing === undefined || (this.broken === undefined && defaults.some(({ verdict }) => verdict === 'blocked'))) return [];
    return [{ name: 'complete', target: 'nothing missing', measured: missing, verdict: 'blocked' }];
  }

  private rows(o: Observation, rows: Iterable<Json>): void {
    for (const row of rows) this.fold?.row?.(o, row);
  }

  private guarded<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.breakBy(error);
      return undefined;
    }
  }

  private breakBy(error: unknown): void {
    this.broken ??= error instanceof Error ? error.message : String(error);
  }
}

/** The rows that only follow from another one stand after it, so that the first that is bad names the cause. */
function causesFirst(rows: readonly AssessedCriterion[]): readonly Criterion[] {
  const [causes, others] = [rows.filter(({ follows }) => !follows), rows.filter(({ follows }) => follows)];
  return [...causes, ...others].map(({ follows: _follows, ...row }) => row);
}

/** The judgement of a gate that did not run. */
export function notRun(gate: GatePlan, plan: Plan, verdict: 'skipped' | 'blocked', reason: string): Judgement {
  const criteria: Criterion[] = [{ name: 'ran', target: 'the gate runs', measured: reason, verdict }];
  return { ...conclude(gate, plan, criteria, { counts: {}, measurements: {}, findings: [] }), reason };
}

function endCriteria(gate: GatePlan, end: EndReason, detail: string | undefined): readonly Criterion[] {
  const row = (target: string, measured: string, words = measured): Criterion[] => [
    { name: 'ended by itself', target, measured, words, verdict: 'blocked' },
  ];
  const because = detail === undefined ? '' : `: ${detail}`;
  const limit = formatDuration(gate.timeoutMs ?? 0);
  switch (end) {
    case 'timeout':
      return row(`within ${limit}`, `timed out${because}`, `stopped after its timeout of ${limit}${because}`);
    case 'not-ready':
      return [{ name: 'services ready', target: 'before the gate', measured: 'not ready, so the gate did not run', verdict: 'blocked' }];
    case 'cancelled':
      return row('not interrupted', `interrupted${because}`);
    case 'crashed':
      return row('not interrupted', `the run broke off${because}`);
    default:
      return [];
  }
}

function conclude(
  gate: GatePlan,
  plan: Plan,
  criteria: readonly Criterion[],
  rest: Pick<Judgement, 'counts' | 'measurements' | 'findings' | 'urgent' | 'waived' | 'changeset'>,
): Judgement {
  const raw = worst(criteria.map(({ verdict }) => verdict));
  const verdict = afterPolicy(raw, gate, plan);
  return {
    gate: gate.id,
    kind: gate.kind,
    name: gate.name,
    required: gate.required,
    verdict,
    raw,
    reason: reasonOf(raw, verdict, criteria),
    criteria,
    ...rest,
  };
}

/** Advisory gates only warn; where warnings are not allowed, a required gate that warns is blocked. */
function afterPolicy(raw: Verdict, gate: GatePlan, plan: Plan): Verdict {
  if (!gate.required) return raw === 'failed' || raw === 'blocked' ? 'warned' : raw;
  return raw === 'warned' && !plan.policy.allowWarnings ? 'blocked' : raw;
}

function reasonOf(raw: Verdict, verdict: Verdict, criteria: readonly Criterion[]): string {
  if (raw === 'passed') return '';
  const rows = criteria.filter((criterion) => criterion.verdict === raw);
  const first = rows[0];
  if (!first) return 'no criterion was judged';
  const more = rows.length > 1 ? ` (and ${rows.length - 1} more)` : '';
  const policy = raw === 'warned' && verdict === 'blocked' ? '; the policy allows no warnings' : '';
  return `${rowInWords(first)}${more}${policy}`;
}
