import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Stand, until, withStand } from './fixtures/stand.ts';

const TESTS = 200_000;

/** The copy of the report in the evidence of the execution under way. */
function copyOf(stand: Stand): string | undefined {
  const copies = stand.project.bundles().map((bundle) => path.join(bundle, 'data/gates/unit/reports/report.xml'));
  return copies.find((file) => fs.existsSync(file));
}

it('an interruption while a report is judged ends that', async () =>
  withStand(async (stand) => {
    const cases = Array.from({ length: TESTS }, (_, i) => `<testcase classname="acme.Orders" name="keeps order ${i}" time="0.01"/>\n`);
    const report = `<testsuites><testsuite name="orders" tests="${TESTS}">\n${cases.join('')}</testsuite></testsuites>\n`;
    fs.writeFileSync(path.join(stand.folder, 'source.xml'), report);
    const yaml = 'gates: { unit: { kind: tests, run: cp source.xml $GATE_DIR/report.xml, reports: [ report.xml ] } }\n';
    const { child, done } = stand.start(yaml);
    await until(
      () => child.exitCode !== null || fs.statSync(copyOf(stand) ?? '/', { throwIfNoEntry: false })?.size === report.length,
      () => `no copy of the report among ${stand.project.bundles().join(', ')}`,
    );
    child.kill('SIGINT');
    const run = await stand.finished(await done);
    expect(run.said).toEqual(['BLOCKED', 2]);
    expect(run.facts('gate.ended')).toMatchObject([{ reason: 'cancelled', detail: 'SIGINT' }]);
    expect(run.facts('attachment').filter(({ role }) => role === 'report')).toHaveLength(1);
    // It would follow if the report had been judged to its end.
    expect(run.facts('reports.after')).toEqual([]);
  })());
