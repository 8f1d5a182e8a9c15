import { instantOf } from '../../core/calendar.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { Law, Objection } from './law.ts';

/** The clocks of two machines may be so far apart: one of them in the wrong time zone. */
const CLOCKS_APART_MS = 86_400_000;

/** The execution whose evidence a bundle holds: the one that observed, or did the stage before. */
export interface ObservedElsewhere {
  /** In Actions: owner/name. */
  readonly repository: string | undefined;
  /** When its last seal was made. */
  readonly finishedAt: string;
}

/** Evidence that a bundle holds was there before: it had ended when the bundle's own execution began. What decides is of its repository. */
export class Observed implements Law {
  readonly types = new Set(['execution.started']);
  private readonly prior: ObservedElsewhere;
  private readonly decides: boolean;

  constructor(prior: ObservedElsewhere, decides: boolean) {
    this.prior = prior;
    this.decides = decides;
  }

  fact(o: Observation, object: Objection): void {
    const { repository, finishedAt } = this.prior;
    if (instantOf(stringOf(o, 'at')) < instantOf(finishedAt) - CLOCKS_APART_MS)
      object(o.seq, `it began more than a day before the evidence that it holds was there (${finishedAt})`);
    if (!this.decides || repository === undefined || o['runId'] === undefined) return;
    const own = o['repository'];
    if (typeof own !== 'string' || own.toLowerCase() !== repository.toLowerCase())
      object(o.seq, `the evidence is of ${repository}, and this is ${typeof own === 'string' ? own : 'no repository'}`);
  }
}
