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
  { files: 'src/sources/prometheus/answer.ts', floor: 'sources' },
  { files: 'src/sources/prometheus/kept.ts', floor: 'sources' },
  { files: 'src/sources/prometheus/hidden.ts', floor: 'sources' },
  { files: 'src/sources/prometheus/query.ts', floor: 'sources' },
  { files: 'src/sources/prometheus/sample.ts', floor: 'sources' },
  { files: 'src/sources/prometheus/tokens.ts', floor: 'sources' },
  { files: 'src/formats/**/*.ts', floor: 'formats' },
  { files: 'src/conditions/**/*.ts', floor: 'conditions' },
  { files: 'src/language/**/*.ts', floor: 'language' },
  { files: 'src/stats/**/*.ts', floor: 'stats' },
  { files: 'src/redact/**/*.ts', floor: 'redact' },
  { files: 'src/core/**/*.ts', floor: 'core' },
];

/** In the folder of a gate kind, `observe.ts` and what lies in `observe/` look at the world. All else there is pure. */
export const IMPURE = ['src/gates/observers.ts', 'src/gates/*/observe.ts', 'src/gates/*/observe/**/*.ts'];

/**
 * What computes and could do more, each behind one pure file that does nothing but compute with it: SHA-256 of Node's crypto, to be
 * replaced where there is no Node, and the calendar of `Date`, which elsewhere would ask for the time.
 */
export const WRAPPERS: readonly { readonly file: string; readonly floor: string; readonly of: string }[] = [
  { file: 'src/core/sha256.ts', floor: 'core', of: 'node:crypto' },
  { file: 'src/core/calendar.ts', floor: 'core', of: 'Date' },
];

/** Packages that compute and touch nothing: the only ones that pure files may import. */
export const PURE_PACKAGES = ['@bufbuild/cel', 'get-east-asian-width', 'picomatch', 're2js', 'saxes', 'semver', 'yaml', 'zod'];
