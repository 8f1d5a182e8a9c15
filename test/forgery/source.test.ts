import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { ANY_RUN, forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

const COMMIT = 'git -c user.name=t -c user.email=t@example.com commit --quiet --allow-empty --message=more';
const OWN = new Set(['source', 'source.end']);

const projects: Project[] = [];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
afterAll(() => {
  for (const project of projects) project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

/** A run in a work tree with a new file. */
async function ran(command: string): Promise<{ readonly bundle: string; readonly lines: Line[] }> {
  const project = new Project();
  projects.push(project);
  project.write('.gitignore', '.gate\n');
  project.write('gates.yml', `version: 1\ngates: { first: { run: "${command}" } }\n`);
  project.commit();
  project.write('new.txt', '');
  await project.gate(['run', 'gates.yml']);
  return { bundle: project.bundle(), lines: linesOf(project.bundle()) };
}

let moved: Awaited<ReturnType<typeof ran>>;
beforeAll(async () => {
  moved = await ran(COMMIT);
});

describe('the state of a work tree, written anew', () => {
  it.each<[string, () => typeof moved | ReturnType<typeof ran>, readonly string[]]>([
    ['GO', () => ran('true'), [ANY_RUN, 'In a work tree']],
    ['BLOCKED', () => moved, [ANY_RUN, 'In a work tree', 'After HEAD had moved']],
  ])('of a run that is %s is refused with its place, or stands in the table of what can not be told', async (status, made, headings) => {
    const { bundle, lines } = await made();
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status });
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
    expect(tried).toBeGreaterThan(25);
    // That nobody could look is told where there is no work tree.
    const expected = untoldOf(lines, OWN, headings).filter((change) => !change.endsWith('trouble: added'));
    expect([accepted, unplaced]).toEqual([expected, []]);
  });

  const atEnd = (more: object) => (all: Line[]) => all.map((line) => (line.type === 'source.end' ? { ...line, ...more } : line));

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    ['nobody who looked at the end', (all) => all.filter(({ type }) => type !== 'source.end'), /nobody looked at the source after/],
    ['no commit at the end', atEnd({ commit: undefined }), /a work tree without its state/],
    ['no count of changes', atEnd({ dirtyCount: undefined }), /a work tree without its state/],
    ['a reason why git was not asked', atEnd({ trouble: 'git hung' }), /a work tree without its state/],
  ])('is refused with %s', (_, change, words) => {
    const { accepted, problems, placed } = forge(moved.bundle, scratch, change);
    expect([accepted, placed, problems.join('\n')]).toEqual([false, true, expect.stringMatching(words)]);
  });

  it('hides a changed file where list and count are told otherwise, as docs/trust.md says', () => {
    const isLook = ({ type }: Line): boolean => OWN.has(type);
    const clean = (all: Line[]): Line[] => all.map((line) => (isLook(line) ? { ...line, dirty: [], dirtyCount: 0 } : line));
    expect(moved.lines.filter(isLook)).toMatchObject([{ dirtyCount: 1 }, { dirtyCount: 1 }]);
    expect(forge(moved.bundle, scratch, clean)).toMatchObject({ accepted: true, status: 'BLOCKED' });
  });

  it('hides that HEAD moved where its end is told otherwise, as docs/trust.md says', () => {
    const commit = moved.lines.find(({ type }) => type === 'source')?.['commit'];
    expect(forge(moved.bundle, scratch, atEnd({ commit }))).toMatchObject({ accepted: true, status: 'GO' });
  });
});
