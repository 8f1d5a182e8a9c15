import { inQuotes } from './records.ts';

/** Different answers that are counted one by one. */
const MOST_DISTINCT = 1000;
/** Different answers that are shown, the most frequent first. */
const SHOWN = 10;

/** Answers that are none of the classes, each with its count. Spelling is never mended: `Pass` is not `pass`. */
export class UnknownAnswers {
  count = 0;
  private readonly counts = new Map<string, number>();
  private readonly classes: readonly string[];

  constructor(classes: readonly string[]) {
    this.classes = classes;
  }

  add(answer: string): void {
    this.count++;
    const before = this.counts.get(answer);
    if (before !== undefined || this.counts.size < MOST_DISTINCT) this.counts.set(answer, (before ?? 0) + 1);
  }

  /** `"error 503" × 4, "A" × 1 (class "a" in another spelling)`; undefined when there is none. */
  text(): string | undefined {
    if (this.count === 0) return undefined;
    const byCount = [...this.counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const shown = byCount.slice(0, SHOWN).map(([answer, count]) => `${inQuotes(answer)} × ${count}${this.hint(answer)}`);
    return [...shown, ...(byCount.length > SHOWN ? ['…'] : [])].join(', ');
  }

  private hint(answer: string): string {
    const plain = (text: string): string => text.trim().toLowerCase();
    const near = this.classes.find((name) => plain(name) === plain(answer));
    return near === undefined ? '' : ` (class ${inQuotes(near)} in another spelling)`;
  }
}
