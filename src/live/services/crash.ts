import type { ProcessId } from '../../core/ports.ts';
import { endProcesses, freezeProcesses } from '../processes/end.ts';
import type { ServiceWorld } from './world.ts';

/** What grows faster than it can be killed is given up after so many rounds. */
const MOST_ROUNDS = 10;

/** A process that was seen, and killed. */
interface Victim extends ProcessId {
  readonly command: string;
}

export interface Crash {
  /** Ms: the moment before the first signal. */
  readonly t: number;
  readonly killed: readonly Victim[];
  /** What could not be ended. */
  readonly left: readonly ProcessId[];
}

/**
 * Kills a service's own process and all that belongs to it, without a word to them: suspended first, so that they end as one and
 * none can answer to the end of another, then whatever they had started in between.
 */
export async function crashService(root: ProcessId, id: string, { tracker, clock }: ServiceWorld): Promise<Crash> {
  const look = async (): Promise<readonly Victim[]> => (await tracker.find([id])).found.filter(({ service }) => service === id);
  const killed: Victim[] = [];
  let found = await look();
  const t = clock.now();
  await freezeProcesses([root, ...found]);
  // Where no look sees anything the root is killed all the same; that it was not seen shows in the list.
  for (let round = 0; round < MOST_ROUNDS && (found.length > 0 || round === 0); round++) {
    killed.push(...found.filter((one) => !killed.some((other) => isSame(one, other))));
    await endProcesses([root, ...found], { signal: 'SIGKILL', gracePeriodMs: 0 });
    found = await look();
  }
  if (found.length === 0) tracker.forget(id);
  return { t, killed, left: found };
}

function isSame(one: ProcessId, other: ProcessId): boolean {
  return one.pid === other.pid && one.start === other.start;
}
