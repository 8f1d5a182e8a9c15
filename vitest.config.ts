import { defineConfig } from 'vitest/config';
import LongestFirst from './test/platform/longest-first.ts';
import { ALL_REQUIRED } from './test/platform/programs.ts';

/** Tests of what only computes: no process, no port, nothing global. One worker may do many such files, without loading everything anew. */
const COMPUTING = ['conditions', 'core', 'formats', 'plan', 'probes', 'redact', 'report', 'stats', 'verdict'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** Tests that hold real services, processes and signals to times. All others have one try. */
const WAITING = ['e2e', 'gates/rollout', 'live'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One more than most machines of CI have cores for: end-to-end tests wait most of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/platform/skips.ts'],
    projects: [
      { extends: true, test: { name: 'computing', include: COMPUTING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: WAITING,
          // All of them at once make a small machine late, and some hold to times. What needs it is named at the end of the run.
          retry: ALL_REQUIRED ? 1 : 0,
        },
      },
      {
        extends: true,
        test: { name: 'world', include: ['test/**/*.test.ts', 'src/**/*.test.ts'], exclude: [...COMPUTING, ...WAITING] },
      },
    ],
  },
});
