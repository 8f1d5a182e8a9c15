import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from '../../e2e/harness.ts';
import { ofVersion } from '../../forgery/forge.ts';
import { jsonl, manifestOf, RIGHT } from './facts.ts';

let project: Project;
beforeEach(() => (project = new Project()));
afterEach(() => project.close());

const CLASSES = ['pass', 'warn', 'reject', 'blocked'];

interface Asked {
  readonly name?: string;
  readonly classes?: readonly string[];
  readonly from?: string;
  readonly keys?: string;
}

/** Runs a gate over twenty cases that copies its answers, and tells how it ended: decision, rows that did not pass, findings. */
async function run({ name = 'quality', classes = CLASSES, from = 'last-go', keys = '' }: Asked = {}, answers = RIGHT): Promise<string[]> {
  project.write('manifest.json', manifestOf(RIGHT));
  project.write('answers.jsonl', jsonl(answers));
  project.write(
    'gates.yml',
    `version: 1
name: ${name}
gates:
  g:
    kind: classification
    run: cp answers.jsonl $GATE_DIR/results.jsonl
    results: { path: results.jsonl }
    fields: { case: id }
    classes: [${classes.join(', ')}]
    manifest: { path: manifest.json, cases: 20 }
    baseline: { from: ${from}, if-none: warn${keys} }
    criteria: [ maxRecallDrop <= 0.3 ]
`,
  );
  const { stderr } = await project.gate(['run', 'gates.yml']);
  expect(stderr).toContain('execution');
  const decision = JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as {
    status: string;
    gates: { id: string; criteria: Record<string, string>[]; findings: { message: string }[] }[];
  };
  const gate = decision.gates.find(({ id }) => id === 'g');
  const bad = (gate?.criteria ?? []).filter(({ verdict }) => verdict !== 'passed');
  const findings = (gate?.findings ?? []).map(({ message }) => message.replace(path.basename(project.bundles()[0] ?? '-'), 'ID'));
  return [decision.status, ...bad.map(({ verdict, measured }) => `${verdict}: ${measured}`), ...findings];
}

const NONE = 'warned: no baseline: no earlier execution of "quality" with these classes and fields was a GO';

describe('the last GO', () => {
  it('is one of the same configuration with the same classes', async () => {
    expect(await run({ name: 'other' })).toEqual(['GO', NONE.replace('quality', 'other')]);
    expect(await run()).toEqual(['GO', NONE]);
    expect(await run({ classes: [...CLASSES, 'unsure'] })).toEqual(['GO', NONE]);
    const [status, compared] = await run({ classes: CLASSES.toReversed() });
    expect([status, compared]).toEqual(['GO', expect.stringMatching(/^compared with execution \S+, over 20 of 20 cases$/)]);
  });

  it('may be pinned as the zip of its bundle, of the commit and whole', async () => {
    const worse = RIGHT.map(([id, expected, answer], at) => [id, expected, at < 2 ? 'warn' : answer] as const);
    expect((await run())[0]).toBe('GO');
    const zip = fs.readFileSync(`${project.bundle()}.zip`);
    fs.writeFileSync(path.join(project.folder, 'pinned.zip'), zip);
    const [, untracked = ''] = await run({ from: 'pinned.zip' }, worse);
    expect(untracked).toMatch(/pinned\.zip\/decision\.json/);
    commit('pinned.zip');
    expect((await run({ from: 'pinned.zip' }, worse)).slice(0, 2)).toEqual(['NO-GO', 'failed: maxRecallDrop = 0.4']);
    fs.writeFileSync(path.join(project.folder, 'pinned.zip'), zip.subarray(0, -30));
    const [status, row] = await run({ from: 'pinned.zip' }, worse);
    expect([status, row]).toEqual(['BLOCKED', expect.stringContaining('pinned.zip: no bundle: neither a folder nor a whole zip')]);
    expect((await project.gate(['verify'])).stdout).toContain('holds');
  });

  it('drifts, and a bundle or results of the commit do not', async () => {
    const worse = (count: number) => RIGHT.map(([id, expected, answer], at) => [id, expected, at < count ? 'warn' : answer] as const);
    expect((await run())[0]).toBe('GO');
    const [first = ''] = project.bundles();
    fs.cpSync(first, path.join(project.folder, 'pinned'), { recursive: true });
    project.write('pinned.jsonl', jsonl(RIGHT));
    commit('pinned', 'pinned.jsonl');
    expect((await run({}, worse(1)))[0]).toBe('GO');
    expect((await run({}, worse(2)))[0]).toBe('GO');
    expect(await run({ from: 'pinned' }, worse(2))).toEqual([
      'NO-GO',
      'failed: maxRecallDrop = 0.4',
      'compared with execution ID, over 20 of 20 cases',
    ]);
    expect((await run({ from: 'pinned.jsonl' }, worse(2))).slice(0, 2)).toEqual(['NO-GO', 'failed: maxRecallDrop = 0.4']);
    // What was changed since is not what was reviewed.
    fs.appendFileSync(path.join(project.folder, 'pinned.jsonl'), '\n');
    expect((await run({ from: 'pinned.jsonl' }))[1]).toMatch(/^blocked: baseline: pinned.jsonl is not what the commit has there; say /);
  });

  it('that is named by a path is of the commit, or says where it comes from', async () => {
    project.write('old.jsonl', jsonl(RIGHT));
    expect((await run({ from: 'old.jsonl' }))[1]).toMatch(/^blocked: baseline: old.jsonl is not what the commit has there; say /);
    const taken = await run({ from: 'old.jsonl', keys: ', produced-by: external' });
    expect(taken).toEqual(['GO', expect.stringMatching(/^taken as it is /), 'compared with old.jsonl, over 20 of 20 cases']);
  });
});

describe('the last GO that is not as it was written', () => {
  const worse = RIGHT.map(([id, expected, answer], at) => [id, expected, at < 1 ? 'warn' : answer] as const);
  const store = (): string => path.join(project.folder, '.gate/executions');

  /** An older GO, worse than the newest one. @returns the newest one */
  async function twoGoes(): Promise<string> {
    await run({}, worse);
    await run();
    return project.bundle();
  }

  it.each<[string, (bundle: string) => void, string]>([
    ['a byte more', (bundle) => fs.appendFileSync(path.join(bundle, 'data/gates/g/results/results.jsonl'), '\n'), 'does not verify: '],
    ['no declaration', (bundle) => fs.rmSync(path.join(bundle, 'bagit.txt')), 'does not verify: bagit.txt: missing'],
    ['no decision', (bundle) => fs.rmSync(path.join(bundle, 'data/decision.json')), 'does not verify: '],
    ['no recording', (bundle) => fs.rmSync(path.join(bundle, 'data'), { recursive: true }), 'is that of another execution, or holds no'],
    ['no folder and no zip', (bundle) => ['', '.zip'].forEach((end) => fs.rmSync(bundle + end, { recursive: true })), 'is gone, not by'],
    [
      'no folder, no zip and no row',
      (bundle) => [bundle, `${bundle}.zip`, path.join(store(), 'index.jsonl')].forEach((one) => fs.rmSync(one, { recursive: true })),
      'is gone, not by',
    ],
    [
      'a damaged zip and no folder',
      (bundle) => {
        fs.rmSync(bundle, { recursive: true });
        fs.truncateSync(`${bundle}.zip`, 1000);
      },
      "can't be read from its zip: ",
    ],
    [
      'facts that claim another judge, which nobody can compare',
      (bundle) => {
        const forged = ofVersion(bundle, fs.mkdtempSync(path.join(project.folder, 'forged-')), { judge: 5 });
        fs.rmSync(bundle, { recursive: true });
        fs.renameSync(forged, bundle);
      },
      'is not what was written then: its head is ',
    ],
  ])('blocks, whatever if-none says: %s', async (_, damage, why) => {
    const last = await twoGoes();
    damage(last);
    const [status, row] = await run({}, worse);
    expect([status, row]).toEqual([
      'BLOCKED',
      expect.stringContaining(`blocked: baseline: execution ${path.basename(last)} was the last GO, and its bundle ${why}`),
    ]);
    expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
  });

  it('is read from its zip where the folder is gone', async () => {
    const last = await twoGoes();
    fs.rmSync(last, { recursive: true });
    expect(await run({}, worse)).toEqual(['GO', `compared with execution ${path.basename(last)}, over 20 of 20 cases`]);
  });

  it('counts no row against its bundle, no pruned GO, no copy, and none that was written elsewhere', async () => {
    const last = await twoGoes();
    const index = path.join(store(), 'index.jsonl');
    const row = JSON.parse(fs.readFileSync(index, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    const pruned = { ...row, executionId: '20991231-000000-aaaaaa', startedAt: '2099-12-31T00:00:00.000Z' };
    fs.appendFileSync(index, `${JSON.stringify({ ...pruned, elsewhere: '/nowhere' })}\n`);
    fs.cpSync(last, last.replace(/.{6}$/, 'ffffff'), { recursive: true });
    expect((await run({}, worse))[1]).toBe(`compared with execution ${path.basename(last)}, over 20 of 20 cases`);
    await run(
      {},
      RIGHT.map(([id, expected]) => [id, expected, expected === 'pass' ? 'warn' : 'pass'] as const),
    );
    const bad = path.basename(project.bundle());
    const text = fs.readFileSync(index, 'utf8');
    expect(text).toContain('"NO-GO"');
    fs.writeFileSync(index, text.replaceAll('"NO-GO"', '"GO"').replaceAll('"failed"', '"passed"'));
    const [status, compared] = await run({}, worse);
    expect([status, compared]).toEqual(['GO', expect.not.stringContaining(bad)]);
  });
});

it('a folder that is no bundle blocks whatever if-none says; a bundle with fewer classes is compared', async () => {
  project.write('folder/readme.txt', 'nothing');
  expect((await run({ from: 'folder' }))[1]).toBe('blocked: baseline: folder/decision.json: not found');
  await run();
  const [, last = ''] = project.bundles();
  const from = path.relative(project.folder, last);
  const keys = ', produced-by: external';
  expect((await run({ from, keys, classes: ['pass', 'warn', 'reject', 'blocked', 'unsure'] }))[0]).toBe('GO');
  expect(
    (
      await run(
        { from, keys },
        RIGHT.map(([id, , answer]) => [id, 'pass', answer] as const),
      )
    )[0],
  ).not.toBe('GO');
});

it('last-go takes no "produced-by"', async () => {
  project.write(
    'gates.yml',
    `version: 1
gates:
  g: { kind: classification, run: x, results: { path: r.jsonl }, classes: [a, b], manifest: { path: m.json, cases: 1 }, baseline: { from: last-go, produced-by: job }, criteria: [ accuracy > 0.5 ] }
`,
  );
  expect((await project.gate(['check', 'gates.yml'])).stderr).toContain('"produced-by" is for a path');
});

function commit(...files: readonly string[]): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: project.folder, stdio: 'ignore' });
  git('init', '-q');
  git('add', '--', ...files);
  git('commit', '-qm', 'baseline');
}
