import { defineConfig, type OxlintOverride } from 'oxlint';
import { FLOORS, IMPURE, PURE, WRAPPERS } from './scripts/house.ts';

/** Imports go down only: a floor may not name a floor above it. */
const downward: OxlintOverride[] = FLOORS.map((floor, index) => ({
  files: [`src/${floor}/**/*.ts`],
  rules: {
    'no-restricted-imports': ['error', { patterns: upward(index) }],
  },
}));

function upward(index: number) {
  return FLOORS.slice(0, index).map((above) => ({
    // Relative to any depth below src/; a gate kind may be called like a floor.
    group: [`../${above}/**`, `../../${above}/**`, `../../../${above}/**`],
    message: `imports go down only: ${FLOORS[index]}/ stands below ${above}/`,
  }));
}

/** Pure floors: the same inputs give the same bytes on every machine, so nothing of the machine is in reach. */
const pure: OxlintOverride[] = PURE.map(({ files, floor }) => purely(files, floor));

/** Wrappers are as pure, but for the one thing that they wrap. */
const wrappers: OxlintOverride[] = WRAPPERS.map(({ file, floor, of }) => purely(file, floor, of));

function purely(files: string, floor: string, allowed?: string): OxlintOverride {
  const globals = ['Date', 'Intl', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'WebSocket'];
  return {
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...upward(FLOORS.indexOf(floor)),
            {
              group: ['node:*', ...(allowed === undefined ? [] : [`!${allowed}`])],
              message: `pure floor: no Node builtin but by ${WRAPPERS.map(({ file }) => file).join(', ')}`,
            },
            { group: ['**/observe.ts', '**/observe/**', '**/observers.ts'], message: 'pure floor: judging never observes' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...globals
          .filter((name) => name !== allowed)
          .map((name) => ({ name, message: 'pure floor: the same inputs give the same bytes on every machine' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'pure floor: no clock' },
        { object: 'Math', property: 'random', message: 'pure floor: no randomness' },
        { object: 'Math', property: 'pow', message: 'differs between Node versions in the last digits' },
        { property: 'localeCompare', message: 'differs between machines' },
        { property: 'toLocaleString', message: 'differs between machines' },
      ],
    },
  };
}

/** Observers are on the floor of the gates and look at the world. */
const impure: OxlintOverride = {
  files: IMPURE,
  rules: {
    'no-restricted-imports': ['error', { patterns: upward(FLOORS.indexOf('gates')) }],
    'no-restricted-globals': 'off',
    'no-restricted-properties': 'off',
  },
};

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node', 'vitest'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist/**', 'node_modules/**', 'examples/**'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'import/no-cycle': 'error',
    'no-unused-vars': 'error',
    'no-console': 'error',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'no-shadow': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-return': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'vitest/require-mock-type-parameters': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/no-standalone-expect': 'off',
    // The second argument is the message of a failure.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: [
    ...downward,
    ...pure,
    ...wrappers,
    impure,
    { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
    { files: ['src/core/facts/check.ts'], rules: { 'typescript/no-implied-eval': 'off' } },
  ],
});
