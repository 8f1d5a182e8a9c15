import { entropyOf } from './rule.ts';

/** Letters that may be a word. */
const LETTERS = /[A-Z]?[a-z]{3,}|[A-Z]{3,}/g;

/** Bits a character; of digits of base 16 it is less. */
const LEAST_ENTROPY = 3.5;
const LEAST_OF_HEX = 3;
const LEAST_HEX = 32;
/** So many characters are left when words are taken out, and so often a letter stands beside a digit. */
const LEAST_LEFT = 8;
const LEAST_CHANGES = 3;

/** Whether letters can be spoken: at random, vowels and consonants stand otherwise. */
function isWord(letters: string): boolean {
  return /[aeiouy]/i.test(letters) && !/[^aeiouy]{5}|[aeiou]{4}/i.test(letters);
}

/** Whether a value was made by chance: not a name, a version, a date, a path, or words with numbers. */
export function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const left = value.replace(LETTERS, (letters) => (isWord(letters) ? '-' : letters)).replaceAll(/[^A-Za-z\d]+/g, '-');
  const changes = left.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  if (changes < LEAST_CHANGES || left.replaceAll('-', '').length < LEAST_LEFT) return false;
  const hex = value.length >= LEAST_HEX && /^[\da-f-]+$/i.test(value);
  return entropyOf(value) >= (hex ? LEAST_OF_HEX : LEAST_ENTROPY);
}
