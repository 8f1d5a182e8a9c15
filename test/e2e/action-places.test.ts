import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullRequest, push } from '../platform/events.ts';
import { Platform, type Project, type RunOptions } from '../platform/platform.ts';

const configuration = (name: string | undefined, run: string): string =>
  `version: 1\n${name === undefined ? '' : `name: ${name}\n`}gates:\n  builds: { run: "${run}" }\n`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

function opened(files: Readonly<Record<string, string>>): { project: Project; number: number } {
  const project = platform.project(files);
  project.branch('topic');
  const headSha = project.commit({ 'x.txt': 'x' }, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha }).number };
}

/** What each place shows under which name: the newest where several are of one name, as GitHub does. */
function shown({ repository }: Project): Readonly<Record<string, Readonly<Record<string, string | undefined>>>> {
  return {
    checks: Object.fromEntries([...repository.checkRuns.values()].map(({ name, title }) => [name, title?.split(':')[0]])),
    comments: Object.fromEntries(
      [...repository.comments.values()].map(({ body }) => [
        decodeURIComponent(/gate-action (\S+)/.exec(body)?.[1] ?? '?'),
        /## \S+ (\S+):/.exec(body)?.[1],
      ]),
    ),
    statuses: Object.fromEntries(repository.statuses.map(({ context, state }) => [context, state])),
  };
}

const run = (project: Project, number: number, config: string, more: Partial<RunOptions> = {}) =>
  project.run({ event: pullRequest(project, number), runId: 5, ...more, inputs: { config, ...more.inputs } });

describe('two gates of one run', () => {
  it('are called as their configurations are', async () => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'exit 3'), 'b.yml': configuration('Second', 'true') });
    await run(project, number, 'a.yml');
    await run(project, number, 'b.yml');
    expect(shown(project)).toEqual({
      checks: { First: 'NO-GO', Second: 'GO' },
      comments: { 'Release / First': 'NO-GO', 'Release / Second': 'GO' },
      statuses: { First: 'failure', Second: 'success' },
    });
  });

  it.each([
    [
      'a name that the workflow gives both',
      configuration('First', 'exit 3'),
      configuration('Second', 'true'),
      { 'check-name': 'Gate' },
      'Gate',
    ],
    ['configurations without a name', configuration(undefined, 'exit 3'), configuration(undefined, 'true'), {}, 'Release gate'],
  ])('do not overwrite each other under %s', async (_, a, b, inputs, name) => {
    const { project, number } = opened({ 'a.yml': a, 'b.yml': b });
    await run(project, number, 'a.yml', { inputs });
    const { main } = await run(project, number, 'b.yml', { inputs });
    const both = {
      checks: { [name]: 'NO-GO', [`${name} (2)`]: 'GO' },
      comments: { [`Release / ${name}`]: 'NO-GO', [`Release / ${name} (2)`]: 'GO' },
      statuses: { [name]: 'failure', [`${name} (2)`]: 'success' },
    };
    expect(shown(project), main.log.text).toEqual(both);
    expect(main.log.text).toContain('give each a `check-name` of its own');
    // After "Re-run failed jobs" each finds its own place again.
    await run(project, number, 'b.yml', { inputs, runAttempt: 2 });
    await run(project, number, 'a.yml', { inputs, runAttempt: 3 });
    expect(shown(project)).toEqual(both);
    expect(project.repository.comments.size).toBe(2);
    // And so does the next run, whichever ends first.
    await run(project, number, 'b.yml', { inputs, runId: 6 });
    await run(project, number, 'a.yml', { inputs, runId: 6 });
    expect(project.repository.comments.size).toBe(2);
    expect(shown(project)['statuses']).toEqual({ [name]: 'success', [`${name} (2)`]: 'failure' });
  });

  it('do not, though they are of one configuration', async () => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'test -z $MATRIX') });
    await run(project, number, 'a.yml', { env: { MATRIX: 'x' } });
    await run(project, number, 'a.yml');
    expect(shown(project)['statuses']).toEqual({ First: 'failure', 'First (2)': 'success' });
  });
});

describe('an older run that ends late', () => {
  it('leaves comment, status and check of a newer one alone', async () => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'test -z $LATE') });
    await run(project, number, 'a.yml', { runId: 8 });
    const before = shown(project);
    const { main } = await run(project, number, 'a.yml', { runId: 7, env: { LATE: 'x' } });
    expect([main.code, shown(project)], main.log.text).toEqual([1, before]);
    for (const place of ['check run', 'comment', 'commit status'])
      expect(main.log.text).toContain(`${place} "First": left alone, run 8, attempt 1, is newer`);
  });
});

describe('an older run that ends late, on a commit with many statuses of others,', () => {
  it('leaves that of a newer run alone', async () => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'test -z $LATE') });
    await run(project, number, 'a.yml', { runId: 8, env: { LATE: 'x' } });
    expect(shown(project)['statuses']).toEqual({ First: 'failure' });
    const sha = project.repository.statuses[0]?.sha ?? '';
    for (let other = 0; other < 120; other++)
      project.repository.status({ sha, state: 'success', context: `ci/${other}`, description: null, targetUrl: null, author: 'ci[bot]' });
    await run(project, number, 'a.yml', { runId: 7 });
    expect(shown(project)['statuses']).toMatchObject({ First: 'failure' });
  });
});

describe("somebody else's marks", () => {
  const FORGED = '<!-- gate-action Release%20%2F%20First run=999999 attempt=1 -->\n## ✅ GO: forged';

  it.each(['dependabot[bot]', 'octocat'])('in a comment of %s silence nothing', async (author) => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'exit 3') });
    project.repository.comment(number, author, FORGED);
    await run(project, number, 'a.yml');
    expect([...project.repository.comments.values()].map((one) => [one.author, /NO-GO|forged/.exec(one.body)?.[0]])).toEqual([
      [author, 'forged'],
      ['github-actions[bot]', 'NO-GO'],
    ]);
  });

  it('at a check and a status silence nothing', async () => {
    const { project, number } = opened({ 'a.yml': configuration('First', 'exit 3') });
    const sha = project.tip;
    const author = 'evil[bot]';
    const none = { title: 'GO: forged', summary: '', text: null, annotations: [] };
    const run999 = { headSha: sha, startedAt: '2026-01-01T00:00:00Z', completedAt: '2026-01-01T00:00:00Z', status: 'completed', ...none };
    project.repository.checkRun({ ...run999, author, name: 'First', externalId: 'x/999999/1/a.yml', conclusion: 'success' });
    const targetUrl = 'http://github.localhost/x#gate-action:x/999999/1/a.yml';
    project.repository.status({ sha, state: 'success', context: 'First', description: 'forged', targetUrl, author });
    await run(project, number, 'a.yml');
    expect(shown(project)).toMatchObject({ checks: { First: 'NO-GO' }, statuses: { First: 'failure' } });
  });

  it.each(['my-gate[bot]', 'github-actions[bot]'])(
    'in a comment of ours (%s) are found again, whatever the app is called',
    async (login) => {
      const { project, number } = opened({ 'a.yml': configuration('First', 'exit 3') });
      for (const runId of [5, 6]) await run(project, number, 'a.yml', { login, runId });
      expect([...project.repository.comments.values()].map(({ author }) => author)).toEqual([login]);
    },
  );
});

it('inputs that are wrong are told in every place', async () => {
  const { project, number } = opened({ 'a.yml': configuration('First', 'true') });
  const { main, outputs } = await run(project, number, 'a.yml', { inputs: { comment: 'sometimes', 'retention-days': '0' } });
  expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
  const [check] = [...project.repository.checkRuns.values()];
  expect(check).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('input "comment" is "sometimes"') });
  expect(check?.summary).toContain('input "retention-days" is "0"');
  expect([project.repository.comments.size, project.repository.statuses.length]).toEqual([1, 1]);
});

it('a configuration with problems is told under its own name', async () => {
  const { project } = opened({ 'a.yml': 'version: 1\nname: First\ngates:\n  a: { kind: helth }\n' });
  await project.run({ event: push(project), inputs: { config: 'a.yml' } });
  expect(shown(project)['checks']).toEqual({ First: 'BLOCKED' });
});
