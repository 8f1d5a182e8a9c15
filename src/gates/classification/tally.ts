import type { Json } from '../../core/json.ts';
import { significant } from '../../core/ratio.ts';
import { type ByClass, Confusion } from '../../stats/confusion.ts';
import type { Manifest } from './manifest.ts';
import { idOf, inQuotes, placeOf, type Row, textOf } from './records.ts';
import { UnknownAnswers } from './unknown-answers.ts';

/** Cases that are named; all are counted. */
const SHOWN = 5;

/** More different statuses than this are none. */
const MOST_STATUSES = 1000;

/** What a case got: nothing yet, an answer that is none of the classes, or a class (its index, from here on). */
const UNSEEN = 0;
const OTHER = 1;
const FIRST_CLASS = 2;

/** What the records of one run amount to. Its memory grows with the manifest, not with the records. */
export class Tally {
  readonly confusion: Confusion;
  /** What each case of the manifest got. */
  readonly answers: Uint16Array;
  /** Records with each status. */
  readonly statuses = new Map<string, number>();
  readonly unknown: UnknownAnswers;
  records = 0;
  private readonly manifest: Manifest;
  private readonly hasStatus: boolean;
  private readonly extra = new Named('not in the manifest');
  private readonly twice = new Named('more than once');
  private readonly relabelled = new Named('with another class expected than in the manifest');
  private malformed: string | undefined;

  constructor(classes: readonly string[], manifest: Manifest, hasStatus: boolean) {
    this.confusion = new Confusion(classes);
    this.unknown = new UnknownAnswers(classes);
    this.manifest = manifest;
    this.answers = new Uint16Array(manifest.size);
    this.hasStatus = hasStatus;
  }

  /** Takes a record: where it stands, its case, the class that is right, the answer, the status. */
  take(path: string, row: Row): void {
    const [, rawId, expected, actual, status] = row;
    this.records++;
    const id = idOf(rawId);
    if (id === undefined) {
      this.malformed ??= `${path}: ${placeOf(path, row)}: the case has no id`;
      return;
    }
    const index = this.manifest.indexOf(id);
    if (index === undefined) this.extra.add(id);
    else if (this.answers[index] !== UNSEEN) this.twice.add(id);
    else this.count(index, id, expected, actual);
    if (this.hasStatus) this.countStatus(textOf(status), path, row);
  }

  /** Why the records are not those of the manifest, each case once; undefined when they are. */
  trouble(): string | undefined {
    if (this.malformed !== undefined) return this.malformed;
    const seen = this.seen();
    const { size } = this.manifest;
    const missing = this.manifest.firstOf(SHOWN, (index) => this.answers[index] === UNSEEN);
    const parts = [
      ...(seen < size ? [`${size - seen} missing (${listOf(missing, size - seen)})`] : []),
      ...[this.extra, this.twice, this.relabelled].flatMap((named) => named.inWords()),
    ];
    return parts.length === 0 ? undefined : `${seen} of ${size} cases: ${parts.join(', ')}`;
  }

  /** Recall of each class over some cases of the manifest. */
  recallOver(isWanted: (index: number) => boolean): ByClass {
    const confusion = new Confusion(this.confusion.classes);
    for (const [index, answer] of this.answers.entries()) {
      if (isWanted(index)) confusion.add(this.manifest.labelOf(index), answer < FIRST_CLASS ? undefined : answer - FIRST_CLASS);
    }
    return confusion.recall();
  }

  seen(): number {
    return this.answers.reduce((sum, answer) => sum + (answer === UNSEEN ? 0 : 1), 0);
  }

  private count(index: number, id: string, expected: Json | undefined, answer: Json | undefined): void {
    const label = this.manifest.labelOf(index);
    if (this.manifest.classOf(expected) !== label) this.relabelled.add(id);
    const actual = this.manifest.classOf(answer);
    if (actual === undefined) this.unknown.add(textOf(answer));
    this.answers[index] = actual === undefined ? OTHER : FIRST_CLASS + actual;
    this.confusion.add(label, actual);
  }

  private countStatus(status: string, path: string, row: Row): void {
    if (status === '') this.malformed ??= `${path}: ${placeOf(path, row)}: the record has no status`;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (this.statuses.size > MOST_STATUSES) {
      this.malformed ??= `${path}: more than ${MOST_STATUSES} different statuses`;
      this.statuses.clear();
    }
  }
}

/** How many cases got the same class in every run. */
export class Agreement {
  private first: Uint16Array | undefined;
  private runs = 0;
  /** Of each case, whether every run so far gave it the same class. */
  private same = new Uint8Array(0);

  merge(answers: Uint16Array): void {
    this.runs++;
    const first = (this.first ??= answers);
    if (this.runs === 1) this.same = new Uint8Array(answers.length).fill(1);
    for (let index = 0; index < answers.length; index++) {
      const answer = answers[index] ?? UNSEEN;
      // That two runs had no answer is no agreement.
      if (answer !== first[index] || answer < FIRST_CLASS) this.same[index] = 0;
    }
  }

  /** Share of the cases, 0..1; undefined after fewer than two runs. */
  share(): number | undefined {
    if (this.runs < 2 || this.same.length === 0) return undefined;
    return significant(this.same.reduce((sum, same) => sum + same, 0) / this.same.length);
  }
}

/** Cases of which something is wrong. */
class Named {
  private count = 0;
  private readonly first: string[] = [];
  private readonly what: string;

  constructor(what: string) {
    this.what = what;
  }

  add(id: string): void {
    this.count++;
    if (this.first.length < SHOWN) this.first.push(id);
  }

  inWords(): readonly string[] {
    return this.count === 0 ? [] : [`${this.count} ${this.what} (${listOf(this.first, this.count)})`];
  }
}

function listOf(ids: readonly string[], of: number): string {
  const names = ids.map(inQuotes).join(', ');
  return ids.length < of ? `${names}, …` : names;
}
