import type { Json } from '../../core/json.ts';
import { idOf, inQuotes, placeOf, type Row, textOf } from './records.ts';

/** The cases that there are, each with the class that is right. */
export class Manifest {
  /** Why it can't be used; undefined as long as it can. */
  trouble: string | undefined;
  private readonly classes: ReadonlyMap<string, number>;
  private readonly indexes = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly labels: number[] = [];
  /** The case after the last one that was asked for. */
  private next = 0;

  constructor(classes: readonly string[]) {
    this.classes = new Map(classes.map((name, index) => [name, index]));
  }

  get size(): number {
    return this.labels.length;
  }

  /** Takes an entry: where it stands, its id, the class that is right. */
  take(path: string, row: Row): void {
    const [, rawId, rawClass] = row;
    const id = idOf(rawId);
    const label = this.classOf(rawClass);
    if (id === undefined) this.refuse(path, row, 'has no id');
    else if (label === undefined)
      this.refuse(path, row, `${inQuotes(id)} expects ${inQuotes(textOf(rawClass))}, which is no class of the gate`);
    else this.list(id, label, () => this.refuse(path, row, `${inQuotes(id)} stands twice`));
  }

  /** The number of a case, from 0; undefined for one that it does not list. */
  indexOf(id: string): number | undefined {
    // Results mostly come in the order of the manifest: then nothing has to be looked up.
    const index = this.ids[this.next] === id ? this.next : this.indexes.get(id);
    if (index !== undefined) this.next = index + 1;
    return index;
  }

  labelOf(index: number): number {
    return this.labels[index] ?? 0;
  }

  /** The index of a class; undefined for what is none. */
  classOf(value: Json | undefined): number | undefined {
    return this.classes.get(textOf(value));
  }

  /** The first cases of which something holds, by their ids, in the order of the manifest. */
  firstOf(most: number, holds: (index: number) => boolean): readonly string[] {
    const found: string[] = [];
    for (const [index, id] of this.ids.entries()) {
      if (found.length === most) break;
      if (holds(index)) found.push(id);
    }
    return found;
  }

  /** `pass 5, reject 15`: how many cases expect each class. */
  distribution(): string {
    const counts = [...this.classes.values()].map((label) => this.labels.reduce((sum, one) => sum + (one === label ? 1 : 0), 0));
    return [...this.classes.keys()].map((name, index) => `${name} ${counts[index]}`).join(', ');
  }

  private list(id: string, label: number, refuse: () => void): void {
    const index = this.ids.length;
    this.indexes.set(id, index);
    if (this.indexes.size === index) refuse();
    this.ids.push(id);
    this.labels.push(label);
  }

  private refuse(path: string, row: Row, what: string): void {
    this.trouble ??= `${path}: ${placeOf(path, row)}: ${what}`;
  }
}
