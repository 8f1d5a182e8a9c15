import { kinds } from '../../../src/gates/registry.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import type { Sketch } from '../../facts.ts';
import { filesOf, type Scenario } from '../../laws/transcript.ts';

/** Commits of a story: the base, the head, and another one. */
export const BASE = 'b'.repeat(40);
export const HEAD = 'd'.repeat(40);
export const OTHER = 'e'.repeat(40);
const BLOB = '1'.repeat(40);

/** A changed file, as a test tells of it. */
export interface Told {
  readonly path: string;
  readonly from?: string;
  readonly status?: string;
  readonly modes?: readonly [string, string];
  /** `undefined`: binary. */
  readonly lines?: readonly [added: number, deleted: number] | undefined;
}

/** What git writes of them with `--raw --numstat -z`. */
export function rawOf(files: readonly Told[], isCounted = true): string {
  const names = ({ path, from }: Told): string => (from === undefined ? `${path}\0` : `${from}\0${path}\0`);
  const listed = files.map((file) => {
    const [before, after] = file.modes ?? ['100644', '100644'];
    return `:${before} ${after} ${BLOB} ${BLOB} ${file.status ?? (file.from === undefined ? 'M' : 'R090')}\0${names(file)}`;
  });
  const counted = files.map((file) => {
    const [added, deleted] = 'lines' in file ? (file.lines ?? ['-', '-']) : [1, 0];
    return `${added}\t${deleted}\t${file.from === undefined ? '' : '\0'}${names(file)}`;
  });
  return [...listed, ...(isCounted ? counted : [])].join('');
}

export const FOUND: Sketch = {
  type: 'change.base',
  base: 'main',
  commit: BASE,
  mergeBase: BASE,
  head: HEAD,
  parents: [BASE],
  asked: 'lines',
};

export const LIST: Sketch = {
  type: 'attachment',
  path: 'gates/g/change.raw',
  original: 'change since main',
  sha256: 'x',
  bytes: 1,
  modifiedAt: 100,
  existedBefore: false,
  role: 'changes',
};

export const SOURCE: Sketch = {
  type: 'source',
  vcs: 'git',
  commit: HEAD,
  dirtyCount: 0,
  dirty: [],
  revisions: [{ name: 'main', commit: BASE }],
};

const RULES = '[ { paths: "docs/**", risk: low }, { paths: "src/**", risk: medium }, { paths: [ "db/**" ], risk: high } ]';

/** An execution whose only gate `g` saw a change. @param keys of the gate, in braces */
export function changeOf(
  files: readonly Told[],
  { keys = '', rules = RULES, facts = [FOUND, LIST], more = [], source = SOURCE, raw = rawOf(files), top = '' }: Partial<Story> = {},
): Scenario {
  const text = `version: 1\ngates: { g: { kind: change, base: main, rules: ${rules}${keys === '' ? '' : `, ${keys}`} } }\n${top}`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return {
    plan: loadPlan(input).plan,
    registry: kinds,
    files: filesOf({ 'gates/g/change.raw': raw }),
    observed: { g: [...facts, ...more] },
    source,
  };
}

interface Story {
  readonly keys: string;
  readonly rules: string;
  /** Instead of those of a comparison that went well. */
  readonly facts: readonly Sketch[];
  /** After them. */
  readonly more: readonly Sketch[];
  readonly source: Sketch;
  readonly raw: string | Uint8Array;
  /** More of the configuration. */
  readonly top: string;
}

/** A review by somebody who may write; it approves the head. */
export function review(reviewer: string, over: Partial<Sketch> = {}): Sketch {
  return {
    type: 'review',
    basis: 'github-api',
    reviewer,
    state: 'approved',
    commit: HEAD,
    submittedAt: '2026-11-20T10:00:00.000Z',
    permission: 'write',
    ...over,
  };
}

/** The end of the list of reviews. */
export function reviews(count: number, over: Partial<Sketch> = {}): Sketch {
  return { type: 'reviews', basis: 'github-api', count, pullRequest: 7, author: 'author', head: HEAD, ...over };
}
