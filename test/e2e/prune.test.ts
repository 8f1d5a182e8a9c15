import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

const STORE = '.gate/executions';
const GATES = 'version: 1\nname: Pruned\ngates: { unit: { kind: checks, checks: [{ command: test -e ok }] } }\n';

let project: Project;
let store: string;
beforeEach(() => {
  project = new Project();
  store = path.join(project.folder, STORE);
  project.write('gates.yml', GATES);
});
afterEach(() => project.close());

/** Executions from the oldest to the newest: `true` is a GO. @returns their ids */
async function executions(...outcomes: readonly boolean[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const isGo of outcomes) {
    if (isGo) project.write('ok', '');
    else fs.rmSync(path.join(project.folder, 'ok'), { force: true });
    await project.gate(['run', 'gates.yml']);
    ids.push(path.basename(project.bundle()));
  }
  return ids;
}

const there = (): readonly string[] => fs.readdirSync(store).toSorted();
const filesOf = (id: string): readonly string[] => [id, `${id}.statement.json`, `${id}.zip`];
const rows = (): readonly string[] => fs.readFileSync(path.join(store, 'index.jsonl'), 'utf8').trimEnd().split('\n');

describe('gate prune', () => {
  it('removes what is beyond the newest, never the last GO; rows stay and say so', async () => {
    const [go = '', bad = '', newest = ''] = await executions(true, false, false);
    const dry = await project.gate(['prune', '--keep', '1', '--dry-run']);
    expect(dry).toMatchObject({
      code: 0,
      stdout: `would remove ${bad}\n1 execution would be removed (beyond 1 execution), 2 kept in ${STORE}\n`,
    });
    expect(there()).toHaveLength(10);
    const ran = await project.gate(['prune', '--keep', '1']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: `removed ${bad}\n1 execution removed (beyond 1 execution), 2 kept in ${STORE}\n`,
      stderr: `kept besides: ${go} (the last GO of Pruned)\n`,
    });
    expect(there()).toEqual([...filesOf(go), ...filesOf(newest), 'index.jsonl'].toSorted());
    expect(rows()).toHaveLength(4);
    const { stdout } = await project.gate(['history']);
    expect(stdout).toMatch(new RegExp(`${bad} +NO-GO .*· pruned$`, 'm'));
    expect(await project.gate(['replay', bad])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its bundle was removed on') as string,
    });
    expect(await project.gate(['verify', go])).toMatchObject({ code: 0 });
  });

  it('keeps the last GO of each configuration that has no name, as their gates tell', async () => {
    const gate = (id: string): string => `version: 1\ngates: { ${id}: { kind: checks, checks: [{ command: "true" }] } }\n`;
    const ids: string[] = [];
    for (const id of ['release', 'nightly', 'nightly']) {
      project.write('gates.yml', gate(id));
      await project.gate(['run', 'gates.yml']);
      ids.push(path.basename(project.bundle()));
    }
    const [release = '', nightly = '', newest = ''] = ids;
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`removed ${nightly}\n`) as string,
      stderr: `kept besides: ${release} (the last GO of Release gate)\n`,
    });
    expect(there()).toEqual([...filesOf(release), ...filesOf(newest), 'index.jsonl'].toSorted());
  });

  it('removes the originals of withheld files with their execution, and through no link', async () => {
    const [go = '', bad = '', worse = ''] = await executions(true, false, false, false);
    const quarantine = path.join(project.folder, `${STORE}.quarantine`);
    const elsewhere = path.join(project.folder, 'elsewhere');
    for (const id of [go, bad]) project.write(`${STORE}.quarantine/${id}/gates/unit/key.log`, 'secret');
    project.write('elsewhere/key.log', 'mine');
    fs.symlinkSync(elsewhere, path.join(quarantine, worse));
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({ code: 0 });
    expect(fs.readdirSync(quarantine).toSorted()).toEqual([go, worse].toSorted());
    expect(fs.readdirSync(elsewhere)).toEqual(['key.log']);
  });

  it('keeps the last GO that holds, whatever the index says of newer ones', async () => {
    const [go = '', bad = '', worse = ''] = await executions(true, false, false);
    const index = path.join(store, 'index.jsonl');
    fs.writeFileSync(
      index,
      rows()
        .map((row) => `${row.replace('"status":"NO-GO"', '"status":"GO"')}\n`)
        .join(''),
    );
    const summary = path.join(store, worse, 'data/summary.json');
    fs.writeFileSync(summary, fs.readFileSync(summary, 'utf8').replace('"NO-GO"', '"GO"'));
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`removed ${bad}\n1 execution removed`) as string,
    });
    expect(there()).toEqual([...filesOf(go), ...filesOf(worse), 'index.jsonl'].toSorted());
  });

  it('does so after a run where the configuration names a retention, and never before', async () => {
    await executions(false, false);
    project.write('gates.yml', GATES.replace('gates:', 'evidence: { retention: { executions: 2 } }\ngates:'));
    const { stderr } = await project.gate(['run', 'gates.yml']);
    expect(stderr).toContain('1 earlier execution removed, beyond evidence.retention');
    expect(project.bundles()).toHaveLength(2);
    expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
  });

  it('touches neither links, nor strangers, nor what may be running', async () => {
    const [first = '', second = ''] = await executions(false, false);
    const outside = path.join(project.folder, 'outside');
    fs.renameSync(path.join(store, first), outside);
    fs.symlinkSync(outside, path.join(store, first));
    const stranger = '20200101-000000-000002';
    fs.mkdirSync(path.join(store, stranger));
    fs.writeFileSync(path.join(store, stranger, 'mine.txt'), 'mine');
    fs.writeFileSync(path.join(store, 'notes.txt'), 'mine');
    const open = '20200101-000000-000003';
    fs.mkdirSync(path.join(store, open, 'data'), { recursive: true });
    fs.copyFileSync(path.join(store, first, 'data/plan.json'), path.join(store, open, 'data/plan.json'));
    const recording = fs.readFileSync(path.join(store, first, 'data/observations.jsonl'), 'utf8');
    fs.writeFileSync(path.join(store, open, 'data/observations.jsonl'), recording.replaceAll(first, open));
    const ran = await project.gate(['prune', '--keep', '1', '--days', '1']);
    expect(ran).toMatchObject({
      code: 0,
      stderr: `left alone, for they may be running: ${open}\n`,
    });
    expect(there()).toEqual([...filesOf(second), first, stranger, open, 'index.jsonl', 'notes.txt'].toSorted());
    expect(fs.readdirSync(outside)).toContain('bagit.txt');
    expect(fs.readFileSync(path.join(store, stranger, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('goes on where an earlier one was ended half-way, and leaves no half bundle', async () => {
    const [first = '', second = ''] = await executions(false, false);
    const trash = path.join(store, '.trash');
    fs.mkdirSync(trash);
    fs.renameSync(path.join(store, first), path.join(trash, `${first}-0a`));
    fs.rmSync(path.join(trash, `${first}-0a/bagit.txt`));
    const { stdout } = await project.gate(['history']);
    expect(stdout).toContain(first);
    expect(await project.gate(['verify', first])).toMatchObject({ code: 0 });
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({ code: 0 });
    expect(there()).toEqual([...filesOf(second), 'index.jsonl'].toSorted());
  });

  it('moves nothing through a link', async () => {
    const [first = ''] = await executions(false, false);
    const outside = path.join(project.folder, 'outside');
    fs.mkdirSync(outside);
    fs.symlinkSync(outside, path.join(store, '.trash'));
    expect(await project.gate(['prune', '--keep', '1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no folder') as string,
    });
    expect(there()).toContain(first);
    expect(fs.readdirSync(outside)).toEqual([]);
  });

  it('removes nothing when nobody says what', async () => {
    const ids = await executions(false);
    expect(await project.gate(['prune'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: [
        'gate prune: nothing says what to remove: write --days 7 (older ones) or --keep 100 (all but the newest), or `retention` in the configuration',
        'the last GO of each configuration is never removed',
        '',
      ].join('\n'),
    });
    expect(there()).toEqual([...ids.flatMap(filesOf), 'index.jsonl'].toSorted());
    expect(await project.gate(['prune', '--keep', 'all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--keep is "all"') as string,
    });
  });
});
