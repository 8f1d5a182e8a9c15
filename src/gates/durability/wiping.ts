import { countOf, type Observation, stringOf } from '../../core/observation.ts';

/** What was removed of a cycle, path by path. */
export class Wiping {
  private readonly paths: readonly string[];
  private seen = 0;
  private written = 0;

  constructor(paths: readonly string[]) {
    this.paths = paths;
  }

  get done(): boolean {
    return this.seen === this.paths.length;
  }

  /** Takes the fact of the next path. @returns why what was stored may not be gone; what the writes did not touch is not where it lies */
  take(o: Observation): string | undefined {
    const path = stringOf(o, 'path');
    this.written += countOf(o, 'written');
    if (path !== this.paths[this.seen++]) return `${path} is not what was to be removed`;
    if (o['detail'] !== undefined) return `${path} was not removed: ${stringOf(o, 'detail')}`;
    if (o['left'] !== undefined) return `${stringOf(o, 'left')} is still there after it was removed`;
    if (o['linked'] !== undefined) return `${stringOf(o, 'linked')} has another name (a hard link), under which it is still there`;
    if (countOf(o, 'found') === 0) return `there was nothing at ${path} to remove`;
    return this.done && this.written === 0 ? `no write has touched ${this.paths.join(', ')}: the data lies elsewhere` : undefined;
  }
}
