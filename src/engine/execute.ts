import fs from 'node:fs';
import path from 'node:path';
import type { Draft } from '../core/observation.ts';
import type { ArtifactFiles } from '../core/ports.ts';
import { EVIDENCE_GATE } from '../core/plan.ts';
import { heard } from '../live/heard.ts';
import { neighboursOf } from '../live/neighbours.ts';
import { rememberFiles } from '../live/looks/marks.ts';
import { rememberBeginning } from '../live/looks/origin.ts';
import { recordAttempts } from './attempts.ts';
import { rememberRevisions } from '../live/looks/revisions.ts';
import { keepHandWritten, missHandWritten } from './hand-written.ts';
import type { PendingWork, GateEnd } from './pending.ts';
import { runGate, settleGate } from './run-gate.ts';
import { scanFiles } from './scan.ts';
import { placesOf, revisionsOf, sitesOf } from './sites.ts';
import { sourceState } from './source.ts';
import type { World } from './world.ts';

/** Facts about this machine and program that stand in `execution.started`. */
export type Started = Draft & { readonly type: 'execution.started' };

/**
 * Runs the gates of a plan, one after another, and records everything up to `execution.ended`. It decides nothing: which gate
 * runs, is skipped or stopped is what the fold says. @throws Unsettled
 */
export async function execute(world: World, started: Started): Promise<void> {
  const { journal, plan, interrupt } = world;
  journal.recordGlobal(started);
  if (world.prior) journal.recordGlobal(world.prior.fact);
  for (const unusable of world.secrets.unusable) journal.recordGlobal({ type: 'secret.unset', ...unusable });
  const source = journal.recordGlobal(await sourceAtStart(world));
  await recordAttempts(world, source);
  for (const artifact of world.artifacts) journal.recordGlobal(artifactFact(artifact));
  await missHandWritten(world);
  // Before the first gate: what any of them does to a file is no longer what the run began with.
  await rememberFiles(plan, sitesOf(plan, world.judges, world.checkout));
  const places = placesOf(plan, world.judges, world.checkout);
  await rememberBeginning(plan, { cwd: world.checkout, signal: interrupt }, { places, artifacts: world.artifacts });
  const total = plan.gates.length - 1;
  for (let index = 1; ; index++) {
    await heard();
    if (interrupt.aborted) break;
    const next = world.fold.next();
    if (!next) break;
    const { gate, fate } = next;
    if (fate.run) {
      world.watcher.gateStarted(gate, index, total);
      await releaseUnneeded(world, gate.services);
      await runGate(world, gate);
    } else {
      journal.recordGlobal({ type: 'control', gate: gate.id, action: 'skip', because: fate.because });
      const judgement = world.fold.judgementOf(gate.id);
      if (judgement) world.watcher.gateEnded(judgement);
    }
  }
  await finish(world);
}

/** What was fetched, without where it lies. */
function artifactFact(artifact: ArtifactFiles): Draft {
  const about = { type: 'artifact', basis: 'file', name: artifact.name } as const;
  if ('trouble' in artifact) return { ...about, trouble: artifact.trouble };
  return { ...about, id: artifact.id, digest: artifact.digest, files: artifact.files.size };
}

/** The state of the source, and what gates compare with: code under test has moved nothing yet. */
async function sourceAtStart({ plan, judges, checkout, folder, interrupt }: World): Promise<Draft> {
  const place = { cwd: checkout, signal: interrupt };
  const state = await sourceState(place, path.dirname(folder));
  const revisions = await rememberRevisions(plan, place, revisionsOf(plan, judges));
  return { type: 'source', ...state, ...(revisions.length > 0 && { revisions }) };
}

/**
 * Goes on with an unfinished execution, in another process: does what is pending, ends that gate, and records
 * everything up to `execution.ended`. @param how interrupted: `cancelled`, with the signal; without one: `crashed`
 */
export async function settle(world: World, pending: PendingWork, how: GateEnd): Promise<void> {
  await settleGate(world, pending, how);
  await stopAll(world);
  world.checkRecords();
  world.journal.recordGlobal({ type: 'execution.ended', reason: how.reason === 'cancelled' ? 'interrupted' : 'crashed' });
}

/** Services that the next gate does not need are stopped before it. */
async function releaseUnneeded(world: World, needed: readonly string[]): Promise<void> {
  const idle = world.services.running().filter((id) => !needed.includes(id));
  if (idle.length > 0) await world.services.stop(idle);
}

/** Everything stops before the last observation. */
async function finish(world: World): Promise<void> {
  const { journal, interrupt } = world;
  const tell = (): void => void journal.recordGlobal({ type: 'interrupted', signal: String(interrupt.reason) });
  if (interrupt.aborted) tell();
  else interrupt.addEventListener('abort', tell);
  await stopAll(world);
  await heard();
  for (const id of neighboursOf(world.workFolder)) journal.recordGlobal({ type: 'neighbour', executionId: id });
  const source = interrupt.aborted ? undefined : await sourceState({ cwd: world.checkout, signal: interrupt }, path.dirname(world.folder));
  if (source && !interrupt.aborted) journal.recordGlobal({ type: 'source.end', ...source });
  interrupt.removeEventListener('abort', tell);
  world.checkRecords();
  journal.recordGlobal({ type: 'execution.ended', reason: interrupt.aborted ? 'interrupted' : 'completed' });
}

/** Stops what runs, looks for what is left, and keeps what the services and people wrote. */
async function stopAll(world: World): Promise<void> {
  const { services, plan } = world;
  await services.stop(services.running());
  await services.sweep(
    plan.services.filter(({ run }) => run !== undefined).map(({ id }) => id),
    'end',
  );
  for (const { id } of plan.services) await keepLog(world, id);
  await keepHandWritten(world);
  await scanFiles(world);
}

async function keepLog(world: World, id: string): Promise<void> {
  const log = world.services.logOf(id);
  if (log === undefined || !fs.existsSync(log)) return;
  await world.capture.attach(EVIDENCE_GATE, { source: log, original: `log of ${id}`, name: `services/${id}.log` });
}
