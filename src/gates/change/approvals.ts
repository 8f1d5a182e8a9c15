import { countOf, type Observation, stringOf } from '../../core/observation.ts';

/** Whether a change was approved, and by whom; or why not. */
export type Approval = { readonly by: readonly string[] } | { readonly why: string };

/** Whose word counts, and about which commit. */
interface Question {
  /** Logins, and teams as `organisation/team`; none: everybody who may write. */
  readonly approvers: readonly string[];
  /** The commit that was looked at. */
  readonly head: string;
  readonly parents: readonly string[];
  /** What is to be done where nobody read the reviews. */
  readonly unread: string;
}

/** May change the repository. */
const WRITERS: ReadonlySet<string> = new Set(['write', 'maintain', 'admin']);

/** The reviews of a pull request, as GitHub told them; a list that is read again takes the place of the one before. */
export class Approvals {
  private list: { readonly reviews: readonly Observation[]; readonly end: Observation } | undefined;
  private open: Observation[] = [];

  step(o: Observation): void {
    if (o.type === 'review') this.open.push(o);
    else {
      this.list = { reviews: this.open, end: o };
      this.open = [];
    }
  }

  /** @throws MalformedObservation */
  answer(question: Question): Approval {
    if (this.open.length > 0) return { why: 'the list of reviews is not whole' };
    if (!this.list) return { why: question.unread };
    const { reviews, end } = this.list;
    if (end['trouble'] !== undefined) return { why: `the reviews could not be read: ${stringOf(end, 'trouble')}` };
    if (countOf(end, 'count') !== reviews.length) return { why: `${reviews.length} of ${countOf(end, 'count')} reviews were recorded` };
    const commit = stringOf(end, 'head');
    const pull = `pull request #${countOf(end, 'pullRequest')}`;
    if (!isOf(commit, question)) return { why: `${pull} is at commit ${brief(commit)}, and ${brief(question.head)} was looked at` };
    return decided(latest(reviews), { ...question, commit, pull, author: stringOf(end, 'author') });
  }
}

interface Decided extends Question {
  readonly commit: string;
  readonly pull: string;
  readonly author: string;
}

function decided(reviews: readonly Observation[], { approvers, commit, pull, author }: Decided): Approval {
  const counting = reviews.filter((o) => !isSame(stringOf(o, 'reviewer'), author) && isApprover(o, approvers));
  const against = counting.filter((o) => o['state'] === 'changes-requested');
  if (against.length > 0) return { why: `${namesOf(against)} requested changes on ${pull}` };
  const approving = counting.filter((o) => o['state'] === 'approved');
  const now = approving.filter((o) => stringOf(o, 'commit') === commit);
  if (now.length > 0) return { by: now.map((o) => stringOf(o, 'reviewer')) };
  const named = approvers.map((name) => `@${name}`).join(' or ');
  const whose = approvers.length === 0 ? 'somebody else than the author who may write to the repository' : named;
  const old = approving.length > 0 ? `; ${namesOf(approving)} approved another commit` : '';
  const others = reviews.filter((o) => o['state'] === 'approved' && !counting.includes(o));
  const uncounted = others.length > 0 ? `; the approval of ${namesOf(others)} does not count` : '';
  return {
    why: `${pull} has no approving review of commit ${brief(commit)} by ${whose}${old}${uncounted}. Ask for one on GitHub: it counts when the job that decides runs again`,
  };
}

/** The reviews are of the commit itself, or of the one that it merges: what GitHub checks out for a pull request. */
function isOf(commit: string, { head, parents }: Question): boolean {
  return commit === head || parents.slice(1).includes(commit);
}

/** The last review of each reviewer that decides; a comment takes nothing back. */
function latest(reviews: readonly Observation[]): readonly Observation[] {
  const deciding = reviews.filter((o) => o['state'] !== 'commented');
  const inTime = deciding.toSorted((a, b) => compare(stringOf(a, 'submittedAt'), stringOf(b, 'submittedAt')));
  return [...new Map(inTime.map((o) => [stringOf(o, 'reviewer').toLowerCase(), o])).values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isApprover(o: Observation, approvers: readonly string[]): boolean {
  // Code of the change may hold a token that approves in the name of a bot.
  if (approvers.length === 0) return WRITERS.has(stringOf(o, 'permission')) && !stringOf(o, 'reviewer').endsWith('[bot]');
  const teams = Array.isArray(o['teams']) ? o['teams'].map(String) : [];
  const known = [stringOf(o, 'reviewer'), ...teams.filter((team) => team.includes('/'))];
  return approvers.some((approver) => known.some((name) => isSame(name, approver)));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function namesOf(reviews: readonly Observation[]): string {
  return reviews.map((o) => `@${stringOf(o, 'reviewer')}`).join(', ');
}

/** Enough of a commit's id to find it. */
export function brief(commit: string): string {
  return commit.slice(0, 12);
}
