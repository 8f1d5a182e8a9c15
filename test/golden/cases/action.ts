import fs from 'node:fs';
import path from 'node:path';
import { workflowDispatch } from '../../platform/events.ts';
import { Platform, type Project, type RunOptions } from '../../platform/platform.ts';
import type { ActionRun } from '../../platform/runner.ts';
import { series } from '../prometheus.ts';
import { type Case, type Cases, until, type Workshop } from '../workshop.ts';

const RUN_ID = 7;

const config = (url: string, bake: string): string => `version: 1
name: Widget
gates:
  builds: { run: echo built }
  rollout:
    kind: rollout
    run: echo $PPID > main.pid; echo $GATE_WEIGHT > weight
    stages: [ { name: canary, weight: 10, bake: ${bake} }, { name: full, weight: 100, bake: 200ms } ]
    prometheus: { url: "${url}", timeout: 1s }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    rollback: { run: echo 0 > weight, within: 20s, hold: 200ms, checks: [ { command: "grep -qx 0 weight" } ] }
`;

/** The action in a job. */
class Job {
  readonly project: Project;
  private readonly workshop: Workshop;
  /** Whether the canary was looked at. */
  private looked = false;

  constructor(project: Project, workshop: Workshop) {
    this.project = project;
    this.workshop = workshop;
  }

  static async open(platform: Platform, workshop: Workshop, bake: string): Promise<Job> {
    const good = series(() => '0.001');
    const url = await workshop.prometheus((asked) => {
      job.looked = true;
      return good(asked);
    });
    const files = { '.github/gates.yml': config(url, bake), '.gitignore': 'main.pid\nweight\n' };
    const job: Job = new Job(platform.project(files), workshop);
    return job;
  }

  get hasLooked(): Promise<void> {
    return until(() => this.looked);
  }

  run(more: Partial<RunOptions> = {}): Promise<ActionRun> {
    return this.project.run({ event: workflowDispatch(this.project), runId: RUN_ID, action: this.workshop.program, ...more });
  }

  kill(): void {
    process.kill(Number(fs.readFileSync(path.join(this.project.folder, 'main.pid'), 'utf8')), 'SIGKILL');
  }

  /** The zip that was uploaded, in a file. */
  async evidence(stage = ''): Promise<string> {
    const zip = path.join(this.workshop.folder, `evidence${stage}.zip`);
    fs.writeFileSync(zip, await this.project.artifact(RUN_ID, `gate-evidence-${RUN_ID}-1${stage}.zip`));
    return zip;
  }
}

/** @param bake of the canary */
const inJob = (bake: string, does: (job: Job) => Promise<string>): Case => {
  return async (workshop) => {
    const platform = await Platform.start();
    try {
      return await does(await Job.open(platform, workshop, bake));
    } finally {
      await platform.close();
    }
  };
};

export const action: Cases = {
  'action-stages': inJob('400ms', async (job) => {
    await job.run({ inputs: { stage: 'canary' } });
    await job.run({ inputs: { stage: 'full', prior: await job.evidence('-canary') } });
    return job.evidence('-full');
  }),
  'action-settled': inJob('60s', async (job) => {
    await job.run({ cancel: { when: job.hasLooked } });
    return job.evidence();
  }),
  'action-killed-settled': inJob('60s', async (job) => {
    const killed = job.hasLooked.then(() => job.kill());
    await Promise.all([job.run(), killed]);
    return job.evidence();
  }),
};
