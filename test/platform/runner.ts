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
  /** Variables for the steps that follow. */
  readonly env: Readonly<Record<string, string>>;
  /** Folders that the steps that follow look for programs in, the last first. */
  readonly path: readonly string[];
  readonly state: Readonly<Record<string, string>>;
  /** What the job's page shows; empty where it was too large. */
  readonly summary: string;
  readonly ms: number;
  /** Whether something else held its output when it had ended. */
  readonly held: boolean;
}

/** An action that has run to its end, `post` too. */
export interface ActionRun {
  readonly main: StepRun;
  readonly post: StepRun | undefined;
  /** Outputs, as later steps and jobs see them: those of `main`. */
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
  /** Never shown in a log. Default: none. */
  readonly secrets?: readonly string[];
}

/** When a step is cancelled: once its log holds this, or once this is settled. */
export type Cancel = { readonly at: RegExp } | { readonly when: Promise<unknown> };

/** A job with one step, run as the official runner does on Linux: environment, files, `main`, then always `post`, then the sweep of orphans. */
export class Job {
  readonly temp = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-runner-'));
  private readonly options: JobOptions;
  private readonly tracking = `github_${randomUUID()}`;
  private readonly running = new Set<ChildProcess>();
  private readonly masks: Set<string>;

  constructor(options: JobOptions) {
    this.options = options;
    this.masks = new Set(options.secrets?.filter(Boolean));
    fs.writeFileSync(path.join(this.temp, 'event.json'), JSON.stringify(options.event));
  }

  async run(cancel?: Cancel): Promise<ActionRun> {
    const { runs, inputs = {} } = parse(fs.readFileSync(path.join(this.options.action, 'action.yml'), 'utf8')) as ActionFile;
    if (runs.using !== 'node24') throw new Error(`this runner has no ${runs.using}`);
    const unknown = Object.keys(this.options.inputs).filter((name) => !Object.hasOwn(inputs, name));
    if (unknown.length > 0) throw new Error(`Unexpected input(s) '${unknown.join("', '")}'`);
    const given = this.inputs(inputs);
    const main = await this.step(runs.main, given, cancel);
    const post = runs.post === undefined ? undefined : await this.step(runs.post, { ...given, ...inherited(main) });
    const orphans = endOrphans(this.tracking);
    // A runner drops them in silence: a post step has no name in the `steps` context (`ExecutionContext.SetOutput` of actions/runner 2.336.0).
    const lost = Object.keys(post?.outputs ?? {});
    if (lost.length > 0) throw new Error(`post set outputs, which no later step sees: ${lost.join(', ')}`);
    return { main, post, orphans, outputs: main.outputs, summary: post?.summary || main.summary };
  }

  close(): void {
    for (const child of this.running) child.kill('SIGKILL');
    endOrphans(this.tracking);
    fs.rmSync(this.temp, { recursive: true, force: true });
  }

  private async step(script: string, env: Readonly<Record<string, string>>, cancel?: Cancel): Promise<StepRun> {
    const files = this.commandFiles();
    const log = new StepLog(this.masks);
    const began = performance.now();
    const child = spawn(this.options.node, [path.join(this.options.action, script)], {
      cwd: this.options.workspace,
      env: { ...this.environment(), ...files, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    const ladder = new Ladder(child);
    if (cancel && 'when' in cancel) void Promise.allSettled([cancel.when]).then(() => ladder.begin());
    let hung = false;
    const bound = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, HANGS_MS);
    const drained = [child.stdout, child.stderr].map((stream) => {
      const lines = readline.createInterface({ input: stream });
      lines.on('line', (line) => {
        log.take(line);
        if (cancel && 'at' in cancel && cancel.at.test(line)) ladder.begin();
      });
      return new Promise((resolve) => lines.once('close', resolve));
    });
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('exit', (...end) => resolve(end));
    });
    ladder.end();
    clearTimeout(bound);
    if (hung) throw new Error(`${script} did not end:\n${log.text}`);
    const patience = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), DRAIN_MS).unref());
    const held = await Promise.race([Promise.all(drained).then(() => false), patience]);
    child.stdout.destroy();
    child.stderr.destroy();
    this.running.delete(child);
    const read = (name: FileName): string => fs.readFileSync(files[name], 'utf8');
    const summary = read('GITHUB_STEP_SUMMARY');
    const tooLarge = Buffer.byteLength(summary) > SUMMARY_BYTES;
    if (tooLarge) log.complain(`$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_BYTES / 1024}k`);
    return {
      code,
      signal,
      log,
      outputs: parseCommandFile(read('GITHUB_OUTPUT')),
      env: parseCommandFile(read('GITHUB_ENV')),
      path: read('GITHUB_PATH').split('\n').filter(Boolean),
      state: parseCommandFile(read('GITHUB_STATE')),
      summary: tooLarge ? '' : summary,
      ms: performance.now() - began,
      held,
    };
  }

  private commandFiles(): Readonly<Record<FileName, string>> {
    const folder = fs.mkdtempSync(path.join(this.temp, '_runner_file_commands-'));
    const made = FILES.map((name) => [name, path.join(folder, name.toLowerCase())] as const);
    for (const [, file] of made) fs.writeFileSync(file, '');
    return Object.fromEntries(made) as Record<FileName, string>;
  }

  /** What every step of the job sees. */
  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: this.options.action,
      GITHUB_EVENT_PATH: path.join(this.temp, 'event.json'),
      GITHUB_WORKSPACE: this.options.workspace,
      RUNNER_TEMP: this.temp,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_NAME: 'platform',
      RUNNER_ENVIRONMENT: 'github-hosted',
      RUNNER_TRACKING_ID: this.tracking,
      ...this.options.env,
    };
  }

  /** Spaces become `_`, hyphens stay. */
  private inputs(declared: NonNullable<ActionFile['inputs']>): Readonly<Record<string, string>> {
    const defaults = Object.entries(declared).map(([name, { default: text = '' }]) => [name, String(text)] as const);
    const values = Object.entries({ ...Object.fromEntries(defaults), ...this.options.inputs });
    return Object.fromEntries(values.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]));
  }
}

/** What `post` has of `main`. */
function inherited({ env, path: folders, state }: StepRun): Readonly<Record<string, string>> {
  const found = [...folders.toReversed(), env['PATH'] ?? process.env['PATH'] ?? ''].join(path.delimiter);
  return { ...env, PATH: found, ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])) };
}

interface ActionFile {
  readonly inputs?: Readonly<Record<string, { readonly default?: string | number | boolean }>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string };
}

/** How a runner cancels: SIGINT, SIGTERM, SIGKILL, to the step's own process alone. */
class Ladder {
  private readonly child: ChildProcess;
  private timers: NodeJS.Timeout[] = [];
  private begun = false;
  private ended = false;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  begin(): void {
    if (this.begun || this.ended) return;
    this.begun = true;
    this.child.kill('SIGINT');
    this.timers = [
      setTimeout(() => this.child.kill('SIGTERM'), LADDER_MS.interrupt),
      setTimeout(() => this.child.kill('SIGKILL'), LADDER_MS.interrupt + LADDER_MS.terminate),
    ];
  }

  end(): void {
    this.ended = true;
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
