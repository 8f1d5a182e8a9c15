/**
 * Works at all of these together, but the work at each is told of the work at those before it: it waits for them as it likes.
 * @param before those before one; what is not among `ids` is left out, and nobody stands before itself
 */
export function inTurn<T>(
  ids: readonly string[],
  before: (id: string) => readonly string[],
  work: (id: string, earlier: Promise<readonly T[]>) => Promise<T>,
): Promise<readonly T[]> {
  const begun = new Map<string, Promise<T>>();
  const begin = (id: string): Promise<T> => {
    const known = begun.get(id);
    if (known) return known;
    const earlier = before(id).filter((other) => ids.includes(other));
    const done = work(id, Promise.all(earlier.map(begin)));
    begun.set(id, done);
    return done;
  };
  return Promise.all(ids.map(begin));
}
