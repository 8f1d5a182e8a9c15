import { endProcesses } from '../processes/end.ts';
import { marked } from '../processes/marker.ts';
import { tagged } from '../processes/tag.ts';
import { shellCommand } from '../shell.ts';
import { type Ending, launch, type NotLaunched, wasNotExecutable } from './launch.ts';
import { Output } from './output.ts';
import { round } from './ready.ts';
import { hurried } from './stop.ts';
import { sweepStack } from './sweep.ts';
import type { Failure, ServiceWorld } from './world.ts';

/** The stack's commands may take so long: images are fetched, databases are created. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;

/** After the stop command its processes have so long to end, ms; so often it is looked whether they have. */
const WITHER_MS = 5000;
const WITHER_LOOK_MS = 50;

/** Under which the stack's processes are tracked; no service can have such an id. */
const STACK = '(stack)';

type StackEnding = Ending | NotLaunched | { readonly timedOut: true };

/** Services that one command starts together and one command stops. */
export class Stack {
  /** Whether there may be something of it to stop. */
  up = false;
  /** Whether its start command did its work: what one that failed has started is no stack. */
  started = false;
  private readonly commands: { readonly start: string; readonly stop: string };
  private readonly world: ServiceWorld;
  private readonly log: string;

  constructor(commands: { readonly start: string; readonly stop: string }, world: ServiceWorld, log: string) {
    this.commands = commands;
    this.world = world;
    this.log = log;
  }

  /**
   * Runs the start command to its end; what it leaves running is the stack. What an attempt before it has left is stopped first.
   * @returns why it did not work; undefined when it did, or when the signal ended it.
   */
  async start(signal: AbortSignal): Promise<Failure | undefined> {
    await this.stop();
    this.up = true;
    const outcome = await this.run('start', signal);
    if ('spawnError' in outcome) return { cause: 'not-executable', code: outcome.spawnError, detail: outcome.detail };
    if ('timedOut' in outcome) return signal.aborted ? undefined : { cause: 'unready', code: 'TIMEOUT', detail: 'the stack did not start' };
    this.started = 'exit' in outcome && outcome.exit === 0;
    if (this.started) return undefined;
    const cause = wasNotExecutable(outcome) ? 'not-executable' : 'exited';
    return { cause, ...outcome, detail: 'the start command of the stack' };
  }

  /** Runs the stop command and ends what is left of what the start command had started. */
  async stop(): Promise<void> {
    if (!this.up) return;
    this.up = false;
    this.started = false;
    const over = new AbortController();
    const giveUp = new AbortController();
    void hurried(this.world, over.signal).then(() => giveUp.abort());
    await this.run('stop', giveUp.signal);
    await this.wither(giveUp.signal);
    over.abort();
    await sweepStack(STACK, this.world);
  }

  /** What was told to end may take as long as a service may. */
  private async wither(giveUp: AbortSignal): Promise<void> {
    const { clock, tracker } = this.world;
    for (const end = clock.now() + WITHER_MS; clock.now() < end && !giveUp.aborted;) {
      if ((await tracker.find([STACK])).found.length === 0) return;
      await clock.until(clock.now() + WITHER_LOOK_MS, giveUp);
    }
  }

  private async run(action: 'start' | 'stop', signal: AbortSignal): Promise<StackEnding> {
    const { world } = this;
    const begin = world.clock.now();
    const output = new Output(this.log, this.world.redactor);
    const outcome = await this.finish(this.commands[action], signal);
    const ms = round(world.clock.now() - begin);
    const wrote = 'exit' in outcome && outcome.exit === 0 ? {} : output.fact();
    world.record({ type: 'stack', basis: 'process', action, run: this.commands[action], ...outcome, ms, ...wrote });
    return outcome;
  }

  private async finish(run: string, signal: AbortSignal): Promise<StackEnding> {
    const { world, log } = this;
    const command = shellCommand('default', run, process.platform);
    const env = marked(world.stackEnv, world.marker, STACK);
    const launched = await launch({ ...tagged(command, env, world.marker, STACK), cwd: world.checkout, env, log });
    if ('spawnError' in launched) return launched;
    world.tracker.watch(STACK, launched.process, { log });
    const over = new AbortController();
    void launched.ended.then(() => over.abort());
    await world.clock.until(world.clock.now() + COMMAND_TIMEOUT_MS, AbortSignal.any([signal, over.signal]));
    const ending = launched.ending();
    if (ending) return ending;
    await endProcesses([launched.process], { signal: 'SIGTERM', gracePeriodMs: 1000 });
    return { timedOut: true };
  }
}
