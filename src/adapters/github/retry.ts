import { RefusedError, refusalOf } from './refusal.ts';

/** Attempts of one request in total. */
const ATTEMPTS = 5;
/** GitHub asks to wait at least a minute after a secondary rate limit that does not say how long. */
const SECONDARY_LIMIT_MS = 60_000;
/** A limit that lasts longer than this is not waited for: the job is worth more than its comment. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** After so long without answers in all, each further request is sent once: a GitHub that is down must not take the whole job. */
const LONGEST_LOST_MS = 3 * 60_000;

/** What retrying needs of the world, and what all requests of a client have lost by it. */
export interface Patience {
  sleep(ms: number): Promise<void>;
  /** Wall clock, ms since 1970: GitHub tells the end of a limit by it. */
  now(): number;
  /** Said before each wait. */
  say(line: string): void;
  /** Time that went by in requests without an answer, and in the pauses after them. */
  lostMs: number;
}

/** A request that may be sent again, and how to find out whether an earlier one was carried out after all. */
export interface Attempted<T> {
  readonly what: string;
  readonly send: () => Promise<T>;
  /** Looks for what an attempt whose reply was lost has done; undefined: nothing. Absent for requests that change nothing. */
  readonly done?: () => Promise<T | undefined>;
}

/**
 * Sends a request until it is answered: again after 5xx and lost connections with growing pauses, and after rate limits when they
 * end. Before a change is sent again, it is looked whether it has happened.
 * @throws RefusedError when it is refused for good, or when it did not succeed in 5 attempts
 */
export async function persistently<T>({ what, send, done }: Attempted<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const began = patience.now();
    try {
      return await send();
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      const refusal = refusalOf(error, patience.now());
      const waitMs = pauseOf(refusal, attempt);
      if (refusal.kind !== 'limited') patience.lostMs += patience.now() - began + (waitMs ?? 0);
      const last = attempt === ATTEMPTS || patience.lostMs > LONGEST_LOST_MS;
      if (waitMs === undefined || last || waitMs > LONGEST_WAIT_MS) throw new RefusedError(what, refusal);
      patience.say(`${what}: ${refusal.detail}; trying again in ${Math.ceil(waitMs / 1000)} s`);
      await patience.sleep(waitMs);
      const found = refusal.ambiguous ? await foundAfter(done) : undefined;
      if (found !== undefined) return found;
    }
  }
}

function pauseOf(refusal: ReturnType<typeof refusalOf>, attempt: number): number | undefined {
  switch (refusal.kind) {
    case 'limited':
      return refusal.waitMs ?? SECONDARY_LIMIT_MS;
    case 'unavailable':
    case 'garbled':
      return 1000 * (1 << (attempt - 1));
    default:
      return undefined;
  }
}

/** Where looking fails too, nothing is known: the next attempt is the look. */
async function foundAfter<T>(done: (() => Promise<T | undefined>) | undefined): Promise<T | undefined> {
  try {
    return await done?.();
  } catch {
    return undefined;
  }
}
