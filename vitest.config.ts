import { defineConfig } from 'vitest/config';
import LongestFirst from './test/platform/longest-first.ts';
import { ALL_REQUIRED } from './test/platform/programs.ts';

/** Tests that leave their process as they found it. One worker may do many such files, without loading everything anew. */
const SHARING = [
  'adapters',
  'app',
  'conditions',
  'core',
  'evidence',
  'formats',
  'gates',
  'laws',
  'plan',
  'platform',
  'probes',
  'redact',
  'report',
  'sources',
  'stats',
  'verdict',
].map((folder) => `test/${folder}/**/*.test.ts`);

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
      { extends: true, test: { name: 'sharing', include: SHARING, exclude: WAITING, isolate: false } },
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
        test: { name: 'world', include: ['test/**/*.test.ts', 'src/**/*.test.ts'], exclude: [...SHARING, ...WAITING] },
      },
    ],
  },
});
