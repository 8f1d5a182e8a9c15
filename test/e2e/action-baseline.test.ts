import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/evidence/bundle.ts';
import { unpack } from '../../src/evidence/unpack.ts';
import { writeZip } from '../../src/evidence/zip.ts';
import { forgeEach, untoldOf } from '../forgery/each.ts';
import { type Line, linesOf } from '../forgery/forge.ts';
import { jsonl, manifestOf, RIGHT } from '../gates/classification/facts.ts';
import { push } from '../platform/events.ts';
import { Platform, type Project, type RunOptions } from '../platform/platform.ts';
import { CLI } from './harness.ts';

const CONFIG = '.github/gates.yml';
const GATES = `version: 1
name: quality
evidence: { store: github }
gates:
  g:
    kind: classification
    run: cp answers.jsonl $GATE_DIR/results.jsonl
    results: { path: results.jsonl }
    fields: { case: id }
    classes: [pass, warn, reject, blocked]
    manifest: { path: manifest.json, cases: 20 }
    baseline: { from: last-go, if-none: warn }
    criteria: [ maxRecallDrop <= 0.3 ]
`;

const worse = (count: number) => RIGHT.map(([id, expected, answer], at) => [id, expected, at < count ? 'warn' : answer] as const);

let platform: Platform;
let project: Project;
beforeAll(async () => {
  platform = await Platform.start();
  project = platform.project({ [CONFIG]: GATES, 'manifest.json': manifestOf(RIGHT), 'answers.jsonl': jsonl(RIGHT) });
});
afterAll(async () => {
  await platform.close();
});

/** A folder with an artifact of a run, as another job downloads it. */
async function fetched(runId: number, name: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(project.scratch, 'fetched-'));
  fs.writeFileSync(path.join(folder, name), await project.artifact(runId, name));
  return folder;
}

/** What a trusted job hands over to those that run gates. */
async function told(runId: number): Promise<string> {
  const permissions = { actions: 'read', checks: 'read', contents: 'read' } as const;
  const ran = await project.run({ event: push(project), runId, job: 'gate / history', permissions, inputs: { command: 'history' } });
  expect(ran.main.code, ran.main.log.text).toBe(0);
  return fetched(runId, ran.outputs['artifact-name'] ?? '');
}

/** The evidence of the job without a token. */
async function observed(runId: number, history: string | undefined): Promise<string> {
  const inputs: Record<string, string> = history === undefined ? {} : { history };
  const { outputs } = await project.run({ event: push(project), runId, job: 'gate / observe', permissions: 'none', inputs });
  return fetched(runId, outputs['artifact-name'] ?? '');
}

/** The trusted job that decides, and what it left. */
async function decided(runId: number, bundle: string, more: Partial<RunOptions> = {}) {
  const ran = await project.run({ event: push(project), runId, job: 'gate / decide', inputs: { command: 'decide', bundle }, ...more });
  const opened = await openBundle(ran.outputs['bundle'] ?? '');
  const facts: readonly Line[] = linesOf(opened.folder);
  return { ...ran, opened, told: facts.find(({ type }) => type === 'baseline.told'), log: ran.main.log.text.replace(/\s+/g, ' ') };
}

async function release(runId: number) {
  return decided(runId, await observed(runId, await told(runId)));
}

/** A GO that nobody on GitHub decided, over other answers. */
async function invented(runId: number): Promise<string> {
  const folder = fs.mkdtempSync(path.join(project.scratch, 'invented-'));
  for (const [name, text] of Object.entries({ 'gates.yml': GATES, 'manifest.json': manifestOf(RIGHT), 'answers.jsonl': jsonl(worse(2)) }))
    fs.writeFileSync(path.join(folder, name), text);
  execFileSync(process.execPath, [CLI, 'run', 'gates.yml', '--out', 'store'], { cwd: folder, stdio: 'pipe' });
  const zip = fs.readdirSync(path.join(folder, 'store')).find((name) => name.endsWith('.zip')) ?? '';
  const handed = await told(runId);
  const into = path.join(folder, 'handed');
  fs.mkdirSync(into);
  const name = fs.readdirSync(handed)[0] ?? '';
  await unpack(path.join(handed, name), into);
  const inner = path.join(into, fs.readdirSync(into)[0] ?? '');
  fs.copyFileSync(path.join(folder, 'store', zip), path.join(inner, 'last-go.zip'));
  await writeZip(inner, path.join(handed, name));
  return handed;
}

/** A bundle one of whose files has a byte more. */
async function damaged(zip: Buffer): Promise<Buffer> {
  const folder = fs.mkdtempSync(path.join(project.scratch, 'damaged-'));
  const [file, into] = [path.join(folder, 'a.zip'), path.join(folder, 'a')];
  fs.writeFileSync(file, zip);
  fs.mkdirSync(into);
  await unpack(file, into);
  const bundle = path.join(into, fs.readdirSync(into)[0] ?? '');
  fs.appendFileSync(path.join(bundle, 'data/report.md'), ' ');
  await writeZip(bundle, file);
  return fs.readFileSync(file);
}

describe('the last GO as a baseline, from an earlier run', () => {
  it('is none for the first run, and GitHub says so, too', async () => {
    const first = await release(40);
    first.opened.cleanup();
    expect(first.outputs['decision'], first.log).toBe('GO');
    expect(first.told).toMatchObject({ gate: 'g', none: expect.stringContaining('no run of this workflow before was a GO') as string });
  });

  it('is handed over by a trusted job, and the one that decides compares it with what GitHub has', async () => {
    const second = await release(41);
    expect(second.outputs['decision'], second.log).toBe('GO');
    const [hash, id] = [expect.stringMatching(/^[0-9a-f]{64}$/) as string, expect.stringMatching(/^20\d{6}-/) as string];
    expect(second.told).toMatchObject({ executionId: id, runId: '40', head: hash, artifact: hash, files: [hash, hash] });
    const report = fs.readFileSync(path.join(second.opened.folder, 'data/report.md'), 'utf8');
    expect(report).toContain(`compared with execution ${String(second.told?.['executionId'])}, over 20 of 20 cases`);

    const scratch = fs.mkdtempSync(path.join(project.scratch, 'forged-'));
    const types = new Set(['baseline.told']);
    const bundle = path.join(project.scratch, second.outputs['execution-id'] ?? 'x');
    fs.cpSync(second.opened.folder, bundle, { recursive: true });
    second.opened.cleanup();
    const { accepted, unplaced } = forgeEach(bundle, scratch, types);
    expect([accepted, unplaced]).toEqual([untoldOf(linesOf(bundle), types, ['What GitHub told']), []]);
  });

  it('blocks where the job that ran the gates had none, invented one, or GitHub can not be asked', async () => {
    const without = await observed(42, undefined);
    const unasked = await decided(42, without);
    expect([unasked.outputs['decision'], unasked.log]).toEqual(['BLOCKED', expect.stringContaining('the job that ran the gates had none')]);

    const permissions = { actions: 'read', checks: 'write', contents: 'read', 'pull-requests': 'write', statuses: 'write' } as const;
    const { actions: _, ...less } = permissions;
    const blind = await decided(42, without, { permissions: less });
    expect([blind.outputs['decision'], blind.log]).toEqual([
      'BLOCKED',
      expect.stringContaining('GitHub could not be asked for the last GO'),
    ]);

    const liar = await decided(43, await observed(43, await invented(43)));
    expect([liar.outputs['decision'], liar.log]).toEqual([
      'BLOCKED',
      expect.stringContaining('its files are not those that were compared with'),
    ]);
    platform.artifacts.faultDownloads('other bytes');
    const broken = await decided(42, without);
    platform.artifacts.calm();
    expect([broken.outputs['decision'], broken.log]).toEqual(['BLOCKED', expect.stringContaining('its artifact could not be fetched')]);
    for (const { opened } of [unasked, blind, broken, liar]) opened.cleanup();
  });

  it('blocks where the evidence of the last GO was damaged, whatever its head', async () => {
    const [name = ''] = project.artifactNames(41).filter((one) => one.startsWith('gate-decision'));
    const whole = await project.artifact(41, name);
    const without = await observed(45, undefined);
    await project.alter(41, name, await damaged(whole));
    const found = await decided(45, without);
    await project.alter(41, name, whole);
    found.opened.cleanup();
    expect([found.outputs['decision'], found.log]).toEqual(['BLOCKED', expect.stringContaining('the last GO, does not verify')]);
  });

  it('fails a class that drops against it', async () => {
    project.commit({ 'answers.jsonl': jsonl(worse(2)) }, 'main');
    const worst = await release(44);
    worst.opened.cleanup();
    expect([worst.outputs['decision'], worst.log]).toEqual(['NO-GO', expect.stringContaining('maxRecallDrop')]);
    expect(worst.told).toMatchObject({ runId: '41' });
  });
});
