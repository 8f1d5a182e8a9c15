import type { Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { ProbePlan } from '../../core/plan.ts';
import { judgeProbe, type ProbeVerdict } from '../../probes/judge.ts';
import { troubleInWords } from '../../probes/rows.ts';
import { isObject } from '../../probes/target.ts';
import { LatencyHistogram } from '../../stats/percentile.ts';
import { withSaid } from '../shared/said.ts';
import type { ProgressWatch } from './progress.ts';
import { type SlotOutcome, Slots } from './slots.ts';

/** Bad checks of one service that are pointed at; all are counted. */
const SHOWN = 3;

export interface TallyPlan {
  readonly service: string;
  readonly probe: ProbePlan;
  readonly intervalMs: number;
  readonly count: number;
  /** The watch over its progress, where that is judged: it hears of every fact, for the time. */
  readonly watch: ProgressWatch | undefined;
}

/** Everything that one service's facts amount to. Its size does not grow with time. */
export class Tally {
  checks = 0;
  /** Checks that held. */
  well = 0;
  failures = 0;
  /** Checks whose outcome says nothing of the product. */
  unclear = 0;
  missed = 0;
  /** Of the failed ones: those in which nobody looked, because the service still owed the answer of a check before. */
  busy = 0;
  /** What no honest run records, the first of its kind. */
  contradiction: string | undefined;
  readonly latencies = new LatencyHistogram();
  readonly findings: Finding[] = [];
  /** What the check that failed first saw; checks may be told of in any order. */
  firstTrouble: { readonly slot: number; readonly words: string } | undefined;
  readonly slots: Slots;
  private readonly plan: TallyPlan;
  private lastT = 0;
  private lastSlot = -1;
  /** Slots that came about during a check of which nothing is known yet. */
  private readonly waiting: Waiting[] = [];

  constructor(plan: TallyPlan) {
    this.plan = plan;
    this.slots = new Slots(plan.intervalMs);
  }

  /** One look in one slot, whatever came of it. @throws MalformedObservation */
  check(o: Observation): void {
    const slot = countOf(o, 'slot');
    const late = numberOf(o, 'late');
    const us = countOf(o, 'us');
    if (late > this.plan.intervalMs || late < 0) this.contradict(`slot ${slot} was ${late} ms late and yet checked`);
    const judged = judgeProbe(this.plan.probe, resultOf(o));
    this.checks++;
    if (o['code'] === undefined) this.latencies.add(us);
    const outcome = outcomeOf(judged);
    if (outcome === 'well') this.well++;
    else this.bad(o, slot, judged, outcome);
    const origin = o.t - us / 1000 - late - slot * this.plan.intervalMs;
    this.take(o, slot, outcome, origin);
    this.settle(slot, outcome);
  }

  /** A slot in which nobody looked. @throws MalformedObservation */
  miss(o: Observation): void {
    const slot = countOf(o, 'slot');
    if (o['busy'] === true) {
      this.waiting.push({ slot, seq: o.seq });
      this.pass(o, slot);
      return;
    }
    this.missed++;
    this.take(o, slot, 'missed', Number.NaN);
  }

  private take(o: Observation, slot: number, outcome: SlotOutcome, origin: number): void {
    this.place(slot, outcome, origin);
    this.pass(o, slot);
  }

  private place(slot: number, outcome: SlotOutcome, origin: number): void {
    if (slot >= this.plan.count) this.contradict(`slot ${slot} is beyond the last one`);
    else if (!this.slots.take(slot, outcome, origin)) this.contradict(`slot ${slot} stands there twice`);
  }

  /**
   * What was due while a check went on has failed with it: the service owed an answer, whatever came of it. Where the check says
   * nothing of the product, neither does what it kept us from.
   */
  private settle(checked: number, outcome: SlotOutcome): void {
    const due = this.waiting.splice(0);
    const [first] = due;
    if (!first) return;
    for (const { slot } of due) {
      if (slot < checked) this.contradict(`slot ${slot} was busy, though no check was under way`);
      this.place(slot, outcome === 'unclear' ? 'unclear' : 'failed', Number.NaN);
    }
    this.checks += due.length;
    if (outcome === 'unclear') {
      this.unclear += due.length;
      return;
    }
    this.failures += due.length;
    this.busy += due.length;
    if (this.findings.length >= SHOWN) return;
    const which = due.length === 1 ? `check ${first.slot + 1}` : `${due.length} checks from ${first.slot + 1} on`;
    this.findings.push({ title: this.plan.service, message: `${which}: no answer yet to check ${checked + 1}`, seq: first.seq });
  }

  private pass(o: Observation, slot: number): void {
    // A counter can only be followed forwards: what another execution saw must come whole, before or after.
    if (this.plan.watch && o.t < this.lastT && slot < this.lastSlot) this.contradict(`slot ${slot} comes after later ones of another run`);
    this.plan.watch?.pass(o.t);
    this.lastT = o.t;
    this.lastSlot = slot;
  }

  private bad(o: Observation, slot: number, judged: ProbeVerdict, outcome: SlotOutcome): void {
    if (outcome === 'failed') this.failures++;
    else this.unclear++;
    if (outcome === 'failed' && !(this.firstTrouble && this.firstTrouble.slot <= slot))
      this.firstTrouble = { slot, words: troubleInWords(judged) };
    if (this.findings.length >= SHOWN) return;
    const trouble = `check ${slot + 1}: ${troubleInWords(judged)}`;
    this.findings.push({ title: this.plan.service, ...withSaid(trouble, o), seq: o.seq });
  }

  private contradict(what: string): void {
    this.contradiction ??= `${this.plan.service}: ${what}`;
  }
}

interface Waiting {
  readonly slot: number;
  readonly seq: number;
}

function outcomeOf({ verdict }: ProbeVerdict): SlotOutcome {
  if (verdict === 'passed') return 'well';
  return verdict === 'failed' ? 'failed' : 'unclear';
}

function resultOf(o: Observation): Parameters<typeof judgeProbe>[1] {
  const got = o['got'] ?? {};
  if (!isObject(got)) throw new MalformedObservation(o, 'got', 'an object');
  return {
    got,
    ...(o['code'] !== undefined && { code: stringOf(o, 'code') }),
    ...(o['detail'] !== undefined && { detail: stringOf(o, 'detail') }),
  };
}
