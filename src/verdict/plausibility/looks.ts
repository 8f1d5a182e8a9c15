import { countOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { CLOCK_TOLERANCE } from '../../core/recording.ts';
import type { GatePlan, Plan } from '../../core/plan.ts';
import type { Law, Objection, SealMark } from './law.ts';

/** Whole milliseconds, twice. */
const ROUNDING_MS = 2;

/** By a clock that is further off nobody knows what time is asked for. */
const MOST_SKEW_MS = 30_000;

/** Which part of a rollout a look belongs to: one at most. */
const PHASES = ['changing', 'between', 'after', 'rollback'] as const;

/** A look at a time that had not come yet, by the clocks of the time. */
interface Ahead {
  readonly seq: number;
  readonly aheadMs: number;
}

/**
 * Looks follow one another, none left out; those of a rollout belong to the part of it that goes on. None was taken of a time that had not
 * come yet: its time, by our clock, is not after the next seal.
 */
export class Looks implements Law {
  readonly types = new Set(['gate.started', 'prometheus', 'sample', 'missed', 'stage', 'between', 'rollback', 'probe', 'resumed', 'clock']);
  private readonly gates: ReadonlyMap<string, GatePlan>;
  private readonly isStaged: (gate: GatePlan) => boolean;
  private gate: { readonly isStaged: boolean } | undefined;
  private isReached = false;
  private stage: number | undefined;
  private isRollingBack = false;
  private isAfter = false;
  /** By series and query, the slot of the last look. */
  private last = new Map<string, number>();
  private missed = new Set<number>();
  /** Since the last seal: the latest time of a look, and whose it was. */
  private latest: { readonly seq: number; readonly wall: number } | undefined;
  private readonly ahead: Ahead[] = [];
  /** By how much our clock jumped in all: a look may have begun before that. */
  private jumpedMs = 0;

  /** @param isStaged whether a gate has stages */
  constructor(plan: Plan, isStaged: (gate: GatePlan) => boolean) {
    this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
    this.isStaged = isStaged;
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'clock') this.jumpedMs += Math.abs(numberOf(o, 'jumpMs'));
    if (o.type === 'gate.started') this.start(o);
    if (o.type === 'resumed') this.restart();
    if (o.type === 'missed') this.missed.add(countOf(o, 'slot'));
    if (o.type === 'sample') this.sample(o, object);
    if (o.type === 'probe') this.probe(o, object);
    if (o.type === 'prometheus') this.reach(o, object);
    if (o.type === 'stage' || o.type === 'between' || o.type === 'rollback') this.part(o);
  }

  seal(seal: SealMark): void {
    const { latest } = this;
    this.latest = undefined;
    if (!latest) return;
    const aheadMs = latest.wall - seal.wall - CLOCK_TOLERANCE - ROUNDING_MS;
    if (aheadMs > 0) this.ahead.push({ seq: latest.seq, aheadMs });
  }

  end(_: boolean, object: Objection): void {
    for (const { seq, aheadMs } of this.ahead)
      if (aheadMs > this.jumpedMs) object(seq, `a look at a time that was to come in ${Math.ceil(aheadMs)} ms`);
  }

  private start(o: Observation): void {
    const gate = this.gates.get(o.gate ?? '');
    this.gate = gate && { isStaged: this.isStaged(gate) };
    this.restart();
  }

  /** Another process begins with what it owes. */
  private restart(): void {
    this.isReached = false;
    this.stage = undefined;
    this.isRollingBack = false;
    this.isAfter = false;
    this.last = new Map();
    this.missed = new Set();
  }

  private reach(o: Observation, object: Objection): void {
    if (this.isReached) object(o.seq, 'Prometheus is asked twice whether it is there');
    this.isReached = true;
  }

  private part(o: Observation): void {
    this.stage = countOf(o, 'stage');
    this.isRollingBack = o.type === 'rollback';
    this.last = new Map();
  }

  /** After a rollback checks are looked at in rounds, else they are tried until they hold. */
  private probe(o: Observation, object: Objection): void {
    const isBack = o['rollback'] === true;
    if (isBack !== this.isRollingBack)
      object(o.seq, isBack ? 'a check after a rollback, and none began' : 'a check of no round of the rollback');
    if ((o['slot'] !== undefined) !== isBack || (o['try'] === undefined) !== isBack)
      object(o.seq, `a check ${isBack ? 'after a rollback has a round, and no tries' : 'has tries, and no round of a rollback'}`);
  }

  private sample(o: Observation, object: Objection): void {
    const phases = PHASES.filter((phase) => o[phase] === true);
    if (phases.length > 1) object(o.seq, `a look of two parts of a rollout: ${phases.join(' and ')}`);
    if (this.gate?.isStaged === true) this.staged(o, object);
    else if (phases.length > 0 || o['stage'] !== undefined) object(o.seq, 'a look of a stage, and the gate has none');
    this.inTurn(o, phases[0] ?? '', object);
    if (o['code'] === undefined && Math.abs(numberOf(o, 'skewMs')) <= MOST_SKEW_MS) this.timed(o);
  }

  private staged(o: Observation, object: Objection): void {
    const isBack = o['rollback'] === true;
    if (isBack !== this.isRollingBack)
      object(o.seq, isBack ? 'a look after a rollback, and none began' : 'a look of a stage after its rollback');
    if (o['stage'] !== (isBack ? undefined : this.stage)) object(o.seq, `a look of another stage than the one that began`);
    if (this.isAfter && !isBack && o['after'] !== true) object(o.seq, 'a look of a stage after the last one was over');
    this.isAfter ||= o['after'] === true;
  }

  private inTurn(o: Observation, phase: string, object: Objection): void {
    const series = `${phase} ${stringOf(o, 'query')}`;
    const slot = countOf(o, 'slot');
    let due = (this.last.get(series) ?? -1) + 1;
    while (this.missed.has(due)) due++;
    if (slot !== due) object(o.seq, `look ${slot + 1}, and ${due + 1} is next`);
    this.last.set(series, slot);
  }

  private timed(o: Observation): void {
    const wall = numberOf(o, 'at') - numberOf(o, 'skewMs');
    if (!this.latest || wall > this.latest.wall) this.latest = { seq: o.seq, wall };
  }
}
