/** The floors of src/, top to bottom: imports go down only. */
export const FLOORS = [
  'entries',
  'app',
  'adapters',
  'report',
  'engine',
  'verdict',
  'plan',
  'gates',
  'sources',
  'live',
  'probes',
  'evidence',
  'formats',
  'conditions',
  'language',
  'stats',
  'redact',
  'core',
];

/** What must be pure, with the floor that it stands on. */
export const PURE: readonly { readonly files: string; readonly floor: string }[] = [
  { files: 'src/report/**/*.ts', floor: 'report' },
  { files: 'src/verdict/**/*.ts', floor: 'verdict' },
  { files: 'src/plan/**/*.ts', floor: 'plan' },
  { files: 'src/gates/**/*.ts', floor: 'gates' },
  { files: 'src/probes/**/*.ts', floor: 'probes' },
  { files: 'src/sources/prometheus/query.ts', floor: 'live' },
  { files: 'src/formats/**/*.ts', floor: 'formats' },
  { files: 'src/conditions/**/*.ts', floor: 'conditions' },
  { files: 'src/language/**/*.ts', floor: 'language' },
  { files: 'src/stats/**/*.ts', floor: 'stats' },
  { files: 'src/redact/**/*.ts', floor: 'redact' },
  { files: 'src/core/**/*.ts', floor: 'core' },
];

/** What stands on a pure floor and looks at the world: observers, and what only they use. */
export const IMPURE = ['src/gates/observers.ts', 'src/gates/*/observe.ts', 'src/gates/*/look.ts'];

/** Builtins that compute and touch nothing. */
export const PURE_BUILTINS = ['node:crypto'];
