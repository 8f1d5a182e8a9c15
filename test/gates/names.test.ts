import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { EVIDENCE_GATE } from '../../src/core/plan.ts';
import { kinds } from '../../src/gates/registry.ts';

const SRC = path.join(import.meta.dirname, '../../src');
const NAMES = Object.keys(kinds);
const ANY = `(?:${NAMES.join('|')})`;
const LITERAL = `['"\`]${ANY}['"\`]`;

/**
 * How code asks for a kind by its name. The words are ordinary ones too (a service has `health`, JUnit has `tests`), so that only what
 * compares, looks up or chooses is one.
 */
const ASKS = [
  // `kind === 'health'`, `'health' !== kind`
  new RegExp(`(?:[!=]==? *${LITERAL}|${LITERAL} *[!=]==?)`),
  // `kinds['health']`, `kinds.health`, `SHARES.health`; `ServicePlan['health']` is the type of a service's key
  new RegExp(`(?<!ServicePlan)(?<=[\\w)\\]!?.])\\[${LITERAL}\\]`),
  new RegExp(`\\b(?:kinds|observers|[A-Z][A-Z_]+)\\??\\.${ANY}\\b`),
  // `case 'health':`, `.has('health')`, `['health', 'rollout'].includes(kind)`
  new RegExp(`\\bcase ${LITERAL}`),
  new RegExp(`\\.(?:has|get|includes|indexOf)\\(${LITERAL}`),
  new RegExp(`${LITERAL}[^\\]\n]*\\]\\.(?:includes|indexOf|some)\\(`),
  // A table by kind: two of its keys are kinds.
  new RegExp(`^( +)'?${ANY}'?: [^\\n]*,\\n(?:\\1 ?[^\\n]*\\n)*?\\1'?${ANY}'?: `, 'm'),
];

/** Where a name may stand, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'gates/registry.ts': 'a registry',
  'gates/observers.ts': 'a registry',
  'plan/peers.ts': 'the words of other tools, of which some are those of kinds',
};

/** A kind that is built on another. */
const BUILT_ON: Readonly<Record<string, readonly string[]>> = {
  // Every stage is a series of looks, taken and judged as those of a metrics gate.
  rollout: ['metrics'],
};

/** Formats stand below the gates and read the words of other tools: JUnit's `tests`, Clover's `metrics`. */
const files = fs
  .globSync('**/*.ts', { cwd: SRC })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => !file.startsWith('formats/'))
  // What other tests plant there, at the same time.
  .filter((file) => !path.basename(file).startsWith('planted'));

/** What of a text names a kind. */
function named(text: string): readonly string[] {
  return ASKS.flatMap((ask) => [...text.matchAll(new RegExp(ask.source, `g${ask.flags}`))].map(([found]) => found));
}

/** The folders of kinds out of which a file imports, but its own. */
function importedBy(file: string, text: string): readonly string[] {
  return [...text.matchAll(/from '(\.[^']*)'/g)].flatMap(([, from = '']) => {
    const [, kind = ''] = /^gates\/(\w+)\//.exec(path.posix.join(path.posix.dirname(file), from)) ?? [];
    return NAMES.includes(kind) && !file.startsWith(`gates/${kind}/`) ? [kind] : [];
  });
}

describe('a gate kind', () => {
  test.each(files.filter((file) => !Object.hasOwn(ALLOWED, file)))('is not known by name in %s', (file) => {
    const text = fs.readFileSync(path.join(SRC, file), 'utf8');
    const own = NAMES.find((kind) => file.startsWith(`gates/${kind}/`)) ?? '';
    expect(named(text)).toEqual([]);
    expect(importedBy(file, text).filter((kind) => !BUILT_ON[own]?.includes(kind))).toEqual([]);
  });

  test('has its own name for a folder, and the built-in one is the gate that ends every plan', () => {
    for (const [name, { spec }] of Object.entries(kinds)) {
      expect(spec.kind).toBe(name);
      expect(fs.existsSync(path.join(SRC, 'gates', name, 'spec.ts')), name).toBe(true);
    }
    expect(NAMES.filter((name) => kinds[name]?.spec.builtIn)).toEqual([EVIDENCE_GATE]);
  });

  test.each([
    "if (kind === 'health') return;",
    "if ('tests' !== gate.kind) return;",
    "const spec = kinds['rollout']?.spec;",
    'const spec = kinds.rollout.spec;',
    "switch (kind) {\n  case 'checks':\n}",
    "if (new Set(['a']).has('metrics')) return;",
    "if (['health', 'x'].includes(kind)) return;",
    "const SHARES = {\n  health: { bad: 'failures' },\n  tests: { bad: 'failed' },\n};",
  ])('would be found by name in: %s', (text) => {
    expect(named(text)).not.toEqual([]);
  });

  test('would be found by the import of its folder', () => {
    expect(importedBy('engine/execute.ts', "import { sitesOf } from '../gates/checks/observe.ts';")).toEqual(['checks']);
    expect(importedBy('gates/checks/observe.ts', "import type { RolloutSpec } from '../rollout/spec.ts';")).toEqual(['rollout']);
    expect(importedBy('gates/checks/observe.ts', "import { Ends } from './ends.ts';")).toEqual([]);
    expect(importedBy('engine/session.ts', "import { BUNDLE } from '../evidence/paths.ts';")).toEqual([]);
  });

  test.each([
    "const word = section('evidence', data);",
    "say(['evidence', 'store'], 'x');",
    "const total = countOf(suite.element, 'tests');",
    'const { health } = service;',
    "readonly key: 'health' | 'ready';",
  ])('is none in the ordinary word of: %s', (text) => {
    expect(named(text)).toEqual([]);
  });
});
