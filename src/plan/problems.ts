import { ConfigurationError } from '../core/errors.ts';
import type { Location, Problem } from '../core/location.ts';
import type { Path, SourceDocument } from './document.ts';
import type { DataProblem } from './validate.ts';
import { visible } from './visible.ts';

/** Collects what is wrong in a configuration, with its places, to say all of it at once. */
export class ProblemList {
  private readonly file: string;
  private readonly document: SourceDocument;
  private readonly found: Problem[] = [];
  private readonly broken: Path[] = [];

  constructor(file: string, document: SourceDocument) {
    this.file = file;
    this.document = document;
    for (const { at, message } of document.problems) this.at(at, message);
  }

  at(at: Location, text: string): void {
    const message = visible(text);
    if (!this.found.some((problem) => problem.message === message && problem.at.line === at.line && problem.at.column === at.column)) {
      this.found.push({ file: this.file, at, message });
    }
  }

  add(problems: readonly DataProblem[]): void {
    for (const { path, part, message } of problems) {
      if (this.broken.some((prefix) => prefix.every((step, index) => path[index] === step))) continue;
      this.at(part === 'key' ? this.document.locateKey(path) : this.document.locate(path), message + this.origin(path, message));
    }
  }

  /** Problems after which nothing more is to be said of these places. */
  addFinal(problems: readonly DataProblem[]): void {
    this.add(problems);
    this.broken.push(...problems.map(({ path }) => path));
  }

  get count(): number {
    return this.found.length;
  }

  /** In the order of the file. */
  sorted(): readonly Problem[] {
    return this.found.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  }

  /** @throws ConfigurationError when there is any. @param note said after them */
  throwIfAny(note?: string): void {
    if (this.found.length > 0) throw new ConfigurationError(this.sorted(), note);
  }

  /** A value that was put in from elsewhere does not stand in the file as it was found. */
  private origin(path: Path, message: string): string {
    const written = message.startsWith('found ') ? this.document.written(path) : undefined;
    return written?.includes('${{') === true ? ` (written as ${written})` : '';
  }
}
