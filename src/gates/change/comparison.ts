import type { CHANGE_TROUBLES } from '../../core/facts/change.ts';
import type { Json } from '../../core/json.ts';
import { listOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { MOST_CHANGE_BYTES } from '../../formats/git-changes.ts';
import { commitAtStart } from '../shared/revisions.ts';
import { brief } from './approvals.ts';

/** Which commits were compared. */
export interface Comparison {
  readonly base: string;
  readonly baseCommit: string;
  readonly mergeBase: string;
  readonly head: string;
  readonly parents: readonly string[];
  /** Whether git counted lines, too. */
  readonly counted: boolean;
  /** Git's own words about what it could not do, in brackets. */
  readonly detail: string;
}

type Trouble = (typeof CHANGE_TROUBLES)[number];

const DEEP = 'check out with `fetch-depth: 0`';

/** What is wrong, and what to do. */
const WORDS: Readonly<Record<Trouble, (base: string, isShallow: boolean, detail: string) => string>> = {
  'no-git': () => 'git is not there',
  'no-work-tree': () => 'there is no git repository',
  'no-commit': (_base, _isShallow, detail) => `git knows no commit that is checked out${detail}`,
  'unknown-base': (base, isShallow) =>
    isShallow
      ? `git does not know ${base}: check the name; this clone is shallow, ${DEEP}`
      : `git does not know ${base}: check the name, write the remote's (origin/…), or fetch it before the run; in GitHub Actions ${DEEP}`,
  'ambiguous-base': (base) => `${base} names several things, such as a tag and a branch: write it in full (refs/remotes/origin/main)`,
  'no-merge-base': (base, isShallow) =>
    isShallow ? `this clone does not go back to where HEAD left ${base}: ${DEEP}` : `HEAD and ${base} have no commit in common`,
  'several-merge-bases': (base) =>
    `HEAD and ${base} were merged crosswise, so that nobody knows where HEAD left it: merge ${base} into this branch`,
  'too-large': () => `git's list of changed files is longer than ${MOST_CHANGE_BYTES / 1_048_576} MiB`,
  failed: (base, isShallow, detail) =>
    `git could not compare HEAD with ${base}${detail}${isShallow ? `; this clone is shallow: ${DEEP}` : ''}`,
};

/**
 * Which commits were compared, or why that tells nothing.
 * @param source what was checked out, and what the base meant, before the first gate @throws MalformedObservation
 */
export function comparisonIn(
  o: Observation | undefined,
  base: string,
  source: Observation | undefined,
): Comparison | { readonly why: string } {
  if (!o) return { why: 'nobody looked at the change' };
  if (stringOf(o, 'base') !== base) throw new MalformedObservation(o, 'base', 'that of the configuration');
  if (o['trouble'] !== undefined) return { why: troubleInWords(o, base) };
  const compared: Comparison = {
    base,
    baseCommit: stringOf(o, 'commit'),
    mergeBase: stringOf(o, 'mergeBase'),
    head: stringOf(o, 'head'),
    parents: listOf(o, 'parents').map(String),
    counted: o['asked'] === 'lines',
    detail: detailOf(o),
  };
  return movedSince(source, compared) ?? compared;
}

function troubleInWords(o: Observation, base: string): string {
  const words = WORDS[stringOf(o, 'trouble') as Trouble] as (typeof WORDS)[Trouble] | undefined;
  if (!words) throw new MalformedObservation(o, 'trouble', 'a known one');
  return words(base, o['shallow'] === true, detailOf(o));
}

function detailOf({ detail }: Observation): string {
  return typeof detail === 'string' ? ` (${detail})` : '';
}

/** Gates that ran before may have moved a branch, or checked out another commit. */
function movedSince(source: Observation | undefined, { base, baseCommit, head }: Comparison): { readonly why: string } | undefined {
  const [commit, trouble] = [source?.['commit'], source?.['trouble']];
  if (typeof trouble === 'string') return { why: `which commit was checked out when the run began is not known: ${trouble}` };
  if (commit !== head) return { why: `${textOf(commit)} was checked out when the run began, and ${brief(head)} now` };
  const known = commitAtStart(source, base);
  return known === baseCommit
    ? undefined
    : { why: `${base} was ${textOf(known)} when the run began, and ${brief(baseCommit)} was compared` };
}

function textOf(commit: Json | undefined): string {
  return typeof commit === 'string' ? brief(commit) : 'no commit';
}
