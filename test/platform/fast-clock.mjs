/*
 * Loaded before a program (`node --import`): its pauses of half a second and more pass sixty times as fast, and so does what it gives an
 * answer. What is left out is how long a client waits; how often it does, and what becomes of it, stays.
 */
const TIMES = 60;
const LONG_MS = 500;
/** An answer of a busy machine takes its time. */
const ANSWER_MS = 1000;

const { setTimeout: slow } = globalThis;
globalThis.setTimeout = Object.assign(
  (work, ms = 0, ...more) => slow(work, ms >= LONG_MS ? ms / TIMES : ms, ...more),
  // With it what `util.promisify` makes of it.
  slow,
);

const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(Math.max(ANSWER_MS, ms / TIMES));
