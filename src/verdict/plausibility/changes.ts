import { instantOf } from '../../core/calendar.ts';
import type { Json } from '../../core/json.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import { commitAtStart } from '../../gates/shared/revisions.ts';
import type { Law, Objection } from './law.ts';

/** Of a user of GitHub, a managed one or an app. */
const LOGIN = /^[A-Za-z0-9][\w.-]{0,99}(?:\[bot\])?$/;

/** The clock of GitHub and that of a machine may be so far apart. */
const CLOCKS_APART_MS = 3_600_000;

/** What is told of a comparison that came to a list of files. */
const COMPARED = ['commit', 'mergeBase', 'head', 'parents'] as const;

/**
 * A change is compared with what its base meant before the first gate, and comes to a list or has a reason for none. Whoever runs gates reads
 * no reviews: it has no token.
 */
export class Changes implements Law {
  readonly types = new Set(['execution.started', 'source', 'gate.started', 'change.base', 'attachment', 'review', 'reviews']);
  private source: Observation | undefined;
  private gate: string | undefined;
  private isAnnounced = false;
  private review: Observation | undefined;
  /** When the execution began, ms since 1970. */
  private startedAtMs = Number.NaN;
  /** Of which run of a workflow this is. */
  private run: Json | undefined;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'source') this.source ??= o;
    else if (o.type === 'gate.started') this.gate = o.gate ?? '';
    else if (o.type === 'change.base') this.comparison(o, object);
    else if (o.type === 'attachment') this.attachment(o, object);
    else if (o.type === 'execution.started') this.start(o);
    else this.told(o, object);
    if (this.review && this.gate !== undefined) {
      object(this.review.seq, 'a job that runs gates reads no reviews');
      this.review = undefined;
    }
  }

  private start(o: Observation): void {
    this.run = o['runId'];
    this.startedAtMs = instantOf(stringOf(o, 'at'));
  }

  private told(o: Observation, object: Objection): void {
    this.review ??= o;
    if (this.run === undefined) object(o.seq, 'only a run of a workflow asks GitHub for reviews');
    if (o.type === 'review' && instantOf(stringOf(o, 'submittedAt')) > this.startedAtMs + o.t + CLOCKS_APART_MS)
      object(o.seq, 'a review that was submitted after it was told');
    const who = o['trouble'] === undefined ? stringOf(o, o.type === 'review' ? 'reviewer' : 'author') : undefined;
    if (who !== undefined && !LOGIN.test(who)) object(o.seq, `${JSON.stringify(who)} is no login`);
    if (o.type === 'reviews' && o['trouble'] === undefined && o['pullRequest'] === 0)
      object(o.seq, 'a pull request has a number from 1 on');
  }

  private comparison(o: Observation, object: Objection): void {
    this.isAnnounced = o['asked'] !== undefined;
    if (this.isAnnounced === (o['trouble'] !== undefined)) object(o.seq, 'a comparison that came to a list and has a reason for none');
    if (this.isAnnounced && COMPARED.some((field) => o[field] === undefined)) object(o.seq, 'a comparison without its commits');
    const base = stringOf(o, 'base');
    if (o['commit'] !== undefined && o['commit'] !== commitAtStart(this.source, base))
      object(o.seq, `${base} meant another commit at the start`);
  }

  private attachment(o: Observation, object: Objection): void {
    if (o['role'] !== 'changes') return;
    if (!this.isAnnounced) object(o.seq, 'a list of changes of no comparison');
    this.isAnnounced = false;
  }
}
