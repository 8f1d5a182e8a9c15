import { jsonText } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { apart } from './provenance.ts';
import type { GateTime, Outcome, StepRecord } from './outcome.ts';
import { stepCode } from './step.ts';

/** execution.json: where and when it ran, gate by gate and step by step, with how each ended. Times in monotonic ms. */
export function executionRecord(outcome: Outcome): string {
  return jsonText({
    version: 1,
    executionId: outcome.executionId,
    head: outcome.head,
    startedAt: outcome.startedAt,
    finishedAt: outcome.finishedAt,
    durationMs: outcome.durationMs,
    environment: environmentOf(outcome.facts.started),
    timeline: outcome.timeline.map(timeRecord),
    steps: outcome.steps.map(stepRecord),
    errors: outcome.errors.map(({ gate, subject, code, count }) => ({ gate, subject, code, count })),
    files: outcome.files.length,
    handWritten: apart(outcome.files).people.map(({ path, sha256, bytes, source }) => ({ path, sha256, bytes, source })),
  });
}

/** What the first observation says of the machine and the program; what stands elsewhere in the record is left out. */
function environmentOf(started: Observation | undefined): object | null {
  if (!started) return null;
  const { seq: _seq, t: _t, type: _type, gate: _gate, basis: _basis, executionId: _id, at: _at, ...environment } = started;
  return environment;
}

function timeRecord({ gate, startedT, endedT, reason }: GateTime): object {
  return {
    gate,
    startedMs: startedT,
    endedMs: endedT ?? null,
    durationMs: endedT === undefined ? null : difference(endedT, startedT),
    ended: reason ?? null,
  };
}

function stepRecord(step: StepRecord): object {
  return {
    gate: step.gate ?? null,
    name: step.name,
    run: step.run,
    endedMs: step.t,
    durationMs: step.durationMs,
    exit: step.exit ?? null,
    signal: step.signal ?? null,
    spawnError: step.spawnError ?? null,
    code: stepCode(step),
    timedOut: step.timedOut,
    aborted: step.aborted,
    leftovers: step.leftovers,
    stdout: step.stdout ?? null,
    stderr: step.stderr ?? null,
  };
}

/** To 1 µs, as times are recorded: 0.3 − 0.1 is 0.2. */
function difference(endedT: number, startedT: number): number {
  return Math.round((endedT - startedT) * 1000) / 1000;
}
