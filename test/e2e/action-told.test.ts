import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openBundle } from '../../src/evidence/bundle.ts';
import { forgeEach, untoldOf } from '../forgery/each.ts';
import { forge, type Line, linesOf } from '../forgery/forge.ts';
import { pullRequest } from '../platform/events.ts';
import { faults } from '../platform/github/faults.ts';
import { Platform, type RunOptions } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const GATES = `version: 1
name: Widget
gates:
  change:
    kind: change
    base: main
    rules: [ { paths: ["docs/**", ".github/**"], risk: low }, { paths: ["db/**"], risk: medium } ]
  numbers: { kind: assert, files: { data: { path: numbers.json, produced-by: "artifact:results" } }, criteria: [ { name: few, pass: "data.errors < 3.0" } ] }
`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

async function numbers(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('{"errors":2.5}'), 'numbers.json');
  zip.end();
  return buffer(zip.outputStream);
}

/** A pull request that renames a file and adds one, and the evidence of the job without a token that rated it. */
async function observed() {
  const project = platform.project({ [CONFIG]: GATES, 'docs/old.md': 'text\n'.repeat(20) });
  project.branch('topic');
  fs.rmSync(path.join(project.folder, 'docs/old.md'));
  const headSha = project.commit({ 'docs/new.md': 'text\n'.repeat(20), 'docs/a.md': 'a' }, 'topic');
  (project.repository.at(headSha).files as Map<string, Buffer>).delete('docs/old.md');
  const { number } = project.repository.pull({ head: 'topic', headSha });
  await project.upload(40, 'results', await numbers());
  const { main } = await project.run({ event: pullRequest(project, number), runId: 40, job: 'gate / observe', permissions: 'none' });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
  return { project, number, bundle, headSha, main };
}

type Observed = Awaited<ReturnType<typeof observed>>;

/** The trusted job, and what it left. */
async function decide({ project, number, bundle }: Observed, more: Partial<RunOptions> = {}) {
  const options = { event: pullRequest(project, number), runId: 40, job: 'gate / decide', inputs: { command: 'decide', bundle }, ...more };
  const ran = await project.run(options);
  const opened = await openBundle(ran.outputs['bundle'] ?? '');
  const facts: readonly Line[] = linesOf(opened.folder);
  const report = fs.readFileSync(path.join(opened.folder, 'data/report.md'), 'utf8');
  return { ...ran, facts, report, opened, told: (type: string) => facts.filter((fact) => fact.type === type) };
}

describe('what the job that decides asks GitHub about the evidence of another one', () => {
  let all: Observed;
  beforeAll(async () => {
    all = await observed();
  });

  it('is told of in its own evidence: the attempt, the artifacts, the change', async () => {
    const { outputs, told, report, main, opened } = await decide(all, { runAttempt: 2 });
    expect(outputs['decision'], main.log.text).toBe('GO');
    expect(told('attempt.accepted')).toMatchObject([
      { basis: 'github-api', attempt: 1, jobs: [{ name: 'gate / observe', completedAt: expect.stringMatching(/^20/) as string }] },
    ]);
    expect(told('artifact.told')).toMatchObject([{ name: 'results', digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
    const files = [
      { name: 'docs/a.md', fate: 'added' },
      { name: 'docs/old.md', fate: 'removed' },
      { name: 'docs/new.md', fate: 'added' },
    ];
    expect(told('change.told')).toMatchObject([{ gate: 'change', head: all.headSha, held: true, files }]);
    expect(report).toMatch(/of attempt 1 of its run[\s\S]*gate \/ observe/);
    opened.cleanup();
  });

  it('is said where it could not be compared, and blocks nothing', async () => {
    platform.github.fault({ on: 'repos/compare-commits-with-basehead' }, faults.forbidden());
    platform.github.fault({ on: 'actions/get-artifact' }, faults.forbidden());
    const { outputs, told, report, opened } = await decide(all);
    expect(outputs['decision']).toBe('GO');
    expect(told('change.told')).toMatchObject([{ trouble: expect.stringContaining('contents: read') as string }]);
    expect(report).toMatch(/artifact results was not compared/);
    expect(report).toMatch(/not compared: the change/);
    opened.cleanup();
  });

  it.each<[string, () => () => void, RegExp]>([
    [
      'GitHub lists a file that git did not',
      () => {
        const files = all.project.repository.at(all.headSha).files as Map<string, Buffer>;
        files.set('db/1.sql', Buffer.from('drop'));
        return () => files.delete('db/1.sql');
      },
      /only GitHub lists db\/1\.sql/,
    ],
    [
      'the base does not hold the commit any more',
      () => {
        const { refs } = all.project.repository;
        const before = refs.get('refs/heads/main') ?? '';
        all.project.repository.commit({ parents: [], branch: 'main' });
        refs.set('refs/heads/main', [...all.project.repository.commits.keys()].at(-1) ?? '');
        return () => refs.set('refs/heads/main', before);
      },
      /main does not have commit/,
    ],
    [
      'the run has no such artifact',
      () => {
        platform.github.fault({ on: 'actions/get-artifact' }, faults.notFound());
        return () => {};
      },
      /this run has no artifact results/,
    ],
  ])('blocks where %s', async (_, spoil, words) => {
    const restore = spoil();
    const { outputs, main, opened } = await decide(all).finally(restore);
    opened.cleanup();
    expect([outputs['decision'], main.log.text]).toEqual(['BLOCKED', expect.stringMatching(words)]);
  });

  it('lists 300 files at most: then commits are compared, files are not', async () => {
    const files = all.project.repository.at(all.headSha).files as Map<string, Buffer>;
    for (let index = 0; index < 300; index++) files.set(`more/${index}`, Buffer.from('x'));
    const { outputs, report, opened } = await decide(all).finally(() => {
      for (let index = 0; index < 300; index++) files.delete(`more/${index}`);
    });
    opened.cleanup();
    expect([outputs['decision'], report]).toEqual(['GO', expect.stringContaining('GitHub lists at most 300 files')]);
  });
});

describe('what GitHub told, written anew', () => {
  const types = new Set(['attempt.accepted', 'artifact.told', 'change.told']);
  let bundle: string;
  let lines: readonly Line[];
  let scratch: string;
  beforeAll(async () => {
    const all = await observed();
    scratch = fs.mkdtempSync(path.join(all.project.scratch, 'forged-'));
    const { opened, outputs } = await decide(all, { runAttempt: 2 });
    bundle = path.join(all.project.scratch, outputs['execution-id'] ?? 'x');
    fs.cpSync(opened.folder, bundle, { recursive: true });
    opened.cleanup();
    lines = linesOf(bundle);
  });

  it('is refused with its place, or stands in the table of what can not be told', async () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, types);
    expect(tried).toBeGreaterThan(30);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, types, ['What GitHub told']));
  });

  const only = (type: string, change: (line: Line) => Line) => (all: Line[]) =>
    all.map((line) => (line.type === type ? change(line) : line));

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    [
      'evidence of an earlier attempt, and nobody asked',
      (all) => all.filter(({ type }) => type !== 'attempt.accepted'),
      /nobody asked whether/,
    ],
    [
      'a job that was started again',
      only('attempt.accepted', (line) => ({ ...line, jobs: [{ name: 'gate / observe', startedAt: line['beganAt'] }] })),
      /was started again/,
    ],
    ['no job', only('attempt.accepted', (line) => ({ ...line, jobs: [] })), /no job ran/],
    ['an upload of this attempt', only('attempt.accepted', (line) => ({ ...line, beganAt: line['uploadedAt'] })), /uploaded after/],
    ['an answer and a reason for none', only('change.told', (line) => ({ ...line, trouble: 'x' })), /and it answered/],
    ['two answers', (all) => all.flatMap((line) => (line.type === 'artifact.told' ? [line, line] : [line])), /asked twice/],
  ])('with %s is refused', async (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect([forged.accepted, forged.problems.join('\n')]).toEqual([false, expect.stringMatching(words)]);
  });
});
