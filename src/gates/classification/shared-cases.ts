import type { Json } from '../../core/json.ts';
import { type ByClass, Confusion } from '../../stats/confusion.ts';
import type { Manifest } from './manifest.ts';
import { idOf, inQuotes, placeOf, type Row } from './records.ts';
import type { Tally } from './tally.ts';

/** Fewer of the manifest's cases, and the comparison is one of other cases. */
export const LEAST_SHARED = 0.8;

/** The cases that earlier results share with the manifest, with the same class expected, and how they were answered then. */
export class SharedCases {
  /** Why the earlier results can't be used. */
  trouble: string | undefined;
  /** Files of results that were read, one a run. */
  files = 0;
  private readonly manifest: Manifest;
  private readonly confusion: Confusion;
  /** Of each case of the manifest the last file that had it, from 1. */
  private seenIn = new Uint16Array(0);
  /** Whether each case of the manifest is shared. */
  private shared = new Uint8Array(0);

  constructor(classes: readonly string[], manifest: Manifest) {
    this.manifest = manifest;
    this.confusion = new Confusion(classes);
  }

  /** Begins the next file; the manifest is known by then. */
  begin(): void {
    if (this.files === 0) {
      this.seenIn = new Uint16Array(this.manifest.size);
      this.shared = new Uint8Array(this.manifest.size);
    }
    this.files++;
  }

  /** Takes a record: where it stands, its case, the class that was right, the answer. */
  take(path: string, row: Row): void {
    const [, rawId, expected, actual] = row;
    const id = idOf(rawId);
    const index = id === undefined ? undefined : this.manifest.indexOf(id);
    if (id === undefined) this.refuse(path, row, 'has no id');
    else if (index !== undefined && this.seenIn[index] === this.files) this.refuse(path, row, `${inQuotes(id)} stands twice`);
    else if (index !== undefined) this.count(index, expected, actual);
  }

  get size(): number {
    return this.shared.reduce((sum, one) => sum + one, 0);
  }

  /** Why too little is shared for a comparison; undefined when it is enough. */
  tooFew(): string | undefined {
    const of = `${this.size} of ${this.manifest.size} cases are shared`;
    if (this.size === 0 || this.size / this.manifest.size < LEAST_SHARED) return `${of}, expected at least ${LEAST_SHARED * 100} %`;
    const then = this.recall();
    const alone = this.confusion.classes.find((name, label) => this.manifest.casesOf(label) > 0 && then[name] === undefined);
    return alone === undefined ? undefined : `${of}, none of class ${inQuotes(alone)}`;
  }

  /** Recall of each class then, over these cases. */
  recall(): ByClass {
    return this.confusion.recall();
  }

  /** The same of a run of now. */
  recallNow(tally: Tally): ByClass {
    return tally.recallOver((index) => this.shared[index] === 1);
  }

  /** A case whose right answer was changed since is another case. */
  private count(index: number, expected: Json | undefined, actual: Json | undefined): void {
    this.seenIn[index] = this.files;
    const label = this.manifest.labelOf(index);
    if (this.manifest.classOf(expected) !== label) return;
    this.shared[index] = 1;
    this.confusion.add(label, this.manifest.classOf(actual));
  }

  private refuse(path: string, row: Row, what: string): void {
    this.trouble ??= `${path}: ${placeOf(path, row)}: ${what}`;
  }
}
