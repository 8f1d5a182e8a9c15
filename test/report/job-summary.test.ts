import { describe, expect, test } from 'vitest';
import { jobSummary } from '../../src/report/job-summary.ts';
import { markdown } from '../../src/report/markdown.ts';
import { picture } from '../../src/report/picture.ts';
import { empty, go } from './outcomes.ts';
import { richBlocked, richGo, richNoGo, richPartial } from './rich-outcomes.ts';

const around = { links: { artifact: 'https://github.com/o/r/actions/runs/7/artifacts/9' }, notes: [] };

describe('the job summary', () => {
  test.each([richGo(), richNoGo(), richBlocked(), richPartial(), empty()])(
    'has every section of report.md, in the same words (%#)',
    (subject) => {
      const summary = jobSummary(subject, around);
      const report = markdown(subject);
      const sections = report.slice(report.indexOf('\n## '));
      expect(sections).toContain('## How to check this report');
      expect(summary.endsWith(sections)).toBe(true);
    },
  );
  test('begins with the decision, the gates and where the evidence is', () => {
    const summary = jobSummary(richNoGo(), around);
    expect(summary).toMatch(/^# ❌ NO-GO: Phase 3/);
    expect(summary.indexOf('❌ failed')).toBeLessThan(summary.indexOf('[Evidence bundle]'));
    expect(summary.indexOf('[Evidence bundle]')).toBeLessThan(summary.indexOf('## What did not pass'));
  });
});

describe('the picture', () => {
  test('has each gate with its verdict, and what each needs', () => {
    const drawing = picture(richNoGo())[0]?.head.split('\n');
    expect(drawing?.slice(0, 3)).toEqual(['```mermaid', 'flowchart LR', '  g0["precheck<br/>passed"]:::passed']);
    expect(drawing).toContain('  g3["health#45;30m<br/>failed"]:::failed');
    expect(drawing).toContain('  g2 --> g3');
    expect(drawing?.filter((line) => line.includes('classDef')).map((line) => line.split(' ')[3])).toEqual([
      'passed',
      'warned',
      'skipped',
      'failed',
    ]);
    expect(drawing?.at(-1)).toBe('```');
  });
  test('is left out where no gate needs another', () => {
    expect(picture(go())).toEqual([]);
    expect(picture(empty())).toEqual([]);
  });
  test('leaves out what was not selected', () => {
    expect(picture(richPartial())[0]?.head).not.toContain('tests');
  });
});
