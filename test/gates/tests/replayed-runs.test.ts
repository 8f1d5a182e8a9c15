import { describe, expect, it } from 'vitest';
import { realReport } from '../../formats/real-reports.ts';
import { judged } from './facts.ts';

/** Passing reports of real tools: of the first three each says when its tests ran, of TAP none does. */
const pytest = realReport('pytest', 'passing.junit.xml');
const gradle = realReport('gradle', 'passing.cart.junit.xml');
const ant = realReport('ant', 'passing.cart.junit.xml');
const tap = realReport('test-more', 'passing.tap');

describe('a second run with the very bytes of the first one’s report', () => {
  it.each([pytest, gradle, ant])('is no run of its own: $tool', (report) => {
    const { verdict, bad } = judged([report], { runs: { count: 2, apartMs: 60_000 }, ...timeOf(report.text) });
    expect(verdict).toBe('blocked');
    expect(bad.join()).toContain(`${report.file}: the very bytes of run 1, with the time at which its tests ran (a cache?)`);
  });

  it('may be one where the report does not say when its tests ran', () => {
    expect(judged([tap], { runs: { count: 2, apartMs: 60_000 } }).verdict).toBe('passed');
  });

  it('may be one where the runs are too close for the second that a report is written to', () => {
    expect(judged([pytest], { runs: { count: 2, apartMs: 1500 }, ...timeOf(pytest.text) }).verdict).toBe('passed');
  });
});

/** The execution starts when the report says that its tests ran. */
function timeOf(text: string): { readonly startedAt: string } {
  const [, day = '', time = ''] = /timestamp="(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text) ?? [];
  return { startedAt: `${day}T${time}.000Z` };
}
