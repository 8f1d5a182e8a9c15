import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, fakePrometheus, matrix, type Reply, vector } from '../sources/prometheus/fake.ts';
import { openBundle } from '../../src/evidence/bundle.ts';
import { push } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';

function rollout(url: string): string {
  return `version: 1
name: Widget
gates:
  builds: { run: echo built }
  r:
    kind: rollout
    needs: [builds]
    run: 'true'
    stages: [ { name: canary/10, weight: 10, bake: 200ms }, { name: since, weight: 10, window: 400ms }, { name: full, weight: 100, bake: 200ms } ]
    prometheus: { url: "${url}" }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    rollback: { run: 'true', within: 1s, checks: [ { command: 'true' } ] }
`;
}

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

async function widget(errors: () => string = () => '0.001'): Promise<Project> {
  const { url } = await fakePrometheus((asked: Asked): Reply => {
    if (asked.query !== 'vector(1)') return undefined;
    return asked.path.endsWith('query_range') ? matrix(asked, errors) : vector(asked, [{}, errors()]);
  });
  return platform.project({ [CONFIG]: rollout(url) });
}

/** A job without a token does a stage. @returns its exit code, and the evidence as the next job downloads it */
async function staged(project: Project, runId: number, stage: string, prior?: string) {
  const inputs = { stage, ...(prior !== undefined && { prior }) };
  const { main, outputs } = await project.run({ event: push(project), runId, permissions: 'none', inputs });
  const name = `gate-evidence-${runId}-1-${stage.replace('/', '-')}.zip`;
  const folder = fs.mkdtempSync(path.join(project.scratch, 'stage-'));
  if (project.artifactNames(runId).includes(name)) fs.writeFileSync(path.join(folder, name), await project.artifact(runId, name));
  return { main, outputs, folder };
}

/** The trusted job of that stage. */
const decided = (project: Project, runId: number, stage: string, bundle: string) =>
  project.run({ event: push(project), runId, inputs: { command: 'decide', stage, bundle } });

describe('a rollout in the action', () => {
  it('is a job a stage, each with its own evidence and its own check; the last one decides', async () => {
    const project = await widget();
    const shown: (string | undefined)[] = [];
    let prior: string | undefined;
    for (const stage of ['canary/10', 'since', 'full']) {
      const { main, folder, outputs } = await staged(project, 70, stage, prior);
      expect(main.code, main.log.text).toBe(0);
      const trusted = await decided(project, 70, stage, folder);
      expect(trusted.main.code, trusted.main.log.text).toBe(0);
      const decision = await openBundle(trusted.outputs['bundle'] ?? '');
      expect(fs.readFileSync(path.join(decision.folder, 'data/decision.json'), 'utf8')).toContain(outputs['head']);
      decision.cleanup();
      shown.push(trusted.outputs['decision']);
      prior = folder;
    }
    expect(shown).toEqual(['PARTIAL', 'PARTIAL', 'GO']);
    expect([...project.repository.checkRuns.values()]).toMatchObject([
      { name: 'Widget (canary/10)', conclusion: 'success' },
      { name: 'Widget (since)', conclusion: 'success' },
      { name: 'Widget (full)', conclusion: 'success' },
    ]);
    expect(project.artifactNames(70)).toEqual([
      'gate-evidence-70-1-canary-10.zip',
      'gate-decision-70-1-canary-10.zip',
      'gate-evidence-70-1-since.zip',
      'gate-decision-70-1-since.zip',
      'gate-evidence-70-1-full.zip',
      'gate-decision-70-1-full.zip',
    ]);
  });

  it('begins no stage without the evidence of the one before, or upon that of another stage or run', async () => {
    const project = await widget();
    const { folder } = await staged(project, 71, 'canary/10');
    const alone = await staged(project, 71, 'since');
    expect([alone.main.code, alone.outputs['decision']]).toEqual([2, 'BLOCKED']);
    expect(alone.main.log.text).toContain('--prior is missing');
    // As after a fetch that failed.
    const lost = await staged(project, 71, 'since', path.join(project.scratch, 'not-fetched'));
    expect([lost.main.code, lost.outputs['decision']], lost.main.log.text).toEqual([2, 'BLOCKED']);
    const early = await staged(project, 71, 'full', folder);
    expect([early.main.code, early.main.log.text]).toEqual([2, expect.stringContaining('is of stage "canary/10", expected "since"')]);
    const other = await staged(project, 72, 'since', folder);
    expect([other.main.code, other.outputs['decision']]).toEqual([2, 'BLOCKED']);
    expect(other.main.log.text).toContain('runId 71 there, 72 here');
  });

  it('stops at a stage that is bad, and shows it', async () => {
    let errors = '0.001';
    const project = await widget(() => errors);
    const first = await staged(project, 73, 'canary/10');
    errors = '0.5';
    const second = await staged(project, 73, 'since', first.folder);
    expect([second.main.code, second.outputs['decision']]).toEqual([1, 'NO-GO']);
    const { main } = await decided(project, 73, 'since', second.folder);
    expect(main.code).toBe(1);
    const [check] = [...project.repository.checkRuns.values()];
    expect(check).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('traffic possibly still at 10 %') as string });
    expect((await staged(project, 73, 'full', second.folder)).main.log.text).toContain('no stage may come after it');
  });
});
