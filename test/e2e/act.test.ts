import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, fakePrometheus, matrix, type Reply, vector } from '../sources/prometheus/fake.ts';
import { freePort } from '../live/services/harness.ts';
import { ActServices } from '../platform/act-services.ts';
import { type ActOptions, ActRepository, type ActRun } from '../platform/act.ts';
import { needs } from '../platform/programs.ts';
import { REPO } from './harness.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures/act');
const WORKFLOWS = '.github/workflows';
const OURS = 'org/gate-action@v1';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function scratch(): ActRepository {
  const repository = new ActRepository();
  open.push(repository);
  return repository;
}

/** A workflow of ours. act does not know `$/`, the workflow's own repository: it gets the name that users of older runners write. */
function workflow(name: string): string {
  return fs.readFileSync(path.join(REPO, WORKFLOWS, name), 'utf8').replaceAll(/uses: \$\/(\S+)$/gm, 'uses: org/gate-action/$1@v1');
}

/** The repository of the action, with the given one in it. @returns what to replace by it */
function ours(repository: ActRepository, fill: (to: string) => void): Record<string, string> {
  const folder = repository.beside('gate-action', (to) => {
    fill(to);
    fs.mkdirSync(path.join(to, WORKFLOWS), { recursive: true });
    for (const name of ['release-gate.yml', 'soak.yml', 'rollout.yml']) fs.writeFileSync(path.join(to, WORKFLOWS, name), workflow(name));
  });
  return { [OURS]: folder, ...download() };
}

/** With an action that decides what it is told to. */
function standIn(repository: ActRepository): Record<string, string> {
  return ours(repository, (to) => fs.cpSync(path.join(FIXTURES, 'gate-action'), to, { recursive: true }));
}

/** With the built one. */
function built(repository: ActRepository): Record<string, string> {
  return ours(repository, (to) => {
    for (const name of ['action.yml', 'gate', 'dist']) fs.cpSync(path.join(REPO, name), path.join(to, name), { recursive: true });
  });
}

/** The one foreign action that act would have to fetch; a checkout it does by itself. */
function download(): Record<string, string> {
  const used = /actions\/download-artifact@[0-9a-f]{40}/.exec(workflow('release-gate.yml'))?.[0] ?? '';
  return { [used]: path.join(FIXTURES, 'download-artifact') };
}

function caller(inputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(inputs).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`);
  return `on: push\njobs:\n  gate:\n    uses: org/gate-action/${WORKFLOWS}/release-gate.yml@v1\n    with:\n${lines.join('\n')}\n`;
}

describe('the reusable gate in a real runner', needs('act'), () => {
  const [OBSERVE, DECIDE, GATE] = ['gate/Release gate/observe', 'gate/Release gate/decide', 'gate/Release gate/Release gate'] as const;

  async function gate(inputs: Readonly<Record<string, string>>) {
    const repository = scratch();
    repository.write(`${WORKFLOWS}/gate.yml`, caller({ config: 'gates.yml', ...inputs }));
    repository.commit('Ask for a gate');
    return repository.run('push', { workflow: `${WORKFLOWS}/gate.yml`, replace: standIn(repository), token: 'a-token' });
  }

  it('passes on a GO, as the template calls it, and has a token only where it decides', async () => {
    const repository = scratch();
    const template = fs.readFileSync(path.join(REPO, 'workflows-templates/required-check.yml'), 'utf8');
    repository.write(`${WORKFLOWS}/required-check.yml`, template);
    repository.commit('Require a gate');
    const run = await repository.run('push', {
      workflow: `${WORKFLOWS}/required-check.yml`,
      replace: standIn(repository),
      token: 'a-token',
    });
    expect(run.jobs, run.log).toEqual({ [OBSERVE]: 'success', [DECIDE]: 'success', [GATE]: 'success' });
    expect(run.log).toContain('run: GO, no token');
    expect(run.log).toContain('decide: GO, a token');
    expect(run.code).toBe(0);
  });

  it.each([
    ['a NO-GO', { vars: 'run-decision=NO-GO\ndecide-decision=NO-GO' }, 'failure'],
    ['evidence that does not hold, from a job that was green', { vars: 'decide-decision=BLOCKED' }, 'failure'],
    ['a trusted job that ends well without a decision', { vars: 'decide-decision=\ndecide-exit=0' }, 'failure'],
    ['a trusted job that fails after a GO', { vars: 'decide-exit=1' }, 'failure'],
    ['a PARTIAL that is not allowed, however the trusted job ends', { vars: 'decide-decision=PARTIAL\ndecide-exit=0' }, 'failure'],
    ['a job that broke off, whose evidence is a GO', { vars: 'run-exit=1' }, 'success'],
  ])('after %s the last job still runs', async (_, inputs, expected) => {
    const run = await gate(inputs);
    expect(run.jobs[GATE], run.log).toBe(expected);
    expect(run.jobs[DECIDE]).toBeDefined();
  });
});

describe('a soak in a real runner', needs('act'), () => {
  async function soak(inputs: Readonly<Record<string, string>>) {
    const repository = scratch();
    repository.write(`${WORKFLOWS}/soak.yml`, workflow('soak.yml'));
    repository.commit('Soak');
    const replace = standIn(repository);
    const all = {
      config: 'gates.yml',
      'runs-on': 'ubuntu-latest',
      'trusted-runs-on': 'ubuntu-latest',
      'working-directory': '.',
      ...inputs,
    };
    return repository.run('workflow_dispatch', { workflow: `${WORKFLOWS}/soak.yml`, inputs: all, replace });
  }

  it.each([
    [{ hours: '48', interval: '5s' }, 'vars ["soak=48h","interval=5s"]'],
    [{ hours: '' }, 'vars [""]'],
  ])('hands on what was given and nothing else: %o', async (inputs, vars) => {
    const run = await soak(inputs);
    expect(run.log).toContain(`run: GO, no token, ${vars}`);
    expect(run.code, run.log).toBe(0);
  });
});

describe('the action in a real runner', needs('act'), () => {
  /** The quickstart in a repository of its own, on a port of its own, with our action as users name it. */
  async function quickstart(): Promise<{ repository: ActRepository; options: ActOptions }> {
    const repository = scratch();
    fs.cpSync(path.join(REPO, 'examples/quickstart'), repository.folder, { recursive: true });
    const config = fs.readFileSync(path.join(repository.folder, 'gates.yml'), 'utf8');
    repository.write('gates.yml', config.replaceAll('4180', String(await freePort())));
    const steps = `      - uses: actions/checkout@v7\n      - uses: ${OURS}\n        with: { config: gates.yml, token: '' }\n`;
    repository.write(`${WORKFLOWS}/gate.yml`, `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`);
    return { repository, options: { workflow: `${WORKFLOWS}/gate.yml`, replace: built(repository) } };
  }

  it('runs the quickstart to a GO, sets its outputs, and comes round to its post', async () => {
    const { repository, options } = await quickstart();
    const commit = repository.commit('Release the greeter');
    const run = await repository.run('push', options);
    expect(run.outputs, run.log).toMatchObject({ decision: 'GO', head: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(run.jobs).toEqual({ 'gate.yml/gate': 'success' });
    expect(run.steps.map(([step]) => step)).toContain(`gate.yml/gate: Post ${OURS}`);
    expect(run.log).toContain(commit);
    expect(run.code).toBe(0);
  });

  it('judges a pull request by the gates of its base, whatever it writes into them, without a token', async () => {
    const { repository, options } = await quickstart();
    const base = repository.commit('Release the greeter');
    for (const file of ['greeter.mjs', 'gates.yml']) {
      const content = fs.readFileSync(path.join(repository.folder, file), 'utf8');
      repository.write(file, content.replace('Hello', 'Goodbye'));
    }
    const head = repository.commit('Be rude, and call it right');
    const repo = { full_name: 'acme/widget' };
    const payload = { pull_request: { number: 7, head: { sha: head, repo }, base: { sha: base, repo } } };
    const run = await repository.run('pull_request', { ...options, payload });
    expect(run.outputs, run.log).toMatchObject({ decision: 'NO-GO' });
    expect(run.log).toContain('Goodbye, Ada!');
    expect(run.jobs).toEqual({ 'gate.yml/gate': 'failure' });
  });
});

describe('a rollout in a real runner', needs('act'), () => {
  const CONFIG = (url: string): string => `version: 1
name: Widget
vars: { what: me }
evidence: { secret-env: [DEPLOY_TOKEN] }
gates:
  r:
    kind: rollout
    env: { DEPLOY_TOKEN: "\${{ env.DEPLOY_TOKEN }}" }
    run: test "$DEPLOY_TOKEN" = "let-$GATE_VAR_what-deploy"
    stages:
      - { name: pre, weight: 0, bake: 200ms }
      - { name: canary, weight: 10, bake: 200ms, environment: canary }
      - { name: canary 48h, weight: 10, window: 400ms, environment: canary-48h }
      - { name: full, weight: 100, bake: 200ms, environment: production }
    prometheus: { url: "${url}" }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ "errors < 0.01" ]
    rollback: { run: 'true', within: 1s, checks: [ { command: 'true' } ] }
`;

  /** The template, from a repository with a secret: act knows none of environments. */
  async function rolledOut(change: (template: string) => string = (template) => template): Promise<{ run: ActRun; services: ActServices }> {
    const { url } = await fakePrometheus((asked: Asked): Reply => {
      if (asked.query !== 'vector(1)') return undefined;
      return asked.path.endsWith('query_range') ? matrix(asked, () => '0.001') : vector(asked, [{}, '0.001']);
    });
    const services = await ActServices.start();
    open.push(services);
    const config = CONFIG(url);
    services.files.set('.github/gates.yml', config);
    const repository = scratch();
    repository.write('.github/gates.yml', config);
    const template = fs.readFileSync(path.join(REPO, 'workflows-templates/rollout.yml'), 'utf8');
    repository.write(`${WORKFLOWS}/rollout.yml`, change(template));
    repository.commit('Roll out');
    const run = await repository.run('workflow_dispatch', {
      workflow: `${WORKFLOWS}/rollout.yml`,
      replace: built(repository),
      env: services.env,
      token: 'a-token',
      secrets: { DEPLOY_TOKEN: 'let-me-deploy' },
    });
    return { run, services };
  }

  it('goes through all stages of the template, each upon the evidence of the one before', async () => {
    const { run, services } = await rolledOut();
    const stages = ['pre', 'canary', 'canary-48h', 'full'];
    const jobs = stages.flatMap((stage) => [`${stage}/Rollout stage/stage`, `${stage}/Rollout stage/decide`]);
    expect(run.jobs, run.log).toEqual(Object.fromEntries(jobs.map((name) => [name, 'success'])));
    expect(run.outputs).toMatchObject({ decision: 'GO' });
    const checks = services.written.filter(({ path: at }) => at === 'check-runs').map(({ body }) => [body['name'], body['conclusion']]);
    expect(checks).toEqual(['pre', 'canary', 'canary 48h', 'full'].map((stage) => [`Widget (${stage})`, 'success']));
  });

  it('has no credentials in a stage without an environment, which nobody approved', async () => {
    const { run } = await rolledOut((template) => template.replace('      environment: pre\n', ''));
    expect(run.jobs, run.log).toMatchObject({ 'pre/Rollout stage/stage': 'failure' });
    expect(run.outputs).toMatchObject({ decision: 'BLOCKED' });
    expect(run.log).toContain('DEPLOY_TOKEN: not set');
  });
});

describe('observe and decide in a real runner', needs('act'), () => {
  const CONFIG = `version: 1\nname: Widget\ngates:\n  works: { kind: checks, checks: [ { name: works, command: cat works.txt, expect: 'stdout == "yes\\n"' } ] }\n`;

  interface Outcome {
    readonly run: ActRun;
    readonly services: ActServices;
    readonly commit: string;
  }

  /** A repository with all templates, and the services around it. */
  async function widget(): Promise<{ repository: ActRepository; services: ActServices; options: Omit<ActOptions, 'workflow'> }> {
    const services = await ActServices.start();
    open.push(services);
    services.files.set('.github/gates.yml', CONFIG);
    const repository = scratch();
    for (const name of ['required-check.yml', 'report-forks.yml'])
      repository.write(`${WORKFLOWS}/${name}`, fs.readFileSync(path.join(REPO, 'workflows-templates', name), 'utf8'));
    repository.write('.github/gates.yml', CONFIG);
    return { repository, services, options: { replace: built(repository), env: services.env, token: 'a-token' } };
  }

  /** A product that works or doesn't, through all jobs of the required check. */
  async function required(works: string, prepare: (services: ActServices) => void = () => {}): Promise<Outcome> {
    const { repository, services, options } = await widget();
    prepare(services);
    repository.write('works.txt', `${works}\n`);
    const commit = repository.commit('Make a widget');
    const run = await repository.run('push', { workflow: `${WORKFLOWS}/required-check.yml`, ...options });
    return { run, services, commit };
  }

  function results({ jobs }: ActRun): readonly (string | undefined)[] {
    return ['observe', 'decide', 'Release gate'].map((name) => jobs[`gate/Release gate/${name}`]);
  }

  function check({ written }: ActServices): Readonly<Record<string, unknown>> | undefined {
    return written.find(({ path: at }) => at === 'check-runs')?.body;
  }

  it('shows the GO of the other job, on the commit, with the head of its evidence', async () => {
    const { run, services, commit } = await required('yes');
    expect(results(run), run.log).toEqual(['success', 'success', 'success']);
    expect(check(services)).toMatchObject({ name: 'Widget', head_sha: commit, conclusion: 'success' });
    const status = services.written.find(({ path: at }) => at === `statuses/${commit}`)?.body;
    expect(status).toMatchObject({
      state: 'success',
      description: expect.stringContaining(run.outputs['head']?.slice(0, 12) ?? '?') as string,
    });
    expect(services.names).toEqual(['gate-evidence-1-1.zip', 'gate-decision-1-1.zip']);
    expect(run.code).toBe(0);
  });

  it('shows its NO-GO, and fails everywhere', async () => {
    const { run, services } = await required('no');
    expect(results(run), run.log).toEqual(['failure', 'failure', 'failure']);
    expect(run.outputs).toMatchObject({ decision: 'NO-GO' });
    expect(check(services)).toMatchObject({ conclusion: 'failure' });
  });

  it('says BLOCKED where the evidence can not be fetched', async () => {
    const { run, services } = await required('yes', (services) => void (services.lost = true));
    expect(results(run), run.log).toEqual(['success', 'failure', 'failure']);
    expect(run.outputs).toMatchObject({ decision: 'BLOCKED' });
    expect(check(services)).toMatchObject({ conclusion: 'failure' });
  });

  it('decides nothing by evidence that was changed on its way', async () => {
    // Several bytes: of one a bit may be flipped that no decompressor reads.
    const spoil = (bytes: Buffer): Buffer =>
      Buffer.from(bytes.map((byte, index) => (Math.abs(index - (bytes.length >> 1)) < 8 ? byte ^ 0x55 : byte)));
    const { run, services } = await required('yes', (services) => void (services.tamper = spoil));
    expect(results(run), run.log).toEqual(['success', 'failure', 'failure']);
    expect(run.outputs).toMatchObject({ decision: 'BLOCKED' });
    expect(check(services)).toMatchObject({ conclusion: 'failure' });
  });

  it('decides nothing by evidence of another configuration than that of the repository', async () => {
    const other = CONFIG.replace('yes', 'surely');
    const { run, services } = await required('yes', ({ files }) => void files.set('.github/gates.yml', other));
    expect(results(run), run.log).toEqual(['success', 'failure', 'failure']);
    expect(run.log).toContain('nothing is decided by this bundle');
    expect(check(services)).toMatchObject({ conclusion: 'failure' });
  });

  it.each([
    ['sets up before the gates', 'echo yes > works.txt', 'success', 'GO'],
    ['says BLOCKED where the other job broke off without evidence', 'echo yes > works.txt; exit 3', 'failure', 'BLOCKED'],
  ])('%s', async (_, setup, result, decision) => {
    const { repository, services, options } = await widget();
    repository.write(`${WORKFLOWS}/gate.yml`, caller({ setup }));
    repository.commit('Make no widget yet');
    const run = await repository.run('push', { workflow: `${WORKFLOWS}/gate.yml`, ...options });
    expect(results(run), run.log).toEqual([result, result, result]);
    expect(run.outputs).toMatchObject({ decision });
    expect(check(services)).toMatchObject({ conclusion: result });
  });

  it('decides each call of a matrix by its own evidence, which tells the calls apart by what they pass', async () => {
    const { repository, services, options } = await widget();
    const lucky = '${{ matrix.lucky }}';
    repository.write(
      `${WORKFLOWS}/gate.yml`,
      caller({ setup: `echo ${lucky} > works.txt`, 'check-name': `Widget ${lucky}` }).replace(
        '    with:',
        '    strategy: { fail-fast: false, matrix: { lucky: [yes, no] } }\n    with:',
      ),
    );
    repository.commit('Make widgets');
    const run = await repository.run('push', { workflow: `${WORKFLOWS}/gate.yml`, ...options });
    const checks = services.written.filter(({ path: at }) => at === 'check-runs').map(({ body }) => [body['name'], body['conclusion']]);
    expect(Object.fromEntries(checks), run.log).toEqual({ 'Widget yes': 'success', 'Widget no': 'failure' });
    expect(run.code).not.toBe(0);
  });

  it('shows nothing of a fork from its own run, and all of it from the reporter', async () => {
    const { repository, services, options } = await widget();
    repository.write('works.txt', 'yes\n');
    const sha = repository.commit('Make a widget');
    const [repo, fork] = [{ full_name: 'acme/widget' }, { full_name: 'eve/widget', owner: { login: 'eve' } }];
    const pull = { number: 7, head: { sha, ref: 'mine', repo: fork }, base: { sha, ref: 'release/1', repo } };
    const checked = { workflow: `${WORKFLOWS}/required-check.yml`, payload: { pull_request: pull }, ...options };
    const own = await repository.run('pull_request', checked);
    expect(results(own), own.log).toEqual(['success', 'success', 'success']);
    expect(services.written).toEqual([]);

    services.pulls = [pull];
    const workflow = `${WORKFLOWS}/report-forks.yml`;
    const env = { ...services.env, GITHUB_RUN_ID: '2' };
    const told = {
      id: 1,
      run_attempt: 1,
      event: 'pull_request',
      head_sha: sha,
      head_branch: 'mine',
      pull_requests: [],
      actor: { login: 'eve' },
    };
    const reportOn = (head_repository: object): Promise<ActRun> =>
      repository.run('workflow_run', { ...options, workflow, payload: { workflow_run: { ...told, head_repository } }, env });

    // A branch of ours was shown by its own run.
    expect((await reportOn({ ...repo, owner: { login: 'acme' } })).jobs).toEqual({});
    expect(services.written).toEqual([]);

    const report = await reportOn(fork);
    expect(report.code, report.log).toBe(0);
    expect(check(services)).toMatchObject({ head_sha: sha, conclusion: 'success' });
    expect(services.written.find(({ path: at }) => at === 'issues/7/comments')?.body['body']).toContain('GO');
  });
});
