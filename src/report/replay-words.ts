import type { FactType } from '../core/facts/registry.ts';
import type { Observation } from '../core/observation.ts';
import { cut } from './budget.ts';
import { terminal } from './escape.ts';
import { field, type Words } from './replay-fields.ts';
import { GATE_WORDS } from './replay-gates.ts';
import { LOOK_WORDS } from './replay-looks.ts';
import { RECORDING_WORDS } from './replay-recording.ts';

/** Bytes of one line's foreign text. */
const LINE_BYTES = 400;

/** Words for every fact; undefined leaves one out. What another version recorded is shown with its fields. */
const WORDS: Words<FactType> = { ...RECORDING_WORDS, ...GATE_WORDS, ...LOOK_WORDS };
const BY_TYPE: ReadonlyMap<string, (o: Observation) => string | undefined> = new Map(Object.entries(WORDS));

/** One line about an observation, without time and gate; undefined for one that a timeline leaves out. */
export function describe(o: Observation): string | undefined {
  const words = BY_TYPE.get(o.type);
  const text = words ? words(o) : `${o.type} ${fields(o)}`;
  return text === undefined ? undefined : terminal(cut(text, LINE_BYTES)).trimEnd();
}

/** All fields of a fact whose type this page does not know. */
function fields(o: Observation): string {
  const { seq: _seq, t: _t, type: _type, gate: _gate, basis: _basis, ...rest } = o;
  return Object.keys(rest)
    .map((name) => `${name}=${field(o, name)}`)
    .join(' ');
}
