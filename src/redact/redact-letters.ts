import { type Spelling, spellingsOf } from './redact-spellings.ts';

/** What may be spelled in several ways. `name`: letters of one name have the same spellings. */
export interface Letter {
  readonly name: string;
  readonly spellings: readonly Spelling[];
}

/** So many encoders may have written a letter, each what the one before it made: JSON in HTML, URLs twice. */
const DEPTH = 2;

/** A byte of a spelling. */
interface Step {
  readonly id: number;
  readonly byte: number;
  /** The other case of it, or the same byte. */
  readonly other: number;
  /** An escape may stand for it: a character, and how many encoders may have written that. */
  readonly sign: { readonly character: string; readonly depth: number } | undefined;
  /** Undefined at the end of the spelling. */
  readonly next: Step | undefined;
  readonly letter: number;
}

/** How far a spelling was read. */
interface Item {
  readonly step: Step;
  /** How far the escape was read that stands for the step's byte; 0: not at all. */
  readonly inner: number;
}

interface Node {
  readonly items: readonly Item[];
  /** The letters that are read whole. */
  readonly ends: readonly number[];
}

/** What a byte leads to. */
interface Target {
  readonly items: Map<string, Item>;
  readonly ends: Set<number>;
}

/**
 * Reads letters in any of their spellings, of which there are very many: each sign of an escape may be an escape. A node is what all
 * ways to read the bytes so far have in common; it is made when somebody comes to it, since a log has few of the escapes there are.
 */
export class Letters {
  private readonly nodes: Node[] = [{ items: [], ends: [] }];
  private readonly known = new Map<string, number>();
  private readonly edges = new Map<number, number>();
  /** By node, where it leads somewhere: of those that were asked for. */
  private readonly bytes: (readonly number[] | undefined)[] = [];
  private readonly roots: number[] = [];
  private readonly named = new Map<string, number>();
  private readonly lengths = new Map<string, number>();
  private steps = 0;

  /** Number of a letter. */
  numberOf({ name, spellings }: Letter, depth = DEPTH): number {
    const key = `${depth} ${name}`;
    const known = this.named.get(key);
    if (known !== undefined) return known;
    const letter = this.roots.length;
    this.named.set(key, letter);
    const items = spellings.map((spelling) => ({ step: this.stepsOf(spelling, letter, depth), inner: 0 }));
    this.roots.push(this.nodeOf({ items, ends: [] }));
    return letter;
  }

  /** The node at which a letter begins. */
  rootOf(letter: number): number {
    return this.roots[letter] ?? 0;
  }

  /** The node at which any of several letters begins. */
  rootOfAll(letters: readonly number[]): number {
    return this.nodeOf({ items: letters.flatMap((letter) => this.nodes[this.rootOf(letter)]?.items ?? []), ends: [] });
  }

  /** Where a byte leads from a node; 0 when no spelling goes on with it. */
  next(node: number, byte: number): number {
    if (this.bytes[node] === undefined) this.expand(node);
    return this.edges.get(node * 256 + byte) ?? 0;
  }

  /** The bytes with which a spelling goes on. */
  bytesFrom(node: number): readonly number[] {
    return this.bytes[node] ?? this.expand(node);
  }

  /** The letters of which a spelling ends with this node. */
  endsAt(node: number): readonly number[] {
    return this.nodes[node]?.ends ?? [];
  }

  /** Whether a spelling goes on from this node. */
  goesOn(node: number): boolean {
    return (this.nodes[node]?.items.length ?? 0) > 0;
  }

  /** Bytes of the longest spelling. */
  longest({ name, spellings }: Letter, depth = DEPTH): number {
    const key = `${depth} ${name}`;
    const known = this.lengths.get(key);
    if (known !== undefined) return known;
    const ofByte = (byte: number): number => (depth > 1 && isSign(byte) ? this.longest(letterOf(String.fromCharCode(byte)), depth - 1) : 1);
    const lengths = spellings.map(({ bytes, escape }) => (escape ? bytes.reduce((sum, byte) => sum + ofByte(byte), 0) : bytes.length));
    const longest = Math.max(...lengths);
    this.lengths.set(key, longest);
    return longest;
  }

  private stepsOf({ bytes, escape }: Spelling, letter: number, depth: number): Step {
    const last = bytes.reduceRight<Step | undefined>((next, byte) => {
      const sign = escape && depth > 1 && isSign(byte) ? { character: String.fromCharCode(byte), depth: depth - 1 } : undefined;
      return { id: this.steps++, byte, other: escape ? otherCase(byte) : byte, sign, next, letter };
    }, undefined);
    if (!last) throw new RangeError('a spelling has no bytes');
    return last;
  }

  private nodeOf({ items, ends }: Node): number {
    const key = `${ends.join(' ')}:${items.map(keyOf).sort().join(' ')}`;
    const node = this.known.get(key) ?? this.nodes.length;
    if (node === this.nodes.length) {
      this.nodes.push({ items, ends });
      this.known.set(key, node);
    }
    return node;
  }

  private expand(node: number): readonly number[] {
    const targets = new Map<number, Target>();
    for (const item of this.nodes[node]?.items ?? []) this.reach(item, targets);
    for (const [byte, { items, ends }] of targets) {
      this.edges.set(node * 256 + byte, this.nodeOf({ items: [...items.values()], ends: [...ends].sort((a, b) => a - b) }));
    }
    const bytes = [...targets.keys()];
    this.bytes[node] = bytes;
    return bytes;
  }

  /** Adds where an item leads to. */
  private reach({ step, inner }: Item, targets: Map<number, Target>): void {
    if (!step.sign) {
      for (const byte of new Set([step.byte, step.other])) pass(step, targetOf(targets, byte));
      return;
    }
    const from = inner || this.rootOf(this.numberOf(letterOf(step.sign.character), step.sign.depth));
    for (const byte of this.bytesFrom(from)) {
      const to = this.next(from, byte);
      const target = targetOf(targets, byte);
      if (this.goesOn(to)) enter({ step, inner: to }, target);
      if (this.endsAt(to).length > 0) pass(step, target);
    }
  }
}

/** The other case of a letter; any other byte as it is. */
function otherCase(byte: number): number {
  return isLetter(byte) ? byte ^ 0x20 : byte;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** What encoders write as an escape: no letter, no digit. */
function isSign(byte: number): boolean {
  return !isLetter(byte) && !(byte >= 0x30 && byte <= 0x39);
}

const characters = new Map<string, Letter>();

/** A character as a letter: made once, since the signs of escapes are asked for again and again. */
export function letterOf(character: string): Letter {
  const letter = characters.get(character) ?? { name: character, spellings: spellingsOf(character) };
  characters.set(character, letter);
  return letter;
}

function keyOf({ step, inner }: Item): string {
  return `${step.id}.${inner}`;
}

function targetOf(targets: Map<number, Target>, byte: number): Target {
  const target = targets.get(byte) ?? { items: new Map(), ends: new Set() };
  targets.set(byte, target);
  return target;
}

/** Goes on behind a byte that was read. */
function pass({ next, letter }: Step, target: Target): void {
  if (next) enter({ step: next, inner: 0 }, target);
  else target.ends.add(letter);
}

function enter(item: Item, { items }: Target): void {
  items.set(keyOf(item), item);
}
