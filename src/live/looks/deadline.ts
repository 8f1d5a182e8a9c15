/** A timer may be so late, in ms, without our having slept. */
const ON_TIME_MS = 100;

/**
 * Calls `over` when the other side has had so many ms to answer. Where we come late ourselves, because this process did not run, it
 * has as many more; and an answer that is there already is read first. @returns what calls it off
 */
export function deadline(ms: number, over: () => void): () => void {
  let timer: NodeJS.Timeout;
  let last: NodeJS.Immediate | undefined;
  const wait = (forMs: number): void => {
    const due = performance.now() + forMs;
    timer = setTimeout(() => {
      const late = performance.now() - due;
      if (late > ON_TIME_MS) wait(late);
      else last = setImmediate(over);
    }, forMs);
  };
  wait(ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}
