import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { fake, series } from '../golden/prometheus.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** The second stage of a rollout whose stages are jobs: it looks at the time since the first, whose evidence it holds. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let server: { url: string; close(): void };
let bundle: string;
let lines: Line[];

beforeAll(async () => {
  server = await fake(series(() => '0.1'));
  project.write(
    'gates.yml',
    `version: 1
gates:
  out:
    kind: rollout
    run: echo $GATE_WEIGHT > weight
    stages: [ { name: canary, weight: 10, bake: 400ms }, { name: full, weight: 100, bake: 400ms } ]
    prometheus: { url: "${server.url}", timeout: 2s }
    queries: { errors: vector(0.1) }
    interval: 200ms
    criteria: [ "errors < 0.5" ]
    rollback: { run: "true", within: 5s, checks: [ { command: "true" } ] }
`,
  );
  const stage = async (name: string, ...more: string[]): Promise<string> => {
    const before = project.bundles();
    await project.gate(['run', 'gates.yml', '--stage', name, ...more]);
    return project.bundles().find((made) => !before.includes(made)) ?? '';
  };
  bundle = await stage('full', '--prior', await stage('canary'));
  lines = linesOf(bundle);
});
afterAll(() => {
  server.close();
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const OWN = new Set(['part', 'between', 'stage', 'changed', 'sample']);

describe('a stage that is a job of its own, written anew', () => {
  it('holds when nothing was changed', () => {
    expect(lines.filter(({ between }) => between === true).length).toBeGreaterThan(1);
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO', problems: [] });
  });

  it('is refused with its place, or stands in the table of what can not be told', () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
    expect(tried).toBeGreaterThan(150);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, OWN));
  });
});
