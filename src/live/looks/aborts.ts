/** What is under way for a signal. An `EventTarget` compares each new listener with all that it has: thousands would cost more than they do. */
const UNDER_WAY = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `abort` when the signal is aborted from now on. @returns what calls it off */
export function onAbort(signal: AbortSignal, abort: () => void): () => void {
  const known = UNDER_WAY.get(signal);
  const underWay = known ?? new Set();
  if (!known) {
    UNDER_WAY.set(signal, underWay);
    signal.addEventListener('abort', () => [...underWay].forEach((one) => one()), { once: true });
  }
  underWay.add(abort);
  return () => void underWay.delete(abort);
}
