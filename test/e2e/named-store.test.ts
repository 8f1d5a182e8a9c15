import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

/** A configuration in the root, which names a store of its own. */
const project = new Project();
let id: string;

beforeAll(async () => {
  project.write(
    'gates.yml',
    'version: 1\nname: Kept\nevidence: { store: hist, retention: { executions: 5 } }\ngates: { unit: { kind: checks, checks: [{ command: "true" }] } }\n',
  );
  project.write('var.yml', 'version: 1\nvars: { where: hist }\nevidence: { store: "${{ vars.where }}" }\n');
  project.write('broken.yml', 'version: 1\nevidence: { store: hist\n');
  fs.mkdirSync(path.join(project.folder, '.git'));
  await project.gate(['run', 'gates.yml']);
  id = fs.readdirSync(path.join(project.folder, 'hist')).find((name) => /^\d{8}-\d{6}-[^.]+$/.test(name)) ?? '';
});
afterAll(() => project.close());

describe('the store that a configuration names', () => {
  it.each<[readonly string[], RegExp]>([
    [['history'], /1 of 1 execution in hist\n$/],
    [['verify'], /^the newest execution of hist: /],
    [['replay'], /^the newest execution of hist: /],
    [['report'], /^the newest execution of hist: /],
  ])('is read by %j --config', async (args, words) => {
    const { code, stdout, stderr } = await project.gate([...args, '--config', 'gates.yml']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(words)]);
    expect(stdout).toContain(args[0] === 'history' ? id : args[0] === 'verify' ? 'holds' : 'GO');
  });

  it('is read from a folder below, too', async () => {
    const cwd = path.join(project.folder, 'sub');
    fs.mkdirSync(cwd, { recursive: true });
    expect(await project.gate(['history', '--config', '../gates.yml'], { cwd })).toMatchObject({
      code: 0,
      stderr: '1 of 1 execution in hist\n',
    });
    expect((await project.gate(['history'], { cwd })).stderr).toMatch(
      /; the store of \.\.\/gates\.yml is hist: add --config \.\.\/gates\.yml\n$/,
    );
  });

  it('is pruned by its retention', async () => {
    expect(await project.gate(['prune', '--config', 'gates.yml'])).toMatchObject({
      code: 0,
      stdout: '0 executions removed (beyond 5 executions), 1 kept in hist\n',
    });
  });

  const HINT = /; the store of gates\.yml is hist: add --config gates\.yml\n$/;
  it.each<[readonly string[], number]>([
    [['history'], 0],
    [['verify'], 2],
    [['replay'], 2],
    [['report', '20261121-041609-4f2a9c'], 2],
  ])('is named where %j finds nothing', async (args, code) => {
    expect(await project.gate(args)).toMatchObject({ code, stderr: expect.stringMatching(HINT) });
  });

  it('is named by prune, too', async () => {
    expect((await project.gate(['prune', '--keep', '5'])).stdout).toMatch(HINT);
    expect((await project.gate(['prune'])).stderr).toMatch(
      /`retention` in the configuration; the store of gates\.yml is hist: add --config gates\.yml\n/,
    );
  });

  it.each<[readonly string[], RegExp]>([
    [['history', '--config', 'nosuch.yml'], /^nosuch\.yml: no such file/],
    [['history', '--config', 'var.yml'], /^var\.yml: `evidence\.store` is no plain text; name the folder by --out\n/],
    [['history', '--config', 'broken.yml'], /^broken\.yml: no valid YAML, `gate check` says where; name the folder by --out\n/],
    [['history', 'gates.yml'], /found "gates\.yml" without --trend GATE; a configuration is named by --config gates\.yml\n/],
  ])('is not guessed: %j', async (args, words) => {
    expect(await project.gate(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(words) });
  });
});

describe('what is no store and no bundle', () => {
  it.each<[readonly string[], RegExp]>([
    [['run', 'gates.yml', '--out', 'gates.yml'], /\/gates\.yml: a file; expected a folder for executions\n$/],
    [['run', 'gates.yml', '--out', 'gates.yml/below'], /\/gates\.yml: a file; expected a folder for executions\n$/],
    [['verify', 'gates.yml'], /\/gates\.yml: no bundle: neither a folder nor a whole zip\n$/],
  ])('is called so: %j', async (args, words) => {
    expect(await project.gate(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(words) });
  });
});
