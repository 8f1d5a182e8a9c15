import { instantOf } from '../../core/calendar.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { Law, Objection } from './law.ts';

/** How a process ended: one of them stands at most. */
const ENDINGS = ['exit', 'signal', 'spawnError'] as const;

/** How long something took. */
const DURATIONS = ['durationMs', 'ms'] as const;

/** Told of a work tree: of none there is nothing to tell. */
const OF_WORK_TREE = ['commit', 'branch', 'dirtyCount', 'dirty', 'filters'] as const;

/** Told of each one. */
const OF_ANY_WORK_TREE = ['commit', 'dirtyCount', 'dirty'] as const;

/** Told together of a run of a workflow. */
const OF_RUN = ['runId', 'runAttempt'] as const;

/** Told of results that are there before a run. */
const OF_FILE = ['bytes', 'modifiedAt', 'changedAt', 'inode', 'sha256', 'lines', 'endsLine'] as const;

/** To the second, and both were asked for one after the other. */
const NAMED_WITHIN_MS = 2500;

/** What one fact says of one thing in two fields agrees. */
export class Within implements Law {
  readonly types = new Set([
    'execution.started',
    'source',
    'source.end',
    'attempt',
    'step',
    'after.step',
    'stack',
    'sandbox',
    'service.ready',
    'service.failed',
    'service.exited',
    'service.crashed',
    'service.stopped',
    'results.before',
    'execution.ended',
  ]);

  fact(o: Observation, object: Objection): void {
    const say = (message: string): void => object(o.seq, message);
    if (o.type === 'execution.started' || o.type === 'attempt') this.identity(o, say);
    if (o.type === 'attempt' && o['status'] === 'GO' && o['partial'] === true) say('a part of a plan is no GO');
    if (o.type.startsWith('source')) this.source(o, say);
    if (o.type === 'results.before') this.before(o, say);
    if (o.type === 'execution.ended' && o['removedBytes'] !== undefined && o['reason'] !== 'crashed')
      say('what a process left that was killed, and none was');
    for (const field of DURATIONS) if (Number(o[field] ?? 0) < 0) say(`it took ${Number(o[field])} ms`);
    if (ENDINGS.filter((ending) => o[ending] !== undefined).length > 1) say('a process that ended in two ways');
  }

  private source(o: Observation, say: (message: string) => void): void {
    const isThere = o['vcs'] !== null;
    if (!isThere && OF_WORK_TREE.some((field) => o[field] !== undefined)) say('a state of a work tree that is not there');
    if (isThere && (o['trouble'] !== undefined || OF_ANY_WORK_TREE.some((field) => o[field] === undefined)))
      say('a work tree without its state');
  }

  private before(o: Observation, say: (message: string) => void): void {
    const { exists } = o;
    if (exists === false && OF_FILE.some((field) => o[field] !== undefined)) say('what a file held that was not there');
    if (exists === true && o['modifiedAt'] === undefined) say('a file that was there, and nothing of it');
  }

  /** The id of an execution begins with its time. */
  private identity(o: Observation, say: (message: string) => void): void {
    const named = timeIn(stringOf(o, 'executionId'));
    if (Math.abs(named - instantOf(stringOf(o, 'at'))) > NAMED_WITHIN_MS) say('its id names another time than it began');
    if (OF_RUN.some((field) => o[field] !== undefined) && OF_RUN.some((field) => o[field] === undefined))
      say('a run of a workflow without its attempt, or an attempt of no run');
  }
}

/** Ms since 1970, to the second. */
function timeIn(executionId: string): number {
  return instantOf(executionId.replace(/^(....)(..)(..)-(..)(..)(..)-.*$/, '$1-$2-$3T$4:$5:$6.000Z'));
}
