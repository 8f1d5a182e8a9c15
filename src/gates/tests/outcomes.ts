import type { CaseRow, TestOutcome } from '../../formats/cases.ts';

const START_SLOTS = 1024;
/** Words of 32 bits a slot: two halves of a hash, how the test ended, how often. */
const WORDS = 4;
const CODES: Readonly<Record<TestOutcome, number>> = { passed: 1, failed: 2, errored: 3, skipped: 4, flaky: 5 };

/**
 * How often each test ended how: a multiset of (test, outcome). 16 bytes a slot, at most 48 a distinct pair; two of a million tests
 * are taken for the same with a chance of 1 in 30 million.
 */
export class Outcomes {
  private slots = new Uint32Array(START_SLOTS * WORDS);
  private used = 0;

  /** @returns how often this pair was taken, this time included */
  take(row: CaseRow): number {
    if ((this.used + 1) * WORDS > this.slots.length / 1.5) this.grow();
    const at = this.find(keyOf(row));
    if (this.count(at) === 0) this.used++;
    this.slots.set(keyOf(row), at);
    this.slots[at + 3] = this.count(at) + 1;
    return this.count(at);
  }

  /** How often this pair was taken. */
  of(row: CaseRow): number {
    return this.count(this.find(keyOf(row)));
  }

  /** Tests whose outcomes are not the same, as often, in the other one; `among` distinct tests of both. */
  compare(other: Outcomes): { readonly different: ReadonlySet<number>; readonly among: number } {
    const tests = new Set<number>();
    const different = new Set<number>();
    for (const [mine, theirs] of [[this, other] as const, [other, this] as const]) {
      for (const key of mine.keys()) {
        const test = idOf(key);
        tests.add(test);
        if (mine.count(mine.find(key)) !== theirs.count(theirs.find(key))) different.add(test);
      }
    }
    return { different, among: tests.size };
  }

  private *keys(): Iterable<Key> {
    for (let at = 0; at < this.slots.length; at += WORDS) {
      if (this.count(at) > 0) yield [this.slots[at] ?? 0, this.slots[at + 1] ?? 0, this.slots[at + 2] ?? 0];
    }
  }

  private count(at: number): number {
    return this.slots[at + 3] ?? 0;
  }

  private find([low, high, code]: Key): number {
    const size = this.slots.length / WORDS;
    let slot = (low ^ code) & (size - 1);
    for (;;) {
      const at = slot * WORDS;
      const same = this.slots[at] === low && this.slots[at + 1] === high && this.slots[at + 2] === code;
      if (this.count(at) === 0 || same) return at;
      slot = (slot + 1) & (size - 1);
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += WORDS) {
      const slot = old.subarray(from, from + WORDS);
      if (slot[3] !== 0) this.slots.set(slot, this.find([slot[0] ?? 0, slot[1] ?? 0, slot[2] ?? 0]));
    }
  }
}

type Key = readonly [low: number, high: number, code: number];

function keyOf({ file, suite, classname, name, outcome }: CaseRow): Key {
  const [low, high] = hash64(`${file ?? ''}\0${suite}\0${classname ?? ''}\0${name}`);
  return [low, high, CODES[outcome]];
}

/** One number of 53 bits for a test. */
function idOf([low, high]: Key): number {
  return (high & 0x1fffff) * 0x1_0000_0000 + low;
}

/** Two 32-bit hashes that mix each other (cyrb53's way): no secret, but the same on every machine. */
function hash64(text: string): readonly [low: number, high: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  const low = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  const high = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return [low >>> 0, high >>> 0];
}
