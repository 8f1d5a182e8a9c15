import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { read, workflow } from './files.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-release-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A `gh` that knows some tags, notes what would be written, and has a major tag only where there is a file of that name. */
const GH = `#!/usr/bin/env bash
case "$*" in
  *matching-refs*) cat tags ;;
  *"commits/"*) echo "commit-of-$TAG" ;;
  *"git/ref/tags/"*) [ -e "$(basename "$2")" ] ;;
  *) echo "$*" >> written ;;
esac
`;

/** Runs the step that moves the major tag. @returns what it wrote */
function move(tag: string, tags: readonly string[], { existing = true, tested = `commit-of-${tag}` } = {}): string {
  const step = workflow('.github/workflows/release.yml').jobs['release']?.steps?.find(({ name }) => name === 'Move the major tag');
  const place = fs.mkdtempSync(path.join(folder, 'run-'));
  fs.writeFileSync(path.join(place, 'gh'), GH, { mode: 0o755 });
  fs.writeFileSync(path.join(place, 'tags'), tags.map((name) => `${name}\n`).join(''));
  fs.writeFileSync(path.join(place, 'written'), '');
  if (existing) fs.writeFileSync(path.join(place, 'v1'), '');
  const env = { PATH: `${place}:${process.env['PATH']}`, TAG: tag, GH_REPO: 'org/gate-action', GITHUB_SHA: tested };
  const { status, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'exit 1'], { cwd: place, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  return fs.readFileSync(path.join(place, 'written'), 'utf8');
}

describe('the major tag', () => {
  it('moves to the newest release', () => {
    expect(move('v1.10.0', ['v1.2.0', 'v1.10.0', 'v1.9.9'])).toBe(
      'api --method PATCH repos/org/gate-action/git/refs/tags/v1 -f sha=commit-of-v1.10.0 -F force=true\n',
    );
  });

  it('is made by the first one', () => {
    expect(move('v1.0.0', ['v1.0.0'], { existing: false })).toBe(
      'api --method POST repos/org/gate-action/git/refs -f ref=refs/tags/v1 -f sha=commit-of-v1.0.0\n',
    );
  });

  it('does not move to a commit that was not tested', () => {
    expect(() => move('v1.2.0', ['v1.2.0'], { tested: 'another' })).toThrow('v1.2.0 has moved to commit-of-v1.2.0');
  });

  it('stays where it is when an older one is mended, and when only a candidate is newer it moves', () => {
    expect(move('v1.2.1', ['v1.2.0', 'v1.2.1', 'v1.10.0'])).toBe('');
    expect(move('v1.2.1', ['v1.2.0', 'v1.2.1', 'v1.3.0-rc.1'])).toContain('commit-of-v1.2.1');
  });
});

describe('a release', () => {
  const { jobs } = workflow('.github/workflows/release.yml');

  it('is tested, attested and made in this order, and nothing of the repository runs beside a right to write', () => {
    expect([jobs['attest']?.needs, jobs['release']?.needs]).toEqual(['test', ['test', 'attest']]);
    const writers = Object.entries(jobs).filter(([, { permissions = {} }]) => Object.values(permissions).includes('write'));
    expect(writers.map(([id]) => id)).toEqual(['attest', 'release']);
    for (const [id, { steps = [] }] of writers) for (const { run = '' } of steps) expect(run, id).not.toMatch(/npm|node|\.ci/);
    expect(jobs['test']?.permissions).toEqual({ contents: 'read' });
  });

  it('attests what users run', () => {
    const attest = jobs['attest']?.steps?.find(({ uses }) => uses?.startsWith('actions/attest@'));
    expect(attest?.with).toEqual({ 'subject-path': 'dist/**/*.js' });
    const { main, post } = (parse(read('action.yml')) as { runs: Readonly<Record<'main' | 'post', string>> }).runs;
    for (const script of [main, post]) expect(script).toMatch(/^dist\/.+\.js$/);
  });
});
