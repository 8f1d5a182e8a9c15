import { type Observation, stringOf } from '../../core/observation.ts';
import { commitAtStart } from '../../gates/shared/revisions.ts';
import type { Law, Objection } from './law.ts';

/** What is told of a comparison that came to a list of files. */
const COMPARED = ['commit', 'mergeBase', 'head', 'parents'] as const;

/**
 * A change is compared with what its base meant before the first gate, and comes to a list or has a reason for none. Whoever runs gates reads
 * no reviews: it has no token.
 */
export class Changes implements Law {
  readonly types = new Set(['source', 'gate.started', 'change.base', 'attachment', 'review', 'reviews']);
  private source: Observation | undefined;
  private gate: string | undefined;
  private isAnnounced = false;
  private review: Observation | undefined;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'source') this.source ??= o;
    else if (o.type === 'gate.started') this.gate = o.gate ?? '';
    else if (o.type === 'change.base') this.comparison(o, object);
    else if (o.type === 'attachment') this.attachment(o, object);
    else this.review ??= o;
    if (this.review && this.gate !== undefined) {
      object(this.review.seq, 'a job that runs gates reads no reviews');
      this.review = undefined;
    }
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
