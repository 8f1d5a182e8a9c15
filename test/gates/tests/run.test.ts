import { random } from '../../redact/secrets.ts';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Waived } from '../../../src/core/judgement.ts';
import { Project } from '../../e2e/harness.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

type Outcome = 'passed' | 'failed' | 'skipped' | 'error';

/** A report of pytest's kind. */
function junit(cases: Readonly<Record<string, Outcome>>, more = ''): string {
  const bodies = {
    passed: '',
    failed: '<failure message="boom">at line 3</failure>',
    skipped: '<skipped/>',
    error: '<error message="broke"/>',
  };
  const rows = Object.entries(cases).map(([id, outcome]) => {
    const [classname = '', name = ''] = id.split('::');
    const file = `${classname.replaceAll('.', '/')}.py`;
    return `<testcase classname="${classname}" name="${name}" file="${file}" line="3" time="0.1">${bodies[outcome]}</testcase>`;
  });
  return `<?xml version="1.0"?>\n<testsuites><testsuite name="pytest" tests="${rows.length}">\n${rows.join('\n')}\n${more}</testsuite></testsuites>\n`;
}

const FOUR = {
  'tests.unit.a::one': 'passed',
  'tests.unit.a::two': 'passed',
  'tests.e2e.b::three': 'passed',
  'tests.e2e.b::four': 'passed',
} as const;
const LCOV = 'TN:\nSF:src/core/a.ts\nDA:1,1\nDA:2,1\nDA:3,0\nend_of_record\nSF:src/other/b.ts\nDA:1,1\nend_of_record\n';

interface Ended {
  readonly status: string;
  /** Rows that did not pass: `name verdict: measured`. */
  readonly bad: readonly string[];
  readonly findings: readonly { readonly title: string; readonly message: string; readonly file?: string; readonly line?: number }[];
  readonly counts: Readonly<Record<string, unknown>>;
  readonly waived: readonly Waived[] | undefined;
}

/** Runs a tests gate whose command copies `report-N.xml`, N being the run, and ends with the exit code in `exit`. */
async function run(keys: string, more = '', env: Record<string, string> = {}): Promise<Ended> {
  project.write('gates.yml', `version: 1\nname: T\ngates:\n  t:\n    kind: tests\n${keys.replaceAll(/^/gm, '    ')}\n${more}`);
  const { code, stderr } = await project.gate(['run', 'gates.yml'], { env });
  expect(stderr, String(code)).toContain('execution');
  const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data', file), 'utf8'));
  const decision = read('decision.json') as {
    status: string;
    gates: { id: string; criteria: Row[]; findings: Ended['findings']; counts: Ended['counts']; waived?: readonly Waived[] }[];
  };
  const gate = decision.gates.find(({ id }) => id === 't');
  const bad = (gate?.criteria ?? [])
    .filter(({ verdict }) => verdict !== 'passed')
    .map((row) => `${row.name} ${row.verdict}: ${row.measured}`);
  return { status: decision.status, bad, findings: gate?.findings ?? [], counts: gate?.counts ?? {}, waived: gate?.waived };
}
type Row = { name: string; verdict: string; measured: string };

const COPY = 'run: cp report-$GATE_RUN.xml $GATE_DIR/junit.xml; exit $(cat exit 2>/dev/null || echo 0)\nreports: junit.xml\n';

describe('a report', () => {
  it('whose tests all passed is a GO, with exact counts', async () => {
    project.write('report-1.xml', junit(FOUR));
    const ended = await run(`${COPY}criteria: [ "total == 4", "passRate == 1.0" ]`);
    expect([ended.status, ended.bad]).toEqual(['GO', []]);
    expect(ended.counts).toMatchObject({ total: 4, passed: 4, failed: 0, passRate: 1, runs: 1, expectedRuns: 1 });
  });

  it('with one failure is a NO-GO that names it, with its place', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }));
    project.write('exit', '1');
    const ended = await run(COPY);
    expect([ended.status, ended.bad]).toEqual(['NO-GO', ['unwaived failures failed: 1']]);
    expect(ended.findings).toMatchObject([
      { title: 'tests.e2e.b::four', file: 'tests/e2e/b.py', line: 4, message: expect.stringContaining('boom') },
    ]);
  });

  it.each<[string, () => void, string]>([
    ['is not there', () => {}, 'tests blocked: no report: nothing is at junit.xml'],
    ['is empty', () => project.write('report-1.xml', ''), 'tests blocked: junit.xml'],
    ['is cut short', () => project.write('report-1.xml', junit(FOUR).slice(0, -30)), 'tests blocked: junit.xml: line'],
    ['has no tests', () => project.write('report-1.xml', junit({})), 'tests blocked'],
    [
      'has tests, none of which ran',
      () => project.write('report-1.xml', junit({ 'a::b': 'skipped' })),
      'tests blocked: 1 tests, and none of them ran',
    ],
  ])('that %s is BLOCKED', async (_, make, words) => {
    make();
    const ended = await run(COPY.replace('cp ', 'cp 2>/dev/null '));
    expect(ended.status).toBe('BLOCKED');
    expect(ended.bad.join('\n')).toContain(words);
  });

  it('of which nothing passed proves nothing, however much may fail', async () => {
    project.write('report-1.xml', junit({ 'a::b': 'failed', 'a::c': 'failed' }));
    const ended = await run(`${COPY}\nfailure-limit: 2`);
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', ['tests blocked: 2 tests, none of them passed, and every failure is tolerated']]);
    project.write('report-1.xml', junit({ 'a::b': 'failed', 'a::c': 'passed' }));
    expect((await run(`${COPY}\nfailure-limit: 1`)).status).toBe('GO');
  });

  it('that says nothing of why the command failed is BLOCKED', async () => {
    project.write('report-1.xml', junit(FOUR));
    project.write('exit', '2');
    const ended = await run(COPY);
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      [
        expect.stringMatching(
          /^exit code blocked: exit code 2, though none of 4 tests in the report went wrong\. Often .*--reporter=default/,
        ),
      ],
    ]);
  });

  it.each([
    ['lacks', () => {}, 'tests blocked: no report: nothing is at more.xml'],
    [
      'left over from before',
      () => project.write('more.xml', junit(FOUR)),
      'tests blocked: no report of this run; what lay there before (more.xml)',
    ],
  ])('of several of which one is %s is not whole', async (_, prepare, expected) => {
    project.write('report-1.xml', junit(FOUR));
    prepare();
    const { status, bad } = await run(COPY.replace('reports: junit.xml', 'reports: [ junit.xml, more.xml ]'));
    expect([status, bad.join()]).toEqual(['BLOCKED', expect.stringContaining(expected)]);
  });

  it('that two patterns name is counted once, and is there for both', async () => {
    project.write('report-1.xml', junit(FOUR));
    const { status } = await run(COPY.replace('reports: junit.xml', 'reports: [ junit.xml, "*.xml" ]'));
    expect(status).toBe('GO');
  });

  it('explains a command that failed, not one that crashed', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }));
    project.write('exit', '139');
    expect((await run(COPY)).bad.join()).toContain('exit code blocked: exit code 139, as of a program that signal 11 ended');
  });

  it('that lay there before the run is kept, and not judged', async () => {
    project.write('junit.xml', junit(FOUR));
    const ended = await run('run: "true"\nreports: junit.xml');
    expect(ended.status).toBe('BLOCKED');
    expect(ended.bad.join('\n')).toContain('is kept and not judged');
    expect(ended.findings).toMatchObject([{ title: 'junit.xml', message: expect.stringContaining('lay there before') }]);
    expect(fs.readdirSync(path.join(project.bundle(), 'data/gates/t'), { recursive: true })).toContain('reports/junit.xml');
  });

  it('in the working directory that the run wrote anew is judged', async () => {
    project.write('junit.xml', 'old');
    project.write('report-1.xml', junit(FOUR));
    const ended = await run('run: sleep 0.05; cp report-1.xml junit.xml\nreports: junit.xml');
    expect([ended.status, ended.bad]).toEqual(['GO', []]);
  });

  it('of another gate is judged where that gate wrote it', async () => {
    project.write('report-1.xml', junit(FOUR));
    const ended = await run(
      'needs: [makes]\nproduced-by: makes\nreports: junit.xml',
      '  makes: { run: cp report-1.xml $GATE_DIR/junit.xml }\n',
    );
    expect([ended.status, ended.bad]).toEqual(['GO', []]);
  });
});

describe('tests that did not run', () => {
  const SKIPPED = { ...FOUR, 'tests.e2e.b::three': 'skipped', 'tests.e2e.b::four': 'skipped', 'tests.e2e.b::five': 'skipped' } as const;

  it('warn where most were skipped', async () => {
    project.write('report-1.xml', junit(SKIPPED));
    const ended = await run(COPY);
    expect([ended.status, ended.bad]).toEqual(['GO', ['skipped warned: 3 of 5 tests were skipped']]);
  });

  it('do not where half were, or where a criterion says how many may be', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::three': 'skipped', 'tests.e2e.b::four': 'skipped' }));
    expect((await run(COPY)).bad).toEqual([]);
    project.write('report-1.xml', junit(SKIPPED));
    expect((await run(`${COPY}criteria: [ "skipped <= 3" ]`)).bad).toEqual([]);
  });

  it.each([
    ['skipped', SKIPPED, 'suite e2e blocked: 3 of 3 tests were skipped'],
    ['missing', { 'tests.unit.a::one': 'passed' }, 'suite e2e blocked: no test of it: tests here are called tests/unit/a.py'],
  ] as const)('block a suite of which all are %s', async (_, cases, words) => {
    project.write('report-1.xml', junit(cases));
    const ended = await run(`${COPY}suites: [ { name: unit, match: "tests/unit/**" }, { name: e2e, match: "tests/e2e/**" } ]`);
    expect(ended.status).toBe('BLOCKED');
    expect(ended.bad).toContain(words);
  });
});

describe('suites', () => {
  it('have criteria of their own, by file', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'skipped' }));
    const suites =
      'suites: [ { name: unit, match: "tests/unit/**", criteria: [ "passRate == 1.0" ] }, { name: e2e, match: "tests/e2e/**", criteria: [ "skipped == 0" ] } ]';
    expect((await run(`${COPY}${suites}`)).bad).toEqual(['suite e2e: skipped == 0 failed: skipped = 1']);
  });

  it('without a test block what is asked of them', async () => {
    project.write('report-1.xml', junit(FOUR));
    const ended = await run(`${COPY}suites: [ { name: gone, match: "tests/gone/**", criteria: [ "failed == 0" ] } ]`);
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      [
        'suite gone blocked: no test of it: tests here are called tests/unit/a.py, tests/e2e/b.py',
        'suite gone: failed == 0 blocked: no test of it',
      ],
    ]);
  });
});

describe('waivers', () => {
  const FAILING = { ...FOUR, 'tests.e2e.b::four': 'failed' } as const;
  const waiver = (match: string, keys = '', expires = '2099-12-31'): string =>
    `waivers: [ { gate: t, match: "${match}", severity: low, owner: "@qa", reason: known, expires: ${expires}${keys} } ]\n`;

  const PINNED = `${COPY}tolerated-exit-codes: [1]\ncriteria: [ "passed == 3" ]\n`;

  it.each(['pytest::four', 'tests.e2e.b::four', 'tests/e2e/b.py::four', 'four'])('let %s pass, and say so', async (match) => {
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '1');
    const ended = await run(PINNED, waiver(match));
    expect([ended.status, ended.bad]).toEqual(['GO', ['unwaived failures waived: 0 (1 failed and waived)']]);
    expect(ended.waived).toEqual([
      { kind: 'failure', failed: ['tests.e2e.b::four'], passed: [], severity: 'low', owner: '@qa', reason: 'known', expires: '2099-12-31' },
    ]);
  });

  it('explain no exit code: the runner may have stopped after the first failure', async () => {
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '1');
    const ended = await run(COPY, waiver('four'));
    expect(ended.status).toBe('BLOCKED');
    expect(ended.bad).toEqual([
      'unwaived failures waived: 0 (1 failed and waived)',
      'exit code blocked: exit code 1, though every failure is waived or within the limit. Set "tolerated-exit-codes: [1]" and pin "passed >= 3", unless the runner stopped early or something else went wrong',
    ]);
  });

  it('with tolerated exit codes need every test that is pinned', async () => {
    project.write('report-1.xml', junit({ 'tests.unit.a::one': 'passed', 'tests.e2e.b::four': 'failed' }));
    project.write('exit', '1');
    const ended = await run(PINNED, waiver('four'));
    expect([ended.status, ended.bad.filter((row) => row.includes('failed:'))]).toEqual(['NO-GO', ['passed == 3 failed: passed = 1']]);
  });

  it('with tolerated exit codes do not waive what is pinned', async () => {
    project.write('report-1.xml', junit({ 'tests.unit.a::one': 'passed', 'tests.e2e.b::four': 'failed' }));
    project.write('exit', '1');
    const two = `waivers: [ { gate: t, match: [four, "passed == 3"], severity: low, owner: "@qa", reason: known, expires: 2099-12-31 } ]\n`;
    const ended = await run(PINNED, two);
    expect([ended.status, ended.bad.filter((row) => row.includes('failed:'))]).toEqual(['NO-GO', ['passed == 3 failed: passed = 1']]);
    expect(ended.waived).toHaveLength(1);
  });

  it('tolerate the listed exit codes alone', async () => {
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '2');
    expect((await run(PINNED, waiver('four'))).status).toBe('BLOCKED');
  });

  it('of a test in quarantine let it pass or fail, and always list it', async () => {
    const flaky = waiver('four', ', kind: flaky');
    project.write('report-1.xml', junit(FOUR));
    const passed = await run(COPY, flaky);
    expect([passed.status, passed.bad]).toEqual(['GO', []]);
    expect(passed.waived).toMatchObject([{ kind: 'flaky', failed: [], passed: ['tests.e2e.b::four'] }]);
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '1');
    const failed = await run(PINNED, flaky);
    expect([failed.status, failed.waived]).toMatchObject(['GO', [{ kind: 'flaky', failed: ['tests.e2e.b::four'], passed: [] }]]);
  });

  it('of a test in quarantine let it go either way from run to run', async () => {
    project.write('report-1.xml', junit(FOUR));
    project.write('report-2.xml', junit(FAILING));
    const ended = await run(
      `${COPY.replace('exit $(cat exit 2>/dev/null || echo 0)', 'exit $((GATE_RUN - 1))')}runs: 2\ntolerated-exit-codes: [1]\ncriteria: [ "passed >= 3" ]\n`,
      waiver('four', ', kind: flaky'),
    );
    expect([ended.status, ended.bad]).toEqual(['GO', ['unwaived failures waived: run 1: 0; run 2: 0 (1 failed and waived)']]);
    expect(ended.findings).toEqual([]);
  });

  it('of a test in quarantine say how it went where another run lacks it', async () => {
    const { 'tests.e2e.b::four': _gone, ...three } = FOUR;
    project.write('report-1.xml', junit(FAILING));
    project.write('report-2.xml', junit(three));
    const ended = await run(
      `${COPY.replace('exit $(cat exit 2>/dev/null || echo 0)', 'exit $((2 - GATE_RUN))')}runs: 2\ntolerated-exit-codes: [1]\ncriteria: [ "passed >= 3" ]\n`,
      waiver('four', ', kind: flaky'),
    );
    expect(ended.findings).toContainEqual(
      expect.objectContaining({ title: 'tests.e2e.b::four', message: 'failed in run 1, not so in run 2' }),
    );
  });

  it('of a test that is skipped now say so, and do not call it passing', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'skipped' }));
    const ended = await run(COPY, waiver('four'));
    expect([ended.status, ended.findings.map(({ message }) => message)]).toEqual([
      'GO',
      ['its test was skipped: whether it still fails is not known (owner @qa)'],
    ]);
  });

  it.each([
    ['by its name', 'caf\u00e9', ''],
    ['by a glob', 'caf\u00e9*', ', max: 1'],
  ])('meet a test %s however its accents are composed', async (_, name, keys) => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::cafe\u0301': 'failed' }));
    project.write('exit', '1');
    expect((await run(PINNED.replace('== 3', '== 4'), waiver(`tests.e2e.b::${name}`, keys))).status).toBe('GO');
  });

  it('take brackets for a part of the name', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::p[2]': 'failed', 'tests.e2e.b::p2': 'passed' }));
    project.write('exit', '1');
    const ended = await run(PINNED.replace('passed == 3', 'passed == 5'), waiver('p[2]'));
    expect([ended.status, ended.waived?.flatMap(({ failed }) => failed)]).toEqual(['GO', ['tests.e2e.b::p[2]']]);
  });

  it('waive a row of the gate by its name, and must go when it holds', async () => {
    project.write('report-1.xml', junit(FOUR));
    const criteria = 'criteria: [ "total >= 5" ]';
    const waived = await run(`${COPY}${criteria}`, waiver('total >= 5'));
    expect([waived.status, waived.bad, waived.waived?.[0]?.failed]).toEqual(['GO', ['total >= 5 waived: total = 4'], ['total >= 5']]);
    const holds = await run(`${COPY}criteria: [ "total >= 4" ]`, waiver('total >= 4'));
    expect([holds.status, holds.bad]).toEqual(['NO-GO', ['waivers failed: passing now: total >= 4']]);
  });

  it.each<[string, string, Readonly<Record<string, Outcome>>, string]>([
    ['that has expired', waiver('four', '', '2020-01-01'), FAILING, 'unwaived failures failed: 1'],
    ['of another test', waiver('five'), FAILING, 'unwaived failures failed: 1'],
    ['of a test that passes now', waiver('four'), FOUR, 'waivers failed: passing now: four'],
    ['by a name of two tests', waiver('same'), { 'a::same': 'failed', 'b::same': 'failed' }, 'unwaived failures failed: 2'],
    [
      'by a glob that would waive too many',
      waiver('t*', ', max: 1'),
      { 'a::t1': 'failed', 'a::t2': 'failed' },
      'unwaived failures failed: 2',
    ],
  ])('%s do not', async (_, waivers, cases, words) => {
    project.write('report-1.xml', junit(cases));
    project.write('exit', Object.values(cases).includes('failed') ? '1' : '0');
    const ended = await run(COPY, waivers);
    expect([ended.status, ended.bad]).toEqual(['NO-GO', [words]]);
  });

  it('of a test that is gone, or that expire soon, are pointed at', async () => {
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '1');
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const list = waiver('four', '', soon).replace(' ]\n', `, ${waiver('gone').slice('waivers: [ '.length)}`);
    const { findings } = await run(PINNED, list);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^expires in [23] days, on/),
      expect.stringContaining('names neither a test nor a row of this gate'),
    ]);
  });

  it('whose name was mistyped are told the one that was meant', async () => {
    project.write('report-1.xml', junit(FAILING));
    project.write('exit', '1');
    const { findings } = await run(PINNED, waiver('tests.e2e.b::fuor'));
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringContaining('; did you mean "tests.e2e.b::four"?'));
  });

  it('never cover what could not be judged', async () => {
    const ended = await run(COPY.replace('cp ', 'true '), waiver('four'));
    expect(ended.status).toBe('BLOCKED');
  });
});

describe('two runs', () => {
  const RUNS = `${COPY}runs: 2`;

  it('that agree, and have no failure, are a GO', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit(FOUR));
    const ended = await run(RUNS);
    expect([ended.status, ended.bad]).toEqual(['GO', []]);
    expect(ended.counts).toMatchObject({ runs: 2, differences: 0, agreement: 1 });
  });

  it('are counted one by one, for the gates after them', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit(FOUR));
    const ended = await run(
      RUNS,
      '  a: { kind: assert, needs: [t], criteria: [ \'gates["t"].counts.perRun.all(r, r.passed == 4 && r.failed == 0)\' ] }\n',
    );
    expect(ended.status).toBe('GO');
    expect(ended.counts['perRun']).toMatchObject([
      { total: 4, passed: 4, unwaivedFailures: 0 },
      { total: 4, passed: 4, unwaivedFailures: 0 },
    ]);
    expect(fs.readFileSync(path.join(project.bundle(), 'data/report.md'), 'utf8')).not.toContain('perRun [');
  });

  it('with the same counts and other tests that failed differ', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::three': 'skipped' }));
    project.write('report-2.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'skipped' }));
    const ended = await run(RUNS);
    expect([ended.status, ended.bad]).toEqual(['NO-GO', ['differences failed: 2 of 4 tests ended differently in 2 runs']]);
    expect(ended.findings).toMatchObject([
      { title: 'tests.e2e.b::three', message: 'passed in run 2, not so in run 1' },
      { title: 'tests.e2e.b::four', message: 'skipped in run 2, not so in run 1' },
    ]);
  });

  it('of which one has a test less, and one oftener, say which', async () => {
    const { 'tests.e2e.b::four': _gone, ...three } = FOUR;
    project.write('report-1.xml', junit(FOUR));
    const twice = junit(three).replace(/<testcase .*/, (row) => `${row}\n${row}`);
    project.write('report-2.xml', twice.replace('tests="3"', 'tests="4"'));
    expect((await run(RUNS)).findings).toMatchObject([
      { title: 'tests.unit.a::one', message: 'passed in run 2, not so often in run 1' },
      { title: 'tests.e2e.b::four', message: 'passed in run 1, not so in run 2' },
    ]);
  });

  it('whose suites are named after the time of the run agree', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const report = (clock: string): string => {
      const suite = `t.T-${day}${clock}`.replaceAll(/(?<=-.*)[-:]/g, '');
      return `<testsuite name="${suite}" timestamp="${day}T${clock}"><testcase classname="t.T" name="a"/></testsuite>`;
    };
    project.write('report-1.xml', report('10:00:00'));
    project.write('report-2.xml', report('10:00:07'));
    expect((await run(RUNS)).status).toBe('GO');
  });

  it('that fail alike are a NO-GO all the same', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }));
    project.write('exit', '1');
    const ended = await run(RUNS);
    expect([ended.status, ended.bad]).toEqual(['NO-GO', ['unwaived failures failed: run 1: 1; run 2: 1']]);
  });

  it('of which one fails are a NO-GO, and differ by name', async () => {
    project.write('report-1.xml', junit(FOUR));
    project.write('report-2.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }));
    const ended = await run(RUNS);
    expect(ended.status).toBe('NO-GO');
    expect(ended.findings.map(({ message }) => message)).toContain('failed in run 2, not so in run 1');
  });

  it('that write other outputs differ', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit(FOUR));
    const command = 'run: cp report-$GATE_RUN.xml $GATE_DIR/junit.xml; echo $GATE_RUN > $GATE_DIR/out.json\nreports: junit.xml\nruns: 2\n';
    const ended = await run(`${command}outputs: out.json`);
    expect([ended.status, ended.bad]).toEqual([
      'NO-GO',
      ['differences failed: 0 of 4 tests ended differently in 2 runs; outputs out.json'],
    ]);
  });

  it('that write none of the outputs are BLOCKED', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit(FOUR));
    expect((await run(`${RUNS}\noutputs: out.json`)).bad).toEqual(['differences blocked: no output: nothing is at out.json']);
  });
});

describe('names that are other in every run', () => {
  it('are pointed at', async () => {
    for (const n of [1, 2]) project.write(`report-${n}.xml`, junit({ ...FOUR, [`a::run at 2026-11-21T0${n}:00`]: 'passed' }));
    const { findings } = await run(`${COPY}runs: 2`);
    expect(findings.map(({ title }) => title)).toContain('Names that change');
  });
});

describe('coverage', () => {
  const COVERED = 'run: cp report-1.xml $GATE_DIR/junit.xml; cp lcov.info $GATE_DIR/\nreports: junit.xml\ncoverage: lcov.info\n';
  const components = (match: string, criterion: string): string =>
    `components: [ { name: core, match: "${match}", criteria: [ "${criterion}" ] } ]\n`;

  beforeEach(() => {
    project.write('report-1.xml', junit(FOUR));
    project.write('lcov.info', LCOV);
    for (const file of ['src/core/a.ts', 'src/other/b.ts']) project.write(file, 'x\n');
  });

  it('is judged in total and by component', async () => {
    const good = await run(`${COVERED}criteria: [ "coverage.lines >= 0.75" ]\n${components('src/core/**', 'lines > 0.6')}`);
    expect([good.status, good.bad]).toEqual(['GO', []]);
    expect(good.counts).toMatchObject({ coverage: { lines: 0.75 }, components: { core: { lines: 0.666666666667 } } });
    const bad = await run(`${COVERED}criteria: [ "coverage.lines >= 0.85" ]\n${components('src/core/**', 'lines >= 0.7')}`);
    expect(bad.bad).toEqual([
      'component core: lines >= 0.7 failed: lines = 0.6667',
      'coverage.lines >= 0.85 failed: coverage.lines = 0.75',
    ]);
  });

  it.each([
    ['of branches that no report has', 'criteria: [ "coverage.branches >= 0.5" ]', 'coverage.branches'],
    ['of a component without a line', components('src/gone/**', 'lines >= 0.1').trim(), 'no line of it in the coverage'],
  ])('%s is BLOCKED', async (_, keys, words) => {
    const ended = await run(`${COVERED}${keys}`);
    expect([ended.status, ended.bad.join()]).toEqual(['BLOCKED', expect.stringContaining(words)]);
  });

  it('that is missing hides no failure', async () => {
    project.write('report-1.xml', junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }));
    fs.rmSync(path.join(project.folder, 'lcov.info'));
    const ended = await run(`${COVERED.replace('cp lcov.info $GATE_DIR/', 'exit 1')}criteria: [ "coverage.lines >= 0.75" ]`);
    expect([ended.status, ended.bad]).toEqual([
      'NO-GO',
      [
        'unwaived failures failed: 1',
        'coverage blocked: no coverage report: nothing is at lcov.info',
        'coverage.lines >= 0.75 blocked: no coverage report: nothing is at lcov.info',
      ],
    ]);
  });

  it('of lines says what of statements was covered, which go prints', async () => {
    project.write('go.mod', 'module example.com/shop\n');
    project.write('money/money.go', 'package money\n');
    fs.copyFileSync(path.join(import.meta.dirname, '../../formats/fixtures/coverage/go/one.out'), path.join(project.folder, 'cover.out'));
    const go = COVERED.replaceAll('lcov.info', 'cover.out');
    const ended = await run(`${go}criteria: [ "coverage.statements > 0.266 && coverage.statements < 0.268", "coverage.lines > 0.5" ]`);
    expect([ended.status, ended.bad]).toEqual([
      'NO-GO',
      ['coverage.lines > 0.5 failed: coverage.lines = 0.1765 (of lines; of statements 26.7 %)'],
    ]);
    const none = await run(`${COVERED}criteria: [ "coverage.statements > 0.5" ]`);
    expect([none.status, none.bad.join()]).toEqual(['BLOCKED', expect.stringContaining('a report counts no statements')]);
  });

  it('that is missing blocks the rows that read it, and no others', async () => {
    fs.rmSync(path.join(project.folder, 'lcov.info'));
    const why = 'no coverage report: nothing is at lcov.info';
    const tests = 'suites: [ { name: unit, match: "tests/unit/**", criteria: [ "passed == 2" ] } ]\n';
    const keys = (...criteria: string[]): string =>
      `${COVERED.replace('cp lcov.info $GATE_DIR/', 'true')}${tests}${components('src/core/**', 'lines > 0.6')}criteria: ${JSON.stringify(criteria)}\n`;
    const ended = await run(keys('passed == 4', 'coverage.lines >= 0.75', 'passed == 4 && coverage.lines >= 0.75'));
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      [
        `coverage blocked: ${why}`,
        `component core: lines > 0.6 blocked: ${why}`,
        `coverage.lines >= 0.75 blocked: ${why}`,
        `passed == 4 && coverage.lines >= 0.75 blocked: ${why}`,
      ],
    ]);
    const lost = await run(keys('passed == 5 && coverage.lines >= 0.75'));
    expect([lost.status, lost.bad.at(-1)]).toEqual([
      'NO-GO',
      expect.stringMatching(/^passed == 5 && .* failed: passed = 4, .* so far, and can no longer hold/),
    ]);
  });

  it('of a component names the sources that no report names', async () => {
    for (const file of ['src/core/new.ts', 'src/core/new.test.ts']) project.write(file, 'x\n');
    const { bad } = await run(`${COVERED}${components('src/core/**', 'lines > 0.7')}`);
    expect(bad).toEqual([
      'component core: lines > 0.7 failed: lines = 0.6667 (in no report: src/core/new.ts; coverage.include and coverage.exclude say which files are sources)',
    ]);
  });

  it('of another project is BLOCKED', async () => {
    project.write('lcov.info', LCOV.replaceAll(/src.*\//g, '/srv/ci/other/lib/'));
    const ended = await run(`${COVERED}criteria: [ "coverage.lines >= 0.75" ]`);
    const why = 'lcov.info: none of its files is in the checkout (the first: /srv/ci/other/lib/a.ts)';
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', [`coverage blocked: ${why}`, `coverage.lines >= 0.75 blocked: ${why}`]]);
  });

  it('over an include that matches no file is BLOCKED', async () => {
    const ended = await run(COVERED.replace('coverage: lcov.info', 'coverage: { report: lcov.info, include: "lib/**" }'));
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', ['coverage blocked: coverage.include matches no file: lib/**']]);
  });

  it('without a source that include names is BLOCKED', async () => {
    project.write('src/core/new.ts', 'x\n');
    const included = COVERED.replace('coverage: lcov.info', 'coverage: { report: lcov.info, include: "src/**" }');
    const criteria = 'criteria: [ "coverage.lines >= 0.75" ]\n';
    const ended = await run(`${included}${criteria}${components('src/core/**', 'lines > 0.6')}`);
    const why = 'in no report: src/core/new.ts; coverage.include and coverage.exclude say which files are sources';
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      [`component core: lines > 0.6 blocked: ${why}`, `coverage.lines >= 0.75 blocked: coverage.lines is missing (${why})`],
    ]);
    const excluded = included.replace('"src/**"', '"src/**", exclude: src/core/new.ts');
    const good = await run(`${excluded}${criteria}${components('src/core/**', 'lines > 0.6')}`);
    expect([good.status, good.bad]).toEqual(['GO', []]);
  });

  it('that is cut short is BLOCKED', async () => {
    project.write('lcov.info', LCOV.slice(0, 40));
    const ended = await run(COVERED);
    expect([ended.status, ended.bad.join()]).toEqual(['BLOCKED', expect.stringContaining('lcov.info: line')]);
  });

  it('of the lines that a change touched is judged where git knows what they are', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: project.folder });
    git('init', '-q', '-b', 'main');
    project.write('src/core/a.ts', 'one\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    project.write('src/core/a.ts', 'one\ntwo\nthree\n');
    git('commit', '-q', '-a', '-m', 'second');
    const good = await run(`${COVERED}base: HEAD~1\ncriteria: [ "coverage.changedLines == 0.5" ]`);
    expect([good.status, good.bad]).toEqual(['GO', []]);
    project.write('src/new.ts', 'new\n');
    git('add', 'src/new.ts');
    git('commit', '-q', '-m', 'third');
    const more = await run(`${COVERED}base: HEAD~2\ncriteria: [ "coverage.changedLines >= 0.5" ]`);
    expect([more.status, more.bad]).toEqual([
      'NO-GO',
      [
        'coverage.changedLines >= 0.5 failed: coverage.changedLines = 0.3333 (not covered: src/core/a.ts:3; in no report: src/new.ts (1 line); coverage.include and coverage.exclude say which files are sources)',
      ],
    ]);
    const excluded = await run(
      `${COVERED.replace('coverage: lcov.info', 'coverage: { report: lcov.info, exclude: src/new.ts }')}base: HEAD~2\ncriteria: [ "coverage.changedLines >= 0.5" ]`,
    );
    expect([excluded.status, excluded.bad]).toEqual(['GO', []]);
    const unknown = await run(`${COVERED}base: nowhere\ncriteria: [ "coverage.changedLines == 0.5" ]`);
    expect([unknown.status, unknown.bad]).toEqual([
      'BLOCKED',
      [
        'coverage.changedLines == 0.5 blocked: coverage.changedLines is missing (git could not compare with nowhere: check the name, and check out with `fetch-depth: 0`)',
      ],
    ]);
    const untouched = await run(`${COVERED}base: HEAD\ncriteria: [ "coverage.changedLines < 0.5" ]`);
    expect(untouched.bad).toEqual(['coverage.changedLines < 0.5 failed: coverage.changedLines = 1 (no source line was changed)']);
  });

  it('of a change does not depend on how somebody likes to see one', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: project.folder, encoding: 'utf8' });
    const commit = (sub: string): void => {
      git('update-index', '--add', '--cacheinfo', `160000,${sub.repeat(40)},src/sub`);
      git('commit', '-q', '-m', sub);
    };
    git('init', '-q', '-b', 'main');
    project.write('src/core/a.ts', 'one\ntwo\nthree\n');
    project.write('.gitmodules', '[submodule "sub"]\n\tpath = src/sub\n\turl = ./sub\n\tignore = all\n');
    git('add', '-A');
    commit('1');
    project.write('src/core/a.ts', 'one, changed\ntwo\nthree, changed\n');
    git('add', 'src/core/a.ts');
    git('commit', '-q', '-m', 'both');
    for (const [key, value] of [
      ['interHunkContext', '9'],
      ['noprefix', 'true'],
      ['submodule', 'log'],
    ])
      git('config', `diff.${key}`, value!);
    const env = { GIT_DIFF_OPTS: '--unified=3' };
    const half = await run(`${COVERED}base: HEAD~1\ncriteria: [ "coverage.changedLines == 0.5" ]`, '', env);
    expect([half.status, half.bad]).toEqual(['GO', []]);
    commit('2');
    const moved = await run(`${COVERED}base: HEAD~1\ncriteria: [ "coverage.changedLines == 1.0" ]`, '', env);
    expect([moved.status, moved.bad.join()]).toEqual([
      'BLOCKED',
      expect.stringContaining('what changed in a submodule is not known: src/sub'),
    ]);
  });

  it('of a change that holds a secret is not known: its difference is withheld', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: project.folder });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    project.write('src/core/a.ts', `one\n// ghp_${random('diff', 36)}\ntwo\n`);
    git('commit', '-q', '-a', '-m', 'second');
    const ended = await run(`${COVERED}base: HEAD~1\ncriteria: [ "coverage.changedLines > 0.0" ]`);
    expect([ended.status, ended.bad.join()]).toEqual(['NO-GO', expect.stringContaining('coverage.changedLines > 0.0 blocked')]);
  });
});
