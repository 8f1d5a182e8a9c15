const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the signals that end a program into an orderly stop. */
export interface Interruption {
  /** Aborted by the first signal; the reason is its name. */
  readonly signal: AbortSignal;
  close(): void;
}

/** The first signal asks for an end; further ones are not heard: within 5 s everything has stopped. */
export function onInterruption(heard: (signal: string) => void): Interruption {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => {
    const handler = (): void => {
      if (controller.signal.aborted) return;
      heard(name);
      controller.abort(name);
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: controller.signal,
    close: () => handlers.forEach(({ name, handler }) => process.removeListener(name, handler)),
  };
}
