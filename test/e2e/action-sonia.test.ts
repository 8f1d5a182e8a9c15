import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mergeGroup, pullRequest, push, workflowDispatch } from '../platform/events.ts';
import { type Event, Platform, type Project } from '../platform/platform.ts';
import { Stack } from './fixtures/sonia.ts';
import { Stand } from './fixtures/stand.ts';
import { Project as Terminal } from './harness.ts';

const CONFIG = '.github/gates.yml';
/** Checks that come too late on a busy machine are not what this is about. */
const GATES = `precheck: { kind: checks, checks: [ { tool: node } ] },
  cycles: { kind: cycles, needs: [precheck], services: [api-gateway, memory-engine], count: 1 },
  steady: { kind: health, needs: [cycles], services: all, interval: 400ms, count: 5, missed-limit: 29 }`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

interface Told {
  readonly event: Event;
  /** The commit that the check belongs to. */
  readonly head: string;
  readonly fork?: true;
}

function pulled(project: Project, fork?: string): number {
  project.branch('topic');
  const headSha = project.commit({ 'README.md': 'changed' }, 'topic');
  return project.repository.pull({ head: 'topic', headSha, ...(fork !== undefined && { fork }) }).number;
}

const EVENTS: Readonly<Record<string, (project: Project) => Told>> = {
  pull_request: (project) => {
    const number = pulled(project);
    const { head } = project.repository.pullAt(number).pull;
    // What is checked out is the merge that GitHub makes of it.
    return { event: pullRequest(project, number, { merge: project.checkOutMerge(number) }), head: head.sha };
  },
  push: (project) => ({ event: push(project), head: project.tip }),
  workflow_dispatch: (project) => ({ event: workflowDispatch(project), head: project.tip }),
  merge_group: (project) => ({ event: mergeGroup(project), head: project.tip }),
  'pull_request of a fork': (project) => ({ event: pullRequest(project, pulled(project, 'mallory/widget')), head: '', fork: true }),
};

it.each([
  ...Object.keys(EVENTS).map((event) => [event, '', 0, 'GO'] as const),
  ['pull_request', 'memory-engine:hang:4', 1, 'NO-GO'] as const,
  ['push', 'api-gateway:exit:0', 1, 'NO-GO'] as const,
])('six services on %s with fault "%s": exit code %i', async (name, fault, code, decision) => {
  const stand = new Stand();
  try {
    const stack = await Stack.on(stand, '');
    const project = platform.project({ [CONFIG]: `version: 1\nname: SONIA\n${stack.yaml(GATES)}` });
    const told = EVENTS[name]?.(project);
    if (!told) throw new Error(`no event ${name}`);
    const { main, outputs, orphans } = await project.run({
      event: told.event,
      runId: 60,
      env: { FAULT: fault },
      ...(told.fork && { permissions: { contents: 'read' } }),
    });
    expect([main.code, outputs['decision'], orphans], main.log.text).toEqual([code, decision, []]);
    const checks = [...project.repository.checkRuns.values()];
    const conclusion = code === 0 ? 'success' : 'failure';
    expect(checks).toMatchObject(
      told.fork ? [] : [{ headSha: told.head, conclusion, summary: expect.stringContaining(outputs['head'] ?? '?') }],
    );
    const evidence = path.join(stand.folder, 'evidence.zip');
    fs.writeFileSync(evidence, await project.artifact(60, 'gate-evidence-60-1.zip'));
    const terminal = new Terminal();
    const verified = await terminal.gate(['verify', evidence, '--head', outputs['head'] ?? '']).finally(() => terminal.close());
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('authentic')]);
  } finally {
    stand.close();
  }
});
