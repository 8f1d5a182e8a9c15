import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from '../../e2e/harness.ts';
import { type Asked, type Fake, fakePrometheus, type Reply, vector } from '../../sources/prometheus/fake.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
  // `deploy` says what runs where; nothing is deployed yet.
  project.write('weight', '0\n');
});
afterEach(() => project.close());

const DEPLOY = 'echo $GATE_WEIGHT > weight; echo $GATE_WEIGHT >> weights';
const UNDO = 'echo 0 > weight; echo back >> app.log';

interface Rollout {
  readonly run?: string;
  readonly back?: string;
  readonly checks?: string;
  readonly keys?: string;
  readonly holds?: string;
}

function config(
  url: string,
  { run = DEPLOY, back = UNDO, checks = '[ { command: "grep -qx 0 weight" } ]', keys = '', holds = ', hold: 200ms' }: Rollout,
): string {
  return `version: 1
name: R
gates:
  r:
    kind: rollout
    run: ${JSON.stringify(run)}
    stages: [ { name: canary, weight: 10, bake: 400ms, criteria: [ "requests > 0.0" ] }, { name: full, weight: 100, bake: 400ms } ]
    prometheus: { url: "${url}", timeout: 10s }
    queries: { errors: vector(1), requests: vector(2) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01", warn: "errors < 0.1" } ]
    consecutive-error-limit: 1
    rollback: { run: ${JSON.stringify(back)}, within: 6s${holds}, checks: ${checks} }
${keys}`;
}

/** What Prometheus says at a weight: error rate and requests per second; undefined: it is down. */
type Traffic = (weight: number) => { readonly errors: string; readonly requests?: string } | undefined;

const GOOD: Traffic = () => ({ errors: '0.001' });
const BAD_CANARY: Traffic = (weight) => ({ errors: weight > 0 ? '0.5' : '0.001' });

async function prometheus(traffic: Traffic): Promise<Fake> {
  const weight = (): number => Number(fs.readFileSync(path.join(project.folder, 'weight'), 'utf8'));
  return fakePrometheus((asked: Asked): Reply => {
    const said = traffic(weight());
    if (!said) return { status: 503, body: 'down' };
    if (asked.query === 'vector(1)') return vector(asked, [{}, said.errors]);
    return asked.query === 'vector(2)' ? vector(asked, [{}, said.requests ?? '7']) : undefined;
  });
}

interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly measured: string;
}
interface Ended {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly rows: Readonly<Record<string, Row>>;
  readonly findings: readonly string[];
  /** Weights that were deployed, one after another. */
  readonly weights: readonly string[];
  readonly facts: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

/** What the run left; that it verifies is a part of it. */
async function ended(stderr: string): Promise<Ended> {
  const bundle = project.bundle();
  expect((await project.gate(['verify', bundle])).code, stderr).toBe(0);
  const read = (file: string): string => fs.readFileSync(path.join(bundle, 'data', file), 'utf8');
  const { status, reasons, gates } = JSON.parse(read('decision.json')) as {
    status: string;
    reasons: string[];
    gates: { id: string; criteria: Row[]; findings: { message: string }[] }[];
  };
  const { criteria, findings } = gates.find(({ id }) => id === 'r') ?? { criteria: [], findings: [] };
  const weights = path.join(project.folder, 'weights');
  return {
    status,
    reasons,
    rows: Object.fromEntries(criteria.map((row) => [row.name, row])),
    findings: findings.map(({ message }) => message),
    weights: fs.existsSync(weights) ? fs.readFileSync(weights, 'utf8').trim().split('\n') : [],
    facts: read('observations.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
    stderr,
  };
}

async function run(traffic: Traffic, rollout: Rollout = {}): Promise<Ended> {
  const { url } = await prometheus(traffic);
  project.write('gates.yml', config(url, rollout));
  const { stderr } = await project.gate(['run', 'gates.yml']);
  return ended(stderr);
}

describe('a rollout', () => {
  it('goes to 100 %', async () => {
    const { status, reasons, weights, facts } = await run(GOOD);
    expect([status, reasons, weights]).toEqual(['GO', [], ['10', '100']]);
    expect(facts.filter(({ type }) => type === 'stage' || type === 'rollback')).toMatchObject([{ weight: 10 }, { weight: 100 }]);
    expect(facts.filter(({ type }) => type === 'sample' || type === 'missed').length).toBeGreaterThanOrEqual(4);
  });

  it('with a warned interval goes on, and warns', async () => {
    const { status, rows, weights } = await run((weight) => ({ errors: weight === 10 ? '0.05' : '0.001' }));
    expect([status, weights]).toEqual(['GO', ['10', '100']]);
    expect(rows['error rate (canary)']).toMatchObject({ verdict: 'warned' });
  });

  it('of a bad canary is aborted at 10 %, rolled back and validated, first of all reasons', async () => {
    const { status, reasons, rows, weights, facts } = await run(BAD_CANARY);
    expect([status, weights]).toEqual(['NO-GO', ['10']]);
    expect(reasons).toEqual([expect.stringMatching(/r failed: canary \(10 %\): .*; rolled back, rollback confirmed and held/)]);
    expect(rows['stages']?.measured).toContain('0 of 2; canary (10 %): while its weight changed: error rate: errors 0.5');
    const control = facts.find(({ type }) => type === 'control');
    expect(control).toMatchObject({ action: 'abort', gate: 'r' });
    expect(facts.findIndex(({ type }) => type === 'rollback')).toBeGreaterThan(facts.findIndex(({ type }) => type === 'control'));
    expect(facts.find(({ type }) => type === 'gate.ended')).toMatchObject({ reason: 'stopped' });
  });

  it('without traffic never passes', async () => {
    const { status, rows, weights } = await run((weight) => ({ errors: '0.001', requests: weight === 10 ? '0' : '7' }));
    expect([status, weights]).toEqual(['NO-GO', ['10']]);
    expect(rows['requests > 0.0 (canary)']).toMatchObject({ verdict: 'failed' });
  });

  it('is blocked and rolled back when Prometheus is blind', async () => {
    const { status, reasons } = await run((weight) => (weight === 10 ? undefined : { errors: '0.001' }));
    expect(status).toBe('BLOCKED');
    expect(reasons[0]).toMatch(/canary \(10 %\): .*; rolled back, rollback confirmed/);
    expect(reasons[0]).toContain('r blocked');
  });

  it.each([
    ['fails', 'echo 10 > weight; exit 3', '', 'its command ended with exit code 3'],
    ['hangs', 'echo 10 > weight; sleep 600', '    run-timeout: 500ms\n', 'its command still running after 500ms'],
  ])('whose command %s is rolled back', async (_, command, keys, why) => {
    const { status, reasons, rows } = await run(GOOD, { run: command, keys });
    expect(status).toBe('NO-GO');
    expect(reasons[0]).toMatch(/canary \(10 %\): .*; rolled back, rollback confirmed/);
    expect(rows['stages']?.measured).toContain(why);
  });

  it.each([
    ['fails', 'exit 1', 'FAILED: traffic still at 10 %: its command ended with exit code 1'],
    ['can not be executed', './no-such-command', 'could not run: traffic still at 10 %: its command could not be executed (exit code 127)'],
    ['changes nothing', 'true', 'FAILED: traffic possibly still at 10 %: not well within 6s: grep -qx 0 weight: exit code 1'],
  ])('says so first when the rollback %s', async (_, back, measured) => {
    const { status, reasons, stderr } = await run(BAD_CANARY, { back });
    expect(status).toBe('NO-GO');
    expect(reasons[0]).toContain(`r failed: rollback: ${measured}`);
    expect(stderr).toContain('rolling back from canary (10 %)');
  });

  it('looks at what was logged since the traffic is back: until then a bad canary goes on to log its errors', async () => {
    const dirty = { run: `${DEPLOY}; echo ERROR >> app.log`, back: `echo ERROR >> app.log; ${UNDO}` };
    const logged = (line: string): string =>
      `[ { command: "echo ${line} >> app.log" }, { file: app.log, since: rollback, contains: [${line}], lacks: [ERROR] } ]`;
    const clean = await run(BAD_CANARY, { ...dirty, checks: logged('INFO') });
    expect(clean.reasons[0]).toContain('rollback confirmed and held');
    const noisy = await run(BAD_CANARY, { ...dirty, checks: logged('ERROR') });
    expect(noisy.reasons[0]).toContain('FAILED: traffic possibly still at 10 %: not well within 6s: app.log');
  });

  it('says that what its command started in the background was ended with it', async () => {
    const { status, findings } = await run(GOOD, { run: `${DEPLOY}; sleep 600 > /dev/null 2>&1 &\ntrue` });
    expect(status).toBe('GO');
    expect(findings).toContain('stage-1 left 1 process running when it ended; ended as well');
  });

  it('whose rollback keeps a file that is gone at its end fails, though it was only blocked', async () => {
    const blind: Traffic = (weight) => (weight === 10 ? undefined : { errors: '0.001' });
    const checks = '[ { file: undone.txt, min-bytes: 1, capture: true }, { command: "rm undone.txt" } ]';
    const back = `${UNDO}; echo undone > undone.txt`;
    const { status, reasons, rows } = await run(blind, { back, checks, holds: '' });
    expect(rows['captured files']).toMatchObject({ measured: 'undone.txt is gone', verdict: 'failed' });
    expect([status, reasons]).toEqual(['NO-GO', [expect.stringContaining('r failed: captured files: undone.txt is gone')]]);
  });

  it('that runs out of the time of the gate is rolled back', async () => {
    const { status, reasons } = await run(GOOD, { run: `${DEPLOY}; sleep 600`, keys: '    timeout: 1500ms\n' });
    expect(status).toBe('BLOCKED');
    expect(reasons[0]).toMatch(/canary \(10 %\): .*; rolled back, rollback confirmed/);
  });
});

describe('an interruption', () => {
  /** Starts a long rollout, and waits until the canary is looked at. */
  async function started(rollout: Rollout) {
    const { url, asked } = await prometheus(GOOD);
    project.write('gates.yml', config(url, rollout).replaceAll('bake: 400ms', 'bake: 60s'));
    const { child, done } = project.start(['run', 'gates.yml']);
    const until = async (there: () => boolean): Promise<void> => {
      while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    // Only the looks of a bake ask this.
    await until(() => asked.some(({ query }) => query === 'vector(2)'));
    return { child, done, until };
  }

  it('rolls back first', async () => {
    const { child, done } = await started({});
    child.kill('SIGINT');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(2);
    const { status, reasons, facts } = await ended(stderr);
    expect(status).toBe('BLOCKED');
    expect(reasons[0]).toMatch(/canary \(10 %\): .*; rolled back, rollback confirmed and held/);
    expect(facts.find(({ type }) => type === 'gate.ended')).toMatchObject({ reason: 'cancelled', detail: 'SIGINT' });
    expect(fs.readFileSync(path.join(project.folder, 'weight'), 'utf8')).toBe('0\n');
  });

  it('that nobody hears says where the traffic still is', async () => {
    const { child, done, until } = await started({});
    child.kill('SIGKILL');
    await done;
    await until(() => fs.existsSync(`${project.bundle()}.zip`));
    const { status, reasons, weights } = await ended('');
    expect([status, weights]).toEqual(['BLOCKED', ['10']]);
    expect(reasons[0]).toContain('r blocked: rollback: could not run: traffic still at 10 %: the run broke off');
    const report = fs.readFileSync(path.join(project.bundle(), 'data/report.md'), 'utf8');
    expect(report.split('\n')[2]).toContain('r: rollback: could not run: traffic still at 10 %');
  });

  it('breaks the rollback off when it comes a second time, and says where the traffic is', async () => {
    const { child, done, until } = await started({ back: 'touch undoing; sleep 600' });
    child.kill('SIGINT');
    await until(() => fs.existsSync(path.join(project.folder, 'undoing')));
    child.kill('SIGINT');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(2);
    expect((await ended(stderr)).reasons[0]).toContain('r blocked: rollback: could not run: traffic still at 10 %: its command broken off');
  });
});
