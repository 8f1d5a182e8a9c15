import type { CaseRow } from './cases.ts';

const START_SLOTS = 1024;

/**
 * Numbers the tests of one report that nothing tells apart (parameters that are not named, reruns), in their order: a test is the same
 * in two runs when file, suite, class, name and this number are. 12 bytes a slot, at most 36 a distinct test; two of a million
 * tests are taken for the same with a chance of 1 in 30 million, and are then numbered.
 */
export class CaseIds {
  /** Per slot: two halves of a hash, and how often it was seen; 0 is free. */
  private slots = new Uint32Array(START_SLOTS * 3);
  private used = 0;

  /** @returns from 1, how many tests like this one there were, this one included */
  occurrence(row: Pick<CaseRow, 'file' | 'suite' | 'classname' | 'name'>): number {
    if ((this.used + 1) * 3 > this.slots.length / 1.5) this.grow();
    const [low, high] = hash64(`${row.file ?? ''}\0${row.suite}\0${row.classname ?? ''}\0${row.name}`);
    const at = this.find(low, high);
    if (this.count(at) === 0) {
      this.slots[at] = low;
      this.slots[at + 1] = high;
      this.used++;
    }
    const seen = this.count(at) + 1;
    this.slots[at + 2] = seen;
    return seen;
  }

  private count(at: number): number {
    return this.slots[at + 2] ?? 0;
  }

  /** Where this hash stands, or the free slot where it belongs. */
  private find(low: number, high: number): number {
    const size = this.slots.length / 3;
    let slot = low & (size - 1);
    for (;;) {
      const at = slot * 3;
      if (this.count(at) === 0 || (this.slots[at] === low && this.slots[at + 1] === high)) return at;
      slot = (slot + 1) & (size - 1);
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += 3) {
      if (old[from + 2] === 0) continue;
      this.slots.set(old.subarray(from, from + 3), this.find(old[from] ?? 0, old[from + 1] ?? 0));
    }
  }
}

/** Two 32-bit hashes that mix each other (cyrb53's way): no secret, but the same on every machine. */
function hash64(text: string): readonly [low: number, high: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  const low = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const high = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [low >>> 0, high >>> 0];
}
