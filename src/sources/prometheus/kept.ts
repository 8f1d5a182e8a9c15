import type { Json } from '../../core/json.ts';
import { answerOf, type Exchange, INSTANT, milliseconds, type NoAnswer, type PrometheusData, RANGE, TIME, timeOf } from './answer.ts';
import { questionsOf, type Sample, samplesFrom, UNASKED } from './sample.ts';

/** What stands where a secret was. */
export const REDACTED = '[REDACTED';

/** So many ways to put answers together are tried. */
const MOST_WAYS = 64;

/** What a query may have come to at some times; without an answer where nobody can tell. */
export interface Outcome {
  readonly timesMs: readonly number[];
  readonly answer?: readonly Sample[] | NoAnswer;
}

/** Everything that was asked for the same times, with each answer that came. */
interface Asked {
  readonly timesMs: readonly number[];
  readonly answers: Map<string, (PrometheusData | NoAnswer)[]>;
}

/** Answers that were kept of one look: they follow the question what time it is, to the next one. */
export class KeptLook {
  /** What the question for the time brought; undefined where nobody asked. */
  readonly clock: number | NoAnswer | undefined;
  /** A secret stood in one of the answers: what was made of it is not known. */
  private isRedacted = false;
  private readonly asked = new Map<string, Asked>();

  constructor(clock?: Exchange) {
    this.clock = clock && timeOf(clock);
  }

  take(exchange: Exchange): void {
    const { query = '', ...when } = exchange.parameters;
    this.isRedacted ||= exchange.body?.includes(REDACTED) === true || exchange.detail?.includes(REDACTED) === true;
    const key = JSON.stringify(when);
    const asked = this.asked.get(key) ?? { timesMs: timesOf(when), answers: new Map<string, (PrometheusData | NoAnswer)[]>() };
    this.asked.set(key, asked);
    const { types } = exchange.path === RANGE.path ? RANGE : INSTANT;
    asked.answers.set(query, [...(asked.answers.get(query) ?? []), answerOf(exchange, types)]);
  }

  /** All that a query may have come to. */
  outcomes(query: string): readonly Outcome[] {
    const found: Outcome[] = [];
    for (const { timesMs, answers } of this.asked.values()) {
      if (!answers.has(query)) continue;
      const ways = this.isRedacted ? undefined : waysOf(questionsOf(query), answers);
      if (!ways) found.push({ timesMs });
      for (const way of ways ?? [])
        found.push({ timesMs, answer: samplesFrom(query, timesMs, (question) => way.get(question) ?? UNASKED) });
    }
    return found;
  }
}

/** Two queries may share a question: nobody knows which of them got which answer. @returns undefined where that is too much to try */
function waysOf(
  questions: readonly string[],
  answers: ReadonlyMap<string, readonly (PrometheusData | NoAnswer)[]>,
): readonly ReadonlyMap<string, PrometheusData | NoAnswer>[] | undefined {
  let ways: readonly ReadonlyMap<string, PrometheusData | NoAnswer>[] = [new Map()];
  for (const question of questions) {
    const all = answers.get(question) ?? [UNASKED];
    if (ways.length * all.length > MOST_WAYS) return undefined;
    ways = ways.flatMap((way) => all.map((answer) => new Map([...way, [question, answer]])));
  }
  return ways;
}

function timesOf({ time, start, end, step }: Readonly<Record<string, string>>): readonly number[] {
  if (time !== undefined) return [milliseconds(time)];
  const [first, last, stepMs] = [start, end, step].map((text) => milliseconds(text ?? ''));
  if (first === undefined || last === undefined || stepMs === undefined || !(stepMs > 0) || !(last >= first)) return [];
  return Array.from({ length: Math.floor((last - first) / stepMs) + 1 }, (_, index) => first + index * stepMs);
}

/** The looks of a file of answers, one after another. What is no record of an exchange is passed over. */
export function* keptLooks(lines: Iterable<string>): Iterable<KeptLook> {
  let look = new KeptLook();
  for (const line of lines) {
    const exchange = exchangeIn(line);
    if (!exchange) continue;
    if (exchange.parameters['query'] === TIME && exchange.parameters['time'] === undefined) {
      yield look;
      look = new KeptLook(exchange);
    } else look.take(exchange);
  }
  yield look;
}

function exchangeIn(line: string): Exchange | undefined {
  try {
    const value = JSON.parse(line) as Partial<Exchange> | null;
    return typeof value?.path === 'string' && typeof value.parameters === 'object' ? (value as Exchange) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the times or the texts of questions can't be told, as secrets stood in them. */
export function hidesQuestions(line: string): boolean {
  return JSON.stringify(exchangeIn(line)?.parameters ?? {}).includes(REDACTED);
}

/** Whether a record is what answers give; where a secret stood in a label, the record tells only that. */
export function isSaid(recorded: Json, given: Json): boolean {
  if (Array.isArray(recorded)) {
    const list: readonly Json[] = recorded;
    return Array.isArray(given) && list.length === given.length && list.every((one, index) => isSaid(one, given[index] as Json));
  }
  return recorded === given || (typeof recorded === 'string' && recorded.includes(REDACTED));
}
