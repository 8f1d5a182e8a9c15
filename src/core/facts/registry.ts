import { CHANGE_FACTS } from './change.ts';
import type { Declaration, Declarations } from './declaration.ts';
import type { Values } from './field.ts';
import { GATE_FACTS } from './gate.ts';
import { HISTORY_FACTS } from './history.ts';
import { METRIC_FACTS } from './metrics.ts';
import { PROBE_FACTS } from './probes.ts';
import { RECORDING_FACTS } from './recording.ts';
import { RESULT_FACTS } from './results.ts';
import { SERVICE_FACTS } from './services.ts';
import { TOLD_FACTS } from './told.ts';

/** The declarations by subject, as the documentation shows them. */
export const SUBJECTS = {
  'The recording': RECORDING_FACTS,
  'Earlier executions': HISTORY_FACTS,
  'A gate': GATE_FACTS,
  Services: SERVICE_FACTS,
  'Checks, health and access': PROBE_FACTS,
  'Tests, classification and durability': RESULT_FACTS,
  'Metrics and rollouts': METRIC_FACTS,
  'Changes and reviews': CHANGE_FACTS,
  'What GitHub tells': TOLD_FACTS,
} as const satisfies Readonly<Record<string, Declarations>>;

/** Every type of fact that an execution records. `seal` is none: the recorder writes it by itself. */
export const FACTS = {
  ...RECORDING_FACTS,
  ...HISTORY_FACTS,
  ...GATE_FACTS,
  ...SERVICE_FACTS,
  ...PROBE_FACTS,
  ...RESULT_FACTS,
  ...METRIC_FACTS,
  ...CHANGE_FACTS,
  ...TOLD_FACTS,
} as const;

export type FactType = keyof typeof FACTS;
type Declared = typeof FACTS;

const BY_TYPE: ReadonlyMap<string, Declaration> = new Map(Object.entries(FACTS));

/** The declaration of a type; undefined for one that no execution records. */
export function declarationOf(type: string): Declaration | undefined {
  return BY_TYPE.get(type);
}

type OfGate<T extends FactType> = Declared[T]['gate'] extends 'absent'
  ? { readonly gate?: never }
  : Declared[T]['gate'] extends 'required'
    ? { readonly gate: string }
    : { readonly gate?: string };
type Seen<T extends FactType> = undefined extends Declared[T]['basis'][number]
  ? { readonly basis?: Exclude<Declared[T]['basis'][number], undefined> }
  : { readonly basis: Declared[T]['basis'][number] };
type Flat<T> = { readonly [K in keyof T]: T[K] };
type Named<T extends FactType> = { readonly type: T } & Values<Declared[T]['fields']>;

/** A recorded fact. `seq`: the number of its line, seals included. `t`: monotonic ms since the execution started. */
export type Fact<Types extends FactType> = {
  [T in Types]: Flat<{ readonly seq: number; readonly t: number } & Named<T> & OfGate<T> & Seen<T>>;
}[Types];

/** A fact before it is numbered. `t` may be given when it is older than its recording; who records it knows the gate. */
export type DraftOf<Types extends FactType> = {
  [T in Types]: Flat<{ readonly t?: number; readonly gate?: string } & Named<T> & Seen<T>>;
}[Types];
