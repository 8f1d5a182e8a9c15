import readline from 'node:readline';
import type { Readable } from 'node:stream';
import type { GuardMessage } from './guard.ts';
import { endProcesses } from './processes/end.ts';
import { Tracker } from './processes/leftovers.ts';

type Watch = Extract<GuardMessage, { type: 'watch' }>;
type Execution = Extract<GuardMessage, { type: 'execution' }>;

/** A sweep that never comes to an end (something respawns faster than it can be ended) is given up after so many rounds. */
const MOST_ROUNDS = 100;
const PAUSE_MS = 25;

/**
 * Waits on the pipe to the main process. When it ends without `done`, ends all that the execution left.
 * @returns the execution to rescue; undefined when all was in order.
 */
export async function keepWatch(pipe: Readable): Promise<Execution | undefined> {
  let watches: Watch[] = [];
  let execution: Execution | undefined;
  for await (const line of readline.createInterface({ input: pipe })) {
    const message = parse(line);
    if (message?.type === 'done') return undefined;
    if (message?.type === 'watch') watches.push(message);
    if (message?.type === 'forget') watches = watches.filter(({ service }) => service !== message.service);
    if (message?.type === 'execution') execution = message;
  }
  if (execution) await endAll(execution.execution, watches);
  return execution;
}

/** Ends all that is left of an execution: what carries its marker, and what is known of the trees that were watched. */
export async function endAll(execution: string, watches: readonly Watch[]): Promise<void> {
  const tracker = new Tracker(execution);
  for (const { service, process: root, log, port } of watches) {
    tracker.watch(service, root, { ...(log !== undefined && { log }), ...(port !== undefined && { port }) });
  }
  for (let clean = 0, round = 0; clean < 2 && round < MOST_ROUNDS; round++) {
    const { found } = await tracker.findAll();
    clean = found.length === 0 ? clean + 1 : 0;
    await endProcesses(found, { signal: 'SIGKILL', gracePeriodMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  tracker.close();
}

/** A line that is torn, because its writer died, is none. */
function parse(line: string): GuardMessage | undefined {
  try {
    return JSON.parse(line) as GuardMessage;
  } catch {
    return undefined;
  }
}
