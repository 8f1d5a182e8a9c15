import type { Fields } from './field.ts';

/** Who saw it: we waited for the process, we sent the probe, a tool wrote the file, GitHub's API said so. */
export const BASES = ['process', 'probe', 'file', 'github-api'] as const;
export type Basis = (typeof BASES)[number];

/** Whether a fact belongs to a gate: always, never, or only when it came about while one ran. */
export type OfGate = 'required' | 'absent' | 'optional';

/** All that is known of one type of fact. */
export interface Declaration {
  readonly doc: string;
  readonly gate: OfGate;
  /** Who may have seen it; undefined among them where the fact may stand without a basis. */
  readonly basis: readonly (Basis | undefined)[];
  /** It may tell of a moment before the one at which it was recorded. */
  readonly backdated?: true;
  readonly fields: Fields;
}

/** Facts about one subject. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** A fact that is told without a basis: it is about the recording itself, or about the plan. */
export const OWN = [undefined] as const;
