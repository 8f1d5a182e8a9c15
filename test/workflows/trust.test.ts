import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Job, read, REPO, TEMPLATES, workflow, WORKFLOWS } from './files.ts';

const RELEASE_GATE = '.github/workflows/release-gate.yml';
const SOAK = '.github/workflows/soak.yml';

function job(file: string, id: string): Job {
  const found = workflow(file).jobs[id];
  if (!found) throw new Error(`${file} has no job ${id}`);
  return found;
}

describe('the reusable gate', () => {
  it('gives the code under test no token, neither in the checkout nor in the action', () => {
    const { permissions, steps = [] } = job(RELEASE_GATE, 'observe');
    expect(permissions).toEqual({ contents: 'read' });
    const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ 'persist-credentials': false, 'fetch-depth': 0 });
    const gate = steps.find(({ uses }) => uses === '$/gate');
    expect(gate?.with).toMatchObject({ token: '' });
    expect(read(RELEASE_GATE)).not.toMatch(/secrets|github\.token/);
  });

  it('decides without a checkout and without a command', () => {
    const { steps = [] } = job(RELEASE_GATE, 'decide');
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/download-artifact', '$/gate']);
    expect(steps.every(({ run }) => run === undefined)).toBe(true);
    expect(steps[0]?.with).toMatchObject({ 'skip-decompress': true });
  });

  it.each([
    [RELEASE_GATE, 'observe'],
    ['.github/workflows/rollout.yml', 'stage'],
  ])('in %s decides also after a job that was cancelled, killed, or whose evidence can not be fetched', (file, observer) => {
    const { if: condition, steps: [fetch] = [] } = job(file, 'decide');
    expect(condition).toBe('${{ always() }}');
    expect(fetch?.['continue-on-error']).toBe(true);
    // Neither by nothing, which would fetch all artifacts of the run, nor by both, which `actions/download-artifact` refuses.
    const { 'artifact-ids': ids, name } = fetch?.with ?? {};
    const needs = (outputs: string) => `needs.${observer}.outputs.${outputs}`;
    expect(ids).toBe(`\${{ ${needs('artifact-id')} }}`);
    expect(name).toBe(`\${{ ${needs('artifact-id')} == '' && ${needs('artifact-name')} || '' }}`);
    expect(fetch?.if).toBe(`${needs('artifact-id')} != '' || ${needs('artifact-name')} != ''`);
    const said = job(file, observer).outputs ?? {};
    for (const output of ['artifact-id', 'artifact-name']) expect(said[output]).toBe(`\${{ steps.gate.outputs.${output} }}`);
  });

  it('judges in both jobs by the same inputs', () => {
    const inputs = ['config', 'gates', 'skip', 'for', 'vars', 'allow-partial', 'working-directory'];
    for (const id of ['observe', 'decide']) {
      const given = job(RELEASE_GATE, id).steps?.find(({ uses }) => uses === '$/gate')?.with;
      for (const name of inputs) expect(given?.[name], `${id}: ${name}`).toBe(`\${{ inputs.${name} }}`);
      expect(given?.['call'], id).toBe('${{ toJSON(inputs) }}');
    }
  });

  it('has a last job that is never skipped and that no result but success satisfies', () => {
    const { name, if: condition, permissions, steps = [] } = job(RELEASE_GATE, 'gate');
    expect({ name, condition, permissions }).toEqual({ name: 'Release gate', condition: '${{ always() }}', permissions: {} });
    expect(steps).toHaveLength(1);
  });
});

describe('what GitHub tells before the gates', () => {
  it.each([
    [RELEASE_GATE, 'observe'],
    ['.github/workflows/rollout.yml', 'stage'],
  ])('is asked by a trusted job of %s that only reads, and handed over to one that has no token', (workflow, observing) => {
    const { permissions, steps = [], if: condition } = job(workflow, 'history');
    expect([permissions, condition]).toEqual([{ actions: 'read', checks: 'read', contents: 'read' }, 'inputs.history']);
    expect(steps.map(({ uses }) => uses)).toEqual(['$/gate']);
    const observe = job(workflow, observing);
    // A job that needs one that was skipped is skipped itself, unless it says otherwise.
    expect([observe.needs, observe.if]).toEqual(['history', '${{ !cancelled() }}']);
    expect(observe.steps?.find(({ uses }) => uses === '$/gate')?.with?.['history']).toContain('/gate-history');
    const fetch = observe.steps?.find(({ name }) => name === 'Fetch what is known of earlier attempts');
    expect(fetch).toMatchObject({ 'continue-on-error': true, with: { 'skip-decompress': true } });
  });
});

describe('a stage of a rollout', () => {
  const ROLLOUT = '.github/workflows/rollout.yml';

  it('holds no token of GitHub, and what it deploys with in one step alone', () => {
    const { permissions, steps = [] } = job(ROLLOUT, 'stage');
    expect(permissions).toEqual({ contents: 'read' });
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toMatchObject({ 'persist-credentials': false });
    expect(steps.find(({ uses }) => uses === '$/gate')?.with).toMatchObject({ token: '' });
    const [gate, ...others] = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect([gate?.uses, others]).toEqual(['$/gate', []]);
    expect(read(ROLLOUT)).not.toContain('github.token');
  });

  it('deploys with a secret of its environment, and has none before somebody approved', () => {
    const declared = Object.keys(workflow(ROLLOUT).on.workflow_call?.secrets ?? {});
    // As GitHub names secrets: a hyphen is refused.
    for (const name of declared) expect(name).toMatch(/^[A-Z_][A-Z0-9_]*$/);
    const { environment, steps = [] } = job(ROLLOUT, 'stage');
    expect(environment).toBe('${{ inputs.environment }}');
    const given = steps.find(({ uses }) => uses === '$/gate')?.env;
    expect(given).toEqual(Object.fromEntries(declared.map((name) => [name, `\${{ inputs.environment != '' && secrets.${name} || '' }}`])));
    const callers = Object.values(workflow('workflows-templates/rollout.yml').jobs);
    // By name a caller can only pass what it has itself: what no approval was needed for.
    expect(callers.map(({ secrets, with: inputs }) => [inputs?.['environment'] !== undefined, secrets])).toEqual([
      [true, 'inherit'],
      [true, 'inherit'],
      [true, 'inherit'],
      [true, 'inherit'],
    ]);
  });

  it('is decided without a checkout and without a command, by the same inputs', () => {
    const { steps = [] } = job(ROLLOUT, 'decide');
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/download-artifact', '$/gate']);
    expect(steps.every(({ run }) => run === undefined)).toBe(true);
    for (const id of ['stage', 'decide']) {
      const given = job(ROLLOUT, id).steps?.find(({ uses }) => uses === '$/gate')?.with;
      for (const name of ['stage', 'config', 'for', 'vars', 'working-directory']) expect(given?.[name], id).toBe(`\${{ inputs.${name} }}`);
      expect(given?.['call'], id).toBe('${{ toJSON(inputs) }}');
    }
  });

  it('opens evidence of other jobs with our own reader alone', () => {
    const downloads = ['stage', 'decide'].flatMap((id) => job(ROLLOUT, id).steps?.filter(({ uses }) => uses?.includes('download')) ?? []);
    expect(downloads.map(({ with: inputs }) => inputs?.['skip-decompress'])).toEqual([true, true, true]);
  });
});

describe('the soak', () => {
  it('takes the same from whoever calls it and whoever starts it by hand', () => {
    const { on } = workflow(SOAK);
    const names = Object.keys(on.workflow_call?.inputs ?? {});
    expect(Object.keys(on.workflow_dispatch?.inputs ?? {})).toEqual(names);
    // What GitHub takes at most by hand, and what both need: a call without them gets the same as a start without them.
    expect(names.length).toBeLessThanOrEqual(10);
    expect(on.workflow_dispatch?.inputs).toEqual(on.workflow_call?.inputs);
  });
});

describe('every workflow', () => {
  it.each([...WORKFLOWS, ...TEMPLATES])('%s says on top what it is, and grants nothing but by job', (file) => {
    expect(read(file)).toMatch(/^# .{10}/);
    const { permissions, jobs } = workflow(file);
    expect(permissions).toEqual({});
    for (const [id, { permissions: granted }] of Object.entries(jobs)) expect(granted, id).toBeDefined();
  });

  it.each([...WORKFLOWS, ...TEMPLATES])('%s names each foreign action by commit and version', (file) => {
    const lines = read(file)
      .split('\n')
      .filter((line) => /^\s*(?:- )?uses:/.test(line) && !/ (?:\$|org\/gate-action)\//.test(line));
    for (const line of lines.filter((line) => !line.includes('org/gate-action@v1')))
      expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe('templates', () => {
  it.each(TEMPLATES)('%s says what it trusts, and has properties', (file) => {
    expect(read(file)).toContain('# What this trusts: ');
    const properties = JSON.parse(read(file.replace(/\.yml$/, '.properties.json'))) as Record<string, unknown>;
    expect(Object.keys(properties)).toEqual(['name', 'description', 'iconName', 'categories', 'filePatterns']);
    for (const pattern of properties['filePatterns'] as string[]) expect('.github/gates.yml').toMatch(new RegExp(pattern));
    expect(read('workflows-templates/README.md')).toContain(`[${path.basename(file)}](${path.basename(file)})`);
  });

  it('decide each commit that was pushed, and let a newer head of a pull request end an older run', () => {
    const { concurrency } = workflow('workflows-templates/required-check.yml');
    expect(concurrency).toEqual({
      group:
        "release-gate-${{ github.event.action == 'edited' && !github.event.changes.base && github.run_id || github.event_name == 'pull_request' && github.ref || github.sha }}",
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    });
  });

  it('decide anew where the base branch is changed, and leave all alone where a title is', () => {
    const { on, jobs } = workflow('workflows-templates/required-check.yml');
    expect(on.pull_request?.types).toEqual(['opened', 'synchronize', 'reopened', 'edited']);
    for (const { if: condition } of Object.values(jobs))
      expect(condition).toBe("github.event.action != 'edited' || github.event.changes.base");
    // Else a run that was skipped would be reported on as one that left no evidence.
    expect(job('workflows-templates/report-forks.yml', 'report').if).toContain("github.event.workflow_run.conclusion != 'skipped' &&");
  });

  it('reports on forks without touching what is theirs', () => {
    const { steps = [] } = job('workflows-templates/report-forks.yml', 'report');
    const [download, report] = ['actions/download-artifact', 'org/gate-action'];
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual([download, download, report]);
    for (const fetch of steps.slice(0, 2)) expect(fetch).toMatchObject({ 'continue-on-error': true, with: { 'skip-decompress': true } });
    expect(steps[2]?.with).toMatchObject({ command: 'report' });
  });

  it('decide again after a late approval, and can do nothing else', () => {
    const { permissions, steps = [], if: condition } = job('workflows-templates/late-approval.yml', 'again');
    expect(permissions).toEqual({ actions: 'write' });
    expect(steps.map(({ uses }) => uses)).toEqual([undefined]);
    expect(condition).toContain('github.event.pull_request.head.repo.full_name == github.repository');
    // Nothing that somebody may have named stands in the script itself.
    expect(steps[0]?.run).not.toContain('${{');
    const [caller] = Object.keys(workflow('workflows-templates/required-check.yml').jobs);
    expect(steps[0]?.env).toMatchObject({ WORKFLOW: 'required-check.yml', JOB: `${caller} / ${job(RELEASE_GATE, 'decide').name}` });
  });

  it('report on the workflow, under the name and with the configuration, of the required check', () => {
    const text = read('workflows-templates/report-forks.yml');
    const check = fs.readFileSync(path.join(REPO, 'workflows-templates/required-check.yml'), 'utf8');
    const name = /^name: (.*)$/m.exec(check)?.[1];
    expect(text).toContain(`workflows: [${name}]`);
    expect(text).toContain(/config: .*/.exec(check)?.[0]);
  });
});
