import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project, REPO } from './harness.ts';

let project: Project;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: project.folder, encoding: 'utf8' }).trim();

const CHANGE = `
  change:
    kind: change
    base: main
    rules:
      - { paths: [ "docs/**", gates.yml ], risk: low }
      - { paths: [ "db/**" ], risk: high }
    criteria: [ "additions <= 100.0" ]`;

beforeEach(() => {
  project = new Project();
  git('init', '-q', '-b', 'main');
  project.write('.gitignore', '.gate\n');
  project.write('gates.yml', `version: 1\ngates:${CHANGE}\n`);
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('checkout', '-q', '-b', 'work');
});
afterEach(() => project.close());

function commit(name: string, content = 'x\n'): void {
  project.write(name, content);
  git('add', '-A');
  git('commit', '-q', '-m', name);
}

const recordOf = (name: string): Record<string, unknown> =>
  JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data', name), 'utf8')) as Record<string, unknown>;

describe('gate run over a change', () => {
  it('of low risk is GO, keeps what git said, and holds when it is verified', async () => {
    commit('docs/a.md');
    const ran = await project.gate(['run', 'gates.yml']);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/low risk, allowed: 1 of 1/) });
    expect(recordOf('summary.json')).toMatchObject({
      gates: { change: { counts: { risk: 'low', files: 1, additions: 1, deletions: 0 } } },
    });
    expect(recordOf('changeset.json')).toMatchObject({
      source: { commit: git('rev-parse', 'HEAD') },
      changes: {
        change: { base: 'main', mergeBase: git('rev-parse', 'main'), files: [{ path: 'docs/a.md', status: 'added', risk: 'low' }] },
      },
    });
    const raw = fs.readFileSync(path.join(project.bundle(), 'data/gates/change/change.raw'), 'utf8');
    expect(raw.split('\0')).toEqual([expect.stringMatching(/^:000000 100644 0{40} [0-9a-f]{40} A$/), 'docs/a.md', '1\t0\tdocs/a.md', '']);
    expect(await project.gate(['verify', project.bundle()])).toMatchObject({ code: 0, stdout: expect.stringContaining('GO') });
    expect((await project.gate(['replay', project.bundle()])).stdout).toMatch(
      /\[change\] compared [0-9a-f]{40} with [0-9a-f]{40}, where it left main/,
    );
  });

  it('that needs approval is BLOCKED at a terminal, one that is denied is NO-GO, and each names its files', async () => {
    commit('db/1.sql');
    const blocked = await project.gate(['run', 'gates.yml']);
    expect(blocked).toMatchObject({ code: 2, stdout: expect.stringContaining('BLOCKED') });
    expect(blocked.stdout.replaceAll(/\s+/g, ' ')).toContain('open a pull request, have it reviewed, and decide in GitHub Actions');
    commit('Makefile');
    const denied = await project.gate(['run', 'gates.yml']);
    expect(denied).toMatchObject({ code: 1, stdout: expect.stringContaining('NO-GO') });
    expect(recordOf('decision.json')).toMatchObject({
      gates: [{ findings: [{ file: 'Makefile', message: 'Makefile (no rule names it, so critical)' }] }, {}],
    });
  });

  it('does not believe a base that an earlier gate moved, nor a commit that it checked out', async () => {
    const first = (run: string): string => `version: 1\ngates:\n  first: { run: ${run} }${CHANGE}\n`;
    commit('db/1.sql');
    commit('gates.yml', first('git branch -q -f main HEAD~1'));
    const moved = await project.gate(['run', 'gates.yml']);
    expect(moved.stdout).toContain('high risk and needs approval');
    git('branch', '-f', 'main', 'HEAD~2');
    commit('gates.yml', first('git checkout -q --detach main'));
    expect((await project.gate(['run', 'gates.yml'])).stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /was checked out when the run began, and \w+ now/,
    );
  });

  it('is written as the README shows it', async () => {
    const page = fs.readFileSync(path.join(REPO, 'README.md'), 'utf8');
    const [, block = ''] = /```yaml\n(gates:\n {2}change:\n[^`]*)```/.exec(page) ?? [];
    project.write('gates.yml', `version: 1\n${block}`);
    expect(await project.gate(['check', 'gates.yml'])).toMatchObject({ code: 0, stdout: 'gates.yml: no problems; 1 gate\n' });
  });

  it('is warned of a base that who made HEAD chose', async () => {
    project.write('gates.yml', 'version: 1\ngates: { g: { kind: change, base: HEAD~1, rules: [ { paths: "**", risk: high } ] } }\n');
    const checked = await project.gate(['check', 'gates.yml']);
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout + checked.stderr).toContain('right only where HEAD is a merge or a squash of the whole change');
  });

  it('is planned with its answers', async () => {
    const planned = await project.gate(['plan', 'gates.yml']);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('risk: low, medium: allowed; high: needs approval') });
  });

  it.each([
    ['rules: [ { paths: "!src/**", risk: low } ]', /can't be left out with "!"/],
    ...[':/release', 'main^{/release}', 'main@{1}', 'main..work', '--output=x'].map(
      (base) => [`base: "${base}", rules: [ { paths: x, risk: low } ]`, /expected a branch, tag or commit/] as [string, RegExp],
    ),
    ['rules: [ { paths: "/", risk: low } ]', /expected a path below the root/],
    ['rules: [ { paths: "../x", risk: low } ]', /paths begin at the root/],
    ['rules: [ { paths: "[z-a]/**", risk: low } ]', /no glob that can be matched/],
    ['rules: [ { paths: x, risk: low } ], approvers: [ "a b" ]', /expected a login, or organisation\/team/],
  ])('refuses %s', async (keys, words) => {
    const base = keys.startsWith('base') ? '' : 'base: main,';
    project.write('gates.yml', `version: 1\ngates: { g: { kind: change, ${base} ${keys} } }\n`);
    const checked = await project.gate(['check', 'gates.yml']);
    expect(checked.code).toBe(2);
    expect(checked.stdout + checked.stderr).toMatch(words);
  });
});
