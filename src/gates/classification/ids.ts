/** Code units in a page; an id that is longer has a page of its own. */
const PAGE = 1 << 16;

/** Slots of the table in the beginning; always a power of two. */
const START_SLOTS = 1024;

/**
 * The ids of cases, each with its number, from 0, in the order in which they were added. A million ids as texts and map entries are
 * what a garbage collector works longest on: here they are code units, one after another. Ids are the same only if all of their
 * units are; the hash merely says where to look.
 *
 * Memory: 2 bytes a code unit, and 22 to 44 an id.
 */
export class Ids {
  private readonly pages = [new Uint16Array(PAGE)];
  /** Units that are taken on the last page. */
  private used = 0;
  /** Where each id begins, in units from the first page's beginning; an id never goes on on another page. */
  private places = new Float64Array(START_SLOTS);
  private lengths = new Uint32Array(START_SLOTS);
  private hashes = new Uint32Array(START_SLOTS);
  /** Number of an id, from 1, in the slot of its hash or the next free one. */
  private slots = new Uint32Array(START_SLOTS);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @returns the number of the id; undefined, and nothing is added, if it is there already */
  add(id: string): number | undefined {
    const hash = hashOf(id);
    let slot = this.slotOf(id, hash);
    if (this.slots[slot] !== 0) return undefined;
    if (this.count === this.places.length) this.lengthen();
    if ((this.count + 1) * 3 > this.slots.length * 2) {
      this.widen();
      slot = this.slotOf(id, hash);
    }
    this.keep(id, hash);
    this.slots[slot] = ++this.count;
    return this.count - 1;
  }

  /** The number of an id; undefined for one that was not added. */
  indexOf(id: string): number | undefined {
    const number = this.slots[this.slotOf(id, hashOf(id))] ?? 0;
    return number === 0 ? undefined : number - 1;
  }

  /** Whether the id with a number is this one. */
  is(index: number, id: string): boolean {
    if (index >= this.count || this.lengths[index] !== id.length) return false;
    const place = this.places[index] ?? 0;
    const page = this.pages[Math.floor(place / PAGE)];
    if (!page) return false;
    const from = place % PAGE;
    for (let i = 0; i < id.length; i++) if (page[from + i] !== id.charCodeAt(i)) return false;
    return true;
  }

  /** The id with a number. */
  at(index: number): string {
    const place = this.places[index] ?? 0;
    const from = place % PAGE;
    const units = this.pages[Math.floor(place / PAGE)]?.subarray(from, from + (this.lengths[index] ?? 0)) ?? [];
    return Array.from(units, (unit) => String.fromCharCode(unit)).join('');
  }

  /** The slot of an id, or the free one where it would be. */
  private slotOf(id: string, hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot] ?? 0;
      if (number === 0 || (this.hashes[number - 1] === hash && this.is(number - 1, id))) return slot;
    }
  }

  private keep(id: string, hash: number): void {
    if (this.used + id.length > PAGE) {
      this.pages.push(new Uint16Array(Math.max(PAGE, id.length)));
      this.used = 0;
    }
    const page = this.pages.at(-1) ?? new Uint16Array();
    for (let i = 0; i < id.length; i++) page[this.used + i] = id.charCodeAt(i);
    this.places[this.count] = (this.pages.length - 1) * PAGE + this.used;
    this.lengths[this.count] = id.length;
    this.hashes[this.count] = hash;
    this.used += id.length;
  }

  private lengthen(): void {
    const room = this.count * 2;
    this.places = longer(this.places, new Float64Array(room));
    this.lengths = longer(this.lengths, new Uint32Array(room));
    this.hashes = longer(this.hashes, new Uint32Array(room));
  }

  private widen(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = (this.hashes[index] ?? 0) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

function longer<Values extends Uint32Array | Float64Array>(values: Values, room: Values): Values {
  room.set(values);
  return room;
}

/** 32 bits: FNV-1a over code units, with the last step of MurmurHash3, so that all bits tell. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
