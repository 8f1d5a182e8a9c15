import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Artifacts } from './artifacts.ts';
import type { Stored } from './artifacts/shelf.ts';
import type { StoredArtifact } from './github/call.ts';
import { GitHub } from './github.ts';
import { now } from './github/repository.ts';
import type { Permissions, Token } from './github/tokens.ts';
import { type ActionRun, type Cancel, Job } from './runner.ts';

/*
 * A GitHub to test against. A test in a few lines:
 *
 *   const platform = await Platform.start();
 *   const project = platform.project({ '.github/gates.yml': CONFIG });
 *   const { main } = await project.run({ event: pullRequest(project) });
 *   expect(main.code).toBe(0);
 *   expect(project.repository.checkRuns…)
 *   await platform.close();            // throws when any request was invalid
 */

export const REPO = path.resolve(import.meta.dirname, '../..');
const REPOSITORY = 'acme/widget';
const ALL: Permissions = { checks: 'write', contents: 'read', 'pull-requests': 'write', statuses: 'write', actions: 'read' };

/** What a workflow run is told of its event. */
export interface Event {
  readonly name: string;
  readonly payload: object;
  /** GITHUB_SHA. Default: the tip of the checkout. */
  readonly sha?: string;
  readonly actor?: string;
}

export interface RunOptions {
  readonly event: Event;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of the token; `none`: there is no token. */
  readonly permissions?: Permissions | 'none';
  /** Name of the token, by which faults tell jobs apart. Default `job`. */
  readonly tokenName?: string;
  /** Of the app that the token is of. Default: the workflow's own. */
  readonly login?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  /** Name of the job, as people and the API see it. Default `gate`. */
  readonly job?: string;
  readonly cancel?: Cancel;
  /** Folder of the action. Default: the one that is built here. */
  readonly action?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** GitHub's API, its artifact service, and repositories with checkouts on this machine. */
export class Platform {
  readonly github: GitHub;
  readonly artifacts: Artifacts;
  private readonly projects: Project[] = [];

  private constructor(github: GitHub, artifacts: Artifacts) {
    this.github = github;
    this.artifacts = artifacts;
  }

  static async start(): Promise<Platform> {
    const platform = new Platform(await GitHub.start(), await Artifacts.start());
    platform.github.serveArtifacts({
      list: (repository) => platform.artifacts.list().flatMap((one) => listed(one, repository)),
      downloadUrl: (id) => platform.artifacts.address(id),
    });
    return platform;
  }

  /** A repository of a name of its own, with one commit on `main` and a checkout of it. */
  project(files: Readonly<Record<string, string>>): Project {
    const project = new Project(this, `${REPOSITORY}-${this.projects.length}`, files);
    this.projects.push(project);
    return project;
  }

  /** Closes everything, then throws what was wrong: invalid requests, faults that met nothing. */
  async close(): Promise<void> {
    for (const project of this.projects) project.close();
    const unmet = this.github.unmetFaults();
    const ends = await Promise.allSettled([this.artifacts.close(), this.github.close()]);
    const wrong = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    if (unmet.length > 0) wrong.push(`faults that met nothing: ${unmet.join('; ')}`);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }
}

/** A repository on the platform, with a checkout that a job works in. */
export class Project {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-platform-'));
  /** Outside of the checkout. */
  readonly scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-scratch-'));
  readonly name: string;
  private readonly platform: Platform;
  private readonly jobs: Job[] = [];
  private nextRun = 100;
  private nextJob = 1;

  constructor(platform: Platform, name: string, files: Readonly<Record<string, string>>) {
    this.platform = platform;
    this.name = name;
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(files, 'main');
  }

  get repository() {
    return this.platform.github.repository(this.name);
  }

  /** The commit that the checkout is at. */
  get tip(): string {
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits, in the checkout and on GitHub alike. @returns its SHA */
  commit(files: Readonly<Record<string, string>>, branch: string, message = 'Change'): string {
    const parents = this.parents();
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    this.git('add', '--all');
    this.git('-c', 'user.name=octocat', '-c', 'user.email=octocat@example.org', 'commit', '--quiet', '--allow-empty', '-m', message);
    this.repository.commit({ sha: this.tip, parents, files, branch, message });
    return this.tip;
  }

  /** The merge that GitHub makes of a pull request, checked out alone as actions/checkout does: HEAD detached, its history not there. */
  checkOutMerge(number: number): string {
    const { head, base } = this.repository.pullAt(number).pull;
    this.git('checkout', '--quiet', '--detach', base.sha);
    this.git('-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com', 'merge', '--quiet', '--no-ff', '-m', 'Merge', head.sha);
    const merge = this.tip;
    const files = Object.fromEntries([...this.repository.at(base.sha).files, ...this.repository.at(head.sha).files]);
    this.repository.commit({ sha: merge, parents: [base.sha, head.sha], files });
    fs.writeFileSync(path.join(this.folder, '.git/shallow'), `${merge}\n`);
    return merge;
  }

  branch(name: string): void {
    this.git('checkout', '--quiet', '-b', name);
  }

  /** Runs the built action as the one step of a job. */
  async run(options: RunOptions): Promise<ActionRun> {
    const {
      event,
      inputs = {},
      permissions = ALL,
      login = 'github-actions[bot]',
      tokenName: name = 'job',
      cancel,
      action = REPO,
    } = options;
    const token = permissions === 'none' ? undefined : this.platform.github.token({ name, permissions, login });
    const runId = options.runId ?? this.nextRun++;
    const job = new Job({
      action,
      node: process.execPath,
      workspace: this.folder,
      event: event.payload,
      env: { ...this.environment(event, runId, options.runAttempt ?? 1), ...options.env },
      inputs: { ...tokenInput(token), ...inputs },
      secrets: token ? [token.value] : [],
    });
    this.jobs.push(job);
    const workflowRun = {
      id: runId,
      attempt: options.runAttempt ?? 1,
      headSha: event.sha ?? this.tip,
      event: event.name,
      workflow: 'Release',
    };
    const before = this.repository.runs.get(runId);
    const last = before?.jobs.at(-1)?.completedAt ?? '';
    // GitHub's times have whole seconds, and no job follows another one within one.
    while (now() <= last) await sleep(20);
    const began = now();
    const startedAt = before?.attempt === workflowRun.attempt ? (before.startedAt ?? began) : began;
    const start = { id: this.nextJob++, name: options.job ?? 'gate', attempt: workflowRun.attempt, startedAt: began };
    const jobs = before?.jobs ?? [];
    this.repository.run({
      ...workflowRun,
      startedAt,
      jobs: [...jobs, { ...start, conclusion: null }],
      status: 'in_progress',
      conclusion: null,
    });
    const ran = await job.run(cancel);
    const conclusion = ran.main.code === 0 ? 'success' : 'failure';
    const ended = { ...start, conclusion, completedAt: now() };
    this.repository.run({ ...workflowRun, startedAt, jobs: [...jobs, ended], status: 'completed', conclusion });
    return ran;
  }

  /** Names of the artifacts of a run, and the bytes of one. */
  artifactNames(runId: number): readonly string[] {
    return this.platform.artifacts.names(this.backendId(runId));
  }

  async artifact(runId: number, name: string): Promise<Buffer> {
    return (await this.platform.artifacts.download(this.backendId(runId), name)).bytes;
  }

  /** Uploads a file as any step of a job of that run can. */
  async upload(runId: number, name: string, bytes: Buffer): Promise<void> {
    await this.platform.artifacts.upload(this.backendId(runId), name, bytes);
  }

  /** Makes an artifact one that was uploaded with other bytes. */
  async alter(runId: number, name: string, bytes: Buffer): Promise<void> {
    await this.platform.artifacts.alter(this.backendId(runId), name, bytes);
  }

  close(): void {
    for (const job of this.jobs) job.close();
    for (const folder of [this.folder, this.scratch]) fs.rmSync(folder, { recursive: true, force: true });
  }

  private backendId(runId: number): string {
    return `${this.name}#${runId}`;
  }

  private environment(event: Event, runId: number, runAttempt: number): Record<string, string> {
    return {
      GITHUB_REPOSITORY: this.name,
      GITHUB_REPOSITORY_OWNER: this.repository.owner,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_SHA: event.sha ?? this.tip,
      GITHUB_RUN_ID: String(runId),
      GITHUB_RUN_ATTEMPT: String(runAttempt),
      GITHUB_WORKFLOW: 'Release',
      GITHUB_JOB: 'gate',
      GITHUB_ACTOR: event.actor ?? 'octocat',
      GITHUB_API_URL: this.platform.github.url,
      GITHUB_GRAPHQL_URL: `${this.platform.github.url}/graphql`,
      GITHUB_SERVER_URL: 'http://github.localhost',
      ...this.platform.artifacts.environment(this.backendId(runId), randomUUID()),
    };
  }

  private parents(): string[] {
    try {
      return [this.tip];
    } catch {
      return [];
    }
  }

  private git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }
}

/** An artifact as the REST API knows it, where it is of this repository's runs. */
function listed({ run, createdAt, ...artifact }: Stored, repository: string): readonly StoredArtifact[] {
  const [of, id] = run.split('#');
  return of === repository ? [{ ...artifact, runId: Number(id), createdAt: createdAt.toISOString().replace(/\.\d+Z$/, 'Z') }] : [];
}

function tokenInput(token: Token | undefined): Record<string, string> {
  return { token: token?.value ?? '' };
}
