import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeGroup, pullRequest, push } from '../platform/events.ts';
import { type Event, Platform, REPO } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';

const gates = (need: string): string => `version: 1
name: Widget
gates:
  builds: { run: echo built }
  change:
    kind: change
    base: main
    ${need}
    rules: [ { paths: ["docs/**", ".github/**"], risk: low }, { paths: ["db/**"], risk: high } ]
`;

/** The inputs that the template offers for a gate that only pull requests can pass, as GitHub would evaluate them. */
function inputsOn(event: string): Readonly<Record<string, string>> {
  const template = fs.readFileSync(path.join(REPO, 'workflows-templates/required-check.yml'), 'utf8');
  const offered = [...template.matchAll(/^ +# (for|skip): \$\{\{ github\.event_name (==|!=) 'pull_request' && '([\w-]+)' \|\| '' \}\}$/gm)];
  return Object.fromEntries(
    offered.map(([, name = '', comparison, value = '']) => [name, (event === 'pull_request') === (comparison === '==') ? value : '']),
  );
}

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A pull request that touches a database, in a repository with that configuration. */
function stand(need: string) {
  const project = platform.project({ [CONFIG]: gates(need) });
  project.branch('topic');
  const headSha = project.commit({ 'db/1.sql': 'drop table x;' }, 'topic');
  const { number } = project.repository.pull({ head: 'topic', headSha, author: 'author' });
  project.repository.permissions.set('alice', 'write');
  return { project, number };
}

/** Both jobs of the reusable workflow. @returns the decision, and what was said of it */
async function decided({ project }: ReturnType<typeof stand>, event: Event, runId: number, inputs: Readonly<Record<string, string>>) {
  await project.run({ event, runId, job: 'gate / observe', permissions: 'none', inputs });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(runId, `gate-evidence-${runId}-1.zip`));
  const { outputs, main } = await project.run({ event, runId, job: 'gate / decide', inputs: { ...inputs, command: 'decide', bundle } });
  return { decision: outputs['decision'], log: main.log.text };
}

describe('a change gate in the workflow of a required check', () => {
  it('is required of a pull request, and left out where there are no reviews', async () => {
    const one = stand('required-for: pull-request');
    const { project, number } = one;
    const onPull = pullRequest(project, number);
    expect(inputsOn('pull_request')).toEqual({ for: 'pull-request', skip: '' });
    const before = await decided(one, onPull, 50, inputsOn('pull_request'));
    expect(before.decision, before.log).toBe('BLOCKED');
    expect(before.log).toContain('needs approval');
    project.repository.review(number, { author: 'alice', state: 'APPROVED' });
    const after = await decided(one, onPull, 51, inputsOn('pull_request'));
    expect(after.decision, after.log).toBe('GO');
    for (const [runId, event] of [
      [52, mergeGroup(project)],
      [53, push(project)],
    ] as const) {
      const { decision, log } = await decided(one, event, runId, inputsOn(event.name));
      expect(decision, `${event.name}: ${log}`).toBe('GO');
      expect(log).not.toContain('needs approval');
    }
  });

  it('is blocked there where it is required whatever the event', async () => {
    const one = stand('required: true');
    const { decision, log } = await decided(one, mergeGroup(one.project), 54, {});
    expect([decision, log]).toEqual(['BLOCKED', expect.stringContaining('needs approval')]);
  });

  it('is known before the workflow names its purpose, or the decision is BLOCKED', async () => {
    const one = stand('required: true');
    const event = pullRequest(one.project, one.number);
    const { main, outputs } = await one.project.run({
      event,
      runId: 55,
      job: 'gate / observe',
      permissions: 'none',
      inputs: inputsOn('pull_request'),
    });
    expect([outputs['decision'], main.log.text]).toEqual(['BLOCKED', expect.stringContaining('unknown purpose "pull-request"')]);
  });
});
