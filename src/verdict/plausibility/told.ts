import { instantOf } from '../../core/calendar.ts';
import type { Json } from '../../core/json.ts';
import { countOf, listOf, type Observation, stringOf } from '../../core/observation.ts';
import type { Plan } from '../../core/plan.ts';
import { isObject } from '../../probes/target.ts';
import type { Law, Objection } from './law.ts';

/** So much later than GitHub says that its job ended, an artifact of it may have been made. */
const CLOCKS_MS = 60_000;

/** GitHub numbers them. */
const ATTEMPT = /^[1-9]\d*$/;

/**
 * What GitHub tells of the evidence of another job. Only an execution that decides asks. Evidence of an earlier attempt of its run counts only
 * with the word of GitHub that its jobs were not started again.
 */
export class Told implements Law {
  readonly types = new Set([
    'execution.started',
    'part',
    'attempt.accepted',
    'artifact.told',
    'change.told',
    'baseline.told',
    'history',
    'reviews',
    'execution.ended',
  ]);
  private readonly plan: Plan;
  private started: Observation | undefined;
  private part: Observation | undefined;
  private accepted = false;
  /** GitHub answered: there is a token. */
  private hasToken = false;
  private isHistoryTold = false;
  private readonly told = new Set<string>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.started = o;
    else if (o.type === 'part') this.part = o;
    else if (o.type === 'history') this.isHistoryTold = true;
    else if (o.type === 'reviews') this.hasToken ||= o['trouble'] === undefined;
    else if (o.type === 'execution.ended') this.ended(o, object);
    else this.take(o, object);
  }

  private take(o: Observation, object: Objection): void {
    if (this.plan.decides !== true || this.started?.['runId'] === undefined)
      object(o.seq, 'only a job that decides asks GitHub about the evidence of another one');
    const about = `${o.type} ${o.gate ?? ''} ${typeof o['name'] === 'string' ? o['name'] : ''}`;
    if (this.told.has(about)) object(o.seq, 'GitHub was asked twice');
    this.told.add(about);
    this.hasToken ||= o['trouble'] === undefined;
    if (o.type === 'attempt.accepted') this.attempt(o, object);
    else if (o['trouble'] !== undefined && ANSWERS.some((field) => o[field] !== undefined))
      object(o.seq, 'GitHub could not be asked, and it answered');
    else if (o.type === 'baseline.told') baseline(o, object);
    else if (o.type === 'change.told' && o['trouble'] === undefined && o['mergeBase'] === undefined)
      object(o.seq, 'a comparison without the commit at which both parted');
  }

  private attempt(o: Observation, object: Objection): void {
    this.accepted = true;
    const [uploaded, began] = [instantOf(stringOf(o, 'uploadedAt')), instantOf(stringOf(o, 'beganAt'))];
    if (String(countOf(o, 'attempt')) !== this.part?.['runAttempt']) object(o.seq, 'it is of another attempt than the evidence');
    if (this.isOfThisRun() && !this.isEarlier()) object(o.seq, 'the evidence is of no earlier attempt of this run');
    if (uploaded >= began) object(o.seq, 'the evidence was uploaded after the attempt began that decides');
    const jobs = listOf(o, 'jobs');
    if (jobs.length === 0) object(o.seq, 'no job ran when the evidence was uploaded');
    for (const job of jobs)
      if (!ranAt(uploaded, job)) object(o.seq, 'a job was started again, or did not run when the evidence was uploaded');
  }

  private ended(o: Observation, object: Objection): void {
    if (this.plan.decides !== true) return;
    if (o['reason'] !== 'completed') object(o.seq, 'where nothing runs, nothing is broken off');
    if (this.hasToken && !this.isHistoryTold && this.part?.['commit'] !== undefined)
      object(o.seq, 'GitHub was asked, and not for earlier attempts');
    this.attempts(o, object);
  }

  /** Evidence is of this attempt of its run, or of an earlier one. */
  private attempts(o: Observation, object: Objection): void {
    const { started, part } = this;
    for (const attempt of [started?.['runAttempt'], part?.['runAttempt']])
      if (typeof attempt === 'string' && !ATTEMPT.test(attempt)) object(o.seq, `${JSON.stringify(attempt)} is no attempt of a run`);
    if (this.isOfThisRun() && Number(part?.['runAttempt']) > Number(started?.['runAttempt']))
      object(o.seq, 'the evidence is of an attempt that had not begun');
    if (this.isOfThisRun() && this.isEarlier() && !this.accepted)
      object(o.seq, 'the evidence is of an earlier attempt, and nobody asked whether its job was started again');
  }

  /** A report on another run does not say which attempt of that it is about. */
  private isOfThisRun(): boolean {
    return this.part?.['runId'] !== undefined && this.part['runId'] === this.started?.['runId'];
  }

  private isEarlier(): boolean {
    return Number(this.part?.['runAttempt']) < Number(this.started?.['runAttempt']);
  }
}

/** What an answer consists of. */
const ANSWERS = ['digest', 'mergeBase', 'held', 'files', 'executionId', 'none'] as const;

/** What is told of a last GO that is there. */
const LAST_GO = ['executionId', 'runId', 'head', 'artifact', 'files'] as const;

function baseline(o: Observation, object: Objection): void {
  const told = LAST_GO.filter((field) => o[field] !== undefined).length;
  const isNone = o['none'] !== undefined || o['trouble'] !== undefined;
  if (told !== (isNone ? 0 : LAST_GO.length)) object(o.seq, 'a last GO is told in part, or with a reason for none');
}

function ranAt(moment: number, job: Json): boolean {
  const [started, completed] = isObject(job) ? [job['startedAt'], job['completedAt']] : [];
  const ended = typeof completed === 'string' ? instantOf(completed) + CLOCKS_MS : Infinity;
  return typeof started === 'string' && instantOf(started) <= moment && moment <= ended;
}
