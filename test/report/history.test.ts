import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { historyTable, type ListedExecution, trendTable } from '../../src/report/history.ts';
import { quantity } from '../../src/report/quantity.ts';
import { widthOf } from '../../src/report/width.ts';
import { ATTACKS, INVISIBLE } from './attacks.ts';

const COMMIT = '4c1f7d9e2b3a4c1f7d9e2b3a4c1f7d9e2b3a4c1f';

function listed(more: Partial<ListedExecution> = {}): ListedExecution {
  return {
    executionId: '20261121-041609-4f2a9c',
    name: 'Release',
    status: 'GO',
    startedAt: '2026-11-21T04:16:09.123Z',
    finishedAt: '2026-11-21T04:49:11.904Z',
    commit: COMMIT,
    gates: { unit: { verdict: 'passed', numbers: { p95Ms: 12 } } },
    ...more,
  };
}

describe('the table of executions', () => {
  it('fits 80 columns, whatever is to be said', () => {
    const gates = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`gate-${index}`, { verdict: 'failed' as const, numbers: {} }]),
    );
    const table = historyTable(
      [
        listed({ gates, status: 'NO-GO', partial: true, uncommitted: true, gone: true, risk: 'critical' }),
        listed({ name: 'Another configuration with a long name' }),
      ],
      { columns: 80, gate: undefined },
    );
    const lines = table.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^Execution \(UTC\) +Status +Took +Commit +Risk +Gates$/);
    expect(lines[1]).toContain('NO-GO   33 min 3 s  4c1f7d9e  critical  Release: ');
  });

  it('shows one gate where one is asked for', () => {
    expect(historyTable([listed()], { columns: 80, gate: 'unit' })).toMatch(/Commit +unit\n.* passed\n$/);
  });

  it.each<[readonly Verdict[], string]>([
    [['passed', 'passed'], '2 of 2 gates passed'],
    [['waived', 'passed'], '1 of 2 gates passed, 1 waived'],
    [['warned', 'passed', 'waived', 'waived'], '1 of 4 gates passed, 2 waived, 1 warned'],
  ])('calls passed only what passed: %j', (verdicts, words) => {
    const gates = Object.fromEntries(verdicts.map((verdict, index) => [`gate-${index}`, { verdict, numbers: {} }]));
    expect(historyTable([listed({ gates })], { columns: 120, gate: undefined })).toContain(`4c1f7d9e  ${words}\n`);
  });

  it('counts the gates of the configuration, and names the built-in one where it did not pass', () => {
    const shown = (verdict: Verdict): string =>
      historyTable([listed({ gates: { a: { verdict: 'passed', numbers: {} }, evidence: { verdict, numbers: {} } } })], {
        columns: 120,
        gate: undefined,
      });
    expect(shown('passed')).toContain('  1 of 1 gate passed\n');
    expect(shown('warned')).toContain('  1 of 1 gate passed, evidence warned\n');
    expect(shown('failed')).toContain('  failed: evidence\n');
  });

  it('tells of an execution without an end', () => {
    const { finishedAt: _, ...open } = listed({ status: 'UNFINISHED', gates: {} });
    expect(historyTable([open], { columns: 80, gate: undefined }).split('\n')[1]).toMatch(/UNFINISHED +4c1f7d9e$/);
  });

  it.each(Object.entries(ATTACKS))('is not harmed by %s', (_, attack) => {
    const hurt = historyTable([listed({ name: attack, risk: attack, gates: { [attack]: { verdict: 'failed', numbers: {} } } }), listed()], {
      columns: 120,
      gate: attack,
    });
    const trend = trendTable([{ execution: listed(), verdict: 'passed', value: 1 }], { name: attack, columns: 80 });
    for (const text of [hurt, trend]) expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE);
    expect(hurt.trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('how a measurement went', () => {
  it('has a bar for each value, and none where nothing was measured', () => {
    const points = [1000, undefined, 2000].map((value) => ({ execution: listed(), verdict: 'passed' as const, value }));
    const lines = trendTable(points, { name: 'p95Ms', columns: 80 }).split('\n');
    expect(lines.slice(1, 4).map((line) => line.split(/ {2,}/).slice(2))).toEqual([
      ['passed', '1,000 ms', '██████████'],
      ['passed', 'not measured'],
      ['passed', '2,000 ms', '████████████████████'],
    ]);
  });

  it('spans values below zero', () => {
    const points = [-5, 5].map((value) => ({ execution: listed(), verdict: 'passed' as const, value }));
    expect(trendTable(points, { name: 'drift', columns: 80 })).toMatch(/-5 +▏\n.* 5 +█{20}\n$/);
  });
});

it.each<[string, number, string]>([
  ['p95Ms', 1834.2183, '1,834 ms'],
  ['rpoMs', 12, '12 ms'],
  ['ms', 12, '12 ms'],
  ['services.api.p50Us', 3.14159, '3.142 µs'],
  ['sizeBytes', 1_048_576, '1,048,576 bytes'],
  ['accuracy', 0.912345, '0.9123'],
  ['failures', 0, '0'],
])('%s %d is %s', (name, value, words) => {
  expect(quantity(name, value)).toBe(words);
});
