import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeBundle, planIn } from '../../src/app/bundle/judge-bundle.ts';
import { NOTHING_EXPECTED, verifyBundle } from '../../src/app/bundle/verify-bundle.ts';
import type { Decision } from '../../src/core/decision.ts';
import { FACTS, type FactType } from '../../src/core/facts/registry.ts';
import { type OpenBundle, openBundle } from '../../src/evidence/bundle.ts';
import { kinds } from '../../src/gates/registry.ts';
import { JUDGE_VERSION } from '../../src/verdict/version.ts';
import { CHANGED, type Changed } from './changed.ts';
import { BUNDLES, type Expectation, EXPECTED, type Expected } from './expected.ts';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** Fact types of which no golden bundle has any, with the reason. */
const WITHOUT_BUNDLE: Partial<Record<FactType, string>> = {
  'attempt.accepted': 'new: its bundle is made with the next version of the judge',
  'artifact.told': 'likewise',
  'change.told': 'likewise',
  'baseline.told': 'likewise',
  neighbour: 'likewise',
  'record.restored': 'new: its bundle is made with the next version of the judge',
  'recorder.late': 'only a machine that stands still makes one',
};

/** What `gate verify` says of each check where another version judged: all else must hold. */
const JUDGED_BY_ANOTHER: Readonly<Record<string, readonly string[]>> = {
  facts: ['unchecked'],
  judgement: ['unchecked'],
  renderings: ['unchecked'],
  parts: ['incomplete'],
  // A plan that has grown a key since then.
  plan: ['holds', 'unchecked'],
};

interface Golden {
  /** `<folder>/<name>` */
  readonly bundle: string;
  readonly zip: string;
  readonly expected: Expectation;
}

const GOLDEN: readonly Golden[] = fs.readdirSync(BUNDLES).flatMap((set) => {
  const expected = JSON.parse(fs.readFileSync(path.join(BUNDLES, set, EXPECTED), 'utf8')) as Expected;
  return Object.entries(expected).map(([name, entry]) => ({
    bundle: `${set}/${name}`,
    zip: path.join(BUNDLES, set, `${name}.zip`),
    expected: entry,
  }));
});

/** The unpacked bundles. */
const opened = new Map<string, OpenBundle>();

beforeAll(async () => {
  for (const { bundle, zip } of GOLDEN) {
    opened.set(bundle, await openBundle(zip));
  }
});
afterAll(() => opened.forEach((one) => one.cleanup()));

function folderOf({ bundle }: Golden): string {
  const folder = opened.get(bundle)?.folder;
  if (folder === undefined) throw new Error(`${bundle} was not unpacked`);
  return folder;
}

const decisions = new Map<string, Decision>();

/** As today's judge decides, whichever version judged it first. */
function judgedToday(golden: Golden): Decision {
  const folder = folderOf(golden);
  const decision = decisions.get(golden.bundle) ?? judgeBundle(folder, planIn(folder)).decision;
  decisions.set(golden.bundle, decision);
  return decision;
}

it('every zip is expected to be something', () => {
  const zips = fs.readdirSync(BUNDLES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.zip'));
  expect(zips.sort()).toEqual(GOLDEN.map(({ bundle }) => `${bundle}.zip`).sort());
});

describe('a golden bundle verifies as when it was made', () => {
  it.each(GOLDEN.map((golden) => [golden.bundle, golden] as const))('%s', (_, golden) => {
    const { exitCode, status, head, judge } = golden.expected;
    const verified = verifyBundle(folderOf(golden), { ...NOTHING_EXPECTED, head });
    const another: typeof JUDGED_BY_ANOTHER = judge === JUDGE_VERSION ? {} : JUDGED_BY_ANOTHER;
    expect(verified.checks.flatMap(({ problems }) => problems)).toEqual([]);
    const expected = ({ name }: { readonly name: string }): readonly string[] => another[name] ?? ['holds'];
    expect(verified.checks.filter((check) => !expected(check).includes(check.result))).toEqual([]);
    expect(verified.head).toBe(head);
    if (judge === JUDGE_VERSION) expect([verified.exitCode, verified.status]).toEqual([exitCode, status]);
    else expect(verified.exitCode).toBe(2);
  });

  it.each(['checks-go', 'rollout-stages', 'rescued'])('%s, by the built program', async (name) => {
    for (const { bundle, zip, expected } of GOLDEN.filter((golden) => path.basename(golden.bundle) === name)) {
      const exit = await promisify(execFile)(process.execPath, [CLI, 'verify', zip, '--head', expected.head]).then(
        () => 0,
        ({ code }: { code?: number }) => code,
      );
      expect([bundle, exit]).toEqual([bundle, expected.judge === JUDGE_VERSION ? expected.exitCode : 2]);
    }
  });
});

it('a run can have recorded every golden bundle', () => {
  const doubts = GOLDEN.flatMap((golden) => {
    const folder = folderOf(golden);
    return judgeBundle(folder, planIn(folder)).doubts.map(({ seq, message }) => `${golden.bundle}, seq ${seq}: ${message}`);
  });
  expect(doubts).toEqual([]);
});

describe("today's judge", () => {
  it('changes no verdict but the listed ones', () => {
    const found = GOLDEN.flatMap((golden) => changesOf(golden, judgedToday(golden)));
    expect(found.sort(byPlace)).toEqual(CHANGED.map(withoutRule).sort(byPlace));
  });
});

type Change = Omit<Changed, 'rule'>;

function withoutRule({ rule: _rule, ...change }: Changed): Change {
  return change;
}

function changesOf({ bundle, expected }: Golden, { status, judgements }: Decision): readonly Change[] {
  const today = Object.fromEntries(judgements.map(({ gate, verdict }) => [gate, verdict]));
  const gates = [...new Set([...Object.keys(expected.gates), ...Object.keys(today)])];
  const all: readonly Change[] = [
    { bundle, from: expected.status, to: status },
    ...gates.map((gate) => ({ bundle, gate, from: expected.gates[gate] ?? 'no gate', to: today[gate] ?? 'no gate' })),
  ];
  return all.filter(({ from, to }) => from !== to);
}

function byPlace(a: Change, b: Change): number {
  const place = ({ bundle, gate = '' }: Change): string => `${bundle} ${gate}`;
  return place(a) < place(b) ? -1 : 1;
}

describe('the golden bundles show', () => {
  it('every type of fact', () => {
    const seen = new Set(GOLDEN.flatMap(factTypesOf));
    const missing = Object.keys(FACTS).filter((type) => !seen.has(type));
    expect(missing.sort()).toEqual(Object.keys(WITHOUT_BUNDLE).sort());
  });

  it('every kind of gate that can be run, passed, failed and blocked', () => {
    const seen = new Set(GOLDEN.flatMap((golden) => judgedToday(golden).judgements.map(({ kind, raw }) => `${kind} ${raw}`)));
    const kept = Object.keys(kinds);
    const wanted = kept.flatMap((kind) => ['passed', 'failed', 'blocked'].map((verdict) => `${kind} ${verdict}`));
    expect(wanted.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('every decision, and the verdicts that are neither passed, failed nor blocked', () => {
    const statuses = new Set(GOLDEN.map(({ expected }) => expected.status));
    expect([...statuses].sort()).toEqual(['BLOCKED', 'GO', 'NO-GO', 'PARTIAL']);
    const verdicts = new Set(GOLDEN.flatMap(({ expected }) => Object.values(expected.gates)));
    expect([...verdicts]).toEqual(expect.arrayContaining(['waived', 'warned', 'skipped']));
  });
});

function factTypesOf(golden: Golden): readonly string[] {
  const lines = fs
    .readFileSync(path.join(folderOf(golden), 'data/observations.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { type: string }).type);
}
