import { TRUNK, type Vocabulary } from './redact-words.ts';

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

  constructor(words: Vocabulary) {
    this.words = words;
  }

  /** Whether the next byte means anything to what was read so far. */
  get busy(): boolean {
    return this.ways.size > 0 || this.begin !== undefined;
  }

  /**
   * Takes the next byte. While nothing is being read, bytes may be left out up to a pair that a word may begin with.
   * @param last the byte before it; `position` of the byte, from the start of the stream
   */
  step(byte: number, last: number, position: number): void {
    const { words, ways } = this;
    const { length } = words.roots;
    this.ways = this.spare;
    this.spare = ways;
    this.pending = Number.POSITIVE_INFINITY;
    this.begin = undefined;
    for (const [way, begin] of ways) this.follow(way % length, Math.floor(way / length), byte, begin);
    ways.clear();
    if (words.pairs[last * 256 + byte] === 1) this.enter(last, byte, position - 1);
  }

  private enter(first: number, second: number, begin: number): void {
    const { letters, roots } = this.words;
    const node = letters.next(roots[TRUNK] ?? 0, first);
    this.follow(TRUNK, node, second, begin);
    for (const place of this.words.placesBehind(node)) this.follow(place, roots[place] ?? 0, second, begin);
  }

  private follow(place: number, node: number, byte: number, begin: number): void {
    const { letters } = this.words;
    const next = letters.next(node, byte);
    if (next === 0) return;
    if (letters.goesOn(next)) this.keep(place, next, begin);
    if (letters.endsAt(next).length === 0) return;
    if (place !== TRUNK) this.pass(place + 1, begin);
    else for (const after of this.words.placesBehind(next)) this.pass(after, begin);
  }

  /** Comes to a place, which is the end of a word or begins a letter. */
  private pass(place: number, begin: number): void {
    const root = this.words.roots[place] ?? 0;
    if (root !== 0) this.keep(place, root, begin);
    else if (this.begin === undefined || begin < this.begin) {
      this.begin = begin;
      this.owner = this.words.owners[place] ?? 0;
    }
  }

  private keep(place: number, node: number, begin: number): void {
    const way = node * this.words.roots.length + place;
    this.ways.set(way, Math.min(begin, this.ways.get(way) ?? begin));
    this.pending = Math.min(this.pending, begin);
  }
}
