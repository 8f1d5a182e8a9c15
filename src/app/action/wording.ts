import type { Status } from '../../core/decision.ts';
import type { Annotation } from '../../report/annotations.ts';
import { GITHUB } from '../../report/budget.ts';
import { checkRun } from '../../report/check-run.ts';
import { comment } from '../../report/comment.ts';
import type { Marker } from '../../report/comment-marker.ts';
import { type CommitStatus, commitStatus } from '../../report/commit-status.ts';
import { jobSummary } from '../../report/job-summary.ts';
import type { Links } from '../../report/links.ts';
import type { Note } from '../../report/note.ts';
import type { Outcome } from '../../report/outcome.ts';
import type { Repository } from '../../report/place.ts';
import { setupAnnotations, type SetupProblem, setupStatus, setupText, setupTitle } from '../../report/setup-problem.ts';

/** The words of a check run. */
interface CheckWords {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly conclusion: 'success' | 'failure';
  readonly annotations: readonly Annotation[];
}

/** What is shown on GitHub of what came out: of a decision, or of why there is none. */
export interface Wording {
  readonly status: Status;
  check(links: Links): CheckWords;
  comment(links: Links, marker: Marker): string;
  summary(links: Links): string;
  /** @param name of the check */
  commitStatus(name: string): CommitStatus;
}

/** A decision in words. */
export function decisionWording(outcome: Outcome, notes: readonly Note[], repository: Repository, allowPartial: boolean): Wording {
  return {
    status: outcome.decision.status,
    check: (links) => checkRun(outcome, { links, notes, repository, allowPartial }),
    comment: (links, marker) => comment(outcome, { links, notes, marker }),
    summary: (links) => jobSummary(outcome, { links, notes }),
    commitStatus: (checkName) => commitStatus(outcome, { checkName, allowPartial }),
  };
}

/** Why nothing could be judged, in words: BLOCKED. */
export function problemWording(problem: SetupProblem): Wording {
  return {
    status: 'BLOCKED',
    check: (links) => ({
      title: setupTitle(problem, GITHUB.checkTitle),
      summary: setupText(problem, links, GITHUB.checkText),
      conclusion: 'failure',
      annotations: setupAnnotations(problem),
    }),
    comment: (links, marker) => setupText(problem, links, GITHUB.comment, marker),
    summary: (links) => setupText(problem, links, GITHUB.jobSummary),
    commitStatus: (checkName) => setupStatus(problem, checkName),
  };
}
