import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project, type Ran } from '../../e2e/harness.ts';
import { type Asked, fakePrometheus, matrix, type Reply, vector } from '../../sources/prometheus/fake.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

/** Error rate at a time, in ms. */
type ErrorRate = (atMs: number) => string;
const GOOD: ErrorRate = () => '0.001';

/** @param isDown asked for each question what the time is */
async function prometheus(errors: ErrorRate, isDown: () => boolean): Promise<{ url: string; asked: readonly Asked[] }> {
  return fakePrometheus((asked: Asked): Reply => {
    if (asked.query !== 'vector(1)') return isDown() ? { status: 503, body: 'down' } : undefined;
    if (asked.path.endsWith('query_range')) return matrix(asked, errors);
    return vector(asked, [{}, errors(Number(asked.parameters.get('time')) * 1000)]);
  });
}

const STAGES = `[
      { name: canary, weight: 10, bake: 400ms },
      { name: canary since, weight: 10, window: 600ms },
      { name: full, weight: 100, bake: 200ms } ]`;

function config(url: string, stages = STAGES): string {
  return `version: 1
name: R
vars: { host: a }
gates:
  before:
    checks: [ { command: echo before >> ran } ]
    kind: checks
  r:
    kind: rollout
    needs: [before]
    run: echo $GATE_WEIGHT >> ran
    stages: ${stages}
    prometheus: { url: "${url}", timeout: 10s }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    consecutive-error-limit: 1
    error-limit: 1
    rollback: { run: echo back >> ran, within: 10s, checks: [ { command: "grep -q back ran" } ] }
  afterwards:
    needs: [r]
    run: echo afterwards >> ran
`;
}

async function prepared(errors: ErrorRate = GOOD, stages?: string, isDown = (): boolean => false): Promise<readonly Asked[]> {
  const { url, asked } = await prometheus(errors, isDown);
  project.write('gates.yml', config(url, stages));
  return asked;
}

const run = (stage: string, ...more: string[]): Promise<Ran> => project.gate(['run', 'gates.yml', '--stage', stage, ...more]);

/** Does a stage upon the newest bundle. */
const next = (stage: string, ...more: string[]): Promise<Ran> => run(stage, '--prior', project.bundle(), ...more);

const ran = (): readonly string[] => fs.readFileSync(path.join(project.folder, 'ran'), 'utf8').trim().split('\n');

interface Decided {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly gates: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly criteria: readonly { name: string; measured: string }[];
  }[];
}
const decided = (): Decided => JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as Decided;
const rowOf = (name: string): string | undefined =>
  decided()
    .gates.find(({ id }) => id === 'r')
    ?.criteria.find((row) => row.name === name)?.measured;

async function verified(): Promise<void> {
  const { code, stdout } = await project.gate(['verify', project.bundle()]);
  expect(code, stdout).toBe(0);
}

describe('a rollout, a stage a job', () => {
  it('goes on upon the evidence of the stage before, and the last job decides over all of it', async () => {
    await prepared();
    const first = await run('canary');
    expect([first.code, decided().status], first.stderr).toEqual([0, 'PARTIAL']);
    expect(first.stdout).toContain('stage "canary" of r: canary since, full still to');
    await verified();
    expect(ran()).toEqual(['before', '10']);

    const second = await run('canary since', '--prior', `${project.bundle()}.zip`);
    expect([second.code, decided().status], second.stderr).toEqual([0, 'PARTIAL']);
    expect([rowOf('stages'), rowOf('looks (canary)')]).toEqual(['2 of 3', '2']);
    expect(Number(rowOf('looks (canary since)'))).toBeGreaterThanOrEqual(3);
    await verified();

    const third = await next('full');
    expect([third.code, decided().status], third.stderr).toEqual([0, 'GO']);
    expect(decided().gates.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['before', 'passed'],
      ['r', 'passed'],
      ['afterwards', 'passed'],
      ['evidence', 'passed'],
    ]);
    expect(rowOf('stages')).toBe('3 of 3');
    await verified();
    expect(ran()).toEqual(['before', '10', '100', 'afterwards']);
  });

  it('looks at what lies behind at once, with one question for all of it', async () => {
    const asked = await prepared(GOOD, STAGES.replace('window: 600ms', 'window: 2s'));
    await run('canary');
    const until = Date.now() + 2000;
    while (Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    const { code, stderr } = await next('canary since');
    expect(code, stderr).toBe(0);
    expect(asked.some(({ path: at }) => at.endsWith('query_range'))).toBe(true);
    expect(Number(rowOf('looks (canary since)'))).toBeGreaterThanOrEqual(10);
  });

  it('is aborted for what nobody was there to see, and rolled back', async () => {
    let badSince = Number.POSITIVE_INFINITY;
    await prepared((atMs) => (atMs > badSince && atMs < badSince + 300 ? '0.5' : '0.001'));
    await run('canary');
    badSince = Date.now();
    const bad = badSince + 300;
    while (Date.now() < bad) await new Promise((resolve) => setTimeout(resolve, 20));
    const { code } = await next('canary since');
    expect(code).toBe(1);
    expect(decided().reasons).toEqual([expect.stringMatching(/r failed: canary since \(10 %\): .*; rolled back, rollback confirmed/)]);
    expect(ran()).toEqual(['before', '10', 'back']);
    await verified();
    const third = await next('full');
    expect(third.code).toBe(2);
    expect(third.stderr).toContain('no stage may come after it');
  });

  it('raises no weight upon a stage that has gone bad since, with nobody there to see', async () => {
    let bad = false;
    await prepared(
      () => (bad ? '0.5' : '0.001'),
      '[ { name: canary, weight: 10, bake: 400ms }, { name: full, weight: 100, bake: 200ms } ]',
    );
    await run('canary');
    const until = Date.now() + 300;
    while (Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    bad = true;
    const { code } = await next('full');
    expect(code).toBe(1);
    expect(rowOf('stages')).toContain('1 of 2; canary (10 %): error rate (since canary): errors 0.5');
    expect(ran()).toEqual(['before', '10', 'back']);
    await verified();
  });

  it('outlives a moment in which Prometheus is down, not a longer one', async () => {
    // The first question of an execution is whether Prometheus is there at all.
    let [questions, refusals] = [0, 0];
    await prepared(GOOD, STAGES, () => ++questions > 1 && questions <= 1 + refusals);
    await run('canary');
    const canary = project.bundle();
    [questions, refusals] = [0, 1];
    const second = await run('canary since', '--prior', canary);
    expect(second.code, second.stderr).toBe(0);
    expect(rowOf('looks (canary since)')).toMatch(/^\d+ of \d+ looks, 1 without data/);
    [questions, refusals] = [0, Number.POSITIVE_INFINITY];
    expect((await run('canary since', '--prior', canary)).code).toBe(2);
    expect(decided().reasons[0]).toContain('r blocked: rollback: rolled back from canary since (10 %), not confirmed');
    expect(rowOf('stages')).toContain('2 looks in a row without data, at most 1 may be');
  });

  it('goes back when the job that waits is interrupted', async () => {
    await prepared(GOOD, STAGES.replace('window: 600ms', 'window: 60s'));
    await run('canary');
    const { child, done } = project.start(['run', 'gates.yml', '--stage', 'canary since', '--prior', project.bundle()]);
    const recorded = (): string => {
      const file = path.join(project.bundle(), 'data/observations.jsonl');
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    };
    // Not where it is only expected: before it begins Prometheus is asked for its time.
    while (!/"type":"stage".*"name":"canary since"/.test(recorded())) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(2);
    expect(decided().reasons[0]).toMatch(/canary since \(10 %\): .*; rolled back, rollback confirmed/);
    await verified();
  });

  it('in one job looks back, too, once it is time', async () => {
    await prepared();
    const { code, stderr } = await project.gate(['run', 'gates.yml']);
    expect(code, stderr).toBe(0);
    expect(ran()).toEqual(['before', '10', '100', 'afterwards']);
    await verified();
  });
});

describe('nothing begins', () => {
  const refused = async (wait: Promise<Ran>): Promise<string> => {
    const { code, stderr } = await wait;
    expect(code, stderr).toBe(2);
    expect(stderr).not.toMatch(/internal error/);
    return stderr;
  };

  it('without the evidence of the stage before, nor upon that of another', async () => {
    await prepared();
    await run('canary');
    const canary = project.bundle();
    expect(await refused(run('full'))).toContain('--stage full: --prior is missing; expected the evidence of stage "canary since"');
    expect(await refused(next('full'))).toContain('is of stage "canary", expected "canary since"');
    expect(await refused(run('canary', '--prior', canary))).toContain('--prior: no stage comes before "canary"');
    expect(await refused(run('canary since', '--prior', canary, '--prior', canary))).toContain('found 2 bundles');
    expect(await refused(project.gate(['run', 'gates.yml', '--prior', canary]))).toContain('--prior: expected with --stage alone');
    expect(await refused(run('canry'))).toMatch(/--stage: .*"canry".*"canary"/);
    expect(ran()).toEqual(['before', '10']);
  });

  it('upon evidence of another configuration, or with other variables', async () => {
    await prepared();
    await run('canary');
    const canary = project.bundle();
    expect(await refused(next('canary since', '--var', 'host=b'))).toContain('is of another plan: its value of a variable differs');
    fs.appendFileSync(path.join(project.folder, 'gates.yml'), '# another\n');
    expect(await refused(run('canary since', '--prior', canary))).toContain('is of another plan: its configuration differs');
  });

  it('upon evidence that does not hold', async () => {
    await prepared();
    await run('canary');
    const file = path.join(project.bundle(), 'data/observations.jsonl');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"0.001"', '"0.002"'));
    const said = await refused(next('canary since'));
    expect(said).toContain('stage "canary since" does not begin upon this evidence');
    expect(ran()).toEqual(['before', '10']);
  });

  it('on another commit, or in another attempt of the run', async () => {
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x', ...args], { cwd: project.folder });
    await prepared();
    project.write('.gitignore', 'ran\n.gate\n');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    const env = (attempt: string): { env: Record<string, string> } => ({ env: { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: attempt } });
    const staged = (stage: string, attempt: string, ...more: string[]): Promise<Ran> =>
      project.gate(['run', 'gates.yml', '--stage', stage, ...more], env(attempt));
    await staged('canary', '1');
    const canary = project.bundle();
    await refused(staged('canary since', '2', '--prior', canary));
    expect(decided().reasons.join()).toContain('stage before: runAttempt 1 there, 2 here');
    await verified();
    git('commit', '-qm', 'two', '--allow-empty');
    await refused(staged('canary since', '1', '--prior', canary));
    expect(decided().reasons.join()).toContain('stage before: commit');
    expect(ran()).toEqual(['before', '10']);
  });

  it('where no gate has stages', async () => {
    project.write('gates.yml', 'version: 1\ngates: { a: { run: "true" } }\n');
    expect(await refused(run('canary'))).toContain('--stage: no gate of this configuration has stages');
  });
});

describe('verify', () => {
  it('sees a part that is missing, changed, or of another execution', async () => {
    await prepared();
    await run('canary');
    const canary = project.bundle();
    await run('canary');
    const twin = project.bundle();
    await run('canary since', '--prior', canary);
    const bundle = project.bundle();
    const part = path.join(bundle, 'data/parts/1');
    const spoilt = async (spoil: (folder: string) => void): Promise<Ran> => {
      const folder = path.join(project.folder, 'spoilt');
      fs.rmSync(folder, { recursive: true, force: true });
      fs.cpSync(bundle, folder, { recursive: true });
      spoil(path.join(folder, 'data/parts/1'));
      return project.gate(['verify', folder]);
    };
    expect(fs.existsSync(part)).toBe(true);
    const missing = await spoilt((folder) => fs.rmSync(folder, { recursive: true }));
    expect([missing.code === 0, missing.stdout]).toEqual([false, expect.stringContaining('parts        differs')]);
    const changed = await spoilt((folder) => fs.appendFileSync(path.join(folder, 'data/report.md'), 'x'));
    expect([changed.code, changed.stdout]).toEqual([1, expect.stringContaining('data/parts/1/data/report.md')]);
    const other = await spoilt((folder) => {
      fs.rmSync(folder, { recursive: true });
      fs.cpSync(twin, folder, { recursive: true });
    });
    expect([other.code, other.stdout]).toEqual([1, expect.stringContaining('the evidence of the stage before is not what is said of it')]);
  });
});
