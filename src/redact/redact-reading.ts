import type { Branch } from './redact-trunk.ts';
import type { Vocabulary } from './redact-words.ts';

/**
 * Reads bytes and finds words, in whichever spelling: all ways to read what came so far are followed at once, each by its place
 * and node, with the earliest beginning that leads there. There are never more of them than places times nodes.
 */
export class Reading {
  /** Where the earliest beginning of what may still become a word lies; Infinity when there is none. */
  pending = Number.POSITIVE_INFINITY;
  /** Where the longest word that ended with the last byte began; undefined when none did. */
  begin: number | undefined;
  /** Its owner. */
  owner = 0;
  private readonly words: Vocabulary;
  private ways = new Map<number, number>();
  private spare = new Map<number, number>();
  /** First letters that are being read, and where each began. */
  private buds: { readonly branch: Branch; readonly begin: number }[] = [];

  constructor(words: Vocabulary) {
    this.words = words;
  }

  /** Whether the next byte means anything to what was read so far. */
  get busy(): boolean {
    return this.ways.size > 0 || this.buds.length > 0 || this.begin !== undefined;
  }

  /**
   * Takes the next byte. While nothing is being read, bytes may be left out up to a pair that a word may begin with.
   * @param last the byte before it; `position` of the byte, from the start of the stream
   */
  step(byte: number, last: number, position: number): void {
    const { words, ways } = this;
    this.ways = this.spare;
    this.spare = ways;
    this.pending = Number.POSITIVE_INFINITY;
    this.begin = undefined;
    for (const [way, begin] of ways) this.follow(Math.floor(way / words.size), way % words.size, byte, begin);
    ways.clear();
    const { buds } = this;
    if (buds.length > 0) this.buds = [];
    for (const { branch, begin } of buds) this.climb(branch, byte, begin);
    if (words.pairs[last * 256 + byte] === 1) this.enter(last, byte, position - 1);
  }

  private enter(first: number, second: number, begin: number): void {
    const { words } = this;
    const branch = words.trunk.root.next.get(first);
    if (!branch) return;
    this.climb(branch, second, begin);
    for (const place of branch.places) this.follow(place + 1, words.roots[place + 1] ?? 0, second, begin);
  }

  /** Goes on with first letters. */
  private climb(from: Branch, byte: number, begin: number): void {
    const branch = from.next.get(byte);
    if (!branch) return;
    if (branch.next.size > 0) {
      this.buds.push({ branch, begin });
      this.pending = Math.min(this.pending, begin);
    }
    for (const place of branch.places) this.keep(place + 1, this.words.roots[place + 1] ?? 0, begin);
  }

  private follow(place: number, node: number, byte: number, begin: number): void {
    const { words } = this;
    const next = words.next(node, byte);
    if (next === 0) return;
    if (words.goesOn(next)) this.keep(place, next, begin);
    if (!words.isEnd(next)) return;
    const root = words.roots[place + 1] ?? 0;
    if (root !== 0) this.keep(place + 1, root, begin);
    else if (this.begin === undefined || begin < this.begin) {
      this.begin = begin;
      this.owner = words.owners[place] ?? 0;
    }
  }

  private keep(place: number, node: number, begin: number): void {
    const way = place * this.words.size + node;
    this.ways.set(way, Math.min(begin, this.ways.get(way) ?? begin));
    this.pending = Math.min(this.pending, begin);
  }
}
