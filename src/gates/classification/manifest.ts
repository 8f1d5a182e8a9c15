import type { Json } from '../../core/json.ts';
import { Ids } from './ids.ts';
import { idOf, inQuotes, placeOf, type Row, textOf } from './records.ts';

/** The cases that there are, each with the class that is right. */
export class Manifest {
  /** Why it can't be used; undefined as long as it can. */
  trouble: string | undefined;
  private readonly classes: ReadonlyMap<string, number>;
  private readonly ids = new Ids();
  /** The class of each case, with room for more. */
  private labels = new Uint16Array(1024);
  /** How many cases expect each class. */
  private readonly counts: number[];
  /** The case after the last one that was asked for. */
  private next = 0;

  constructor(classes: readonly string[]) {
    this.classes = new Map(classes.map((name, index) => [name, index]));
    this.counts = classes.map(() => 0);
  }

  get size(): number {
    return this.ids.size;
  }

  /** Takes an entry: where it stands, its id, the class that is right. */
  take(path: string, row: Row): void {
    const [, rawId, rawClass] = row;
    const id = idOf(rawId);
    const label = this.classOf(rawClass);
    if (id === undefined) this.refuse(path, row, 'has no id');
    else if (label === undefined)
      this.refuse(path, row, `${inQuotes(id)} expects ${inQuotes(textOf(rawClass))}, which is no class of the gate`);
    else if (!this.list(id, label)) this.refuse(path, row, `${inQuotes(id)} stands twice`);
  }

  /** The number of a case, from 0; undefined for one that it does not list. */
  indexOf(id: string): number | undefined {
    // Results mostly come in the order of the manifest: then nothing has to be looked up.
    const index = this.ids.is(this.next, id) ? this.next : this.ids.indexOf(id);
    if (index !== undefined) this.next = index + 1;
    return index;
  }

  labelOf(index: number): number {
    return this.labels[index] ?? 0;
  }

  /** How many cases expect a class. */
  casesOf(label: number): number {
    return this.counts[label] ?? 0;
  }

  /** The index of a class; undefined for what is none. */
  classOf(value: Json | undefined): number | undefined {
    return this.classes.get(textOf(value));
  }

  /** The first cases of which something holds, by their ids, in the order of the manifest. */
  firstOf(most: number, holds: (index: number) => boolean): readonly string[] {
    const found: string[] = [];
    for (let index = 0; index < this.ids.size && found.length < most; index++) if (holds(index)) found.push(this.ids.at(index));
    return found;
  }

  /** `pass 5, reject 15`: how many cases expect each class. */
  distribution(): string {
    return [...this.classes].map(([name, label]) => `${name} ${this.counts[label]}`).join(', ');
  }

  /** @returns false for an id that is listed already */
  private list(id: string, label: number): boolean {
    const index = this.ids.add(id);
    if (index === undefined) return false;
    if (index === this.labels.length) {
      const labels = new Uint16Array(index * 2);
      labels.set(this.labels);
      this.labels = labels;
    }
    this.labels[index] = label;
    this.counts[label] = (this.counts[label] ?? 0) + 1;
    return true;
  }

  private refuse(path: string, row: Row, what: string): void {
    this.trouble ??= `${path}: ${placeOf(path, row)}: ${what}`;
  }
}
