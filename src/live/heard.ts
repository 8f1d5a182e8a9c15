/** Lets the event loop go round: a signal that came while something long was done in one go is heard now. */
export function heard(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
