import type { Json } from '../../core/json.ts';
import { type Observation, numberOf, stringOf } from '../../core/observation.ts';
import type { GatePlan, Plan } from '../../core/plan.ts';
import type { AttachmentReader } from '../../core/ports.ts';
import { LineReader } from '../../formats/lines.ts';
import type { NoAnswer } from '../../sources/prometheus/answer.ts';
import { hidesQuestions, isSaid, type KeptLook, keptLooks, REDACTED } from '../../sources/prometheus/kept.ts';
import type { Sample } from '../../sources/prometheus/sample.ts';
import type { Law, Objection } from './law.ts';

/** The version of the judges since which the answers of Prometheus are marked among the files of a gate. */
const MARKED_SINCE = 6;

/** Clocks this far apart: the query itself was not asked. */
const MOST_SKEW_MS = 30_000;

/** Of what was the matter so many characters are compared. */
const COMPARED = 200;

/** One look by one query, as it was recorded. */
interface Said {
  readonly seq: number;
  readonly cells: string;
}

/** A look that brought no answer. */
interface Blind extends NoAnswer {
  readonly seq: number;
}

/**
 * What was recorded of a look by a query is what the kept answers of Prometheus give: its values, their ages, and that there was no
 * answer. What was evaluated at a time is looked for among the answers for that time.
 */
export class Answers implements Law {
  readonly types = new Set(['execution.started', 'gate.started', 'prometheus', 'sample', 'attachment', 'resumed', 'gate.ended']);
  private readonly queriesOf: (gate: GatePlan) => Readonly<Record<string, string>> | undefined;
  private readonly gates: ReadonlyMap<string, GatePlan>;
  private readonly files: AttachmentReader;
  private judge = 0;
  private isResumed = false;
  private queries: Readonly<Record<string, string>> = {};
  /** By query and time. */
  private said = new Map<string, Said[]>();
  /** By query. */
  private blind = new Map<string, Blind[]>();
  private reached: Observation | undefined;
  private isKept = false;

  /** @param queriesOf the queries of a gate by name; undefined: it asks nobody */
  constructor(plan: Plan, queriesOf: Answers['queriesOf'], files: AttachmentReader) {
    this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
    this.queriesOf = queriesOf;
    this.files = files;
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.judge = numberOf(o, 'judge');
    else if (o.type === 'gate.started') this.start(o);
    else if (o.type === 'resumed') this.isResumed = true;
    else if (o.type === 'prometheus') this.reached = o;
    else if (o.type === 'sample') this.sample(o);
    else if (o.type === 'attachment') this.attachment(o, object);
    else this.close(o, object);
  }

  private start(o: Observation): void {
    const gate = this.gates.get(o.gate ?? '');
    this.queries = (gate && this.queriesOf(gate)) ?? {};
    this.said = new Map();
    this.blind = new Map();
    this.reached = undefined;
    this.isKept = false;
    this.isResumed = false;
  }

  private sample(o: Observation): void {
    const query = stringOf(o, 'query');
    const { seq } = o;
    const trouble = troubleOf(o);
    if (trouble) return put(this.blind, query, { seq, ...trouble });
    const cells = ['values', 'warnings', 'quantiles', 'ages'].map((field) => o[field] ?? null);
    // By such a clock nobody knows what time to ask for.
    if (Math.abs(numberOf(o, 'skewMs')) > MOST_SKEW_MS && cells.every((cell) => Array.isArray(cell) && cell.length === 0)) return;
    put(this.said, keyOf(query, numberOf(o, 'at')), { seq, cells: JSON.stringify(cells) });
  }

  private attachment(o: Observation, object: Objection): void {
    if (o['role'] !== 'answers') return;
    this.isKept = true;
    // Another process may have been killed while it wrote.
    if (this.isResumed || o['withheld'] === true) return;
    if (!this.compare(stringOf(o, 'path'))) return;
    for (const { seq } of [...this.said.values()].flat()) object(seq, 'the answers of Prometheus that were kept do not say so');
    for (const { seq } of [...this.blind.values()].flat()) object(seq, 'Prometheus answered, by what was kept of it');
    if (this.reached) object(this.reached.seq, 'the answers of Prometheus that were kept do not say so');
  }

  /** Takes away all that is found. @returns whether what is left is told by nothing */
  private compare(path: string): boolean {
    let [isWhole, clocks] = [true, 0];
    const { files } = this;
    function* pieces(): Iterable<Uint8Array> {
      try {
        yield* files.read(path);
      } catch {
        // That it is missing is told elsewhere.
        isWhole = false;
      }
    }
    function* lines(): Iterable<string> {
      for (const line of linesOf(pieces())) {
        isWhole &&= !hidesQuestions(line);
        yield line;
      }
    }
    let last: KeptLook | undefined;
    for (const look of keptLooks(lines())) {
      if (last) this.take(last, 1);
      if (look.clock !== undefined) clocks++;
      last = look;
    }
    // Whoever looks back over time asks once for all.
    if (last) this.take(last, clocks === 1 ? Number.POSITIVE_INFINITY : 1);
    return isWhole;
  }

  /** @param most for how many looks a clock that was not told may stand */
  private take(look: KeptLook, most: number): void {
    const { clock } = look;
    if (clock !== undefined) this.reach(clock);
    for (const [name, query] of Object.entries(this.queries)) {
      if (clock !== undefined && typeof clock !== 'number') this.missing(name, clock, most);
      for (const { timesMs, answer } of look.outcomes(query)) {
        if (answer && 'code' in answer) this.missing(name, answer, timesMs.length);
        else this.found(name, timesMs, answer);
        if (!answer) this.missing(name, undefined, timesMs.length);
      }
    }
  }

  private reach(clock: number | NoAnswer): void {
    const { reached } = this;
    if (!reached) return;
    const trouble = troubleOf(reached);
    if (typeof clock === 'number' ? reached['at'] === clock : trouble && isSameTrouble(trouble, clock)) this.reached = undefined;
  }

  private found(name: string, timesMs: readonly number[], samples: readonly Sample[] | undefined): void {
    for (const [index, atMs] of timesMs.entries()) {
      const key = keyOf(name, atMs);
      const sample = samples?.[index];
      const left = (this.said.get(key) ?? []).filter(({ cells }) => sample && !isOf(cells, sample));
      if (left.length === 0) this.said.delete(key);
      else this.said.set(key, left);
    }
  }

  /** @param trouble undefined: whatever it was */
  private missing(name: string, trouble: NoAnswer | undefined, most: number): void {
    let left = most;
    const all = this.blind.get(name) ?? [];
    this.blind.set(
      name,
      all.filter((one) => !((!trouble || isSameTrouble(one, trouble)) && left-- > 0)),
    );
  }

  private close(o: Observation, object: Objection): void {
    const [first] = [...this.said.values()].flat();
    if (first && !this.isKept && !this.isResumed && this.judge >= MARKED_SINCE && o['reason'] === 'completed')
      object(first.seq, 'the answer of Prometheus is not among the files of the gate');
  }
}

function keyOf(query: string, atMs: number): string {
  return `${atMs} ${query}`;
}

function isOf(cells: string, { values, warnings, quantiles, ages }: Sample): boolean {
  const given = [values, warnings, quantiles, ages] as Json;
  return cells === JSON.stringify(given) || isSaid(JSON.parse(cells) as Json, given);
}

/** Why there was no answer; undefined where there was one. */
function troubleOf(o: Observation): NoAnswer | undefined {
  if (o['code'] === undefined) return undefined;
  return { code: stringOf(o, 'code') as NoAnswer['code'], detail: typeof o['detail'] === 'string' ? o['detail'] : '' };
}

/** Long words are cut, and secrets in them redacted. */
function isSameTrouble(one: NoAnswer, other: NoAnswer): boolean {
  if (one.code !== other.code) return false;
  return one.detail.includes(REDACTED) || one.detail.slice(0, COMPARED) === other.detail.slice(0, COMPARED);
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function* linesOf(pieces: Iterable<Uint8Array>): Iterable<string> {
  const reader = new LineReader(Number.MAX_SAFE_INTEGER);
  for (const bytes of pieces) yield* reader.push(bytes);
  yield* reader.end();
}
