import type { Decision } from '../core/decision.ts';
import type { Finding, Judgement } from '../core/judgement.ts';
import type { Observation } from '../core/observation.ts';
import { rowInWords } from '../core/row-words.ts';
import { needsAttention, worstFirst } from '../core/verdict.ts';
import { cut } from './budget.ts';
import { terminal } from './escape.ts';
import { countOfThings, offset, verdictInWords } from './words.ts';

const LINE_BYTES = 400;
/** So many criteria and findings of a gate are shown; the report shows them all. */
const SHOWN = 10;

/** What a timeline says of verdicts: at the end of each gate, and of the execution. */
export class ReplayVerdicts {
  private readonly decision: Decision;
  /** When the facts were recorded that findings point at. */
  private readonly moments = new Map<number, number>();
  private readonly wanted: ReadonlySet<number>;
  private readonly open: Set<string>;

  constructor(decision: Decision) {
    this.decision = decision;
    this.wanted = new Set(decision.judgements.flatMap(({ findings }) => findings.flatMap(({ seq }) => seq ?? [])));
    this.open = new Set(decision.judgements.map(({ gate }) => gate));
  }

  /** @returns what is known of a gate once this fact stands there */
  step(o: Observation): readonly string[] {
    if (this.wanted.has(o.seq)) this.moments.set(o.seq, o.t);
    const isOver = o.type === 'gate.ended' || (o.type === 'control' && o['action'] === 'skip');
    const judgement = isOver ? this.decision.judgements.find(({ gate }) => gate === o.gate) : undefined;
    return judgement ? this.verdict(judgement) : [];
  }

  /** The gates that never ran, the evidence, and the decision. */
  end(): readonly string[] {
    const { status, reasons, judgements } = this.decision;
    const left = judgements.filter(({ gate }) => this.open.has(gate));
    return [
      ...left.flatMap((judgement) => this.verdict(judgement)),
      `decision: ${status}`,
      ...reasons.slice(0, SHOWN).map((reason) => `  ${short(reason)}`),
    ];
  }

  private verdict(judgement: Judgement): readonly string[] {
    const { gate, verdict, raw, required, reason, criteria, findings } = judgement;
    this.open.delete(gate);
    const bad = worstFirst(criteria.filter(needsAttention));
    const why = bad.length === 0 && verdict !== 'passed' && reason !== '' ? `: ${reason}` : '';
    return [
      `[${terminal(gate)}] ${verdictInWords({ verdict, raw })}${required ? '' : ', advisory'}${short(why)}`,
      ...some(bad, 'criterion', 'criteria', (row) => `${row.verdict}: ${rowInWords(row)}`),
      ...some(findings, 'finding', 'findings', (finding) => this.finding(finding)),
    ];
  }

  private finding({ title, message, seq }: Finding): string {
    const t = seq === undefined ? undefined : this.moments.get(seq);
    const [first = ''] = message.split('\n');
    return `${t === undefined ? '' : `at ${offset(t)}, `}${title}: ${first}`;
  }
}

function some<T>(all: readonly T[], one: string, many: string, words: (item: T) => string): readonly string[] {
  const rest = all.length - SHOWN;
  return [
    ...all.slice(0, SHOWN).map((item) => `  ${short(words(item))}`),
    ...(rest > 0 ? [`  … and ${countOfThings(rest, `more ${one}`, `more ${many}`)}`] : []),
  ];
}

function short(words: string): string {
  return terminal(cut(words, LINE_BYTES)).trimEnd();
}
