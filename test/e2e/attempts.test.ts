import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rebag } from '../forgery/forge.ts';
import { Project } from './harness.ts';

const STORE = '.gate/executions';
const gates = (policy: string, evidence = '{}'): string => `version: 1
name: Counted
policy: ${policy}
evidence: ${evidence}
gates:
  unit: { kind: checks, checks: [{ command: test -e ok }] }
  other: { kind: checks, checks: [{ command: "true" }] }
`;

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

function configured(policy: string, evidence?: string): string {
  project.write('gates.yml', gates(policy, evidence));
  return project.commit();
}

const run = (...args: readonly string[]): ReturnType<Project['gate']> => project.gate(['run', 'gates.yml', ...args]);
const read = (bundle: string, name: string): string => fs.readFileSync(path.join(bundle, 'data', name), 'utf8');
const index = (): string => path.join(project.folder, STORE, 'index.jsonl');

const edit = (file: string, from: string, to: string): void => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll(from, to));

/** What was recorded of earlier executions. */
function attemptsIn(bundle: string): {
  readonly history: Record<string, unknown> | undefined;
  readonly statuses: readonly unknown[];
  readonly attempts: readonly Record<string, unknown>[];
} {
  const facts = read(bundle, 'observations.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const attempts = facts.filter(({ type }) => type === 'attempt');
  return { history: facts.find(({ type }) => type === 'history'), statuses: attempts.map(({ status }) => status), attempts };
}

const BLOCKED = {
  code: 2,
  stdout: expect.stringMatching(/attempts: 1 NO-GO of this commit before \(max-attempts: 1\): \d{8}-\d{6}-[0-9a-f]{6}/) as string,
};

describe('max-attempts', () => {
  it('counts for the whole work tree, in whichever of its folders a run is started', async () => {
    project.write('below/this/file', '');
    configured('{ max-attempts: 1 }');
    expect(await run()).toMatchObject({ code: 1 });
    project.write('ok', '');
    const below = { cwd: path.join(project.folder, 'below/this') };
    expect(await project.gate(['run', '../../gates.yml'], below)).toMatchObject(BLOCKED);
    expect((await project.gate(['history'], below)).stderr).toContain('2 of 2 executions in ../../.gate/executions');
  });

  it('blocks a commit before the first gate once it was a NO-GO so often, until it changes', async () => {
    configured('{ max-attempts: 1 }');
    expect(await run()).toMatchObject({ code: 1 });
    const [first] = project.bundles();
    project.write('ok', '');
    expect(await run()).toMatchObject(BLOCKED);
    expect(project.summary().gates['unit']?.verdict).toBe('skipped');
    expect(read(project.bundle(), 'decision.json')).toContain(path.basename(first ?? ''));
    expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
    project.commit();
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('counts a NO-GO whose row was rewritten before its bundle was pruned', async () => {
    configured('{ max-attempts: 1 }');
    expect(await run()).toMatchObject({ code: 1 });
    fs.writeFileSync(index(), fs.readFileSync(index(), 'utf8').replace('"status":"NO-GO"', '"status":"BLOCKED"'));
    expect(await run()).toMatchObject({ code: 2 });
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({ code: 0 });
    project.write('ok', '');
    expect(await run()).toMatchObject(BLOCKED);
  });

  it('blocks where a row can not be read and no bundle is left of it, and only there', async () => {
    configured('{ max-attempts: 2 }');
    expect(await run()).toMatchObject({ code: 1 });
    const row = fs.readFileSync(index(), 'utf8');
    const spoilt = row.replace('"version":1', '"version":2');
    fs.writeFileSync(index(), spoilt);
    project.write('ok', '');
    expect(await run()).toMatchObject({ code: 0 });
    fs.writeFileSync(index(), spoilt);
    for (const bundle of project.bundles()) for (const end of ['', '.zip', '.statement.json']) fs.rmSync(bundle + end, { recursive: true });
    expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('could not be read') as string });
  });

  it('counts a NO-GO of a part and of a changed tree, and neither a PARTIAL nor a BLOCKED', async () => {
    configured('{ max-attempts: 2 }');
    expect(await run('--gate', 'other')).toMatchObject({ code: 0 });
    project.write('new.txt', '');
    expect(await run('--gate', 'unit')).toMatchObject({ code: 1 });
    expect(await run()).toMatchObject({ code: 1 });
    expect(await run()).toMatchObject({ code: 2 });
    expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('2 NO-GO of this commit before') as string });
    const { statuses, history, attempts } = attemptsIn(project.bundle());
    expect(statuses).toEqual(['PARTIAL', 'NO-GO', 'NO-GO', 'BLOCKED']);
    expect(history).toMatchObject({ attempts: 4, noGo: 2 });
    expect(attempts.map(({ partial, uncommitted }) => [partial ?? false, uncommitted ?? false])).toEqual([
      [true, false],
      [true, true],
      [false, true],
      [false, true],
    ]);
  });

  it('is not escaped by another folder for the evidence', async () => {
    configured('{ max-attempts: 1 }');
    expect(await run('--out', 'elsewhere')).toMatchObject({ code: 1 });
    project.write('ok', '');
    expect(await run()).toMatchObject(BLOCKED);
    expect(await run('--out', 'third')).toMatchObject(BLOCKED);
    const [id] = fs.readdirSync(path.join(project.folder, 'elsewhere'));
    expect(await project.gate(['verify', id ?? ''])).toMatchObject({ code: 0, stdout: expect.stringContaining('NO-GO') as string });
  });

  it('is not escaped by a rewritten row, a lost index, or a pruned bundle', async () => {
    configured('{ max-attempts: 1 }');
    expect(await run()).toMatchObject({ code: 1 });
    project.write('ok', '');
    const rows = fs.readFileSync(index(), 'utf8');
    const commit = /"commit":"([0-9a-f]+)"/.exec(rows)?.[1] ?? '';
    fs.writeFileSync(
      index(),
      rows
        .replace(
          commit,
          commit.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        )
        .replace('NO-GO', 'GO'),
    );
    expect(await run()).toMatchObject(BLOCKED);
    expect(attemptsIn(project.bundle()).attempts[0]).toMatchObject({ status: 'NO-GO', differs: true });
    fs.rmSync(index());
    expect(await run()).toMatchObject(BLOCKED);
    fs.writeFileSync(index(), rows);
    const [bundle = ''] = project.bundles();
    const summary = path.join(bundle, 'data/summary.json');
    fs.writeFileSync(summary, fs.readFileSync(summary, 'utf8').replace('"NO-GO"', '"GO"'));
    expect(await run()).toMatchObject(BLOCKED);
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject(BLOCKED);
    expect(attemptsIn(project.bundle()).attempts[0]).toMatchObject({ status: 'NO-GO', gone: true });
  });

  it.each<[string, (bundle: string) => void]>([
    ['rows and summary', (bundle) => [index(), path.join(bundle, 'data/summary.json')].forEach((file) => edit(file, 'NO-GO', 'GO'))],
    [
      'rows and summary, and its bag made anew',
      (bundle) => {
        for (const file of [index(), path.join(bundle, 'data/summary.json')]) edit(file, 'NO-GO', 'GO');
        rebag(bundle);
      },
    ],
    [
      'summary, and its bag made anew, where nobody else tells of it',
      (bundle) => {
        edit(path.join(bundle, 'data/summary.json'), 'NO-GO', 'GO');
        for (const file of [index(), `${bundle}.statement.json`]) fs.rmSync(file);
        rebag(bundle);
      },
    ],
    [
      'commit of row and summary',
      (bundle) => {
        for (const file of [index(), path.join(bundle, 'data/summary.json')])
          fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/("commit": ?")[0-9a-f]{8}/, '$100000000'));
      },
    ],
    ['no row, no records', (bundle) => [index(), path.join(bundle, 'data')].forEach((one) => fs.rmSync(one, { recursive: true }))],
    [
      'no row, an empty folder',
      (bundle) => {
        for (const one of [index(), bundle]) fs.rmSync(one, { recursive: true });
        fs.mkdirSync(bundle);
      },
    ],
    [
      'a row of a GO, no folder',
      (bundle) => {
        edit(index(), 'NO-GO', 'GO');
        fs.rmSync(bundle, { recursive: true });
      },
    ],
  ])('blocks where an execution is not what was written of it: %s', async (_, damage) => {
    configured('{ max-attempts: 2 }');
    expect(await run()).toMatchObject({ code: 1 });
    project.write('ok', '');
    damage(project.bundle());
    expect(await run()).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/1 earlier execution in .gate\/executions could not be read \(\d{8}-\d{6}-[0-9a-f]{6}: \w/) as string,
    });
    expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
  });

  it('takes no copy of an execution for one, whatever its name, and history names it', async () => {
    configured('{}');
    expect(await run()).toMatchObject({ code: 1 });
    const bundle = project.bundle();
    const copies = ['20991231-000000-aaaaaa', '20200101-000000-aaaaaa'];
    for (const copy of copies) fs.cpSync(bundle, path.join(path.dirname(bundle), copy), { recursive: true });
    const row = fs.readFileSync(index(), 'utf8').replaceAll(path.basename(bundle), '20200102-000000-aaaaaa');
    fs.appendFileSync(index(), row);
    project.write('ok', '');
    expect(await run()).toMatchObject({ code: 0 });
    expect(attemptsIn(project.bundle()).history).toMatchObject({ attempts: 1, noGo: 1, unread: 3 });
    const { stderr } = await project.gate(['history']);
    for (const copy of copies) expect(stderr).toContain(`${copy}: its folder holds execution ${path.basename(bundle)}`);
  });

  it('is not escaped by a kill that nobody could clean up after', async () => {
    configured('{ max-attempts: 1 }');
    expect(await run()).toMatchObject({ code: 1 });
    const bundle = project.bundle();
    // What is left where the guard was killed, too: the recording without its end, and nothing that follows from it.
    const facts = read(bundle, 'observations.jsonl').split('\n');
    const end = facts.findIndex((line) => line.includes('"gate.ended"') && line.includes('"unit"'));
    fs.writeFileSync(path.join(bundle, 'data/observations.jsonl'), facts.slice(0, end + 1).join('\n'));
    for (const name of ['summary.json', 'decision.json']) fs.rmSync(path.join(bundle, 'data', name));
    fs.rmSync(index());
    for (const name of ['zip', 'statement.json']) fs.rmSync(`${bundle}.${name}`);
    project.write('ok', '');
    expect(await run()).toMatchObject(BLOCKED);
  });

  it('blocks where attempts can not be counted', async () => {
    configured('{ max-attempts: 1 }');
    project.write('ok', '');
    const job = { GITHUB_ACTIONS: 'true' };
    const fleeting = expect.stringContaining(`${STORE} ends with this job, so attempts can't be counted`) as string;
    expect(await project.gate(['run', 'gates.yml'], { env: { ...job, RUNNER_ENVIRONMENT: 'github-hosted' } })).toMatchObject({
      code: 2,
      stdout: fleeting,
    });
    expect(await project.gate(['run', 'gates.yml'], { env: { ...job, GITHUB_WORKSPACE: project.folder } })).toMatchObject({
      code: 2,
      stdout: fleeting,
    });
    fs.rmSync(index());
    fs.mkdirSync(index());
    expect(await run()).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('earlier executions could not be read: .gate/executions:') as string,
    });
    fs.rmdirSync(index());
    expect(await run()).toMatchObject({ code: 0 });
    fs.rmSync(path.join(project.folder, '.git'), { recursive: true });
    expect(await run()).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('there is no commit whose attempts could be counted') as string,
    });
  });
});

describe('without max-attempts', () => {
  it('every report has all attempts, and what could not be read is only said', async () => {
    configured('{}');
    expect(await run()).toMatchObject({ code: 1 });
    project.write('ok', '');
    const [first] = project.bundles();
    fs.cpSync(`${first}.zip`, path.join(project.folder, STORE, '20200101-000000-000000.zip'));
    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 of 1 earlier execution of this commit was a NO-GO.') as string,
    });
    const bundle = project.bundle();
    const id = path.basename(first ?? '');
    for (const name of ['report.md', 'report.html', 'summary.json', 'decision.json']) expect(read(bundle, name), name).toContain(id);
    expect(read(bundle, 'report.md')).toContain(
      `Attempts: 1 execution of this commit before: 1 NO-GO (${STORE}, 1 execution there could not be read)`,
    );
    expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
  });
});

describe('evidence.store', () => {
  it('is where executions are written and looked for, relative to the checkout; --out counts before it', async () => {
    configured('{}', '{ store: kept/here }');
    fs.mkdirSync(path.join(project.folder, '.github'));
    fs.renameSync(path.join(project.folder, 'gates.yml'), path.join(project.folder, '.github/gates.yml'));
    expect(await project.gate(['run'])).toMatchObject({ code: 1 });
    expect(fs.existsSync(path.join(project.folder, '.gate'))).toBe(false);
    expect(await project.gate(['run', '--out', 'elsewhere'])).toMatchObject({ code: 1 });
    const { stdout } = await project.gate(['history', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { status: 'NO-GO', elsewhere: expect.stringContaining('/elsewhere/') as string },
      { status: 'NO-GO' },
    ]);
    expect(await project.gate(['replay'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('the newest execution of kept/here') as string,
    });
  });
});
