import { expect, it } from 'vitest';
import type { Summary } from './harness.ts';
import { withStand } from './fixtures/stand.ts';

/** Writes its report in the first of two runs alone. */
const ONCE = `import fs from 'node:fs';
const report = '<testsuite tests="2"><testcase name="a"/><testcase name="b"/></testsuite>';
if (process.env.GATE_RUN === '1') fs.writeFileSync(process.env.GATE_DIR + '/r.xml', report);
`;

it(
  'where no report was read nothing is counted, and what reads the counts later is blocked',
  withStand(async (stand) => {
    stand.project.write('once.mjs', ONCE);
    const condition = (name: string, source: string): string =>
      `  ${name}: { kind: assert, needs: [unit, twice], if: always, criteria: [ ${JSON.stringify(source)} ] }\n`;
    const run = await stand.run(`
name: Counts
gates:
  unit: { kind: tests, run: node --version, reports: r.xml }
  twice: { kind: tests, run: node once.mjs, reports: r.xml, runs: 2 }
${condition('none-failed', 'gates["unit"].counts.failed == 0')}${condition('one-of-two', 'gates["twice"].counts.passed >= 2')}${condition('each', 'gates["twice"].counts.perRun.all(r, r.passed == 2)')}`);
    expect(run.said).toEqual(['BLOCKED', 2]);
    expect(run.verdicts).toMatchObject({ 'none-failed': 'blocked', 'one-of-two': 'blocked', each: 'blocked' });
    const { gates } = JSON.parse(run.text('data/summary.json')) as Summary;
    expect(gates['unit']?.counts).toEqual({ runs: 1, expectedRuns: 1 });
    expect(run.bad('twice')[0]).toBe('tests blocked: run 1: 2; run 2: no report: nothing is at r.xml');
    expect(gates['twice']?.counts).toEqual({ runs: 2, expectedRuns: 2 });
    const trend = await stand.project.gate(['history', '--trend', 'unit', 'passed']);
    expect(trend.stdout).toBe('');
    expect(trend.stderr).toContain('unit');
  }),
);
