import type { Criterion, Finding, Judgement, Waived } from '../core/judgement.ts';
import { needsAttention, worstFirst } from '../core/verdict.ts';
import { type Some, CELL_BYTES, cut, ROWS, some } from './budget.ts';
import { countsInWords } from './counts.ts';
import type { GateTime, Outcome } from './outcome.ts';
import { spanInWords, verdictInWords } from './words.ts';

/** A criterion in the words of a report. */
export type Row = Criterion;

/** A criterion that did not pass, with the gate that it belongs to. */
export interface AttentionRow extends Row {
  readonly gate: GateView;
}

/** A gate as a report for people shows it: long texts cut, long lists shortened. */
export interface GateView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly advisory: boolean;
  readonly verdict: Judgement['verdict'];
  /** `warned (failed)`. */
  readonly verdictInWords: string;
  /** Why its verdict is what it is, where its criteria alone do not tell: nothing was judged, or the verdict is not the raw one. */
  readonly remark: string;
  /** Those of the gate as a whole first, then part by part. */
  readonly criteria: Some<Row>;
  readonly findings: Some<Finding>;
  readonly counts: string;
  readonly waived: readonly Waived[];
  readonly time: GateTime | undefined;
  /** `30 min 2 s`; empty when it did not run to an end. */
  readonly took: string;
}

/** The gates in the order of the plan. */
export function gatesOf(outcome: Outcome): readonly GateView[] {
  const times = new Map(outcome.timeline.map((time) => [time.gate, time]));
  return outcome.decision.judgements.map((judgement) => gateView(judgement, times.get(judgement.gate)));
}

/** Criteria that did not pass and are not waived, the worst first, otherwise in the order of the plan. */
export function attentionOf(gates: readonly GateView[]): Some<AttentionRow> {
  const rows = gates.flatMap((gate) => gate.criteria.shown.filter(needsAttention).map((row) => ({ ...row, gate })));
  return some(worstFirst(rows), ROWS.attention);
}

/** One waived finding of a gate, for a table. */
export interface WaivedRow {
  readonly gate: GateView;
  readonly id: string;
  /** `failed`, or `passed` of a test in quarantine. */
  readonly outcome: 'failed' | 'passed';
  readonly kind: string;
  readonly severity: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: string;
}

/** Everything that was waived, with who answers for it and until when. */
export function waivedOf(gates: readonly GateView[]): Some<WaivedRow> {
  const rows = gates.flatMap((gate) =>
    gate.waived.flatMap(({ failed, passed, kind, severity, owner, reason, expires }) => {
      const rest = { gate, kind: WAIVER_KINDS[kind], severity, owner: brief(owner), reason: brief(reason), expires };
      return [
        ...failed.map((id): WaivedRow => ({ ...rest, id: brief(id), outcome: 'failed' })),
        ...passed.map((id): WaivedRow => ({ ...rest, id: brief(id), outcome: 'passed' })),
      ];
    }),
  );
  return some(rows, ROWS.waived);
}

const WAIVER_KINDS = { failure: 'known failure', flaky: 'flaky' } as const;

/** Rows of one part of a gate. */
export interface PartView {
  readonly part: string;
  readonly rows: readonly Row[];
}

/** The rows of a gate: those of the gate as a whole, and those of each of its parts. */
export function partsOf({ criteria: { shown } }: GateView): { readonly whole: readonly Row[]; readonly parts: readonly PartView[] } {
  const names = [...new Set(shown.flatMap(({ part }) => (part === undefined ? [] : [part])))];
  return {
    whole: shown.filter(({ part }) => part === undefined),
    parts: names.map((name) => ({ part: name, rows: shown.filter(({ part }) => part === name) })),
  };
}

/** Text of one cell or sentence: cut, not yet escaped. */
export function brief(text: string): string {
  return cut(text, CELL_BYTES);
}

function gateView(judgement: Judgement, time: GateTime | undefined): GateView {
  const { gate, name, kind, required, verdict, raw, reason, criteria, counts, findings, waived = [] } = judgement;
  const rows = criteria.length > ROWS.criteria ? worstFirst(criteria) : criteria;
  return {
    id: gate,
    name: brief(name),
    kind,
    advisory: !required,
    verdict,
    verdictInWords: verdictInWords({ verdict, raw }),
    remark: criteria.length === 0 || verdict !== raw ? brief(reason) : '',
    criteria: mapSome(partByPart(some(rows, ROWS.criteria)), row),
    findings: mapSome(some(findings, ROWS.findings), finding),
    counts: brief(countsInWords(counts)),
    waived,
    time,
    took: time?.endedT === undefined ? '' : spanInWords(time.endedT - time.startedT),
  };
}

function partByPart({ shown, omitted }: Some<Criterion>): Some<Criterion> {
  const parts = new Set([undefined, ...shown.map(({ part }) => part)]);
  return { shown: [...parts].flatMap((one) => shown.filter(({ part }) => part === one)), omitted };
}

function row({ name, target, measured, verdict, part }: Criterion): Row {
  return { name: brief(name), target: brief(target), measured: brief(measured), verdict, ...(part !== undefined && { part: brief(part) }) };
}

function finding(found: Finding): Finding {
  const { title, message, file } = found;
  return { ...found, title: brief(title), message: brief(message), ...(file !== undefined && { file: brief(file) }) };
}

function mapSome<T, U>({ shown, omitted }: Some<T>, turn: (item: T) => U): Some<U> {
  return { shown: shown.map(turn), omitted };
}
