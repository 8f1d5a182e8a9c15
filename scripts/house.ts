/** The floors of src/, top to bottom: imports go down only. */
export const FLOORS = [
  'entries',
  'app',
  'adapters',
  'report',
  'engine',
  'evidence',
  'verdict',
  'plan',
  'gates',
  'live',
  'formats',
  'measure',
  'core',
];

/** What must be pure, with the floor that it stands on. */
export const PURE: readonly { readonly files: string; readonly floor: string }[] = [
  { files: 'src/report/**/*.ts', floor: 'report' },
  { files: 'src/verdict/**/*.ts', floor: 'verdict' },
  { files: 'src/plan/**/*.ts', floor: 'plan' },
  { files: 'src/gates/!(observers).ts', floor: 'gates' },
  { files: 'src/gates/*/spec.ts', floor: 'gates' },
  { files: 'src/gates/*/judge.ts', floor: 'gates' },
  { files: 'src/live/probes/spec.ts', floor: 'live' },
  { files: 'src/live/probes/judge.ts', floor: 'live' },
  { files: 'src/formats/**/*.ts', floor: 'formats' },
  { files: 'src/measure/**/*.ts', floor: 'measure' },
  { files: 'src/core/**/*.ts', floor: 'core' },
];

/** Builtins that compute and touch nothing. */
export const PURE_BUILTINS = ['node:crypto'];
