import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { parse } from 'yaml';
import { parseCommandFile } from './command-files.ts';
import { StepLog } from './log.ts';

/** The runner's files for commands, one a variable. */
const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY', 'GITHUB_PATH'] as const;
type FileName = (typeof FILES)[number];
const SUMMARY_BYTES = 1_048_576;
/** How long a cancelled step has after SIGINT, and then after SIGTERM (ProcessInvoker of actions/runner). */
const LADDER_MS = { interrupt: 7500, terminate: 2500 } as const;
/** A step that takes longer hangs: it is ended, and its log says where. */
const HANGS_MS = 150_000;
/** Output that something else holds open is waited for so long after the step's own end. */
const DRAIN_MS = 5000;

/** One run of a script of the action. */
export interface StepRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: StepLog;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** What the job's page shows; empty where it was too large. */
  readonly summary: string;
  readonly ms: number;
}

/** An action that has run to its end, `post` too. */
export interface ActionRun {
  readonly main: StepRun;
  readonly post: StepRun | undefined;
  /** Outputs, as later steps see them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The last summary that was written. */
  readonly summary: string;
  /** Processes that the job had left and that were ended after it. */
  readonly orphans: readonly string[];
}

export interface JobOptions {
  /** Folder with action.yml. */
  readonly action: string;
  readonly node: string;
  /** The checkout. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly event: object;
  readonly inputs: Readonly<Record<string, string>>;
}

/** When a step is cancelled: once its log holds this. */
export interface Cancel {
  readonly at: RegExp;
}

/** A job with one step, run as the official runner does on Linux: environment, files, `main`, then always `post`, then the sweep of orphans. */
export class Job {
  readonly temp = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-runner-'));
  private readonly options: JobOptions;
  private readonly tracking = `github_${randomUUID()}`;
  private readonly running = new Set<ChildProcess>();

  constructor(options: JobOptions) {
    this.options = options;
    fs.writeFileSync(path.join(this.temp, 'event.json'), JSON.stringify(options.event));
  }

  async run(cancel?: Cancel): Promise<ActionRun> {
    const { runs, inputs } = parse(fs.readFileSync(path.join(this.options.action, 'action.yml'), 'utf8')) as ActionFile;
    if (runs.using !== 'node24') throw new Error(`this runner has no ${runs.using}`);
    const given = Object.keys(this.options.inputs).filter((name) => !Object.hasOwn(inputs, name));
    if (given.length > 0) throw new Error(`Unexpected input(s) '${given.join("', '")}'`);
    const main = await this.step(runs.main, inputs, {}, cancel);
    const post = runs.post === undefined ? undefined : await this.step(runs.post, inputs, main.state);
    const orphans = endOrphans(this.tracking);
    return { main, post, orphans, outputs: { ...main.outputs, ...post?.outputs }, summary: post?.summary || main.summary };
  }

  close(): void {
    for (const child of this.running) child.kill('SIGKILL');
    endOrphans(this.tracking);
    fs.rmSync(this.temp, { recursive: true, force: true });
  }

  private async step(
    script: string,
    inputs: ActionFile['inputs'],
    state: Readonly<Record<string, string>>,
    cancel?: Cancel,
  ): Promise<StepRun> {
    const files = this.commandFiles();
    const log = new StepLog();
    const began = performance.now();
    const child = spawn(this.options.node, [path.join(this.options.action, script)], {
      cwd: this.options.workspace,
      env: this.environment(inputs, state, files),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    const ladder = new Ladder(child);
    let hung = false;
    const bound = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, HANGS_MS);
    const drained = [child.stdout, child.stderr].map((stream) => {
      const lines = readline.createInterface({ input: stream });
      lines.on('line', (line) => {
        log.take(line);
        if (cancel?.at.test(line)) ladder.begin();
      });
      return new Promise((resolve) => lines.once('close', resolve));
    });
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('exit', (...end) => resolve(end));
    });
    ladder.end();
    clearTimeout(bound);
    if (hung) throw new Error(`${script} did not end:\n${log.text}`);
    await Promise.race([Promise.all(drained), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    child.stdout.destroy();
    child.stderr.destroy();
    this.running.delete(child);
    const read = (name: FileName): string => fs.readFileSync(files[name], 'utf8');
    const summary = read('GITHUB_STEP_SUMMARY');
    return {
      code,
      signal,
      log,
      outputs: parseCommandFile(read('GITHUB_OUTPUT')),
      state: parseCommandFile(read('GITHUB_STATE')),
      summary: Buffer.byteLength(summary) > SUMMARY_BYTES ? '' : summary,
      ms: performance.now() - began,
    };
  }

  private commandFiles(): Readonly<Record<FileName, string>> {
    const folder = fs.mkdtempSync(path.join(this.temp, '_runner_file_commands-'));
    const made = FILES.map((name) => [name, path.join(folder, name.toLowerCase())] as const);
    for (const [, file] of made) fs.writeFileSync(file, '');
    return Object.fromEntries(made) as Record<FileName, string>;
  }

  private environment(
    inputs: ActionFile['inputs'],
    state: Readonly<Record<string, string>>,
    files: Readonly<Record<FileName, string>>,
  ): NodeJS.ProcessEnv {
    const values = {
      ...Object.fromEntries(Object.entries(inputs).map(([name, { default: text = '' }]) => [name, text])),
      ...this.options.inputs,
    };
    return {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_PATH: path.join(this.temp, 'event.json'),
      GITHUB_WORKSPACE: this.options.workspace,
      RUNNER_TEMP: this.temp,
      RUNNER_OS: 'Linux',
      RUNNER_TRACKING_ID: this.tracking,
      ...files,
      ...this.options.env,
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    };
  }
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string };
}

/** How a runner cancels: SIGINT, SIGTERM, SIGKILL, to the step's own process alone. */
class Ladder {
  private readonly child: ChildProcess;
  private timers: NodeJS.Timeout[] = [];
  private begun = false;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.child.kill('SIGINT');
    this.timers = [
      setTimeout(() => this.child.kill('SIGTERM'), LADDER_MS.interrupt),
      setTimeout(() => this.child.kill('SIGKILL'), LADDER_MS.interrupt + LADDER_MS.terminate),
    ];
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}

/** Ends, after the job, every process that carries its mark. @returns their command lines */
function endOrphans(tracking: string): string[] {
  const entry = `RUNNER_TRACKING_ID=${tracking}`;
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry)) return [];
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
        process.kill(Number(pid), 'SIGKILL');
        return [command];
      } catch {
        return [];
      }
    });
}
