import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { RENDER_VERSION } from '../../src/report/render.ts';
import { JUDGE_VERSION } from '../../src/verdict/version.ts';
import { ofVersion, rebag } from './forge.ts';

const GATES = `version: 1
name: Sorts
gates:
  sorts:
    kind: classification
    run: cp answers.jsonl $GATE_DIR/results.jsonl
    results: { path: results.jsonl }
    classes: [spam, ham]
    manifest: { path: cases.json, cases: 2 }
    baseline: { from: last-go, if-none: warn }
    criteria: ["accuracy >= 0.9"]
`;

let project: Project;
let scratch: string;
beforeEach(async () => {
  project = new Project();
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-versions-'));
  project.write('cases.json', `[${write('spam', 'ham').join()}]`);
  project.write('gates.yml', GATES);
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(0);
});
afterEach(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

/** What was answered to a case of spam and to one of ham. */
function write(...answers: readonly [string, string]): readonly string[] {
  const lines = ['spam', 'ham'].map((label, at) => JSON.stringify({ case: label, expected: label, actual: answers[at] }));
  project.write('answers.jsonl', `${lines.join('\n')}\n`);
  return lines;
}

/** Another version saw a GO in the same facts. */
function claimGo(bundle: string): void {
  for (const name of ['data/decision.json', 'data/summary.json']) {
    const file = path.join(bundle, name);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('"NO-GO"', '"GO"').replaceAll('"failed"', '"passed"'));
  }
  rebag(bundle);
}

/** Puts a copy of the bundle in its place, as another version would have left it. @param changed what stands there in other words */
function leftBy(versions: Parameters<typeof ofVersion>[2], changed = 'report.md'): string {
  const bundle = project.bundle();
  const copy = ofVersion(bundle, scratch, versions, changed);
  // What was said of it beside it is of the head that it had.
  const said = [`${bundle}.zip`, `${bundle}.statement.json`, path.join(path.dirname(bundle), 'index.jsonl')];
  for (const left of [bundle, ...said]) fs.rmSync(left, { recursive: true, force: true });
  fs.cpSync(copy, bundle, { recursive: true });
  return bundle;
}

/** Whether another run compares with it. */
async function compares(): Promise<boolean> {
  const before = project.bundles();
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.code).toBe(0);
  const [made = ''] = project.bundles().filter((name) => !before.includes(name));
  return !fs.readFileSync(path.join(made, 'data/observations.jsonl'), 'utf8').includes('"type":"baseline.none"');
}

it('reports that another version wrote are not compared, and all else is: decided upon, and a baseline', async () => {
  const bundle = leftBy({ render: RENDER_VERSION - 1 });
  const verified = await project.gate(['verify', bundle]);
  expect(verified.code).toBe(2);
  expect(verified.stdout).toMatch(/renderings +unchecked/);
  project.write('plan.json', (await project.gate(['plan', 'gates.yml', '--json'])).stdout);
  const decided = await project.gate(['decide', bundle, '--plan', 'plan.json', '--out', 'decided', '--json']);
  expect([decided.code, (JSON.parse(decided.stdout) as { status: string }).status]).toEqual([0, 'GO']);
  expect(await compares()).toBe(true);
});

it('a report of this very version in other words is a changed one', async () => {
  const bundle = leftBy({});
  expect((await project.gate(['verify', bundle])).code).toBe(1);
  expect(await compares()).toBe(false);
});

it('a decision is compared whoever wrote the reports', async () => {
  const bundle = leftBy({ render: RENDER_VERSION - 1 }, 'summary.json');
  expect(await project.gate(['verify', bundle])).toMatchObject({ code: 1, stdout: expect.stringContaining('summary.json') as string });
});

it('what another judge decided is verified by nobody and decides nothing, and is a baseline once it is judged anew', async () => {
  const bundle = leftBy({ judge: JUDGE_VERSION - 1 });
  expect((await project.gate(['verify', bundle])).code).toBe(2);
  project.write('plan.json', (await project.gate(['plan', 'gates.yml', '--json'])).stdout);
  expect((await project.gate(['decide', bundle, '--plan', 'plan.json', '--out', 'decided'])).code).toBe(2);
  expect(await compares()).toBe(true);
});

it('a GO of another judge in which this one sees none is no baseline, and prune keeps it', async () => {
  write('ham', 'spam');
  fs.rmSync(path.dirname(project.bundle()), { recursive: true });
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(1);
  const bundle = leftBy({ judge: JUDGE_VERSION - 1 });
  claimGo(bundle);
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(1);
  expect((await project.gate(['prune', '--keep', '1'])).code).toBe(0);
  expect(project.bundles()).toContain(bundle);
  write('spam', 'ham');
  expect(await compares()).toBe(false);
  expect(await compares()).toBe(true);
});

it.each(['data/observations.jsonl', 'bagit.txt'])('what was changed since another judge decided it is no baseline: %s', async (file) => {
  const bundle = leftBy({ judge: JUDGE_VERSION - 1 });
  fs.appendFileSync(path.join(bundle, file), ' ');
  expect(await compares()).toBe(false);
});
