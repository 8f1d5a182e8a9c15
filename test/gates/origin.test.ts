import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';

let project: Project;
/** A folder that is no part of the project. */
let outside: string;
beforeEach(() => {
  project = new Project();
  outside = fs.mkdtempSync(path.join(os.tmpdir(), 'outside-'));
});
afterEach(() => {
  project.close();
  fs.rmSync(outside, { recursive: true, force: true });
});

const GOOD = '<testsuite name="s"><testcase classname="c" name="a"/></testsuite>';
const BAD = '<testsuite name="s"><testcase classname="c" name="b"><failure message="boom"/></testcase></testsuite>';

/** Writes a file as somebody did so many seconds ago. */
function old(file: string, content: string, secondsAgo = 3 * 86_400): string {
  const full = path.resolve(project.folder, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, content);
  const at = Date.now() / 1000 - secondsAgo;
  fs.utimesSync(full, at, at);
  return full;
}

interface Ended {
  readonly status: string;
  /** Of the gate `g`: rows that did not pass, `verdict name: measured`. */
  readonly bad: string;
  readonly findings: string;
  readonly counts: Readonly<Record<string, unknown>>;
}

/** Runs a configuration whose gate `g` is asked about. */
async function run(gates: string, env: Record<string, string> = {}): Promise<Ended> {
  project.write('gates.yml', `version: 1\nname: origin\ngates:\n${gates.replaceAll(/^(?=.)/gm, '  ')}`);
  const { code, stderr } = await project.gate(['run', 'gates.yml'], { env });
  expect(stderr, String(code)).toContain('execution');
  const decision = JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as {
    status: string;
    gates: {
      id: string;
      criteria: { name: string; verdict: string; measured: string }[];
      findings: { title: string; message: string }[];
      counts: Ended['counts'];
    }[];
  };
  const gate = decision.gates.find(({ id }) => id === 'g');
  const bad = (gate?.criteria ?? []).filter(({ verdict }) => verdict !== 'passed');
  return {
    status: decision.status,
    bad: bad.map(({ name, verdict, measured }) => `${verdict} ${name}: ${measured}`).join('\n'),
    findings: (gate?.findings ?? []).map(({ title, message }) => `${title}: ${message}`).join('\n'),
    counts: gate?.counts ?? {},
  };
}

function commit(...files: readonly string[]): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: project.folder, stdio: 'ignore' });
  if (!fs.existsSync(path.join(project.folder, '.git'))) git('init', '-q');
  git('add', '--', ...files);
  git('commit', '-qm', 'files');
}

const tests = (command: string, keys: string): string =>
  `g:\n  kind: tests\n  run: |\n${command.replaceAll(/^/gm, '    ')}\n${keys.replaceAll(/^/gm, '  ')}\n`;

describe('a report of the run', () => {
  it.each<[string, () => [string, string]]>([
    ['an absolute path', () => ['true', `reports: "${old(`${outside}/junit.xml`, GOOD)}"`]],
    ['a variable', () => ['true', `reports: "${path.dirname(old(`${outside}/junit.xml`, GOOD))}/*.xml"`]],
    ['a link in $GATE_DIR', () => [`ln -s ${old(`${outside}/junit.xml`, GOOD)} $GATE_DIR/junit.xml`, 'reports: junit.xml']],
    ['a linked folder in $GATE_DIR', () => [`ln -s ${path.dirname(old(`${outside}/junit.xml`, GOOD))} $GATE_DIR/r`, 'reports: "r/*.xml"']],
    [
      'a link to a report of the checkout',
      () => [`ln -s $PWD/old.xml $GATE_DIR/junit.xml # ${old('old.xml', GOOD)}`, 'reports: junit.xml'],
    ],
    ['a hard link in $GATE_DIR', () => [`ln ${old('old.xml', GOOD)} $GATE_DIR/junit.xml`, 'reports: junit.xml']],
    ['a moved file in $GATE_DIR', () => [`mv ${old('old.xml', GOOD)} $GATE_DIR/junit.xml`, 'reports: junit.xml']],
    ['a copy that keeps the time', () => [`cp -p ${old('old.xml', GOOD)} $GATE_DIR/junit.xml`, 'reports: junit.xml']],
    ['a copy of what lay there under its name', () => [`cp ${old('junit.xml', GOOD)} $GATE_DIR/junit.xml`, 'reports: junit.xml']],
    ['a time that lies ahead', () => ['true', `reports: ${path.basename(old('junit.xml', GOOD, -1.5))}`]],
    [
      'a link of the checkout',
      () => [
        `true # ${old(`${outside}/junit.xml`, GOOD)}`,
        (fs.symlinkSync(`${outside}/junit.xml`, path.join(project.folder, 'junit.xml')), 'reports: junit.xml'),
      ],
    ],
  ])('is not what lay there before, by %s', async (_, make) => {
    const ended = await run(tests(...make()));
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', expect.stringContaining('no report of this run')]);
  });

  it('is not one of which the time lies far ahead', async () => {
    const ended = await run(
      tests('echo "$R" > $GATE_DIR/junit.xml; touch -d "+1 hour" $GATE_DIR/junit.xml', `reports: junit.xml\nenv: { R: '${GOOD}' }`),
    );
    expect(ended.status).toBe('BLOCKED');
  });

  it.each([
    ['in the checkout, linked into $GATE_DIR', 'mkdir -p t; echo "$R" > t/j.xml; ln -s $PWD/t/j.xml $GATE_DIR/junit.xml', 'junit.xml'],
    ['at an absolute path', 'echo "$R" > $OUT/junit.xml', '${{ vars.out }}/*.xml'],
    ['below a linked folder', 'mkdir -p $OUT/r; echo "$R" > $OUT/r/j.xml; ln -sfn $OUT linked', 'linked/**/*.xml'],
    ['copied from the working directory', 'echo "$R" > junit.xml; cp junit.xml $GATE_DIR', 'junit.xml'],
    ['over one that lay there', 'echo "$R" > old.xml', 'old.xml'],
  ])('may lie %s', async (_, command, reports) => {
    old('old.xml', BAD);
    const gate = tests(
      command,
      `reports: "${reports.replace('${{ vars.out }}', outside)}"\nenv: { OUT: "${outside}", R: '${GOOD}' }\ncriteria: [ "total == 1" ]`,
    );
    expect(await run(gate)).toMatchObject({ status: 'GO', bad: '' });
  });

  it('in $GATE_DIR does not hide one in the working directory, nor the other way round', async () => {
    const both = 'echo "$G" > $GATE_DIR/TEST-py.xml\necho "$B" > TEST-js.xml';
    const env = `env: { G: '${GOOD}', B: '${BAD}' }`;
    expect((await run(tests(both, `reports: "TEST-*.xml"\n${env}`))).bad).toContain('failed unwaived failures: 1');
    const same = 'echo "$G" > $GATE_DIR/junit.xml\necho "$B" > junit.xml';
    expect((await run(tests(same, `reports: junit.xml\n${env}`))).bad).toContain('failed unwaived failures: 1');
  });

  it('is not looked for behind links that lead out, nor among hidden files: that is said', async () => {
    old(`${outside}/junit.xml`, BAD, 0);
    fs.symlinkSync(outside, path.join(project.folder, 'bazel-out'));
    const gate = tests(
      'echo "$G" > junit.xml; mkdir -p .tmp; echo "$G" > .tmp/junit.xml',
      `reports: "**/junit.xml"\nenv: { G: '${GOOD}' }`,
    );
    const ended = await run(gate);
    expect(ended.status).toBe('GO');
    expect(ended.findings).toBe(
      'Passed over: not read: linked folders that lead out of the checkout: bazel-out; hidden files: .tmp/junit.xml',
    );
  });

  it('that covers is asked the same', async () => {
    const lcov = 'TN:\nSF:a.ts\nDA:1,1\nend_of_record\n';
    const command = `echo "$G" > $GATE_DIR/junit.xml; ln -s ${old(`${outside}/lcov.info`, lcov)} $GATE_DIR/lcov.info`;
    const ended = await run(
      tests(command, `reports: junit.xml\ncoverage: lcov.info\nenv: { G: '${GOOD}' }\ncriteria: [ "coverage.lines >= 0.5" ]`),
    );
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', expect.stringContaining('no coverage report of this run')]);
  });
});

describe('of two runs', () => {
  const report = `echo "$G" > $GATE_DIR/junit.xml`;
  const keys = (more: string): string => `reports: junit.xml\nruns: 2\nenv: { G: '${GOOD}', B: '${BAD}' }\n${more}`;

  it('one that left no report differs from nothing', async () => {
    const ended = await run(tests(`[ $GATE_RUN = 2 ] || ${report}`, keys('criteria: [ "differences == 0", "agreement == 1.0" ]')));
    expect(ended.status).toBe('BLOCKED');
    expect(ended.bad).toContain('blocked differences: 1 of 2 runs can be compared');
    expect(ended.bad).toMatch(/blocked differences == 0/);
    expect(ended.findings).not.toContain('not so in run');
  });

  it('one that left an old report differs from nothing', async () => {
    const ended = await run(tests('[ $GATE_RUN = 2 ] || echo "$G" > junit.xml', keys('')));
    expect(ended.status).toBe('BLOCKED');
  });

  it('a failure that one of them shows stays a failure', async () => {
    const ended = await run(tests('[ $GATE_RUN = 2 ] || echo "$B" > $GATE_DIR/junit.xml', keys('')));
    expect(ended.status).toBe('NO-GO');
  });

  it.each([
    ['did not write an output again', '[ $GATE_RUN = 2 ] || echo x > dist.js', 'dist.js', 'BLOCKED', 'no output of this run'],
    [
      'wrote only some of them again',
      'mkdir -p d; echo x > d/a.js; [ $GATE_RUN = 2 ] || echo x > d/b.js',
      'd/*.js',
      'BLOCKED',
      'd/b.js was not written in run 2',
    ],
    ['wrote other bytes', 'echo $GATE_RUN > dist.js', 'dist.js', 'NO-GO', 'outputs dist.js'],
    ['wrote one more', 'echo x > $GATE_DIR/a.js; [ $GATE_RUN = 1 ] || echo x > $GATE_DIR/b.js', '*.js', 'NO-GO', 'outputs b.js'],
  ])('one that %s', async (_, command, outputs, status, words) => {
    const ended = await run(tests(`${report}; ${command}`, keys(`outputs: "${outputs}"`)));
    expect([ended.status, ended.bad]).toEqual([status, expect.stringContaining(words)]);
  });

  it('that write the same outputs again, in place, are a GO', async () => {
    expect(await run(tests(`${report}; sleep 0.05; echo x > dist.js`, keys('outputs: dist.js')))).toMatchObject({ status: 'GO', bad: '' });
  });
});

const assertion = (file: string, more = ''): string =>
  `g: { kind: assert, ${more}files: { k6: ${file} }, criteria: [ "k6.failed < 0.01" ] }\n`;
const check = (keys: string, more = ''): string => `g: { kind: checks, ${more}checks: [ { file: out.json, ${keys} } ] }\n`;
const JSON_KEYS = 'expect: "json.failed < 0.01"';

/** The ways in which a gate reads a document. */
const READERS: readonly (readonly [string, (producer?: string, more?: string) => string])[] = [
  [
    'assert.files',
    (producer, more) => assertion(producer === undefined ? 'out.json' : `{ path: out.json, produced-by: ${producer} }`, more),
  ],
  [
    'a file probe over json',
    (producer, more) => check(producer === undefined ? JSON_KEYS : `${JSON_KEYS}, produced-by: ${producer}`, more),
  ],
  [
    'a file probe with contains',
    (producer, more) => check(`contains: "failed.:0"${producer === undefined ? '' : `, produced-by: ${producer}`}`, more),
  ],
  [
    'a file probe with lacks',
    (producer, more) => check(`lacks: "failed.:1"${producer === undefined ? '' : `, produced-by: ${producer}`}`, more),
  ],
  ['a report', (producer = 'run', more = '') => `g: { kind: tests, ${more}reports: out.json, format: ctrf, produced-by: ${producer} }\n`],
];
const CTRF = JSON.stringify({
  failed: 0,
  results: {
    tool: { name: 't' },
    summary: { tests: 1, passed: 1, failed: 0, pending: 0, skipped: 0, other: 0, start: 0, stop: 1 },
    tests: [{ name: 'a', status: 'passed', duration: 1 }],
  },
});

describe.each(READERS)('%s', (reader, gate) => {
  const isReport = reader === 'a report';

  it('of another day is blocked, with its age', async () => {
    old('out.json', CTRF);
    const ended = await run(gate());
    expect(ended.status).toBe('BLOCKED');
    expect(`${ended.bad}\n${ended.findings}`).toContain('written 3 days ago, before this run');
  });

  it('of this run is read', async () => {
    project.write('made.json', CTRF);
    const made = `load: { run: "cp made.json out.json" }\n`;
    expect(await run(made + gate(undefined, 'needs: [ load ], '))).toMatchObject({ status: 'GO', bad: '' });
    expect(await run(made + gate('run', 'needs: [ load ], '))).toMatchObject({ status: 'GO', bad: '' });
    expect(await run(made + gate('load', 'needs: [ load ], '))).toMatchObject({ status: 'GO', bad: '' });
  });

  it('that is external is taken as it is, and shown so', async () => {
    old('out.json', CTRF);
    const ended = await run(gate('external'));
    expect([ended.status, ended.findings]).toEqual([
      'GO',
      expect.stringContaining('taken as it is (produced-by: external): written 3 days ago'),
    ]);
  });

  it('of the job is read if the job began before it', async () => {
    const event = old('event.json', '{}', 3600);
    old('out.json', CTRF, 60);
    expect((await run(gate('job'))).status).toBe('BLOCKED');
    expect(await run(gate('job'), { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: event })).toMatchObject({ status: 'GO', bad: '' });
    // Outside of Actions anybody sets it, and the job begins with the run.
    expect((await run(gate('job'), { GITHUB_EVENT_PATH: event })).status).toBe('BLOCKED');
    old('out.json', CTRF, 7200);
    const before = await run(gate('job'), { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: event });
    expect(before.status).toBe('BLOCKED');
    expect(`${before.bad}\n${before.findings}`).toContain('written 2 h ago, before this job');
  });

  it.each(['failed', 'failed and advisory'])('of a gate that %s is blocked', async (how) => {
    project.write('made.json', CTRF);
    const made = `load: { run: "cp made.json out.json; exit 1"${how === 'failed' ? '' : ', required: false'} }\n`;
    const ended = await run(made + gate('load', 'needs: [ load ], if: always, '));
    expect(ended.status).not.toBe('GO');
    expect(ended.bad).toContain('gate "load", which produced it, failed');
  });

  describe('of the commit', () => {
    it('is read if it is tracked and unchanged, whatever its age', async () => {
      old('out.json', CTRF);
      commit('out.json');
      if (!isReport) expect(await run(gate())).toMatchObject({ status: 'GO', bad: '' });
      expect(await run(gate('commit'))).toMatchObject({ status: 'GO', bad: '' });
    });

    it('is not one that changed since, is not tracked, or was committed by a gate', async () => {
      old('out.json', `${CTRF}\n`);
      commit('out.json');
      old('out.json', CTRF);
      for (const word of isReport ? ['commit'] : [undefined, 'commit']) expect((await run(gate(word))).status).toBe('BLOCKED');
      const late = `late: { run: "git add -f out.json && git -c user.name=t -c user.email=t@t commit -qm late" }\n`;
      expect((await run(late + gate('commit', 'needs: [ late ], '))).status).toBe('BLOCKED');
    });

    it('is not what a link of the commit leads to', async () => {
      fs.symlinkSync(old(`${outside}/out.json`, CTRF), path.join(project.folder, 'out.json'));
      commit('out.json');
      for (const word of isReport ? ['commit'] : [undefined, 'commit']) expect((await run(gate(word))).status).toBe('BLOCKED');
    });
  });
});

describe('a file probe', () => {
  it.each([
    ['asks only that it is there', 'min-bytes: 1', 'GO'],
    ['reads its age', 'expect: "ageSeconds > 60.0"', 'GO'],
    ['asks for a fresh one', `${JSON_KEYS}, fresh: true`, 'NO-GO'],
    ['says that it is external', `${JSON_KEYS}, produced-by: external`, 'GO'],
  ])('that %s judges by that', async (_, keys, status) => {
    old('out.json', '{"failed":0}');
    expect((await run(check(keys))).status).toBe(status);
  });

  it('says what a wildcard passed over', async () => {
    project.write('logs/a.log', 'fine');
    project.write('logs/.b.log', 'ERROR');
    fs.symlinkSync(outside, path.join(project.folder, 'logs/out'));
    const ended = await run(
      `g: { kind: checks, checks: [ { name: logs, file: "logs/**/*.log", lacks: ERROR, produced-by: external } ] }\n`,
    );
    expect(ended.status).toBe('GO');
    expect(ended.findings).toContain('logs: not read: linked folders that lead out of the checkout: logs/out; hidden files: logs/.b.log');
  });

  it('with fresh is not satisfied by what lay there with a time that lies ahead', async () => {
    old('out.json', '{"failed":0}', -1.5);
    const ended = await run('wait: { run: "sleep 2" }\n' + check(`${JSON_KEYS}, fresh: true`, 'needs: [ wait ], '));
    expect(ended.status).toBe('NO-GO');
  });
});

describe('results of a classification', () => {
  const records = (answer: string): string =>
    ['a', 'b'].map((id) => `${JSON.stringify({ case: id, expected: 'x', actual: answer })}\n`).join('');
  const gate = (command: string, results = '{ path: r.jsonl }'): string =>
    `g:\n  kind: classification\n  run: |\n    ${command}\n  results: ${results}\n  classes: [ x, y ]\n  manifest: { path: m.json, cases: 2 }\n  criteria: [ "accuracy == 1.0" ]\n`;
  beforeEach(() => {
    project.write(
      'm.json',
      JSON.stringify({
        cases: [
          { case: 'a', expected: 'x' },
          { case: 'b', expected: 'x' },
        ],
      }),
    );
    project.write('right.jsonl', records('x'));
    project.write('wrong.jsonl', records('y'));
  });

  it.each<[string, () => [string, string?]]>([
    ['an absolute path', () => ['true', `{ path: "${old(`${outside}/r.jsonl`, records('x'))}" }`]],
    ['a link in $GATE_DIR', () => [`ln -s ${old(`${outside}/r.jsonl`, records('x'))} $GATE_DIR/r.jsonl`]],
    ['a hard link in $GATE_DIR', () => [`ln ${old('other.jsonl', records('x'))} $GATE_DIR/r.jsonl`]],
  ])('are not what lay there before, by %s', async (_, make) => {
    const ended = await run(gate(...make()));
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', expect.stringContaining('was not written during the run')]);
  });

  it('that are appended to are judged from where the run wrote, by whatever name', async () => {
    old('r.jsonl', records('y'));
    const append = '{ path: r.jsonl, append-only: true }';
    expect(await run(gate('cat right.jsonl >> r.jsonl; ln -s $PWD/r.jsonl $GATE_DIR/r.jsonl', append))).toMatchObject({
      status: 'GO',
      bad: '',
    });
    const absolute = old(`${outside}/r.jsonl`, records('x'));
    const ended = await run(gate(`cat wrong.jsonl >> ${absolute}`, `{ path: "${absolute}", append-only: true }`));
    expect(ended.bad).toContain('failed accuracy == 1.0');
  });

  it.each(['ln -s', 'ln'])('of which nobody knows what they held before are not appended to (%s)', async (link) => {
    const elsewhere = old('kept/r.jsonl', records('x').slice(0, records('x').indexOf('\n') + 1));
    const ended = await run(
      gate(`tail -n 1 right.jsonl >> ${elsewhere}; ${link} ${elsewhere} $GATE_DIR/r.jsonl`, '{ path: r.jsonl, append-only: true }'),
    );
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', expect.stringContaining('nobody looked what it held before')]);
  });

  it('in both places are read once if they are the same, else blocked', async () => {
    expect(await run(gate('cp right.jsonl r.jsonl; cp r.jsonl $GATE_DIR'))).toMatchObject({ status: 'GO', bad: '' });
    const ended = await run(gate('cp wrong.jsonl r.jsonl; cp right.jsonl $GATE_DIR/r.jsonl'));
    expect([ended.status, ended.bad]).toEqual(['BLOCKED', expect.stringContaining('hold different results')]);
  });

  it('that a link in $GATE_DIR hides are found in the working directory', async () => {
    const stale = old(`${outside}/r.jsonl`, records('y'));
    expect(await run(gate(`cp right.jsonl r.jsonl; ln -s ${stale} $GATE_DIR/r.jsonl`))).toMatchObject({ status: 'GO', bad: '' });
  });
});

describe('a file with the very bytes of what lay there before', () => {
  const TWIN = 'has the very bytes of what lay there before the run, written 2 days ago: written again, or only touched';
  const justNow = (): string => new Date(Date.now() - 60_000).toISOString();
  const dated = (): string => GOOD.replace('<testsuite ', `<testsuite timestamp="${justNow()}" `);
  const clover = (): string =>
    `<coverage generated="${Date.now() - 60_000}"><project><file name="a.ts"><line num="1" type="stmt" count="1"/></file></project></coverage>\n`;
  const covered = 'reports: junit.xml\ncoverage: [ cover.* ]\noutputs: [ "*.js" ]\ncriteria: [ "coverage.lines >= 0.5" ]\n';

  it.each(['touch', 'cp copy', 'mv copy'])('may be written again, and that is said (%s)', async (command) => {
    project.write('a.ts', 'a();\n');
    const files = { 'junit.xml': GOOD, 'cover.info': 'TN:\nSF:a.ts\nDA:1,1\nend_of_record\n', 'a.js': 'a' };
    for (const [name, text] of Object.entries(files)) {
      old(name, text, 49 * 3600);
      fs.mkdirSync(path.join(project.folder, 'copy'), { recursive: true });
      fs.writeFileSync(path.join(project.folder, 'copy', name), text);
    }
    const commands = Object.keys(files).map((name) => `${command.replace('copy', `copy/${name}`)} ${name}; touch ${name}`);
    const ended = await run(tests(commands.join('\n'), covered));
    expect(ended).toMatchObject({ status: 'GO', bad: '' });
    expect(ended.findings).toMatch(/^(?:junit\.xml|cover\.info|a\.js): /);
    expect(ended.findings).toContain(`${TWIN}; so have 2 more: `);
    for (const name of Object.keys(files)) expect(ended.findings).toContain(name);
  });

  it('is no report of this run where it says when its tests ran', async () => {
    old('junit.xml', dated(), 30);
    const ended = await run(tests('touch junit.xml', 'reports: junit.xml'));
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      expect.stringContaining('junit.xml: the very bytes that lay there before the run, with the time at which its tests ran'),
    ]);
  });

  it('is no coverage of this run where it says when that was measured', async () => {
    project.write('a.ts', 'a();\n');
    old('cover.xml', clover(), 30);
    const ended = await run(tests('touch cover.xml; touch a.js; echo "$G" > junit.xml', `${covered}env: { G: '${GOOD}' }`));
    expect([ended.status, ended.bad]).toEqual([
      'BLOCKED',
      expect.stringContaining('cover.xml: the very bytes that lay there before the run, with the time at which its coverage was measured'),
    ]);
  });

  it('is said of results of a classification', async () => {
    project.write('m.json', JSON.stringify({ cases: [{ case: 'a', expected: 'x' }] }));
    old('r.jsonl', '{"case":"a","expected":"x","actual":"x"}\n', 49 * 3600);
    const keys =
      'results: { path: r.jsonl }\n  classes: [ x, y ]\n  manifest: { path: m.json, cases: 1 }\n  criteria: [ "accuracy == 1.0" ]';
    const ended = await run(`g:\n  kind: classification\n  run: touch r.jsonl\n  ${keys}\n`);
    expect([ended.status, ended.findings]).toEqual(['GO', expect.stringContaining(`r.jsonl: ${TWIN}`)]);
  });
});
