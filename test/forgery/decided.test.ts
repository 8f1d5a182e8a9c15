import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { judgeBundle, planIn, priorOf } from '../../src/app/bundle/judge-bundle.ts';
import type { Finished } from '../../src/app/bundle/finish-bundle.ts';
import { decideUpon } from '../../src/app/execution/decide-upon.ts';
import type { Draft } from '../../src/core/observation.ts';
import { Project } from '../e2e/harness.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, Forger, type Line, linesOf } from './forge.ts';

/** A decision upon a change that needed an approval, at a commit of which there were attempts before. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
const PART = 'data/parts/1';
const RUN = { GITHUB_REPOSITORY: 'acme/widget', GITHUB_RUN_ID: '40' };
let observed: Finished;
/** The same gates at another commit. */
let another: Finished;
let commit: string;
let bundle: string;
let lines: Line[];

const GATES = `version: 1
name: Widget
policy: { max-attempts: 3 }
gates:
  change:
    kind: change
    base: main
    rules: [ { paths: "db/**", risk: high }, { paths: "**", risk: low } ]
    verdicts: { low: allow, high: needs-approval }
`;

/** As a job without a token leaves it. */
async function observe(env: Readonly<Record<string, string>> = RUN): Promise<Finished> {
  const before = project.bundles();
  await project.gate(['run', 'gates.yml'], { env: { GITHUB_RUN_ATTEMPT: '1', ...env } });
  const folder = project.bundles().find((made) => !before.includes(made)) ?? '';
  const { outcome } = judgeBundle(folder, planIn(folder));
  if (!outcome) throw new Error('it has no final seal');
  return { outcome, folder, zip: { path: `${folder}.zip`, sha256: '' } };
}

/** What GitHub tells the job that decides. */
function answers(): readonly Draft[] {
  const basis = 'github-api';
  const head = linesOf(observed.folder).find(({ type }) => type === 'change.base')?.['head'] as string;
  const base = linesOf(observed.folder).find(({ type }) => type === 'change.base')?.['commit'] as string;
  const attempt = (day: number, status: 'NO-GO' | 'BLOCKED'): Draft => ({
    type: 'attempt',
    basis,
    executionId: `202611${day}-100000-aaaaa${day % 10}`,
    status,
    at: `2026-11-${day}T10:00:00.000Z`,
    runId: String(day),
    runAttempt: '1',
  });
  const review = (reviewer: string, state: 'approved' | 'commented'): Draft => ({
    type: 'review',
    basis,
    gate: 'change',
    reviewer,
    state,
    commit: head,
    submittedAt: '2026-11-29T10:00:00.000Z',
    permission: 'write',
  });
  return [
    attempt(20, 'NO-GO'),
    attempt(21, 'BLOCKED'),
    { type: 'history', basis, commit, store: 'acme/widget', attempts: 2, noGo: 1, unread: 0 },
    review('alice', 'approved'),
    review('bob', 'commented'),
    { type: 'reviews', basis, gate: 'change', count: 2, pullRequest: 7, author: 'carol', head },
    { type: 'change.told', basis, gate: 'change', base, head, mergeBase: base, held: true, files: [{ name: 'db/1.sql', fate: 'added' }] },
  ];
}

beforeAll(async () => {
  project.write('.gitignore', '.gate\n');
  project.write('gates.yml', GATES);
  project.commit();
  execFileSync('git', ['checkout', '-q', '-b', 'work'], { cwd: project.folder });
  project.write('db/1.sql', 'drop table x;\n');
  commit = project.commit();
  observed = await observe();
  const io = {
    env: { ...RUN, GITHUB_RUN_ATTEMPT: '1' },
    cwd: project.folder,
    stdout: () => {},
    stderr: () => {},
    terminal: { columns: 80, color: false },
    live: false,
  };
  const { folder, outcome } = await decideUpon(observed, answers(), io);
  expect(outcome.decision).toMatchObject({ status: 'GO', reasons: [] });
  bundle = folder;
  lines = linesOf(bundle);
  project.write('db/2.sql', 'drop table y;\n');
  project.commit();
  another = await observe();
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

describe('a decision upon the evidence of another job, written anew', () => {
  it('holds when nothing was changed', () => {
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO', problems: [] });
  });

  const ofGitHub = new Set(['attempt', 'history', 'review', 'reviews', 'change.told']);
  const own = new Set(['execution.started', 'part', 'execution.ended']);
  /** The evidence that it holds tells these. */
  const told = ['runAttempt: other', 'repository: other', 'repository: without'].map((change) => `execution.started.${change}`);

  it.each<[string, ReadonlySet<string>, () => readonly string[]]>([
    ['what GitHub told', ofGitHub, () => untoldOf(lines, ofGitHub, ['What GitHub told'])],
    ['what it says of itself', own, () => untoldOf(lines, own).filter((change) => !told.includes(change))],
  ])('is refused with its place, or stands in a table of what can not be told: %s', (_, types, expected) => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, types);
    expect(tried).toBeGreaterThan(50);
    expect([accepted, unplaced]).toEqual([expected(), []]);
  });

  /** Another execution in place of the one that was decided upon, and all that is said of it. */
  function upon(part: string, facts: (all: Line[]) => Line[] = (all) => all): ReturnType<typeof forge> {
    const copy = path.join(fs.mkdtempSync(path.join(scratch, 'copy-')), path.basename(bundle));
    fs.cpSync(bundle, copy, { recursive: true });
    fs.rmSync(path.join(copy, PART), { recursive: true });
    fs.cpSync(part, path.join(copy, PART), { recursive: true });
    const { fact } = atOnce(priorOf(path.join(copy, PART), observed.outcome.plan));
    const retold = (all: Line[]): Line[] => all.map((line) => (line.type === 'part' ? { seq: 0, t: line['t'], ...fact } : line));
    return forge(copy, fs.mkdtempSync(path.join(scratch, 'forged-')), (all) => facts(retold(all)));
  }

  /** The evidence of the job that observed, written anew. @returns its folder */
  function observedAnew(change: (all: Line[]) => Line[]): string {
    const folder = fs.mkdtempSync(path.join(scratch, 'observed-'));
    expect(new Forger(observed.folder, folder).forge(change)).toMatchObject({ accepted: true, problems: [] });
    return path.join(folder, path.basename(observed.folder));
  }

  /** It was killed before its gate had come to an end. */
  const brokenOff = (all: Line[]): Line[] =>
    all
      .filter(({ type }) => type !== 'gate.ended' && type !== 'source.end')
      .map((line) => ({ ...line, type: line.type.replace(/^after\./, ''), ...(line.type === 'execution.ended' && { reason: 'crashed' }) }));

  const begun = (more: object) => (all: Line[]) => all.map((line) => (line.type === 'execution.started' ? { ...line, ...more } : line));
  /** All that it says of the wall clock is so many ms earlier. */
  const earlier = (ms: number) => (all: Line[]) =>
    all.map((line) => {
      if (typeof line['at'] !== 'string' || !['execution.started', 'seal'].includes(line.type)) return line;
      const at = new Date(Date.parse(line['at']) - ms).toISOString();
      const id = `${at.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-aaaaaa`;
      return { ...line, at, ...(line.type !== 'seal' && { executionId: id }) };
    });
  const DAY = 86_400_000;

  it.each<[string, () => ReturnType<typeof forge>, RegExp]>([
    ['evidence of another commit', () => upon(another.folder), /of another commit than the source/],
    ['evidence of another repository', () => upon(observedAnew(begun({ repository: 'acme/other' }))), /the evidence is of acme\/other/],
    ['evidence of a later attempt', () => upon(observedAnew(begun({ runAttempt: '2' }))), /of an attempt that had not begun/],
    ['evidence of no attempt', () => upon(observedAnew(begun({ runAttempt: 'x' }))), /"x" is no attempt of a run/],
    ['evidence of no run', () => upon(observedAnew(begun({ runId: undefined, runAttempt: undefined }))), /upon evidence of a run alone/],
    ['a beginning before the evidence', () => upon(observed.folder, earlier(2 * DAY)), /more than a day before the evidence/],
    [
      'an end that was broken off',
      () =>
        forge(bundle, scratch, (all) => all.map((line) => ({ ...line, ...(line.type === 'execution.ended' && { reason: 'crashed' }) }))),
      /nothing is broken off/,
    ],
    [
      'no word of earlier attempts',
      () => forge(bundle, scratch, (all) => all.filter(({ type }) => type !== 'attempt' && type !== 'history')),
      /and not for earlier attempts/,
    ],
    [
      'attempts that nobody counts',
      () => forge(bundle, scratch, (all) => all.filter(({ type }) => type !== 'history')),
      /nobody says how many/,
    ],
    [
      'no word of the change',
      () => forge(bundle, scratch, (all) => all.filter(({ type }) => type !== 'change.told')),
      /what GitHub told: change\.told of change/,
    ],
    [
      'attempts of another repository',
      () => forge(bundle, scratch, (all) => all.map((line) => (line.type === 'history' ? { ...line, store: 'acme/other' } : line))),
      /attempts of another repository/,
    ],
  ])('is refused with %s', (_, forged, words) => {
    const { accepted, problems } = forged();
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringMatching(words)]);
  });

  it.each<[string, () => ReturnType<typeof forge>]>([
    ['another execution of the same plan, commit, run and attempt', () => upon(observedAnew(earlier(5000)))],
    [
      'evidence of a gate that was broken off, of which nobody asks GitHub',
      () => upon(observedAnew(brokenOff), (all) => all.filter(({ type }) => !/^reviews?$|^change/.test(type))),
    ],
    ['evidence of another run', () => upon(observedAnew(begun({ runId: '41' })))],
    ['a beginning an hour before the evidence', () => upon(observed.folder, earlier(DAY / 24))],
    [
      'none of what GitHub tells of a commit, as where there is no token',
      () =>
        forge(bundle, scratch, (all) =>
          all.flatMap((line) => {
            if (line.type === 'attempt' || line.type === 'history') return [];
            const { seq, t, type, gate, basis, base, head } = line;
            const trouble = 'there is no token';
            if (type === 'review') return [];
            if (type === 'reviews') return [{ seq, t, type, gate, basis, count: 0, pullRequest: 0, author: '', head, trouble }];
            return [type === 'change.told' ? { seq, t, type, gate, basis, base, head, trouble } : line];
          }),
        ),
    ],
  ])('holds with %s, as docs/trust.md says', (_, forged) => expect(forged()).toMatchObject({ accepted: true, problems: [] }));
});
