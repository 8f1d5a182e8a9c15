import fs from 'node:fs';
import path from 'node:path';
import { junitReport } from './junit-report.ts';
import { cost, inTurns, row } from './measure.ts';

const ROWS = path.join(import.meta.dirname, 'junit-rows.ts');
/** The fastest published parser that reads nested suites right. It stops at 600 MB, where a text no longer fits. */
const BASELINE = `import fs from 'node:fs';import { parse } from ${JSON.stringify(import.meta.resolve('junit2json'))};
const { testsuite } = await parse(fs.readFileSync(process.argv[2], 'utf8'));
const count = (suites) => suites.reduce((sum, { testsuite = [], testcase = [] }) => sum + testcase.length + count(testsuite), 0);
if (count(testsuite) !== Number(process.argv[3])) throw new Error('junit2json counts ' + count(testsuite));`;

/**
 * 50 MB of JUnit with nested suites against junit2json, and, where there is time, 600 MB in the same memory.
 * @param folder for scratch files
 */
export function formatRows(folder: string, long: boolean): string[] {
  const report = path.join(folder, 'junit.xml');
  const tests = write(report, 50_000_000);
  const baseline = path.join(folder, 'junit2json.mjs');
  fs.writeFileSync(baseline, BASELINE);
  const times = inTurns(
    3,
    () => cost('node', [ROWS, report, String(tests), String(tests / 40)]),
    () => cost('node', [baseline, report, String(tests)]),
  );
  fs.rmSync(report);
  const lines = [
    row('read 50 MB of JUnit with nested suites', `junit2json, ${Math.round(times.baseline.peakMiB ?? 0)} MiB`, times, '≤ 0.5, ≤ 200 MiB'),
  ];
  if (!long) return lines;
  const large = cost('node', [ROWS, 'made:600000000']);
  return [...lines, `| read 600 MB of JUnit | ${Math.round(large.ms)} ms, ${Math.round(large.peakMiB ?? 0)} MiB | | | ≤ 200 MiB |`];
}

/** @returns how many tests are in it */
function write(file: string, bytes: number): number {
  const fd = fs.openSync(file, 'w');
  let tests = 0;
  for (const text of junitReport(bytes)) {
    fs.writeSync(fd, text);
    tests += text.split('<testcase ').length - 1;
  }
  fs.closeSync(fd);
  return tests;
}
