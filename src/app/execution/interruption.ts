const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the signals that end a program into an orderly stop. */
export interface Interruption {
  /** Aborted by the first signal; the reason is its name. */
  readonly signal: AbortSignal;
  /** Aborted by the second. */
  readonly insisted: AbortSignal;
  close(): void;
}

/**
 * The first signal asks for an end, and within 5 s everything has stopped, but for a rollback, which the second breaks off. Further
 * ones are not heard.
 */
export function onInterruption(heard: (signal: string, times: number) => void): Interruption {
  const [first, second] = [new AbortController(), new AbortController()];
  const handlers = SIGNALS.map((name) => {
    const handler = (): void => {
      const next = [first, second].find(({ signal }) => !signal.aborted);
      if (!next) return;
      heard(name, next === first ? 1 : 2);
      next.abort(name);
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: first.signal,
    insisted: second.signal,
    close: () => handlers.forEach(({ name, handler }) => process.removeListener(name, handler)),
  };
}
