import type { Json } from '../../core/json.ts';
import { idOf, inQuotes, placeOf, type Row, textOf } from './records.ts';

/** The cases that there are, each with the class that is right. */
export class Manifest {
  /** Why it can't be used; undefined as long as it can. */
  trouble: string | undefined;
  private readonly classes: ReadonlyMap<string, number>;
  private readonly indexes = new Map<string, number>();
  private readonly labels: number[] = [];

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
    else if (this.indexes.has(id)) this.refuse(path, row, `${inQuotes(id)} stands twice`);
    else {
      this.indexes.set(id, this.labels.length);
      this.labels.push(label);
    }
  }

  /** The number of a case, from 0; undefined for one that it does not list. */
  indexOf(id: string): number | undefined {
    return this.indexes.get(id);
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
    for (const [id, index] of this.indexes) {
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

  private refuse(path: string, row: Row, what: string): void {
    this.trouble ??= `${path}: ${placeOf(path, row)}: ${what}`;
  }
}
