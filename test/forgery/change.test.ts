import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** A run that rated a change. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;
let lines: Line[];

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: project.folder, encoding: 'utf8' }).trim();

beforeAll(async () => {
  git('init', '-q', '-b', 'main');
  project.write('.gitignore', '.gate\n');
  project.write(
    'gates.yml',
    `version: 1
gates:
  change: { kind: change, base: main, rules: [ { paths: "docs/**", risk: low }, { paths: "db/**", risk: high } ] }
`,
  );
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('checkout', '-q', '-b', 'work');
  project.write('docs/a.md', 'x\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'second');
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.stderr + ran.stdout).toContain('GO  Ready for release');
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

describe('a change that somebody writes anew', () => {
  it('is refused, or stands in the table of what can not be told', () => {
    const types = new Set(['change.base']);
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, types);
    expect(tried).toBeGreaterThan(15);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, types));
  });

  const beside = (type: string, ...more: Line[]): Line[] =>
    lines.flatMap((line) => (line.type === type ? [line, ...more.map((one) => ({ seq: 0, t: line['t'], ...one }))] : [line]));
  const REVIEWS = {
    type: 'reviews',
    gate: 'change',
    basis: 'github-api',
    count: 0,
    pullRequest: 1,
    author: 'a',
    head: 'a'.repeat(40),
  };

  it.each<[string, () => Line[], RegExp]>([
    ['reviews where gates run', () => beside('change.base', REVIEWS), /a job that runs gates reads no reviews/],
    ['reviews outside of a workflow', () => beside('execution.started', REVIEWS), /only a run of a workflow asks GitHub/],
    ['an author without a name', () => beside('execution.started', { ...REVIEWS, author: '' }), /"" is no login/],
    [
      'a review of tomorrow',
      () =>
        beside('execution.started', {
          type: 'review',
          gate: 'change',
          basis: 'github-api',
          reviewer: 'b',
          state: 'approved',
          commit: 'a'.repeat(40),
          submittedAt: new Date(Date.now() + 86_400_000).toISOString(),
          permission: 'write',
        }),
      /submitted after it was told/,
    ],
    ['a pull request 0', () => beside('execution.started', { ...REVIEWS, pullRequest: 0 }), /a number from 1 on/],
    [
      'another base at the start',
      () => lines.map((line) => (line.type === 'source' ? { ...line, revisions: [{ name: 'main', commit: 'a'.repeat(40) }] } : line)),
      /main meant another commit at the start/,
    ],
    [
      'a list that nobody asked for',
      () => lines.map((line) => (line.type === 'change.base' ? { ...line, asked: undefined, trouble: 'failed' } : line)),
      /a list of changes of no comparison/,
    ],
    [
      'a list and a reason for none',
      () => lines.map((line) => (line.type === 'change.base' ? { ...line, trouble: 'failed' } : line)),
      /came to a list and has a reason for none/,
    ],
    [
      'a list of commits that nobody names',
      () => lines.map((line) => (line.type === 'change.base' ? { ...line, head: undefined } : line)),
      /without its commits/,
    ],
  ])('with %s is found', async (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect(forged.accepted).toBe(false);
    expect(forged.problems.join('\n')).toMatch(words);
    expect(forged.placed).toBe(true);
  });
});
