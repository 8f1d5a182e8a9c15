export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
  /** The whole tree: path to bytes. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly date: string;
}

export interface CommitSpec {
  /** A real one, where the workspace is a git repository. Default: made from what is committed. */
  readonly sha?: string;
  readonly message?: string;
  readonly parents?: readonly string[];
  /** Changes to the first parent's tree; null removes a file. */
  readonly files?: Readonly<Record<string, string | Buffer | null>>;
  /** The branch that moves to it; none moves without. */
  readonly branch?: string;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  readonly startedAt: string;
  /** As whom the app writes that made it. */
  readonly author: string;
  name: string;
  externalId: string;
  detailsUrl?: string;
  status: string;
  conclusion: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  /** Of all requests, in order of arrival. */
  readonly annotations: Annotation[];
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: string;
  readonly author: string;
}

export interface Review {
  readonly id: number;
  readonly author: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /** Null where the commit is gone. */
  readonly commit: string | null;
  readonly body: string;
  readonly submittedAt: string;
}

/** A team of an organisation; who is asked to join it is pending. */
export interface Team {
  readonly members: Readonly<Record<string, 'active' | 'pending'>>;
}

/** An issue; with `pull` a pull request. */
export interface Issue {
  readonly number: number;
  readonly author: string;
  readonly createdAt: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  locked?: boolean;
  readonly labels: string[];
  readonly pull?: Pull;
}

export interface Pull {
  readonly head: { readonly branch: string; sha: string; readonly repository: string };
  readonly base: { readonly branch: string; sha: string };
  merged: boolean;
  readonly reviews: Review[];
}

export interface PullSpec {
  readonly title?: string;
  readonly author?: string;
  readonly head: string;
  /** Default: the tip of the branch `head`. */
  readonly headSha?: string;
  readonly base?: string;
  /** `owner/name` of a fork. Default: this repository. */
  readonly fork?: string;
  readonly labels?: readonly string[];
}

export interface JobRecord {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string | null;
  /** Default 1. */
  readonly attempt?: number;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

export interface Run {
  readonly id: number;
  readonly attempt: number;
  readonly headSha: string;
  readonly headBranch: string;
  readonly event: string;
  readonly workflow: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: string | null;
  readonly pulls: readonly number[];
  /** When this attempt began. */
  readonly startedAt?: string;
  /** Every start of every job, in any attempt. */
  readonly jobs: readonly JobRecord[];
  readonly approvals: readonly {
    readonly user: string;
    readonly state: 'approved' | 'rejected';
    readonly comment: string;
    readonly environment: string;
  }[];
}

export function isPull(issue: Issue): issue is Issue & { readonly pull: Pull } {
  return issue.pull !== undefined;
}
