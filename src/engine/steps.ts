import fs from 'node:fs';
import type { Clock, CommandResult, StepCommand } from '../core/ports.ts';
import type { Fact } from '../core/facts/registry.ts';
import type { Tracker } from '../live/processes/leftovers.ts';
import { runCommand } from '../live/command.ts';
import { endOf } from '../live/end-of.ts';
import type { Capture } from './capture.ts';
import type { Journal } from './journal.ts';
import type { Workspace } from './workspace.ts';

/** A probe's command sees at most so much of an answer. */
const READ_BYTES = 1024 * 1024;

/** What running commands of one gate needs. */
export interface StepWorld {
  readonly gate: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly capture: Capture;
  readonly marker: string;
  readonly tracker: Tracker;
  readonly clock: Clock;
}

/** A command that has ended, and when it began. */
interface Ran extends StepCommand {
  readonly files: { readonly name: string; readonly stdout: string; readonly stderr: string };
  readonly from: number;
}

/** Runs the commands of a gate. Named ones are steps: recorded, their output kept. */
export class Steps {
  private readonly world: StepWorld;

  constructor(world: StepWorld) {
    this.world = world;
  }

  /** Runs a command as part of the gate, until it ends, its timeout, or the signal. */
  async run(request: StepCommand, signal: AbortSignal): Promise<CommandResult & { stdout: string; stderr: string }> {
    const files = this.world.workspace.stepFiles(request.name ?? 'probe');
    const from = this.world.clock.now();
    const result = await this.execute(request, files, signal);
    const answer = { ...result, stdout: head(files.stdout), stderr: head(files.stderr) };
    if (request.name !== undefined) this.record('step', 'attachment', { ...request, files, from }, result);
    this.discard(files);
    return answer;
  }

  /** Runs a command after the gate has ended (on-failure, on-blocked); recorded, never judged. */
  async runAfter(request: StepCommand, signal: AbortSignal): Promise<void> {
    const files = this.world.workspace.stepFiles(request.name ?? 'after');
    const from = this.world.clock.now();
    const result = await this.execute(request, files, signal);
    this.record('after.step', 'after.attachment', { ...request, files, from }, result);
    this.discard(files);
  }

  private execute(
    request: StepCommand,
    files: { name: string; stdout: string; stderr: string },
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const { shell, env, workspace, marker, tracker } = this.world;
    const command = { run: request.run, shell, env: { ...env, ...request.env }, cwd: workspace.cwd, ...files };
    return runCommand(
      { ...command, ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }) },
      { marker, signal, tracker },
    );
  }

  private record(
    type: 'step' | 'after.step',
    attachment: 'attachment' | 'after.attachment',
    { run, files, from }: Ran,
    result: CommandResult,
  ): void {
    const { gate, capture, journal } = this.world;
    const keep = (stream: 'stdout' | 'stderr'): string | undefined =>
      capture.attach(gate, { source: files[stream], original: `${files.name}.${stream}`, name: `${files.name}.${stream}.log` }, attachment);
    const [stdout, stderr] = [keep('stdout'), keep('stderr')];
    journal.record({
      type,
      basis: 'process',
      gate,
      name: files.name,
      run,
      from,
      ...outcome(result),
      ...(stdout !== undefined && { stdout }),
      ...(stderr !== undefined && { stderr }),
      ...(result.exit !== 0 && written(files)),
    });
  }

  private discard(files: { stdout: string; stderr: string }): void {
    fs.rmSync(files.stdout, { force: true });
    fs.rmSync(files.stderr, { force: true });
  }
}

/** What a command complained of, or else what it said. */
function written(files: { stdout: string; stderr: string }): Pick<Fact<'step'>, 'output'> {
  const stderr = endOf(files.stderr, 0);
  const output = stderr === '' ? endOf(files.stdout, 0) : stderr;
  return output === '' ? {} : { output };
}

function outcome(
  result: CommandResult,
): Pick<Fact<'step'>, 'pid' | 'start' | 'exit' | 'signal' | 'spawnError' | 'timedOut' | 'aborted' | 'durationMs' | 'leftovers'> {
  return {
    ...(result.process && { pid: result.process.pid, start: result.process.start }),
    ...(result.exit !== undefined && { exit: result.exit }),
    ...(result.signal !== undefined && { signal: result.signal }),
    ...(result.spawnError !== undefined && { spawnError: result.spawnError }),
    timedOut: result.timedOut,
    aborted: result.aborted,
    durationMs: result.durationMs,
    leftovers: result.leftovers,
  };
}

function head(file: string): string {
  if (!fs.existsSync(file)) return '';
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(fs.fstatSync(fd).size, READ_BYTES));
    return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    fs.closeSync(fd);
  }
}
