import { type Changeset, type RatedFile, type Risk, RISKS } from '../../core/changeset.ts';
import type { ChangedFile } from '../../formats/git-changes.ts';
import { type Rules, worseFirst } from './rules.ts';

/** Files that changeset.json lists; all are rated and counted. */
const MOST_LISTED = 1000;

const STATUS = { A: 'added', M: 'changed', T: 'changed', D: 'deleted', R: 'renamed', C: 'copied' } as const;

/** What is no ordinary file, by its mode. */
const KINDS: Readonly<Record<string, RatedFile['is']>> = { '120000': 'link', '160000': 'submodule' };

/** The changed files with their risks. Of each risk so many are kept as can be listed. */
export class Files {
  private readonly rules: Rules;
  private readonly kept: Record<Risk, RatedFile[]> = { low: [], medium: [], high: [], critical: [] };
  private readonly counts: Record<Risk, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  private added = 0;
  private deleted = 0;
  private binary = 0;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  take(file: ChangedFile): void {
    const rated = ratedFile(file, this.rules);
    this.counts[rated.risk]++;
    if (this.kept[rated.risk].length < MOST_LISTED) this.kept[rated.risk].push(rated);
    this.added += file.added ?? 0;
    this.deleted += file.deleted ?? 0;
    if (file.added === undefined) this.binary++;
  }

  get count(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** The worst; undefined where no file changed. */
  get risk(): Risk | undefined {
    return RISKS.findLast((risk) => this.counts[risk] > 0);
  }

  /** So many files of a risk, and how many there are. */
  of(risk: Risk, most: number): { readonly shown: readonly RatedFile[]; readonly count: number } {
    return { shown: this.kept[risk].slice(0, most), count: this.counts[risk] };
  }

  /** Lines of text in all, where they were counted. */
  lines(): { readonly additions: number; readonly deletions: number; readonly binaryCount: number } {
    return { additions: this.added, deletions: this.deleted, binaryCount: this.binary };
  }

  listing(): Pick<Changeset, 'fileCount' | 'countByRisk' | 'files' | 'omitted'> {
    const files = RISKS.toReversed()
      .flatMap((risk) => this.kept[risk])
      .slice(0, MOST_LISTED);
    return { fileCount: this.count, countByRisk: { ...this.counts }, files, omitted: this.count - files.length };
  }
}

/** Both names of a file count: what is moved away is changed as much as what it becomes. */
function ratedFile({ status, path, from, modes, added, deleted }: ChangedFile, rules: Rules): RatedFile {
  const ratings = [path, ...(from === undefined ? [] : [from])].map((name) => rules.rate(name));
  const { risk, rule } = ratings.toSorted((a, b) => worseFirst(a.risk, b.risk))[0] ?? rules.rate(path);
  const is = KINDS[modes[1]] ?? KINDS[modes[0]];
  return {
    path,
    ...(from !== undefined && { from }),
    status: STATUS[status],
    ...(is && { is }),
    risk,
    rule: rule ?? null,
    additions: added ?? null,
    deletions: deleted ?? null,
  };
}
