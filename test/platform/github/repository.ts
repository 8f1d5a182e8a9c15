import { createHash } from 'node:crypto';
import {
  type CheckRun,
  type Comment,
  type Commit,
  type CommitSpec,
  isPull,
  type Issue,
  type Pull,
  type PullSpec,
  type Review,
  type Run,
  type Status,
} from './records.ts';
import { Refusal } from './refusal.ts';

/** One repository's state. Tests seed it and read it; the routes change it as GitHub would. */
export class Repository {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly commits = new Map<string, Commit>();
  /** `refs/heads/main` to a commit. */
  readonly refs = new Map<string, string>();
  readonly issues = new Map<number, Issue>();
  readonly comments = new Map<number, Comment>();
  readonly checkRuns = new Map<number, CheckRun>();
  readonly runs = new Map<number, Run>();
  readonly statuses: Status[] = [];
  /** What people may do; who is not named may read what is public. */
  readonly permissions = new Map<string, 'admin' | 'write' | 'read' | 'none'>();
  readonly #nextId: () => number;
  #number = 0;

  constructor(fullName: string, options: { defaultBranch?: string; private?: boolean }, nextId: () => number) {
    const [owner = '', name = ''] = fullName.split('/');
    this.owner = owner;
    this.name = name;
    this.defaultBranch = options.defaultBranch ?? 'main';
    this.isPrivate = options.private ?? true;
    this.#nextId = nextId;
    this.id = nextId();
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** Adds a commit on top of its first parent, or of its branch's tip. */
  commit(spec: CommitSpec): Commit {
    const tip = spec.branch === undefined ? undefined : this.refs.get(`refs/heads/${spec.branch}`);
    const parents = spec.parents ?? (tip === undefined ? [] : [tip]);
    const files = new Map(parents[0] === undefined ? [] : this.at(parents[0]).files);
    for (const [path, content] of Object.entries(spec.files ?? {})) {
      if (content === null) files.delete(path);
      else files.set(path, Buffer.from(content));
    }
    const message = spec.message ?? 'Change';
    const sha = spec.sha ?? digest([String(this.#nextId()), message, ...parents]);
    const commit = { sha, message, parents, files, date: now() };
    this.commits.set(sha, commit);
    if (spec.branch !== undefined) this.refs.set(`refs/heads/${spec.branch}`, sha);
    return commit;
  }

  /** Opens a pull request and sets its `refs/pull/N/head`. */
  pull(spec: PullSpec): Issue & { readonly pull: Pull } {
    const base = spec.base ?? this.defaultBranch;
    const sha = this.at(spec.headSha ?? spec.head).sha;
    const issue = this.#issue(spec.title ?? 'A change', spec.author ?? 'octocat', spec.labels ?? []);
    const pull: Pull = {
      head: { branch: spec.head, sha, repository: spec.fork ?? this.fullName },
      base: { branch: base, sha: this.at(base).sha },
      merged: false,
      reviews: [],
    };
    const opened = { ...issue, pull };
    this.issues.set(issue.number, opened);
    this.refs.set(`refs/pull/${issue.number}/head`, sha);
    return opened;
  }

  issue(spec: { readonly title: string; readonly author?: string; readonly labels?: readonly string[]; readonly body?: string }): Issue {
    const issue = this.#issue(spec.title, spec.author ?? 'octocat', spec.labels ?? []);
    issue.body = spec.body ?? '';
    this.issues.set(issue.number, issue);
    return issue;
  }

  comment(issue: number, author: string, body: string): Comment {
    const comment = { id: this.#nextId(), issue, author, body, createdAt: now(), updatedAt: now() };
    this.comments.set(comment.id, comment);
    return comment;
  }

  review(
    pull: number,
    review: { readonly author: string; readonly state: Review['state']; readonly commit?: string | null; readonly body?: string },
  ): Review {
    const found = this.pullAt(pull);
    const made = { id: this.#nextId(), body: '', commit: found.pull.head.sha, submittedAt: now(), ...review };
    found.pull.reviews.push(made);
    return made;
  }

  checkRun(run: Omit<CheckRun, 'id'>): CheckRun {
    const made = { ...run, id: this.#nextId() };
    this.checkRuns.set(made.id, made);
    return made;
  }

  status(status: Omit<Status, 'id' | 'createdAt'>): Status {
    const made = { ...status, id: this.#nextId(), createdAt: now() };
    this.statuses.push(made);
    return made;
  }

  run(run: Pick<Run, 'headSha'> & Partial<Run>): Run {
    const defaults = { id: this.#nextId(), attempt: 1, headBranch: this.defaultBranch, event: 'push', workflow: 'ci', status: 'completed' };
    const made: Run = { ...(defaults as Run), conclusion: 'success', pulls: [], jobs: [], approvals: [], ...run };
    this.runs.set(made.id, made);
    return made;
  }

  /** The commit of a SHA (at least 7 digits), branch, tag or full ref. Throws 404 as GitHub does. */
  at(ref: string): Commit {
    const named = [ref, `refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`].map((name) => this.refs.get(name)).find(Boolean);
    const exact = this.commits.get(named ?? ref);
    if (exact) return exact;
    const short = /^[0-9a-f]{7,39}$/.test(ref) ? [...this.commits.keys()].find((sha) => sha.startsWith(ref)) : undefined;
    const found = short === undefined ? undefined : this.commits.get(short);
    if (!found) throw Refusal.conflict(404, `No commit found for the ref ${ref}`);
    return found;
  }

  issueAt(number: number): Issue {
    const found = this.issues.get(number);
    if (!found) throw Refusal.notFound();
    return found;
  }

  pullAt(number: number): Issue & { readonly pull: Pull } {
    const found = this.issueAt(number);
    if (!isPull(found)) throw Refusal.notFound();
    return found;
  }

  #issue(title: string, author: string, labels: readonly string[]): Issue {
    this.#number++;
    return { number: this.#number, title, body: '', author, state: 'open', labels: [...labels], createdAt: now() };
  }
}

/** GitHub's times have whole seconds. */
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

const digest = (parts: readonly string[]): string => createHash('sha1').update(JSON.stringify(parts)).digest('hex');
