/** What a recording keeps to: its writer, its reader and whoever doubts it know the same limits. */

/** The longest line of observations.jsonl in bytes, its newline included. */
export const MAX_LINE = 1 << 20;

/** The observation that only the final seal may follow. */
export const LAST_OBSERVATION = 'execution.ended';

/** A seal follows the oldest unsealed line within this time, ms; what comes later is said. */
export const SEAL_WITHIN = 1000;

/** A line is not recorded this long after the oldest unsealed one, ms, but the seal first: a little earlier, because timers are late. */
export const SEAL_AFTER = 900;

/** Wall time against monotonic time between two seals, ms: beyond it the clock jumped, or the machine slept, which is said. */
export const CLOCK_TOLERANCE = 1000;
