import { type Automaton, automatonOf, type Pattern } from './redact-automaton.ts';
import { Beginnings } from './redact-beginnings.ts';
import { formsOf } from './redact-forms.ts';
import { Vocabulary } from './redact-words.ts';
import { WrappedPatterns } from './redact-wrapped.ts';

/** What to look for: sequences of bytes, digits in any lines, and words in many spellings. */
export interface Patterns {
  readonly automaton: Automaton;
  readonly digits: WrappedPatterns;
  readonly vocabulary: Vocabulary;
  readonly beginnings: Beginnings;
  /** Whether anything may begin with a byte. */
  readonly firsts: Uint8Array;
  /** The most bytes that one secret may take up. */
  readonly reach: number;
}

/** @param values of the secrets, which own what is found of them by their index */
export function patternsOf(values: readonly string[]): Patterns {
  const forms = values.map(formsOf);
  const owned = (bytes: readonly Uint8Array[], owner: number): Pattern[] => bytes.map((one) => ({ bytes: one, owner }));
  const literals = forms.flatMap((one, owner) => owned(one.literals, owner));
  const strings = forms.flatMap((one, owner) => owned(one.digits, owner));
  const digits = new WrappedPatterns(strings);
  const vocabulary = new Vocabulary(forms.flatMap((one, owner) => one.words.map((letters) => ({ letters, owner }))));
  const beginnings = new Beginnings({ literals, digits: strings, vocabulary }, [...digits.pairs(), ...vocabulary.pairNumbers()]);
  const firsts = Uint8Array.from({ length: 256 }, (_, first) => beginnings.begins(first));
  const longest = literals.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  const reach = Math.max(longest, digits.reach, vocabulary.reach);
  return { automaton: automatonOf(literals), digits, vocabulary, beginnings, firsts, reach };
}
