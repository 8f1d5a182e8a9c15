import { defineConfig } from 'vitest/config';
import LongestFirst from './test/platform/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One more than most machines of CI have cores for: end-to-end tests wait most of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/platform/skips.ts'],
  },
});
