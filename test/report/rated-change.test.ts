import { describe, expect, test } from 'vitest';
import { changeset } from '../../src/report/changeset.ts';
import { comment } from '../../src/report/comment.ts';
import { html } from '../../src/report/html.ts';
import { markdown } from '../../src/report/markdown.ts';
import { changesetOf, criterion, FILE, judgement, outcome } from './outcomes.ts';

const PASSED = changesetOf(
  [FILE, { ...FILE, path: 'b', from: 'a', status: 'renamed', is: 'link', rule: null, additions: null, deletions: null }],
  {
    approvedBy: ['alice'],
    fileCount: 41,
  },
);
const rated = (set = PASSED) => outcome([judgement('change', { counts: { risk: set.risk, files: 41 }, changeset: set })]);

describe('a change that a gate rated', () => {
  test('stands in changeset.json as it was rated, beside the source', () => {
    expect(JSON.parse(changeset(rated()))).toMatchObject({
      source: { branch: 'release/3.0' },
      changes: { change: JSON.parse(JSON.stringify(PASSED)) },
    });
  });

  test('stands in the reports with its risk, who approved it, and its riskiest files', () => {
    const words =
      'Risk high, needs approval, approved by @alice: 41 files from origin/main (bbbbbbbbbbbb) to dddddddddddd, 3 lines added, 0 removed';
    const page = html(rated());
    expect(page).toContain(`<p>${words}</p>`);
    expect(page).toContain('<code>a → b</code>');
    const text = markdown(rated()).replaceAll('\\', '').replaceAll('&#64;', '@').replaceAll('\u200b', '');
    expect(text).toMatch(/41 files from origin\/main/);
    expect(text).toMatch(/\| a → b \| renamed, a link \| high \| no rule names it \| {1,2}\|/);
    expect(text).toMatch(/src\/a\.ts \| changed \| high \| src\/.* \| \+3 −0 \|/);
    expect(text).toContain('… and 39 more files');
  });

  test('stands in the table of gates by its risk', () => {
    const shown = comment(rated(), { links: {}, notes: [], marker: { name: 'x', runId: '1', runAttempt: '1' } });
    expect(shown).toContain('risk high, approved · files 41 |');
    const denied = outcome([
      judgement('change', { verdict: 'failed', criteria: [criterion('risk', 'x', 'critical, denied: b', 'failed')] }),
    ]);
    expect(markdown(denied)).toContain('critical, denied: b');
  });

  test('says that lines were not counted', () => {
    expect(html(rated(changesetOf([FILE], { additions: null, deletions: null })))).toContain('lines not counted');
  });
});
