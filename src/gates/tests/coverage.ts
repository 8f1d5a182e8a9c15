import { significant } from '../../core/ratio.ts';
import type { CoverageRow } from '../../formats/coverage.ts';
import { below, type Checkout } from './checkout.ts';
import { type FileName, meaningsOf } from './file-names.ts';
import type { SourceMatch } from './glob.ts';
import type { Shown } from './source-files.ts';

/** What was covered of some files; a share of nothing is nothing. */
export interface Covered {
  readonly lines?: number;
  readonly branches?: number;
  /** Known where the reports count statements for every one of the files. */
  readonly statements?: number;
}

interface Hits {
  readonly lines: Map<number, 0 | 1>;
  readonly branches: Map<string, 0 | 1>;
  readonly statements: Map<string, Statements>;
}

/** Statements that run together, or not at all. */
interface Statements {
  readonly hit: 0 | 1;
  readonly count: number;
}

/** One file, whatever it is called. */
interface FileCoverage extends Hits {
  /** By its path from the root, where it is a file of the checkout; else as reports call it. */
  readonly path: string;
  readonly found: boolean;
  readonly names: Set<string>;
}

/** The report that is read now. */
interface Report {
  readonly name: string;
  /** As the configuration names it. */
  readonly path: string;
  readonly folder: string;
  readonly files: Map<string, Hits & { readonly name: FileName }>;
}

/**
 * Coverage of one run, merged by file and line: covered where any report says so. A file is what a name in a report means in the
 * checkout, so that two names may be one file and one name two. Memory grows with the lines of the sources.
 */
export class Coverage {
  private readonly checkout: Checkout;
  private readonly files = new Map<string, FileCoverage>();
  private readonly open = new Map<string, Set<string>>();
  private readonly strangers: string[] = [];
  private reports = 0;
  private report: Report | undefined;

  constructor(checkout: Checkout) {
    this.checkout = checkout;
  }

  /** Another report. @param path as the configuration names it */
  begin(path: string): void {
    this.settle();
    const own = this.checkout.inside(path) ?? below(this.checkout.workingDirectory, path);
    this.report = {
      name: `report ${++this.reports}`,
      path,
      folder: own.includes('/') ? own.slice(0, own.lastIndexOf('/')) : '',
      files: new Map(),
    };
  }

  take({ file, below: folders, groups, lines, branches, statements = [] }: CoverageRow): void {
    const name = { file, ...(folders && { below: folders }), ...(groups && { groups }) };
    const files = this.report?.files ?? new Map<string, Hits & { readonly name: FileName }>();
    const key = JSON.stringify(name);
    const known = files.get(key) ?? { name, ...noHits() };
    files.set(key, known);
    merge(known, { lines, branches, statements: statements.map(([id, hit, count]) => [id, { hit, count }]) });
  }

  /** Of the files that match. */
  of(match: SourceMatch): Covered {
    const files = this.matching(match);
    const lines = share(files.map((file) => file.lines));
    const branches = share(files.map((file) => file.branches));
    const statements = shareOfStatements(files);
    return {
      ...(lines !== undefined && { lines }),
      ...(branches !== undefined && { branches }),
      ...(statements !== undefined && { statements }),
    };
  }

  /** What the reports call files that match. */
  namesOf(match: SourceMatch): readonly string[] {
    return this.matching(match).map(({ path }) => path);
  }

  all(): Covered {
    return this.of({ inside: () => true, outside: () => true });
  }

  /** What the reports show of the sources. */
  get shown(): Shown {
    this.settle();
    const files = [...this.files.values()];
    return {
      names: files.flatMap(({ names }) => [...names]).filter((name) => name !== ''),
      paths: files.filter(({ found }) => found).map(({ path }) => path),
      isOpen: this.open.size > 0,
    };
  }

  /** Names that several reports use, and of which nobody knows whether they mean one file: each counts as a file of its own. */
  get ambiguous(): readonly string[] {
    this.settle();
    return [...this.open].filter(([, reports]) => reports.size > 1).map(([name]) => name);
  }

  /** What is wrong with a report that shows no file of the checkout: it is of another project, or of another state of this one. */
  get foreign(): string | undefined {
    this.settle();
    return this.strangers[0];
  }

  /** Lines with code of a file of the checkout; undefined where no report names it. */
  linesOf(path: string): ReadonlyMap<number, 0 | 1> | undefined {
    this.settle();
    const file = this.files.get(path);
    return file?.lines;
  }

  private matching({ inside, outside }: SourceMatch): readonly FileCoverage[] {
    this.settle();
    return [...this.files.values()].filter(({ path, found, names }) => [path, ...names].some(found ? inside : outside));
  }

  /** What the names of a report mean is known once all are. */
  private settle(): void {
    const { report } = this;
    if (!report) return;
    this.report = undefined;
    const entries = [...report.files.values()];
    const meanings = meaningsOf(
      entries.map(({ name }) => name),
      this.checkout,
      report.folder,
      report.name,
    );
    const strange = entries.find(({ name }) => name.file !== '')?.name.file;
    if (strange !== undefined && !meanings.some(({ near }) => near))
      this.strangers.push(`${report.path}: none of its files is in the checkout (the first: ${strange})`);
    entries.forEach(({ name, ...hits }, index) => {
      const { id, found, own } = meanings[index] ?? { id: name.file, found: false, own: true };
      const known = this.files.get(id) ?? {
        path: own ? name.file : id,
        found,
        names: new Set<string>(),
        ...noHits(),
      };
      this.files.set(id, known);
      known.names.add(name.file);
      merge(known, hits);
      if (own && name.file !== '') this.open.set(name.file, (this.open.get(name.file) ?? new Set()).add(id));
    });
  }
}

function noHits(): Hits {
  return { lines: new Map(), branches: new Map(), statements: new Map() };
}

/** What was hit of a file, as a report or several have it. */
interface Told {
  readonly lines: Iterable<readonly [number, 0 | 1]>;
  readonly branches: Iterable<readonly [string, 0 | 1]>;
  readonly statements: Iterable<readonly [string, Statements]>;
}

function merge(into: Hits, { lines, branches, statements }: Told): void {
  for (const [line, hit] of lines) if (into.lines.get(line) !== 1) into.lines.set(line, hit);
  for (const [id, hit] of branches) if (into.branches.get(id) !== 1) into.branches.set(id, hit);
  for (const [id, told] of statements) if (into.statements.get(id)?.hit !== 1) into.statements.set(id, told);
}

/** Undefined where a file has lines, and no report counts its statements: of those nobody knows. */
function shareOfStatements(files: readonly Hits[]): number | undefined {
  if (files.some(({ lines, statements }) => lines.size > 0 && statements.size === 0)) return undefined;
  let [total, hits] = [0, 0];
  for (const { statements } of files)
    for (const { hit, count } of statements.values()) {
      total += count;
      hits += hit * count;
    }
  return total === 0 ? undefined : significant(hits / total);
}

/** Covered of all; undefined for a share of nothing. */
export function share(maps: readonly ReadonlyMap<unknown, 0 | 1>[]): number | undefined {
  let [total, hits] = [0, 0];
  for (const map of maps) {
    total += map.size;
    for (const hit of map.values()) hits += hit;
  }
  return total === 0 ? undefined : significant(hits / total);
}
