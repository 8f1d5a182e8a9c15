import fs from 'node:fs';
import path from 'node:path';
import { jsonText } from '../../core/json.ts';
import type { Draft } from '../../core/observation.ts';
import type { Plan } from '../../core/plan.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { countingRedaction, Journal, Leaks } from '../../engine/journal.ts';
import { writePrimary } from '../../engine/session.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { Recorder } from '../../evidence/recorder.ts';
import { breathing } from '../../live/breathing.ts';
import { MonotonicClock } from '../../live/clock.ts';
import { Secrets } from '../../live/environment.ts';
import { derivePlan } from '../../plan/load.ts';
import { standardMatching } from '../../redact/pattern-matching.ts';
import { Redactor } from '../../redact/redact.ts';
import { type Finished, finishBundle } from '../bundle/finish-bundle.ts';
import { configOf, planIn, priorOf } from '../bundle/judge-bundle.ts';
import type { Io } from '../io.ts';
import { started } from './execution.ts';
import { executionId } from './execution-id.ts';

/** Nothing is stopped or skipped where nothing runs: the bundle is judged once it is whole. */
const NO_WISHES = { step: () => undefined, pending: () => undefined, reading: undefined };

/**
 * An execution of its own that decides upon what another one observed: a bundle beside the other one's folder, which holds that whole and the
 * facts that are told here.
 * @param observed has been verified. @param facts in their order
 * @throws UnverifiedBundle
 */
export async function decideUpon(observed: Finished, facts: readonly Draft[], io: Io): Promise<Finished> {
  const startedAtMs = Date.now();
  const clock = new MonotonicClock();
  const id = executionId(new Date(startedAtMs));
  const folder = path.join(path.dirname(observed.folder), id);
  const config = configOf(observed.folder);
  const plan = decidingPlan(config, planIn(observed.folder));
  writePrimary(folder, config, plan);
  const part = path.join(folder, BUNDLE.prior);
  await fs.promises.cp(observed.folder, part, { recursive: true });
  const { fact } = await breathing(priorOf(part, observed.outcome.plan));
  const secrets = new Secrets(plan.secretEnv, io.env);
  const recording = record(folder, plan, clock, secrets);
  recording.journal.recordGlobal(started(id, startedAtMs, io));
  for (const own of [fact, ...facts]) recording.journal.recordGlobal(own);
  recording.journal.recordGlobal({ type: 'execution.ended', reason: 'completed' });
  recording.close();
  return finishBundle(folder, plan, secrets);
}

function decidingPlan(config: Buffer, observed: Plan): Plan {
  return derivePlan(config.toString('utf8'), config, { ...observed, decides: true });
}

function record(folder: string, plan: Plan, clock: MonotonicClock, secrets: Secrets): { readonly journal: Journal; close(): void } {
  const leaks = new Leaks();
  const redactor = new Redactor(secrets.entries(), standardMatching());
  const recorder = new Recorder({
    path: path.join(folder, BUNDLE.observations),
    planSha256: sha256OfBytes(jsonText(plan)),
    clock,
    wallClock: () => new Date(),
    redact: countingRedaction(redactor, leaks, plan),
    onClockJump: (jumpMs, seal) => journal.recordGlobal({ type: 'clock', jumpMs, seal }),
    onLate: (ms, seal) => journal.recordGlobal({ type: 'recorder.late', ms, seal }),
  });
  const journal = new Journal({ recorder, fold: NO_WISHES, leaks });
  return { journal, close: () => void recorder.close() };
}
