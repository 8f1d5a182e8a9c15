import type { Json } from '../../core/json.ts';
import type { Finding } from '../../core/judgement.ts';
import { listOf, type Observation, stringOf } from '../../core/observation.ts';
import { isObject } from '../../probes/target.ts';
import type { ChangedFile } from '../../formats/git-changes.ts';
import { brief } from './approvals.ts';
import type { Comparison } from './comparison.ts';

/** GitHub tells of fewer files, each by two names at most: beyond these nothing is compared. */
const MOST = 1000;
/** Names that a difference shows. */
const NAMED = 3;

type Fate = 'added' | 'removed' | 'changed';

const FATE: Readonly<Record<ChangedFile['status'], Fate>> = {
  A: 'added',
  C: 'added',
  R: 'added',
  D: 'removed',
  M: 'changed',
  T: 'changed',
};

/** What GitHub tells of a change, beside what git told where the gates ran: one who can write there may have told git's list anew. */
export class Told {
  private told: Observation | undefined;
  /** By git's list, what became of each name. */
  private readonly seen = new Map<string, Fate>();

  step(o: Observation): void {
    this.told = o;
  }

  take({ status, path, from }: ChangedFile): void {
    if (this.seen.size > MOST) return;
    if (status === 'R' && from !== undefined) note(this.seen, from, 'removed');
    note(this.seen, path, FATE[status]);
  }

  /** Why the change is not the one that GitHub knows; undefined where it is, or nobody can tell. @throws MalformedObservation */
  difference({ base, baseCommit, mergeBase, head }: Comparison): string | undefined {
    const { told } = this;
    if (!told || told['trouble'] !== undefined) return undefined;
    if (stringOf(told, 'base') !== baseCommit || stringOf(told, 'head') !== head)
      return 'GitHub was asked about other commits than those that were compared';
    const theirs = stringOf(told, 'mergeBase');
    if (theirs !== mergeBase) return `GitHub says that HEAD left ${base} at ${brief(theirs)}, and ${brief(mergeBase)} was compared`;
    if (told['held'] === false) return `on GitHub ${base} does not have commit ${brief(baseCommit)} (any more), which was compared`;
    const files = this.listed();
    return files && differenceOf(this.seen, files);
  }

  /** What was not compared, and why. */
  notes({ base }: Comparison): readonly Finding[] {
    const { told } = this;
    if (!told) return [];
    const say = (message: string): readonly Finding[] => [{ title: 'Compared with GitHub', message, seq: told.seq, note: true }];
    if (told['trouble'] !== undefined) return say(`not compared: ${stringOf(told, 'trouble')}`);
    const unheld = told['held'] === undefined ? say(`GitHub knows no ${base}, so whether it has the commit was not compared`) : [];
    if (this.listed()) return unheld;
    const why = told['files'] === undefined ? 'GitHub lists at most 300 files of a change' : 'names that are not UTF-8';
    return [...unheld, ...say(`commits were compared, files were not: ${why}`)];
  }

  private listed(): ReadonlyMap<string, Fate> | undefined {
    if (!this.told || this.told['files'] === undefined || [...this.seen.keys()].some(isUnreadable)) return undefined;
    const files = new Map<string, Fate>();
    for (const file of listOf(this.told, 'files')) note(files, text(file, 'name'), text(file, 'fate') as Fate);
    return [...files.keys()].some(isUnreadable) ? undefined : files;
  }
}

/** Of a name that is told twice, as a file whose type changes may be: it was there, and is. */
function note(fates: Map<string, Fate>, name: string, fate: Fate): void {
  fates.set(name, fates.has(name) && fates.get(name) !== fate ? 'changed' : fate);
}

function differenceOf(git: ReadonlyMap<string, Fate>, github: ReadonlyMap<string, Fate>): string | undefined {
  const more = [...git.keys()].filter((name) => !github.has(name));
  const less = [...github.keys()].filter((name) => !git.has(name));
  const others = [...git].filter(([name, fate]) => github.has(name) && github.get(name) !== fate).map(([name]) => name);
  const parts = [
    ...(less.length > 0 ? [`only GitHub lists ${some(less)}`] : []),
    ...(more.length > 0 ? [`only git's list has ${some(more)}`] : []),
    ...(others.length > 0 ? [`they tell otherwise of ${some(others)}`] : []),
  ];
  return parts.length === 0 ? undefined : `GitHub compares these commits otherwise: ${parts.join('; ')}`;
}

function some(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
}

/** What is no UTF-8, or held a secret, may be written in two ways. */
function isUnreadable(name: string): boolean {
  return name.includes('\uFFFD') || name.includes('[REDACTED');
}

function text(value: Json, key: string): string {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}
