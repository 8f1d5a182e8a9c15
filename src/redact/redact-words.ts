import type { Spelling } from './redact-spellings.ts';
import { type Branch, otherCase, Trunk } from './redact-trunk.ts';

/** A sequence of letters to find, each of which may be spelled in several ways, and who it belongs to. */
export interface Word {
  readonly letters: readonly Letter[];
  readonly owner: number;
}

/** `name`: letters of one name have the same spellings. */
export interface Letter {
  readonly name: string;
  readonly spellings: readonly Spelling[];
}

const utf8 = new TextEncoder();
const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/**
 * The words as a table: the spellings of a letter are a tree of bytes, kept once however often the letter stands in the words. A
 * place is a letter of a word, or the end of one; the words stand one after another.
 */
export class Vocabulary {
  /** By place: the root of the letter's tree, 0 at the end of a word. */
  readonly roots: readonly number[];
  /** By place: the word's owner. */
  readonly owners: readonly number[];
  /** The first letters of all words. */
  readonly trunk = new Trunk();
  /** Whether a word may begin with two bytes, by `first × 256 + second`: most bytes of a log are passed over by this alone. */
  readonly pairs = new Uint8Array(65536);
  /** The most bytes that one word may take up. */
  readonly reach: number;
  /** How many nodes there are, numbered from 1. */
  size = 1;
  private readonly edges = new Map<number, number>();
  private readonly ends = new Set<number>();
  private readonly inner = new Set<number>();

  constructor(words: readonly Word[]) {
    const [roots, owners]: [number[], number[]] = [[], []];
    const trees = new Map<string, number>();
    for (const { letters, owner } of words) {
      const first = roots.length;
      for (const { name, spellings } of letters) {
        const root = trees.get(name) ?? this.plant(spellings);
        trees.set(name, root);
        roots.push(root);
        owners.push(owner);
      }
      roots.push(0);
      owners.push(owner);
      this.trunk.add(letters[0]?.spellings ?? [], first);
    }
    this.reach = words.reduce((most, { letters }) => Math.max(most, lengthOf(letters)), 0);
    this.roots = roots;
    this.owners = owners;
    for (const [byte, branch] of this.trunk.root.next) this.markPairs(byte, branch);
  }

  /** The pairs that a word may begin with. */
  *pairNumbers(): Iterable<number> {
    for (let at = this.pairs.indexOf(1); at >= 0; at = this.pairs.indexOf(1, at + 1)) yield at;
  }

  /** Where a byte leads from a node; 0 when no spelling goes on with it. */
  next(node: number, byte: number): number {
    return this.edges.get(node * 256 + byte) ?? 0;
  }

  /** Whether a spelling ends with this node. */
  isEnd(node: number): boolean {
    return this.ends.has(node);
  }

  /** Whether a spelling goes on from this node. */
  goesOn(node: number): boolean {
    return this.inner.has(node);
  }

  private markPairs(first: number, { next, places }: Branch): void {
    const seconds = [...next.keys(), ...places.flatMap((place) => this.bytesFrom(this.roots[place + 1] ?? 0))];
    for (const second of seconds) this.pairs[first * 256 + second] = 1;
  }

  private bytesFrom(node: number): readonly number[] {
    return BYTES.filter((byte) => this.next(node, byte) !== 0);
  }

  private plant(spellings: readonly Spelling[]): number {
    const root = this.size++;
    for (const { text, anyCase } of spellings) {
      let node = root;
      for (const byte of utf8.encode(text)) node = this.grow(node, byte, anyCase ? otherCase(byte) : byte);
      this.ends.add(node);
    }
    return root;
  }

  private grow(from: number, byte: number, other: number): number {
    const to = this.next(from, byte) || this.next(from, other) || this.size++;
    this.edges.set(from * 256 + byte, to);
    this.edges.set(from * 256 + other, to);
    this.inner.add(from);
    return to;
  }
}

/** The first bytes of a word, in every spelling; of what may be of either case, one. */
export function* headsOfWord(letters: readonly Letter[], length: number, head: readonly number[] = []): Iterable<readonly number[]> {
  const [letter, ...others] = letters;
  if (head.length >= length || !letter) yield head.slice(0, length);
  else for (const { text } of letter.spellings) yield* headsOfWord(others, length, [...head, ...utf8.encode(text)]);
}

/** In bytes, in the longest spelling of each. */
function lengthOf(letters: readonly Letter[]): number {
  return letters.reduce((sum, { spellings }) => sum + Math.max(...spellings.map(({ text }) => utf8.encode(text).length)), 0);
}
