import type { Pattern } from './redact-automaton.ts';
import { headsOfDigits } from './redact-wrapped.ts';
import type { Vocabulary } from './redact-words.ts';

const TABLE_BITS = 20;
/** A prime that spreads its multiples over 32 bits. */
const SPREAD = 0x9e3779b1;

const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
/** One byte for all that may stand for one another: letters of either case, blanks, digits of either alphabet of base64. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x41 && byte <= 0x5a) return byte + 0x20;
  if (byte === TAB || byte === LF || byte === CR) return SPACE;
  if (byte === 0x2d) return 0x2b;
  return byte === 0x5f ? 0x2f : byte;
});

/** So many bytes of a beginning are looked at. */
export const HEAD = 4;

/** What is to be found, by the form in which it is looked for. */
export interface Wanted {
  readonly literals: readonly Pattern[];
  readonly digits: readonly Pattern[];
  readonly vocabulary: Vocabulary;
}

/** A filter that passes over most bytes of a log: whether anything may begin with these four. It may say yes where nothing does. */
export class Beginnings {
  /** By `first × 256 + second`; in a row of its own, which is empty, what has no byte before it. */
  readonly pairs = new Uint8Array(65536 + 256);
  private readonly heads = new Uint8Array(1 << TABLE_BITS);

  constructor({ literals, digits, vocabulary }: Wanted, pairs: Iterable<number>) {
    for (const pair of pairs) this.pairs[pair] = 1;
    for (const { bytes } of literals) this.enter([...bytes.subarray(0, HEAD)]);
    for (const { bytes } of digits) for (const head of headsOfDigits(bytes, HEAD)) this.enter(head);
    for (const head of vocabulary.heads(HEAD)) this.enter(head);
  }

  /** 1 where anything may begin with a byte. */
  begins(first: number): number {
    return this.pairs.subarray(first * 256, first * 256 + 256).includes(1) ? 1 : 0;
  }

  /** Whether anything may begin with the byte before `at`. @param before that byte */
  mayBegin(before: number, bytes: Uint8Array, at: number): boolean {
    if (at + 2 >= bytes.length) return true;
    return this.heads[placeOf(before, bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)] === 1;
  }

  private enter([a = 0, b = 0, c = 0, d = 0]: readonly number[]): void {
    this.pairs[a * 256 + b] = 1;
    this.heads[placeOf(a, b, c, d)] = 1;
  }
}

function placeOf(a: number, b: number, c: number, d: number): number {
  const four = (FOLDED[a] ?? 0) | ((FOLDED[b] ?? 0) << 8) | ((FOLDED[c] ?? 0) << 16) | ((FOLDED[d] ?? 0) << 24);
  return Math.imul(four, SPREAD) >>> (32 - TABLE_BITS);
}
