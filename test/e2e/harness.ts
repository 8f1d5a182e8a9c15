import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MARKER } from '../../src/live/processes/marker.ts';

export const REPO = path.resolve(import.meta.dirname, '../..');
export const CLI = path.join(REPO, 'dist/cli.js');

/** The machine's own Node: the first in PATH that the project's dependencies did not bring. */
export const OWN_NODE =
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => path.join(folder, 'node'))
    .find((file) => fs.existsSync(file)) ?? process.execPath;

/** A command line that has run to its end. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary project folder, removed by `close`. */
export class Project {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-test-'));
  private readonly children: ChildProcess[] = [];

  write(name: string, content: string): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  }

  /** Commits all files of this folder, which becomes a repository. @returns the commit */
  commit(): string {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
        cwd: this.folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    if (!fs.existsSync(path.join(this.folder, '.git'))) git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message=change');
    return git('rev-parse', 'HEAD').trim();
  }

  /** Starts `gate …`, built, as a process in this folder; `detached` gives it a process group of its own. */
  start(
    args: readonly string[],
    options: { node?: string; cwd?: string; env?: Record<string, string>; detached?: boolean; uid?: number } = {},
  ): { child: ChildProcess; done: Promise<Ran> } {
    const child = spawn(options.node ?? process.execPath, [CLI, ...args], {
      cwd: options.cwd ?? this.folder,
      env: { ...cleanEnv(), ...options.env },
      detached: options.detached === true,
      ...(options.uid !== undefined && { uid: options.uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.push(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const done = new Promise<Ran>((resolve) =>
      child.once('exit', (code, signal) => setImmediate(() => resolve({ code, signal, stdout, stderr }))),
    );
    return { child, done };
  }

  gate(args: readonly string[], options: { node?: string; cwd?: string; env?: Record<string, string>; uid?: number } = {}): Promise<Ran> {
    return this.start(args, options).done;
  }

  /** The bundles in `.gate/executions`, newest last; within a second their names don't tell. */
  bundles(): string[] {
    const store = path.join(this.folder, '.gate/executions');
    if (!fs.existsSync(store)) return [];
    return fs
      .readdirSync(store, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(store, name))
      .sort((a, b) => fs.statSync(a).birthtimeMs - fs.statSync(b).birthtimeMs);
  }

  /** The newest bundle. */
  bundle(): string {
    const bundle = this.bundles().at(-1);
    if (bundle === undefined) throw new Error('there is no bundle');
    return bundle;
  }

  summary(): Summary {
    return JSON.parse(fs.readFileSync(path.join(this.bundle(), 'data/summary.json'), 'utf8')) as Summary;
  }

  close(): void {
    for (const child of this.children) child.kill('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

export interface Summary {
  readonly executionId: string;
  readonly status: string;
  readonly head: string;
  readonly gates: Readonly<Record<string, { readonly kind: string; readonly verdict: string; readonly counts: Record<string, unknown> }>>;
}

/** Our environment without what a runner or this test would add. */
export function cleanEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|VITEST|npm_|NODE_)/.test(name) && name !== MARKER,
  );
  return Object.fromEntries(entries) as Record<string, string>;
}
