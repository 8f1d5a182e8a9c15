import { expect, it } from 'vitest';
import { MonotonicClock } from '../../src/live/clock.ts';

it('goes on from the clock of another process', () => {
  const first = new MonotonicClock(performance.now() - 5000);
  const second = MonotonicClock.since(first.zero, 0);
  const before = first.now();
  const between = second.now();
  expect(between).toBeGreaterThanOrEqual(before - 0.01);
  expect(between).toBeLessThanOrEqual(first.now() + 0.01);
});

it('never goes back, whatever the system says', () => {
  const later = String(process.hrtime.bigint() + 10n ** 12n);
  expect(MonotonicClock.since(later, 90_000).now()).toBeGreaterThanOrEqual(90_000);
});
