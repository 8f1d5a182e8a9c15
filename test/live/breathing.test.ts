import { expect, it } from 'vitest';
import { atOnce, type Pieces } from '../../src/core/pieces.ts';
import { breathing } from '../../src/live/breathing.ts';

/** So many pieces of 10 ms. @param done told of each */
function* work(pieces: number, done: (piece: number) => void, end: () => void = () => {}): Pieces<string> {
  try {
    for (let piece = 1; piece <= pieces; piece++) {
      for (const until = performance.now() + 10; performance.now() < until;);
      done(piece);
      yield;
    }
    return 'all';
  } finally {
    end();
  }
}

it('long work lets timers have their turn, and comes to the same as in one go', async () => {
  const turns: number[] = [];
  let piece = 0;
  const timer = setInterval(() => turns.push(piece), 1);
  const done = await breathing(work(20, (n) => void (piece = n)));
  clearInterval(timer);
  expect(done).toBe(atOnce(work(1, () => {})));
  expect(new Set(turns).size).toBeGreaterThanOrEqual(3);
});

it('what nobody needs any more is broken off, and cleans up', async () => {
  let [pieces, ends] = [0, 0];
  const broken = breathing(
    work(
      1000,
      (n) => void (pieces = n),
      () => void ends++,
    ),
    () => pieces >= 5,
  );
  await expect(broken).rejects.toThrow('broken off before its end');
  expect([pieces, ends]).toEqual([5, 1]);
});
