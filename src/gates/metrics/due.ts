import type { Fact } from '../../core/facts/registry.ts';

/** Which looks of a rollout these are; nothing for those of a `metrics` gate. */
export type Phase = Pick<Fact<'sample'>, 'stage' | 'changing' | 'between' | 'after' | 'rollback'>;

/** A series of looks: what is asked, and what its facts are labelled with. */
export interface Series {
  readonly queries: Readonly<Record<string, string>>;
  readonly labels: Phase;
}

/** The look of a series that comes next. */
export interface Due extends Series {
  readonly slot: number;
  /** For which time, in ms by the clock of Prometheus. */
  readonly atMs: number;
  /** How many looks may be taken at once, this one and those after it, where they are due as well. */
  readonly count: number;
  /** How often Prometheus is asked again before a look counts as lost. */
  readonly retries: number;
}
