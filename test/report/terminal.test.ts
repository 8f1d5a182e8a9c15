import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/judgement.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { clip, headOf, pad, widthOf, wrap } from '../../src/report/width.ts';
import { hostile, huge } from './extreme-outcomes.ts';
import { blocked, criterion, empty, gatePlan, go, judgement, noGo, outcome, partial, plan, SHA } from './outcomes.ts';

const plainTable = (subject = noGo(), columns = 100) => terminalTable(subject, { columns, color: false, bundle: '.gate/executions/x' });

describe('the final table', () => {
  test('shows gate, criterion, target, measured value and verdict, then the decision, the bundle and the head', () => {
    const lines = plainTable(go()).split('\n');
    expect(lines.find((line) => line.includes('Target'))).toMatch(/^Gate · criterion +Target +Measured +Verdict$/);
    expect(lines.find((line) => line.startsWith('health-30m'))).toMatch(/✓ passed$/);
    expect(lines.find((line) => line.includes('stalls'))).toMatch(/^ {2}stalls +=? 0 +0 +✓ passed$/);
    expect(lines).toContain('4/4 passed; evidence (built in) passed');
    expect(lines).toContain('GO  Ready for release: all 4 required gates and evidence (built in) passed.');
    expect(lines).toContain('bundle  .gate/executions/x');
    expect(lines).toContain(`head    ${go().head}`);
  });
  test('of a GO says what it let pass', () => {
    const waiver = { severity: 'low' as const, owner: '@qa', reason: 'TICKET-1', expires: '2026-12-31' };
    const waived = [{ ...waiver, kind: 'failure' as const, failed: ['test_a', 'test_b', 'test_c', 'test_d'], passed: [] }];
    const slow = criterion('slow', '< 200', 'p95Ms = 250', 'warned');
    const judgements = [
      judgement('unit', { verdict: 'waived', raw: 'waived', waived }),
      judgement('load', { verdict: 'warned', raw: 'warned', criteria: [slow] }),
    ];
    const table = plainTable(outcome(judgements), 200);
    expect(table).toContain('- unit: waived test_a, test_b and test_c and 1 more, owner @qa, until 2026-12-31: TICKET-1');
    expect(table).toContain('- load warned: slow: p95Ms 250, limit < 200');
  });
  test('counts what did not pass, the worst first, and says why', () => {
    const table = plainTable();
    expect(table).toContain('2/5 passed, 1 failed, 1 skipped, 1 warned; evidence (built in) passed');
    expect(table).toContain('NO-GO  Do not release');
    expect(table).toContain('- health-30m failed: failures: 1, limit 0');
    expect(table).toMatch(/^routes \(advisory\) .*! warned \(failed\)$/m);
  });
  test('shows the logs of a gate behind what went wrong, and before its notes', () => {
    const findings: readonly Finding[] = [
      { title: 'junit.xml', message: 'is the very file that lay there before', note: true },
      { title: 'run-1', message: 'exit code 3' },
    ];
    const files = [{ path: 'data/gates/t/run-1.stdout.log', sha256: SHA, bytes: 9, gate: 't', source: 'run' as const }];
    const table = plainTable(
      outcome([judgement('t', { verdict: 'failed', findings })], { plan: plan({ gates: [gatePlan('t')] }), files }),
      200,
    );
    expect(table).toContain(
      'Findings\n✗ t, run-1: exit code 3\n  log: data/gates/t/run-1.stdout.log\n· t, junit.xml: is the very file that lay there before\n',
    );
  });
  test('says once what is the same of several runs', () => {
    const inRun = (run: number, message = 'exit code 3') => ({ title: `run-${run}`, message, seq: run });
    const said = (findings: readonly Finding[]): string => {
      const table = plainTable(outcome([judgement('t', { verdict: 'failed', findings })], { files: [] }), 200);
      return table.slice(table.indexOf('Findings\n') + 9, table.indexOf('\nbundle ')).trimEnd();
    };
    expect(said([inRun(1), inRun(2), inRun(3)])).toBe('✗ t, runs 1–3: exit code 3');
    expect(said([inRun(1), inRun(2, 'exit code 4'), inRun(3)])).toBe('✗ t, runs 1 and 3: exit code 3\n✗ t, run-2: exit code 4');
    expect(said([1, 2, 4].map((run) => ({ title: 'a', message: `failed in run ${run}: no` })))).toBe(
      '✗ t, a: failed in runs 1, 2 and 4: no',
    );
    expect(said([1, 2].map((seq) => ({ title: 'a', message: 'no\n at b', seq })))).toBe('✗ t, a: no (2 times)');
    expect(said([2, 1].map((run) => ({ title: 'run-1', message: `failed in run ${run}: no` })))).toBe(
      '✗ t, run-1: failed in runs 1 and 2: no',
    );
  });
  test('keeps tests apart that are called like runs', () => {
    const findings = [1, 5].flatMap((n) => [1, 2].map((run) => ({ title: `Load/run-${n}`, message: `failed in run ${run}: run ${n}` })));
    const table = plainTable(outcome([judgement('t', { verdict: 'failed', findings })], { files: [] }), 200);
    expect(table).toContain('✗ t, Load/run-1: failed in runs 1 and 2: run 1\n✗ t, Load/run-5: failed in runs 1 and 2: run 5\n');
  });
  test('shows the first findings of every gate, the worst first, with the end of what was written and its log', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ title: `test ${index}`, message: `failed: no\n  at ${index}` }));
    const output = 'zero\none\n\u001b[31mtwo\n##[error]three\n';
    const judgements = [
      judgement('old', { findings: [{ title: 'Waiver of x', message: 'names no test of this run: it can go' }] }),
      judgement('tests', { verdict: 'failed', findings: many.map((one) => ({ ...one, file: 'a.py', line: 7 })) }),
      judgement('up', { verdict: 'blocked', findings: [{ title: 'Service', message: `shop crashed\n${output}`, output }] }),
    ];
    const gates = [gatePlan('old'), gatePlan('tests'), gatePlan('up', { services: ['shop'] })];
    const log = (name: string) => ({ path: `data/gates/up/${name}`, sha256: SHA, bytes: 9, gate: 'up', source: 'run' as const });
    const files = [log('run.stderr.log'), log('diagnostics/other.log'), log('diagnostics/shop.log'), log('diagnostics/ports.txt')];
    const table = plainTable(outcome(judgements, { plan: plan({ gates }), files }), 200);
    const lines = table.slice(table.indexOf('Findings\n'), table.indexOf('\nbundle ')).trimEnd().split('\n');
    expect(lines).toEqual([
      'Findings',
      '✗ tests, test 0: failed: no (a.py:7)',
      '✗ tests, test 1: failed: no (a.py:7)',
      '✗ tests, test 2: failed: no (a.py:7)',
      '■ up, Service: shop crashed',
      '  | one',
      '  | two',
      '  | ## [error]three',
      '  log: data/gates/up/diagnostics/shop.log',
      '  log: data/gates/up/run.stderr.log',
      '· old, Waiver of x: names no test of this run: it can go',
      '… and 6 more in report.md',
    ]);
  });
  test('marks a finding as the row of its name, and what only explains as a note behind the others', () => {
    const rows = [criterion('a', 'holds', 'no', 'blocked'), criterion('b', 'holds', 'no', 'failed')];
    const findings = [
      { title: 'Baseline', message: 'compared with x', note: true as const },
      { title: 'a', message: 'could not be executed' },
      { title: 'b', message: 'exit code 1' },
      { title: 'Secret found', message: 'jwt in a.log', verdict: 'warned' as const },
    ];
    const table = plainTable(outcome([judgement('g', { verdict: 'failed', criteria: rows, findings })], { files: [] }));
    expect(table).toContain(
      'Findings\n■ g, a: could not be executed\n✗ g, b: exit code 1\n! g, Secret found: jwt in a.log\n· g, Baseline: compared with x\n',
    );
  });
  test('shows the failed command of a gate that has no finding', () => {
    const step = { t: 1, name: 'run-1', run: 'npm test', timedOut: false, aborted: false, durationMs: 1, leftovers: 0 };
    const judgements = [judgement('tests', { verdict: 'blocked' }), judgement('well')];
    const steps = [
      { ...step, gate: 'tests', name: 'build', exit: 0 },
      { ...step, gate: 'tests', exit: 127, output: 'sh: vitest: not found' },
      { ...step, gate: 'well', exit: 1, output: 'allowed to' },
    ];
    const table = plainTable(outcome(judgements, { steps, files: [] }));
    expect(table).toContain('Findings\n■ tests, run-1: exit code 127: npm test\n  | sh: vitest: not found\n\nbundle ');
  });
  test('shows the line that names the error, wherever it stands in what was written', () => {
    const output = 'node:internal\n  throw err;\nError: Cannot find module server.js\n  at a\n  at b\n}\nNode.js v20.20.2\n';
    const findings = [{ title: 'Service', message: 'ended before it was ready', output }];
    const table = plainTable(outcome([judgement('g', { verdict: 'failed', findings })], { files: [] }));
    expect(table).toContain('  | Error: Cannot find module server.js\n  | …\n  | }\n  | Node.js v20.20.2\n');
  });
  test('says what a partial run left out', () => {
    expect(plainTable(partial())).toContain('- Left out by choice: cycles (not selected), routes (skipped by the user).');
  });
  test('without gates there is no table, and no success', () => {
    expect(plainTable(empty())).toContain('0/0 passed');
    expect(plainTable(empty())).toContain('BLOCKED  No decision is possible');
  });
  test.each([55, 60, 80, 100, 140])('fits into %i columns', (columns) => {
    for (const subject of [go(), noGo(), blocked(), partial()]) {
      const table = plainTable(subject, columns).split('\n');
      const body = table.slice(
        table.findIndex((line) => line.includes('Target')),
        table.findIndex((line) => /^\d+\/\d+ passed/.test(line)),
      );
      expect(body.length).toBeGreaterThan(5);
      for (const line of body) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });
  test('aligns wide and combining characters', () => {
    const table = plainTable(
      outcome([
        judgement('g', {
          criteria: [criterion('检查 health', '= 0', '全部'), criterion('e\u0301te\u0301', '= 0', 'x'), criterion('plain', '= 0', 'y')],
        }),
      ]),
    );
    const columns = table.split('\n').flatMap((line) => {
      const at = line.indexOf('= 0');
      return at < 0 ? [] : [widthOf(line.slice(0, at))];
    });
    expect(columns).toHaveLength(3);
    expect(new Set(columns).size).toBe(1);
  });
  test('colours only when asked to', () => {
    const ESC = '\u001b';
    expect(plainTable()).not.toContain(ESC);
    const coloured = terminalTable(noGo(), { columns: 100, color: true, bundle: 'x' });
    expect(coloured).toContain(`${ESC}[1;31mNO-GO${ESC}[0m`);
    expect(coloured.replaceAll(new RegExp(`${ESC}\\[[0-9;]*m`, 'g'), '').replaceAll(/ +$/gm, '')).toBe(
      terminalTable(noGo(), { columns: 100, color: false, bundle: 'x' }),
    );
  });
  test('an attack reaches neither the terminal nor the runner', () => {
    const table = plainTable(hostile('::error::x\u001b[2J\u001b]0;title\u0007\r\n##[group]y\u202e'));
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(table).not.toMatch(/^\s*::|##\[/m);
  });
  test('stays short however much was recorded', () => {
    const table = plainTable(huge());
    expect(table.split('\n').length).toBeLessThan(800);
    expect(table).toContain('… and 19,940 more');
  });
});

describe('columns of text', () => {
  test('wide characters take two, marks none', () => {
    expect([widthOf('abc'), widthOf('检查'), widthOf('e\u0301'), widthOf('✓'), widthOf('🚀')]).toEqual([3, 4, 1, 1, 2]);
    expect(['⏰', '🟢', '🀄', '︐', '𗀀', '⭑', '🛠'].map(widthOf)).toEqual([2, 2, 2, 2, 2, 1, 1]);
  });
  test('a text is cut before the character that does not fit', () => {
    expect(headOf('检查', 3)).toBe('检');
    expect(headOf('e\u0301x', 1)).toBe('e\u0301');
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abc', 0)).toBe('');
    expect(pad('检', 4)).toBe('检  ');
  });
  test('lines break between words, then after punctuation, then anywhere', () => {
    expect(wrap('no uncommitted change', 13, 9)).toEqual(['no', 'uncommitted', 'change']);
    expect(wrap('gates.counts.checks', 14, 9)).toEqual(['gates.counts.', 'checks']);
    expect(wrap('aaaaaaaa', 3, 9)).toEqual(['aaa', 'aaa', 'aa']);
    expect(wrap('one two three four', 5, 2)).toEqual(['one', 'two …']);
  });
  test('any text in any width: every line fits, nothing is lost but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const lines = wrap(text, columns, 1000);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
});
