import fs from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { type Exchange, Prometheus, type Trouble } from '../../live/prometheus.ts';
import { type Ask, type Sample, samplesOf } from '../../live/prometheus-sample.ts';
import { runSchedule } from '../../live/schedule.ts';
import { looksOf, type MetricsSpec } from './spec.ts';

/** Steps of a span are asked for in pieces, so that an answer stays small enough to be read. */
const PIECE = 200;

/** Where the raw answers go, one a line: into the gate's own folder, which is kept however the gate ends. */
const ANSWERS = 'prometheus.jsonl';

/** Asks every query at every look, at one and the same time of Prometheus' own clock. */
async function observe(context: ObserveContext): Promise<void> {
  const spec = context.gate.spec as unknown as MetricsSpec;
  await context.clock.until(context.clock.now() + spec.initialDelayMs, context.stop);
  if (context.stop.aborted) return;
  const gateDir = context.probes.env['GATE_DIR'];
  if (gateDir === undefined) throw new Error('no folder to keep the answers of Prometheus in');
  const file = path.join(gateDir, ANSWERS);
  const keep = (exchange: Exchange): void => fs.appendFileSync(file, `${JSON.stringify(exchange)}\n`);
  const prometheus = new Prometheus(spec.prometheus, context.probes, keep);
  if (spec.windowMs !== undefined) await lookBack(context, spec, prometheus);
  else await lookOn(context, spec, prometheus);
}

/** Looks now, and every interval from now on. */
async function lookOn(context: ObserveContext, spec: MetricsSpec, prometheus: Prometheus): Promise<void> {
  const count = looksOf(spec);
  const look = async (slot: number): Promise<void> => {
    await lookOnce(context, spec, prometheus, slot);
    if (!context.stop.aborted) context.progress(slot + 1, count);
  };
  if (spec.durationMs === undefined || spec.intervalMs === undefined) return look(0);
  await runSchedule({
    intervalMs: spec.intervalMs,
    count,
    lanes: 1,
    clock: context.clock,
    signal: context.stop,
    onDue: (_, slot) => look(slot),
    onMissed: (_, slot) => {
      if (context.stop.aborted) return;
      context.record({ type: 'missed', slot });
      context.notice(`look ${slot + 1}: missed`);
    },
  });
}

async function lookOnce(context: ObserveContext, spec: MetricsSpec, prometheus: Prometheus, slot: number): Promise<void> {
  const now = await prometheus.now();
  if ('code' in now) return recordTrouble(context, spec, slot, now);
  const answers = await askAll(spec, [now.atMs], (query) => prometheus.instant(query, now.atMs));
  recordLook(context, slot, now.skewMs, answers, 0);
}

/** Looks at each step of the time that lies behind. */
async function lookBack(context: ObserveContext, spec: MetricsSpec, prometheus: Prometheus): Promise<void> {
  const count = looksOf(spec);
  const stepMs = spec.intervalMs ?? 0;
  const now = await prometheus.now();
  for (let first = 0; first < count && !context.stop.aborted; first += PIECE) {
    const slots = Array.from({ length: Math.min(PIECE, count - first) }, (_, i) => first + i);
    if ('code' in now) {
      for (const slot of slots) recordTrouble(context, spec, slot, now);
      continue;
    }
    const times = slots.map((slot) => now.atMs - (count - 1 - slot) * stepMs);
    const span = { startMs: times[0] ?? now.atMs, endMs: times.at(-1) ?? now.atMs, stepMs };
    const answers = await askAll(spec, times, (query) => prometheus.range(query, span));
    for (const [index, slot] of slots.entries()) recordLook(context, slot, now.skewMs, answers, index);
    context.progress(first + slots.length, count);
  }
}

interface Answered {
  readonly query: string;
  /** A sample for each time. */
  readonly answer: readonly Sample[] | Trouble;
}

function askAll(spec: MetricsSpec, timesMs: readonly number[], ask: Ask): Promise<readonly Answered[]> {
  return Promise.all(Object.entries(spec.queries).map(async ([query, text]) => ({ query, answer: await samplesOf(text, timesMs, ask) })));
}

function recordTrouble(context: ObserveContext, spec: MetricsSpec, slot: number, trouble: Trouble): void {
  for (const query of Object.keys(spec.queries)) recordSample(context, slot, query, { ...trouble });
  if (!context.stop.aborted) context.notice(`look ${slot + 1}: ${trouble.code} ${trouble.detail}`);
}

function recordLook(context: ObserveContext, slot: number, skewMs: number, answers: readonly Answered[], index: number): void {
  for (const { query, answer } of answers) {
    if ('code' in answer) {
      recordSample(context, slot, query, { ...answer });
      if (!context.stop.aborted) context.notice(`look ${slot + 1}, ${query}: ${answer.code} ${answer.detail}`);
    } else {
      recordSample(context, slot, query, { skewMs, ...answer[index] });
    }
  }
}

/** What was broken off says nothing, and is not recorded. */
function recordSample(context: ObserveContext, slot: number, query: string, said: JsonObject): void {
  if (!context.stop.aborted) context.record({ type: 'sample', basis: 'probe', query, slot, ...said });
}

export const observer: Observer = { observe };
