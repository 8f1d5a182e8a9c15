import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/core/judgement.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { comment } from '../../src/report/comment.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { html } from '../../src/report/html.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { markdown } from '../../src/report/markdown.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { criterion, judgement, outcome } from './outcomes.ts';

const STILL = criterion('rollback', 'validated', 'could not run: traffic still at 10 %: the run broke off', 'blocked');
const ALARM = 'rollout: rollback: could not run: traffic still at 10 %: the run broke off';

function rollout(over: Partial<Judgement> = {}): Judgement {
  return judgement('rollout', { kind: 'rollout', verdict: 'blocked', reason: 'rollback', criteria: [STILL], urgent: [STILL], ...over });
}

const FAILED = judgement('tests', { verdict: 'failed', reason: 'total: 3', criteria: [criterion('total', '= 4', '3', 'failed')] });

/** What every place shows before anything else but the name and the decision. */
function firstLines(shown: Outcome): Readonly<Record<string, string>> {
  const around = { links: {}, notes: [] };
  const check = checkRun(shown, { ...around, repository: { configuration: 'gates.yml', checkout: '/w', folder: '' }, allowPartial: false });
  const words = comment(shown, { ...around, marker: { name: 'x', runId: '1', runAttempt: '1' } });
  const lineAfter = (text: string, heading: RegExp): string => text.split(heading)[1]?.split('\n')[0] ?? '';
  return {
    terminal: terminalTable(shown, { columns: 200, color: false, bundle: 'b' }).split('\n')[0] ?? '',
    'title of the check': check.title,
    check: check.summary.split('\n')[0] ?? '',
    comment: lineAfter(words, /^## .*\n\n/m),
    status: commitStatus(shown, { checkName: 'x', allowPartial: false }).description,
    summary: lineAfter(jobSummary(shown, around), /^# .*\n\n/m),
    'report.md': lineAfter(markdown(shown), /^# .*\n\n/m),
    'report.html': lineAfter(html(shown), /<\/h1>\n/),
  };
}

describe('what nobody may miss', () => {
  it.each<[string, readonly Judgement[]]>([
    ['of a gate that is blocked', [rollout()]],
    ['beside a gate that failed before it', [FAILED, rollout()]],
    ['of an advisory gate', [judgement('builds'), rollout({ required: false, verdict: 'warned', raw: 'blocked' })]],
    [
      'besides worse of the same gate',
      [rollout({ verdict: 'failed', criteria: [STILL, criterion('services', 'alive', 'web died', 'failed')] })],
    ],
  ])('%s is the first line everywhere', (_, judgements) => {
    for (const [place, line] of Object.entries(firstLines(outcome(judgements)))) expect(line, place).toContain(ALARM);
  });

  it('stands before other reasons', () => {
    expect(outcome([FAILED, rollout()]).decision.reasons).toEqual(['rollout blocked: rollback', 'tests failed: total: 3']);
  });

  it('is not all there is: other gates are counted', () => {
    const { title } = checkRun(outcome([FAILED, rollout()]), {
      links: {},
      notes: [],
      repository: { configuration: 'gates.yml', checkout: '/w', folder: '' },
      allowPartial: false,
    });
    expect(title).toBe(`NO-GO: ${ALARM}, and 1 more gate did not pass`);
  });

  it('is escaped', () => {
    const urgent = [criterion('rollback', 'validated', '<img src=x> @org/team [a](b) \u001b[2J', 'failed')];
    const shown = firstLines(outcome([rollout({ verdict: 'failed', criteria: urgent, urgent })]));
    for (const [place, line] of Object.entries(shown)) expect(line, place).not.toContain('\u001b');
    for (const place of ['check', 'comment', 'summary', 'report.md'])
      expect(shown[place], place).not.toMatch(/<img|@org\/team|[^\\]\[a\]\(b\)/);
    expect(shown['report.html']).not.toContain('<img');
  });
});
