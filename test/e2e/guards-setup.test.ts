import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Stand, withStand } from './fixtures/stand.ts';

const GATES = 'gates: { work: { kind: checks, checks: [ { command: "touch ran" } ] } }\n';

/** Nothing of a run that could not even be set up has happened: it said why in few words, left nothing, did nothing. */
async function refused(stand: Stand, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stand.project.gate(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr, 'no stack trace').not.toMatch(/internal error|\n\s+at /);
  expect(stand.project.bundles()).toEqual([]);
  expect(fs.existsSync(path.join(stand.folder, 'ran'))).toBe(false);
  stand.expectNothingLeft();
  return stderr;
}

describe.concurrent('a configuration', () => {
  it.each<[string, string, RegExp]>([
    ['with shards', 'gates:\n  work:\n    run: "true"\n    shard: linux\n', /^gates\.yml:5:5: "shard" is not supported yet/m],
    [
      'with an unknown key',
      'gates:\n  work: { kind: checks, chekcs: [ { command: "true" } ] }\n',
      /^gates\.yml:3:25: .*"chekcs".*did you mean "checks"/m,
    ],
    ['with an unknown kind', 'gates:\n  work: { kind: helth }\n', /^gates\.yml:3:17: .*"helth".*did you mean "health"/m],
    [
      'with an unknown service',
      'gates:\n  work: { kind: health, services: [web], count: 1, interval: 1s }\n',
      /^gates\.yml:3:36: .*"web"/m,
    ],
    [
      'with a circle of needs',
      'gates:\n  a: { run: "true", needs: [b] }\n  b: { run: "true", needs: [a] }\n',
      /^gates\.yml:\d+:\d+: .*a.*b/m,
    ],
    ['without gates', 'name: x\n', /gates\.yml:\d+:\d+: .*gates/],
    ['that is no YAML', 'gates: [\n', /^gates\.yml:\d+:\d+: /m],
    [
      'with a condition that means nothing',
      'gates:\n  work: { kind: checks, checks: [ { command: "true" } ], criteria: ["pased == 1"] }\n',
      /^gates\.yml:3:\d+: .*pased/m,
    ],
  ])('%s is refused with its place', async (_, yaml, words) =>
    withStand(async (stand) => {
      stand.project.write('gates.yml', `version: 1\n${yaml}`);
      expect(await refused(stand, ['run', 'gates.yml'])).toMatch(words);
    })(),
  );

  it(
    'that is not there, or is a folder, is refused in one line',
    withStand(async (stand) => {
      fs.mkdirSync(path.join(stand.folder, 'folder'));
      expect(await refused(stand, ['run'])).toMatch(/^\.github\/gates\.yml: no such file[^\n]*\n$/);
      expect(await refused(stand, ['run', 'nowhere.yml'])).toMatch(/^nowhere\.yml: no such file[^\n]*\n$/);
      expect(await refused(stand, ['run', 'folder'])).toMatch(/^folder: is a folder[^\n]*\n$/);
    }),
  );

  it(
    'is found where it is expected, and then paths are relative to the repository',
    withStand(async (stand) => {
      stand.project.write('.github/gates.yml', `version: 1\n${GATES}`);
      const run = await stand.finished(await stand.project.gate(['run']));
      expect(run.said).toEqual(['GO', 0]);
      expect(fs.existsSync(path.join(stand.folder, 'ran'))).toBe(true);
    }),
  );
});

describe.concurrent('a command line', () => {
  it(
    'that means nothing is refused in few words',
    withStand(async (stand) => {
      stand.project.write('gates.yml', `version: 1\n${GATES}`);
      expect(await refused(stand, ['rnu', 'gates.yml'])).toMatch(/unknown command "rnu"/);
      expect(await refused(stand, ['run', 'gates.yml', '--gat', 'x'])).toMatch(/--gat/);
      expect(await refused(stand, ['run', 'gates.yml', 'more'])).toMatch(/unexpected argument "more"/);
      expect(await refused(stand, ['run', 'gates.yml', '--out'])).toMatch(/--out/);
    }),
  );
});

describe.concurrent('a store', () => {
  it(
    'that can not be written is refused in one line',
    withStand(async (stand) => {
      stand.project.write('gates.yml', `version: 1\n${GATES}`);
      stand.project.write('file', 'in the way');
      for (const [out, words] of [
        ['file', /^[^\n]*\/file: a file; expected a folder for executions\n$/],
        ['file/below', /^[^\n]*\/file: a file; expected a folder for executions\n$/],
        ['/proc/executions', /^gate: E[A-Z]+: [^\n]*\/proc\/executions'\n$/],
      ] as const) {
        expect(await refused(stand, ['run', 'gates.yml', '--out', out])).toMatch(words);
      }
    }),
  );

  it(
    'elsewhere holds the bundle, and nothing is written anywhere else',
    withStand(async (stand) => {
      stand.project.write('gates.yml', `version: 1\n${GATES}`);
      const ran = await stand.project.gate(['run', 'gates.yml', '--out', 'kept/here', '--json']);
      expect(ran.code).toBe(0);
      const { executionId, status } = JSON.parse(ran.stdout) as { executionId: string; status: string };
      expect(status).toBe('GO');
      expect(fs.readdirSync(path.join(stand.folder, 'kept/here')).sort()).toEqual([
        executionId,
        `${executionId}.statement.json`,
        `${executionId}.zip`,
        'index.jsonl',
      ]);
      expect(fs.readdirSync(stand.folder).sort()).toEqual(['gates.yml', 'kept', 'ran']);
    }),
  );

  it(
    'of its own ignores itself in git',
    withStand(async (stand) => {
      await stand.run(GATES);
      expect(fs.readFileSync(path.join(stand.folder, '.gate/.gitignore'), 'utf8')).toBe('*\n');
    }),
  );
});
