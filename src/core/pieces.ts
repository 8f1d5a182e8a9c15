/** Long work, divided: between two pieces others may have their turn. */
export type Pieces<T> = Generator<void, T, void>;

/** Does all of it in one go. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}
