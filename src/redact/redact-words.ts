import type { Spelling } from './redact-spellings.ts';

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
  /** Places of first letters, by the first byte of any of their spellings; empty for a byte that begins none. */
  readonly starts: readonly (readonly number[])[];
  /** Whether a word may begin with two bytes, by `first × 256 + second`: most bytes of a log are passed over by this alone. */
  readonly pairs = new Uint8Array(65536);
  /** How many nodes there are, numbered from 1. */
  size = 1;
  private readonly edges = new Map<number, number>();
  private readonly ends = new Set<number>();
  private readonly inner = new Set<number>();

  constructor(words: readonly Word[]) {
    const [roots, owners]: [number[], number[]] = [[], []];
    const starts = Array.from({ length: 256 }, (): number[] => []);
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
      for (const byte of this.bytesFrom(roots[first] ?? 0)) {
        starts[byte]?.push(first);
        this.markPairs(byte, this.next(roots[first] ?? 0, byte), roots[first + 1] ?? 0);
      }
    }
    this.roots = roots;
    this.owners = owners;
    this.starts = starts;
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

  /** @param second the root of the second letter */
  private markPairs(first: number, node: number, second: number): void {
    for (const byte of this.bytesFrom(node)) this.pairs[first * 256 + byte] = 1;
    if (this.isEnd(node)) for (const byte of this.bytesFrom(second)) this.pairs[first * 256 + byte] = 1;
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

function otherCase(byte: number): number {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? byte ^ 0x20 : byte;
}
