import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { program } from './programs.ts';

/** nektos/act: a runner that someone else wrote. */
const ACT = program('act');

/** A workflow run by act. Jobs go by their whole name, `caller / called` as `caller/workflow/called`. */
export interface ActRun {
  readonly code: number | null;
  /** What became of each job that ran. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Of each step that ran, by `job: step`, in the order of their ends; `post` steps are called `Post …`. */
  readonly steps: readonly (readonly [string, string])[];
  /** Outputs that steps set, by name, the last one counts. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps wrote, and act itself. */
  readonly log: string;
}

export interface ActOptions {
  /** File of the workflow, relative to the repository. */
  readonly workflow: string;
  readonly job?: string;
  /** Of the event. */
  readonly payload?: object;
  /** Of a `workflow_dispatch`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What `github.token` is; without it there is none. */
  readonly token?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Actions and workflows by `owner/name@ref`, and the folder that stands for them. Nothing is fetched. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** One line of act's log. */
interface Line {
  readonly msg: string;
  readonly job?: string;
  readonly jobResult?: string;
  readonly stage?: string;
  readonly step?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
}

/** No request of act's leaves the machine: what is not replaced can't be fetched. */
const NO_NETWORK = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1,localhost' };

/** A scratch repository, on this machine alone, whose workflows act runs in host mode: without containers. */
export class ActRepository {
  /** Everything of it: removed by `close`. */
  private readonly root = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-act-'));
  private readonly running = new Set<ChildProcess>();
  readonly folder = path.join(this.root, 'widget');

  constructor() {
    fs.mkdirSync(this.folder);
    this.git('init', '--quiet', '--initial-branch=release/1');
    this.git('remote', 'add', 'origin', 'https://github.com/acme/widget.git');
  }

  /** A file of the repository. */
  write(name: string, content: string): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }

  /** A folder beside the repository, to stand for an action. */
  beside(name: string, fill: (folder: string) => void): string {
    const folder = path.join(this.root, name);
    fs.mkdirSync(folder, { recursive: true });
    fill(folder);
    return folder;
  }

  /** Commits everything. @returns the commit */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--allow-empty', `--message=${message}`);
    return this.git('rev-parse', 'HEAD');
  }

  async run(event: string, options: ActOptions): Promise<ActRun> {
    if (ACT === undefined) throw new Error('act is not there');
    const child = spawn(ACT, this.arguments(event, options), {
      cwd: this.folder,
      env: { ...this.environment(), ...NO_NETWORK },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    this.running.delete(child);
    return { code, ...runOf(text) };
  }

  /** Ends what still runs and removes everything. */
  close(): void {
    for (const { pid } of this.running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    fs.rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  private arguments(
    event: string,
    { workflow, job, payload, inputs = {}, env = {}, token, secrets = {}, replace = {} }: ActOptions,
  ): string[] {
    const eventFile = path.join(this.root, 'event.json');
    fs.writeFileSync(eventFile, JSON.stringify({ ...payload, ...(event === 'workflow_dispatch' && { inputs }) }));
    const always = ['--json', '--no-cache-server', '--action-offline-mode', '--platform', 'ubuntu-latest=-self-hosted'];
    const optional = [...(job === undefined ? [] : ['--job', job]), ...(token === undefined ? [] : ['--secret', `GITHUB_TOKEN=${token}`])];
    const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const secret = Object.entries(secrets).flatMap(([name, value]) => ['--secret', `${name}=${value}`]);
    const replaced = Object.entries(replace).flatMap(([reference, folder]) => ['--local-repository', `${reference}=${folder}`]);
    return [event, ...always, '--workflows', workflow, '--eventpath', eventFile, ...optional, ...variables, ...secret, ...replaced];
  }

  /** Nothing of ours but the way to programs, this Node first: a runner brings its own. */
  private environment(): Record<string, string> {
    const PATH = [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
    return { PATH, HOME: this.root, XDG_CACHE_HOME: path.join(this.root, 'cache'), XDG_CONFIG_HOME: this.root, TMPDIR: this.root };
  }

  private git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' }).trim();
  }
}

function runOf(text: string): Omit<ActRun, 'code'> {
  const lines = text.split('\n').flatMap(lineOf);
  const named = lines.map((line) => ({ ...line, job: line.job?.trim() ?? '' }));
  return {
    jobs: Object.fromEntries(named.flatMap(({ job, jobResult }) => (jobResult === undefined ? [] : [[job, jobResult]]))),
    steps: named.flatMap(({ job, stage = '', step = '', stepResult }) =>
      stepResult === undefined ? [] : [[`${job}: ${stage === 'Post' ? 'Post ' : ''}${step}`, stepResult] as const],
    ),
    outputs: Object.fromEntries(lines.flatMap(({ command, name, arg }) => (command === 'set-output' ? [[name ?? '', arg ?? '']] : []))),
    log: lines.map(({ msg }) => msg.replace(/\n$/, '')).join('\n'),
  };
}

/** What is no JSON is act's own last word. */
function lineOf(line: string): readonly Line[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [{ msg: line }];
  }
}
