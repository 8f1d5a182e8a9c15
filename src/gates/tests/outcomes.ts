import type { CaseRow, TestOutcome } from '../../formats/cases.ts';

const START_SLOTS = 1024;
/** Words of 32 bits a slot: two halves of a hash, how the test ended, how often. */
const WORDS = 4;
const CODES: Readonly<Record<TestOutcome, number>> = { passed: 1, failed: 2, errored: 3, skipped: 4, flaky: 5 };
const MOST_CODES = 5;

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
    const [low, high] = hashOf(row);
    const code = CODES[row.outcome];
    const at = this.find(low, high, code);
    const count = this.count(at) + 1;
    if (count === 1) this.used++;
    this.put(at, low, high, code, count);
    return count;
  }

  /** How often this pair was taken. */
  of(row: CaseRow): number {
    const [low, high] = hashOf(row);
    return this.count(this.find(low, high, CODES[row.outcome]));
  }

  /** Tests whose outcomes are not the same, as often, in the other one; `among` distinct tests of both. */
  compare(other: Outcomes): { readonly different: ReadonlySet<number>; readonly among: number } {
    const different = new Set<number>();
    let among = 0;
    this.each((low, high, code, count) => {
      if (count !== other.count(other.find(low, high, code))) different.add(idOf(low, high));
      if (this.lacks(low, high, code)) among++;
    });
    other.each((low, high, code) => {
      if (this.count(this.find(low, high, code)) === 0) different.add(idOf(low, high));
      if (other.lacks(low, high, code) && this.lacks(low, high)) among++;
    });
    return { different, among };
  }

  /** Whether the test is in none of the outcomes before this one, which is all of them where none is given: so each test is met once. */
  private lacks(low: number, high: number, before = MOST_CODES + 1): boolean {
    for (let code = 1; code < before; code++) if (this.count(this.find(low, high, code)) > 0) return false;
    return true;
  }

  private each(take: (low: number, high: number, code: number, count: number) => void): void {
    const { slots } = this;
    for (let at = 0; at < slots.length; at += WORDS) {
      const count = this.count(at);
      if (count > 0) take(slots[at] ?? 0, slots[at + 1] ?? 0, slots[at + 2] ?? 0, count);
    }
  }

  private count(at: number): number {
    return this.slots[at + 3] ?? 0;
  }

  private put(at: number, low: number, high: number, code: number, count: number): void {
    this.slots[at] = low;
    this.slots[at + 1] = high;
    this.slots[at + 2] = code;
    this.slots[at + 3] = count;
  }

  private find(low: number, high: number, code: number): number {
    const { slots } = this;
    const size = slots.length / WORDS;
    for (let slot = (low ^ code) & (size - 1); ; slot = (slot + 1) & (size - 1)) {
      const at = slot * WORDS;
      if (slots[at + 3] === 0 || (slots[at] === low && slots[at + 1] === high && slots[at + 2] === code)) return at;
    }
  }

  private grow(): void {
    const old = new Outcomes();
    old.slots = this.slots;
    this.slots = new Uint32Array(old.slots.length * 2);
    old.each((low, high, code, count) => this.put(this.find(low, high, code), low, high, code, count));
  }
}

function hashOf({ file, suite, classname, name }: CaseRow): readonly [low: number, high: number] {
  return hash64(`${file ?? ''}\0${suite}\0${classname ?? ''}\0${name}`);
}

/** One number of 53 bits for a test. */
function idOf(low: number, high: number): number {
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
