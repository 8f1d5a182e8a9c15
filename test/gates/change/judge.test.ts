import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/core/judgement.ts';
import { judge, record, type Scenario } from '../../laws/transcript.ts';
import { BASE, changeOf, FOUND, HEAD, LIST, OTHER, rawOf, SOURCE, type Told } from './facts.ts';

function judgementOf(scenario: Scenario): Judgement {
  const found = judge(scenario, record(scenario)).decision.judgements.find(({ gate }) => gate === 'g');
  if (!found) throw new Error('not judged');
  return found;
}

const of = (files: readonly Told[], more: Parameters<typeof changeOf>[1] = {}): Judgement => judgementOf(changeOf(files, more));

describe('a change', () => {
  it('is as risky as its riskiest file, and names that with its rule', () => {
    const judgement = of([{ path: 'docs/a.md' }, { path: 'src/a.ts', lines: [3, 2] }, { path: 'src/b.ts' }]);
    expect(judgement.verdict).toBe('passed');
    expect(judgement.criteria).toEqual([
      {
        name: 'risk',
        target: 'low, medium: allowed; high: needs approval; critical: denied',
        measured: 'medium risk, allowed: 2 of 3 changed files, src/a.ts (src/**), src/b.ts (src/**)',
        verdict: 'passed',
      },
    ]);
    expect(judgement.counts).toEqual({ risk: 'medium', files: 3, additions: 5, deletions: 2 });
    expect(judgement.findings).toEqual([]);
  });

  it('is critical where no rule names a file, and denied', () => {
    const judgement = of([{ path: 'docs/a.md' }, { path: 'package.json' }]);
    expect(judgement).toMatchObject({
      verdict: 'failed',
      reason:
        'the change has critical risk, which this gate denies: 1 of 2 changed files, package.json (no rule names it, so critical). No approval changes that: take these files out of the change, or edit "rules" or "verdicts" of the gate',
      criteria: [{ measured: 'critical risk, denied: 1 of 2 changed files, package.json (no rule names it, so critical)' }],
      findings: [{ title: 'critical risk', message: 'package.json (no rule names it, so critical)', file: 'package.json' }],
    });
  });

  it('that needs approval is blocked where nobody read the reviews, and says who does', () => {
    expect(of([{ path: 'db/1.sql' }]).reason).toContain(
      'the change has high risk and needs approval: 1 of 1 changed files, db/1.sql (db/**). Not approved: at a terminal',
    );
  });

  it.each<[string, Told, string]>([
    ['the old name of a renamed file', { path: 'docs/1.sql', from: 'db/1.sql' }, 'high'],
    ['the new name of a renamed file', { path: 'db/1.sql', from: 'docs/1.sql' }, 'high'],
    ['a deleted file', { path: 'db/1.sql', status: 'D', modes: ['100644', '000000'] }, 'high'],
    ['a changed mode', { path: 'db/1.sql', modes: ['100644', '100755'], lines: [0, 0] }, 'high'],
    ['a link', { path: 'db/x', status: 'T', modes: ['100644', '120000'] }, 'high'],
    ['a submodule', { path: 'db', status: 'M', modes: ['160000', '160000'] }, 'high'],
    ['a binary file', { path: 'db/x.bin', lines: undefined }, 'high'],
    ['a folder that became a link', { path: 'src', status: 'A', modes: ['000000', '120000'] }, 'medium'],
    ['a name with the end of a line', { path: 'db/a\nb.sql' }, 'high'],
    ['a name in other letters, where files are told apart by them or not', { path: 'DB/1.sql' }, 'critical'],
    ['a hidden file', { path: 'src/.x' }, 'medium'],
    ['a name like a path that leads out', { path: 'docs/../src/x' }, 'critical'],
    ['a name of the prototype', { path: '__proto__' }, 'critical'],
  ])('counts %s', (_, file, risk) => {
    expect(of([{ path: 'docs/a.md' }, file]).counts).toMatchObject({ files: 2, risk });
  });

  it('is no less risky for a rule that matches but for the case of letters, and may be more', () => {
    const rules = '[ { paths: "**", risk: low }, { paths: "db/**", risk: high }, { paths: "Doc/**", risk: medium } ]';
    const risk = (path: string): unknown => of([{ path }], { rules }).counts['risk'];
    expect([risk('DB/x'), risk('db/x'), risk('doc/x'), risk('other')]).toEqual(['high', 'high', 'medium', 'low']);
  });

  it('says that binary files have no lines, and that the base has gone on', () => {
    const { findings, counts } = of([{ path: 'docs/a.png', lines: undefined }], {
      facts: [{ ...FOUND, commit: OTHER }, LIST],
      source: { ...SOURCE, revisions: [{ name: 'main', commit: OTHER }] },
    });
    expect(counts).toMatchObject({ additions: 0, deletions: 0 });
    expect(findings.map(({ message }) => message)).toEqual([
      'main has gone on since: HEAD left it at bbbbbbbbbbbb, and it is at eeeeeeeeeeee now',
      'binary, and so without lines: 1 of 1 files',
    ]);
  });

  it('is rated also where git could not count lines, and a criterion over them is blocked', () => {
    const files = [{ path: 'docs/a.md' }];
    const facts = [{ ...FOUND, asked: 'files', detail: 'fatal: unable to read 1111' }, LIST];
    const more = { facts, raw: rawOf(files, false) };
    expect(of(files, more)).toMatchObject({ verdict: 'passed', counts: { risk: 'low', files: 1 } });
    const blocked = of(files, { ...more, keys: 'criteria: [ "additions < 10.0" ]' });
    expect(blocked.criteria[1]).toMatchObject({ measured: 'git could not count lines', verdict: 'blocked' });
  });

  it('is told in changeset.json with its riskiest files first, at most 1,000', () => {
    const files = Array.from({ length: 1500 }, (_, index): Told => ({ path: `docs/${index}.md` }));
    const { changeset } = of([...files, { path: 'src/a.ts' }]);
    expect(changeset).toMatchObject({
      base: 'main',
      baseCommit: BASE,
      head: HEAD,
      risk: 'medium',
      answer: 'allow',
      fileCount: 1501,
      countByRisk: { low: 1500, medium: 1 },
      omitted: 501,
    });
    expect(changeset?.files).toHaveLength(1000);
    expect(changeset?.files[0]).toEqual({
      path: 'src/a.ts',
      status: 'changed',
      risk: 'medium',
      rule: 'src/**',
      additions: 1,
      deletions: 0,
    });
  });

  it('that is denied may be waived like any failed row, until a day', () => {
    const waiver = (expires: string): string =>
      `waivers: [ { gate: g, match: risk, severity: high, owner: "@cto", reason: migration, expires: ${expires} } ]\n`;
    const denied = [{ path: 'Makefile' }];
    expect(of(denied, { top: waiver('2099-01-01') }).verdict).toBe('waived');
    expect(of(denied, { top: waiver('2026-01-01') }).verdict).toBe('failed');
    // What could not be found out is never waived.
    expect(of([{ path: 'db/x' }], { top: waiver('2099-01-01') }).verdict).toBe('blocked');
  });
});

describe('a change is blocked', () => {
  const docs = [{ path: 'docs/a.md' }];
  const trouble = (more: Record<string, string | boolean>) => ({
    facts: [{ type: 'change.base', base: 'main', head: HEAD, ...more }],
  });

  it.each<[string, Parameters<typeof of>, RegExp]>([
    ['without files', [[], {}], /no change: no file differs from bbbbbbbbbbbb/],
    [
      'on the base itself',
      [
        [],
        {
          facts: [{ ...FOUND, commit: HEAD, mergeBase: HEAD }, LIST],
          source: { ...SOURCE, revisions: [{ name: 'main', commit: HEAD }] },
        },
      ],
      /no change: main has the commit that is checked out \(dddddddddddd\); on the base branch itself, compare with the last release/,
    ],
    ['by git that is not there', [docs, trouble({ trouble: 'no-git' })], /risk: git is not there/],
    ['without a repository', [docs, trouble({ trouble: 'no-work-tree' })], /there is no git repository/],
    [
      'before the first commit',
      [docs, trouble({ trouble: 'no-commit', detail: 'fatal: Needed a single revision' })],
      /no commit that is checked out \(fatal/,
    ],
    [
      'by an unknown base',
      [docs, trouble({ trouble: 'unknown-base' })],
      /does not know main: check the name, write the remote's \(origin\/…\), or fetch it before the run; .*fetch-depth: 0/,
    ],
    [
      'by a shallow clone',
      [docs, trouble({ trouble: 'unknown-base', shallow: true })],
      /this clone is shallow, check out with `fetch-depth: 0`/,
    ],
    [
      'by a base of several meanings',
      [docs, trouble({ trouble: 'ambiguous-base' })],
      /main names several things.*refs\/remotes\/origin\/main/,
    ],
    ['without a common commit', [docs, trouble({ trouble: 'no-merge-base' })], /HEAD and main have no commit in common/],
    ['without a common commit in a shallow clone', [docs, trouble({ trouble: 'no-merge-base', shallow: true })], /fetch-depth: 0/],
    ['by several merge bases', [docs, trouble({ trouble: 'several-merge-bases' })], /merge main into this branch/],
    ['by its size', [docs, trouble({ trouble: 'too-large' })], /longer than 64 MiB/],
    ['by a trouble that nobody knows', [docs, trouble({ trouble: 'other' })], /"trouble" is not a known one/],
    [
      'by a list that was not kept',
      [docs, { facts: [FOUND, { type: 'file', role: 'changes', path: 'x', code: 'MISSED' }] }],
      /was not kept/,
    ],
    ['by a list that is withheld', [docs, { facts: [FOUND, { ...LIST, withheld: true }] }], /withheld/],
    ['by a list that is too long', [docs, { facts: [FOUND, { ...LIST, bytes: 2 ** 30 }] }], /longer than/],
    ['by two lists', [docs, { facts: [FOUND, LIST, LIST] }], /twice/],
    ['by two looks', [docs, { facts: [FOUND, FOUND, LIST] }], /looked at twice/],
    ['by a list that nobody announced', [docs, { facts: [LIST, FOUND] }], /nobody says what was compared/],
    ['by a list that is cut short', [docs, { raw: rawOf(docs).slice(0, -1) }], /cut short/],
    ['by a list without its lines', [docs, { raw: rawOf(docs, false) }], /cut short/],
    ['by an empty list of what differs', [docs, { raw: '' }], /no file differs/],
    ['by another base', [docs, { facts: [{ ...FOUND, base: 'other' }, LIST] }], /"base" is not that of the configuration/],
    [
      'by a base that moved',
      [docs, { source: { ...SOURCE, revisions: [{ name: 'main', commit: OTHER }] } }],
      /main was eeeeeeeeeeee when the run began, and bbbbbbbbbbbb was compared/,
    ],
    ['by a base that nobody looked up', [docs, { source: { ...SOURCE, revisions: [] } }], /main was no commit when the run began/],
    [
      'by another commit that is checked out',
      [docs, { source: { ...SOURCE, commit: OTHER } }],
      /eeeeeeeeeeee was checked out when the run began/,
    ],
    [
      'by a beginning that git could not tell of',
      [docs, { source: { type: 'source', vcs: null, trouble: 'fatal: failed to read it' } }],
      /which commit was checked out when the run began is not known: fatal: failed to read it/,
    ],
    ['by files that differ from themselves', [docs, { facts: [{ ...FOUND, mergeBase: HEAD }, LIST] }], /compared with itself/],
    ['by a comparison without its commits', [docs, { facts: [{ ...FOUND, mergeBase: null }, LIST] }], /"mergeBase" is not a string/],
  ])('%s', (_, [files, more], words) => {
    const { verdict, reason, changeset } = of(files, more);
    expect(verdict).toBe('blocked');
    expect(reason).toMatch(words);
    expect(changeset).toBeUndefined();
  });
});
