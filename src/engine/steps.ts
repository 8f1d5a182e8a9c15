import type { Clock, CommandResult, StepCommand } from '../core/ports.ts';
import type { Fact } from '../core/facts/registry.ts';
import type { Tracker } from '../live/processes/leftovers.ts';
import { runCommand } from '../live/command.ts';
import { whyNotRemoved } from '../evidence/remove.ts';
import { beginningOf, complaint } from '../live/end-of.ts';
import type { Redactor } from '../redact/redact.ts';
import type { Capture } from './capture.ts';
import type { Journal } from './journal.ts';
import type { Workspace } from './workspace.ts';

/** What running commands of one gate needs. */
export interface StepWorld {
  readonly gate: string;
  readonly shell: string;
  /** Where its commands start, as the configuration calls it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly capture: Capture;
  readonly marker: string;
  readonly tracker: Tracker;
  readonly clock: Clock;
  readonly redactor: Redactor;
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
  async run(request: StepCommand, signal: AbortSignal): Promise<CommandResult & { stdout: string; stderr: string; output: string }> {
    const files = this.world.workspace.stepFiles(request.name ?? 'probe');
    const from = this.world.clock.now();
    const result = await this.execute(request, files, signal);
    const output = complaint(files, this.world.redactor);
    const answer = { ...result, stdout: beginningOf(files.stdout), stderr: beginningOf(files.stderr), output };
    if (request.name !== undefined) await this.record('step', 'attachment', { ...request, files, from }, { ...result, output });
    this.discard(files);
    return answer;
  }

  /** Runs a command after the gate has ended (on-failure, on-blocked); recorded, never judged. */
  async runAfter(request: StepCommand, signal: AbortSignal): Promise<void> {
    const files = this.world.workspace.stepFiles(request.name ?? 'after');
    const from = this.world.clock.now();
    const result = await this.execute(request, files, signal);
    const output = complaint(files, this.world.redactor);
    await this.record('after.step', 'after.attachment', { ...request, files, from }, { ...result, output });
    this.discard(files);
  }

  private execute(
    request: StepCommand,
    files: { name: string; stdout: string; stderr: string },
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const { shell, folder, env, workspace, marker, tracker } = this.world;
    this.world.journal.flush();
    const command = { run: request.run, shell, env: { ...env, ...request.env }, cwd: workspace.cwd, folder, ...files };
    return runCommand(
      { ...command, ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }) },
      { marker, signal, tracker },
    );
  }

  private async record(
    type: 'step' | 'after.step',
    attachment: 'attachment' | 'after.attachment',
    { run, files, from }: Ran,
    result: CommandResult & { readonly output: string },
  ): Promise<void> {
    const { gate, capture, journal } = this.world;
    const outputs = (['stdout', 'stderr'] as const).map((stream) => ({
      source: files[stream],
      original: `${files.name}.${stream}`,
      name: `${files.name}.${stream}.log`,
    }));
    await capture.together(gate, outputs, attachment, ([stdout, stderr]) => {
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
        ...(result.exit !== 0 && result.output !== '' && { output: result.output }),
      });
    });
  }

  private discard(files: { stdout: string; stderr: string }): void {
    whyNotRemoved(files.stdout);
    whyNotRemoved(files.stderr);
  }
}

function outcome(
  result: CommandResult,
): Pick<Fact<'step'>, 'pid' | 'start' | 'exit' | 'signal' | 'spawnError' | 'folder' | 'timedOut' | 'aborted' | 'durationMs' | 'leftovers'> {
  return {
    ...(result.process && { pid: result.process.pid, start: result.process.start }),
    ...(result.exit !== undefined && { exit: result.exit }),
    ...(result.signal !== undefined && { signal: result.signal }),
    ...(result.spawnError !== undefined && { spawnError: result.spawnError }),
    ...(result.folder !== undefined && { folder: result.folder }),
    timedOut: result.timedOut,
    aborted: result.aborted,
    durationMs: result.durationMs,
    leftovers: result.leftovers,
  };
}
