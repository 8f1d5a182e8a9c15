import { type Letter, Letters } from './redact-letters.ts';

/** A sequence of letters to find, each of which may be spelled in several ways, and who it belongs to. */
export interface Word {
  readonly letters: readonly Letter[];
  readonly owner: number;
}

/** Shared, since characters are written in the same ways whichever words they stand in. */
const LETTERS = new Letters();

/** The place at which the first letters of all words are read at once, so that they are not read word by word. */
export const TRUNK = 0;

/** The words as a table. A place is a letter of a word, or the end of one; the words stand one after another, behind the trunk. */
export class Vocabulary {
  /** By place: the node at which the letter begins, 0 at the end of a word. */
  readonly roots: readonly number[];
  /** By place: the word's owner. */
  readonly owners: readonly number[];
  readonly letters = LETTERS;
  /** Whether a word may begin with two bytes, by `first × 256 + second`: most bytes of a log are passed over by this alone. */
  readonly pairs = new Uint8Array(65536);
  /** The most bytes that one word may take up. */
  readonly reach: number;
  /** By first letter: the places behind it. */
  private readonly seconds = new Map<number, number[]>();
  private readonly behind = new Map<number, readonly number[]>();

  constructor(words: readonly Word[]) {
    const [roots, owners] = [[0], [0]];
    for (const { letters, owner } of words) {
      const numbers = letters.map((letter) => this.letters.numberOf(letter));
      const first = numbers[0] ?? 0;
      this.seconds.set(first, [...(this.seconds.get(first) ?? []), roots.length + 1]);
      roots.push(...numbers.map((letter) => this.letters.rootOf(letter)), 0);
      owners.push(...numbers.map(() => owner), owner);
    }
    roots[TRUNK] = this.letters.rootOfAll([...this.seconds.keys()]);
    this.reach = words.reduce((most, { letters }) => Math.max(most, this.lengthOf(letters)), 0);
    this.roots = roots;
    this.owners = owners;
    for (const [first = 0, second = 0] of this.heads(2)) this.pairs[first * 256 + second] = 1;
  }

  /** The pairs that a word may begin with. */
  *pairNumbers(): Iterable<number> {
    for (let at = this.pairs.indexOf(1); at >= 0; at = this.pairs.indexOf(1, at + 1)) yield at;
  }

  /** The first bytes of all words, in every spelling. */
  *heads(length: number): Iterable<readonly number[]> {
    yield* this.headsFrom(TRUNK, this.roots[TRUNK] ?? 0, { length, head: [] });
  }

  /** The places behind the trunk, where it was read up to a node. */
  placesBehind(node: number): readonly number[] {
    const known = this.behind.get(node);
    if (known) return known;
    const places = this.letters.endsAt(node).flatMap((letter) => this.seconds.get(letter) ?? []);
    this.behind.set(node, places);
    return places;
  }

  private *headsFrom(
    place: number,
    node: number,
    { length, head }: { length: number; head: readonly number[] },
  ): Iterable<readonly number[]> {
    const { letters, roots } = this;
    for (const byte of letters.bytesFrom(node)) {
      const longer = { length, head: [...head, byte] };
      if (longer.head.length === length) {
        yield longer.head;
        continue;
      }
      const next = letters.next(node, byte);
      if (letters.goesOn(next)) yield* this.headsFrom(place, next, longer);
      if (letters.endsAt(next).length === 0) continue;
      for (const after of place === TRUNK ? this.placesBehind(next) : [place + 1]) {
        const root = roots[after] ?? 0;
        if (root !== 0) yield* this.headsFrom(after, root, longer);
        else yield longer.head;
      }
    }
  }

  /** In bytes, in the longest spelling of each. */
  private lengthOf(letters: readonly Letter[]): number {
    return letters.reduce((sum, letter) => sum + this.letters.longest(letter), 0);
  }
}
