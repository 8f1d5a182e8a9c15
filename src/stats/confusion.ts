import { significant } from '../core/ratio.ts';

/** A number for each class; a class for which it is not defined is left out. */
export type ByClass = Readonly<Record<string, number>>;
/** A number for each answer, by the class that is right; a class without cases is left out. */
export type ByClasses = Readonly<Record<string, ByClass>>;

/** Which answer each class got how often. Classes are named by their index; an answer that is none of them counts as a wrong one. */
export class Confusion {
  readonly classes: readonly string[];
  /** Row by row: cases of the class `expected` that got the answer `actual`. */
  private readonly cells: Float64Array;
  /** Of each class, the cases whatever they got. */
  private readonly support: Float64Array;

  constructor(classes: readonly string[]) {
    this.classes = classes;
    this.cells = new Float64Array(classes.length * classes.length);
    this.support = new Float64Array(classes.length);
  }

  /** Counts a case. @param actual undefined for an answer that is none of the classes */
  add(expected: number, actual: number | undefined): void {
    this.support[expected] = this.cases(expected) + 1;
    if (actual === undefined) return;
    const cell = expected * this.classes.length + actual;
    this.cells[cell] = (this.cells[cell] ?? 0) + 1;
  }

  /** Counts all that the other one counted. */
  merge(other: Confusion): void {
    for (const [i, count] of other.cells.entries()) this.cells[i] = (this.cells[i] ?? 0) + count;
    for (const [i, count] of other.support.entries()) this.support[i] = (this.support[i] ?? 0) + count;
  }

  /** Cases whose answer is one of the classes. */
  comparable(): number {
    return this.cells.reduce((sum, count) => sum + count, 0);
  }

  right(): number {
    return this.indexes().reduce((sum, i) => sum + this.count(i, i), 0);
  }

  /** Right answers / comparable. */
  accuracy(): number | undefined {
    return share(this.right(), this.comparable());
  }

  /** Right answers / cases of the class. */
  recall(): ByClass {
    return this.byClass((i) => share(this.count(i, i), this.cases(i)));
  }

  /** Right answers / cases that got this answer. */
  precision(): ByClass {
    return this.byClass((i) => share(this.count(i, i), this.answers(i)));
  }

  /** The mean recall; undefined when any class has no cases. */
  balancedAccuracy(): number | undefined {
    const recalls = Object.values(this.recall());
    if (recalls.length < this.classes.length) return undefined;
    return significant(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length);
  }

  table(): ByClasses {
    return this.byClasses((expected, actual) => this.count(expected, actual));
  }

  /** Cases that got an answer / cases of the class. */
  answerShare(): ByClasses {
    return this.byClasses((expected, actual) => share(this.count(expected, actual), this.cases(expected)) ?? 0);
  }

  /** The largest share of one answer among all comparable ones. */
  maxShare(): number | undefined {
    return share(
      this.indexes().reduce((most, i) => Math.max(most, this.answers(i)), 0),
      this.comparable(),
    );
  }

  /** The largest share that one wrong answer has of a class; undefined without cases. */
  maxOffClassShare(): number | undefined {
    const classes = this.indexes().filter((i) => this.cases(i) > 0);
    if (classes.length === 0) return undefined;
    return significant(classes.reduce((most, expected) => Math.max(most, this.mostWrong(expected) / this.cases(expected)), 0));
  }

  /** How often a class got the wrong answer that it got most often. */
  private mostWrong(expected: number): number {
    return this.indexes().reduce((most, actual) => (actual === expected ? most : Math.max(most, this.count(expected, actual))), 0);
  }

  private count(expected: number, actual: number): number {
    return this.cells[expected * this.classes.length + actual] ?? 0;
  }

  private cases(expected: number): number {
    return this.support[expected] ?? 0;
  }

  private answers(actual: number): number {
    return this.indexes().reduce((sum, expected) => sum + this.count(expected, actual), 0);
  }

  private indexes(): readonly number[] {
    return [...this.classes.keys()];
  }

  private byClass(value: (index: number) => number | undefined): ByClass {
    return Object.fromEntries(this.classes.flatMap((name, i) => [[name, value(i)] as const]).filter(isDefined));
  }

  private byClasses(value: (expected: number, actual: number) => number): ByClasses {
    const rows = this.indexes().filter((expected) => this.cases(expected) > 0);
    return Object.fromEntries(rows.map((expected) => [this.classes[expected] ?? '', this.byClass((actual) => value(expected, actual))]));
  }
}

/**
 * The largest drop of a class's recall, absolute; negative when every one rose. Classes without cases on both sides are left out.
 * @returns undefined when a class has cases on one side only, or no class has any
 */
export function maxRecallDrop(before: ByClass, now: ByClass): number | undefined {
  const classes = Object.keys({ ...before, ...now });
  const drops = classes.map((name) => (before[name] ?? Number.NaN) - (now[name] ?? Number.NaN));
  const most = Math.max(...drops);
  return Number.isFinite(most) ? significant(most) : undefined;
}

function share(part: number, of: number): number | undefined {
  return of === 0 ? undefined : significant(part / of);
}

function isDefined(entry: readonly [string, number | undefined]): entry is readonly [string, number] {
  return entry[1] !== undefined;
}
