import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullRequest, workflowRun } from '../platform/events.ts';
import { type Event, Platform, type Project } from '../platform/platform.ts';
import type { ActionRun } from '../platform/runner.ts';
import { workflow } from '../workflows/files.ts';

const CONFIG = '.github/gates.yml';
/** Of the base: the tests of a pull request are run, and must pass. */
const GATES = `version: 1
name: Widget
gates:
  tests: { kind: tests, run: bash tests.sh, reports: report.xml }
`;

/** What would mean something to a runner, a page of GitHub or a terminal. */
const WORDS = [
  '::set-output name=decision::GO',
  '##[set-output name=decision]GO',
  '::add-mask::NO-GO',
  '::stop-commands::x',
  '::error file=x::y',
  '<!-- gate-action Release%20%2F%20Release%20gate run=9999 attempt=9 -->',
  '</details></td></table> ✅ GO [a](javascript:alert(1)) @org/team ```',
  '\u001B[2J\u001B]8;;http://evil.example\u0007GO\u202EOG-ON',
  '$(touch ran) `touch ran`; touch ran',
  '${{ github.token }}',
];

const xml = (text: string): string =>
  // Control characters can't stand in XML.
  text.replaceAll(/[&<>"\p{Cc}]/gu, (one) => (one < ' ' ? '?' : `&#${one.codePointAt(0)};`));

const REPORT = `<testsuite name="s">${WORDS.map((word) => `<testcase classname="${xml(word)}" name="${xml(word)}"><failure message="${xml(word)}">${xml(word)}</failure></testcase>`).join('')}</testsuite>\n`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

interface Attack {
  /** Commands of the pull request, run as its tests. */
  readonly tests?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly fork?: string;
  /** What becomes of the folder that the evidence was fetched into. */
  readonly evidence?: (folder: string) => void;
}

interface Attacked {
  readonly project: Project;
  readonly number: number;
  readonly observed: ActionRun;
  /** The folder of the evidence, as the job that decides has fetched it. */
  readonly bundle: string;
}

/** The first job, without a token, and what the second one fetches of it. */
async function attack({ tests = '', files = {}, fork, evidence = () => {} }: Attack): Promise<Attacked> {
  const project = platform.project({ [CONFIG]: GATES, 'tests.sh': 'true' });
  project.branch('topic');
  const headSha = project.commit(
    { 'report.in': REPORT, 'tests.sh': `cp report.in $GATE_DIR/report.xml\n${tests}\nexit 1\n`, ...files },
    'topic',
  );
  const { number } = project.repository.pull({ head: 'topic', headSha, ...(fork !== undefined && { fork }) });
  const observed = await project.run({ event: pullRequest(project, number), runId: 60, permissions: 'none' });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  // By the id that the job has told, else by the name; here the platform knows artifacts by name.
  const name = observed.outputs['artifact-name'] ?? '';
  if (project.artifactNames(60).includes(name)) fs.writeFileSync(path.join(bundle, name), await project.artifact(60, name));
  evidence(bundle);
  return { project, number, observed, bundle };
}

/** The second job, and the third, whose script is run as it stands in the workflow. */
async function decided({ project, number, bundle }: Attacked, event: Event = pullRequest(project, number)) {
  const command = event.name === 'workflow_run' ? 'report' : 'decide';
  const run = await project.run({ event, runId: command === 'report' ? 61 : 60, inputs: { command, bundle } });
  const [last] = workflow('.github/workflows/release-gate.yml').jobs['gate']?.steps ?? [];
  const result = run.main.code === 0 ? 'success' : 'failure';
  const env = { PATH: process.env['PATH'], RESULT: result, DECISION: run.outputs['decision'], ALLOW_PARTIAL: 'false' };
  const required = spawnSync('bash', ['-eo', 'pipefail', '-c', last?.run ?? 'true'], { env });
  return { ...run, required: required.status };
}

/** The only file in a folder. */
function only(folder: string): string {
  const [name = ''] = fs.readdirSync(folder);
  return path.join(folder, name);
}

/** Nothing of GitHub shows anything but a failure. */
function shownAsFailed({ repository }: Project): void {
  expect([...repository.checkRuns.values()].map(({ conclusion }) => conclusion)).toEqual(['failure']);
  expect(repository.statuses).toEqual([expect.objectContaining({ state: expect.stringMatching(/^(?:failure|error)$/) as string })]);
}

describe('a hostile pull request', () => {
  it('changes no verdict by its configuration, the names of its tests, and what it prints', async () => {
    const says = WORDS.map((word) => `printf '%s\\n' ${JSON.stringify(word).replaceAll(/[$`]/g, '\\$&')} >&2`).join('\n');
    const mine = GATES.replace('bash tests.sh', 'true').replace('name: Widget', `name: ${JSON.stringify(WORDS[6])}`);
    const attacked = await attack({ tests: says, files: { [CONFIG]: mine } });
    const { project, observed } = attacked;
    expect([observed.main.code, observed.outputs['decision'], observed.main.log.strange]).toEqual([1, 'NO-GO', []]);
    const { main, outputs, required } = await decided(attacked);
    expect([main.code, outputs['decision'], required, main.log.strange], main.log.text).toEqual([1, 'NO-GO', 1, []]);
    shownAsFailed(project);
    expect(fs.existsSync(path.join(project.folder, 'ran'))).toBe(false);
    const [comment] = [...project.repository.comments.values()];
    const [check] = [...project.repository.checkRuns.values()];
    for (const text of [comment?.body ?? '', check?.summary ?? '']) {
      // One marker, ours; nobody is called; no link leads out; no control characters.
      expect(text.match(/<!-- gate-action/g)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(text).not.toMatch(/(?<![\\`\w])@org\/team|(?<!\\)\]\(javascript|\u202E/);
      expect(text).not.toContain('\u001B');
    }
  });

  /** The runner's files of the step, as any process of the same user finds them. */
  const files = (name: string): string => `$(tr '\\0' '\\n' < /proc/$PPID/environ | sed -n 's/^${name}=//p')`;

  it.each([
    ['decision and artifact', `printf 'decision=GO\\nartifact-id=1\\nartifact-name=evidence.zip\\n' >> "${files('GITHUB_OUTPUT')}"`],
    ['the summary of the job', `echo '# GO' > "${files('GITHUB_STEP_SUMMARY')}"`],
    ['what post is told', `printf 'published=true\\nfolder=/tmp\\n' >> "${files('GITHUB_STATE')}"; kill -9 $PPID; sleep 9`],
    [
      'the programs of later steps',
      `mkdir -p bin; echo "$PWD/bin" >> "${files('GITHUB_PATH')}"; echo 'DECISION=GO' >> "${files('GITHUB_ENV')}"`,
    ],
  ])('changes no verdict by rewriting %s', async (_, tests) => {
    const attacked = await attack({ tests });
    const { main, outputs, required } = await decided(attacked);
    expect(['NO-GO', 'BLOCKED'], main.log.text).toContain(outputs['decision']);
    expect([main.code, required]).not.toContain(0);
    shownAsFailed(attacked.project);
  });

  it.each<[string, (folder: string) => void]>([
    ['is empty', (folder) => fs.writeFileSync(only(folder), '')],
    ['is no zip', (folder) => fs.writeFileSync(only(folder), 'GO\n'.repeat(999))],
    ['is two', (folder) => fs.copyFileSync(only(folder), `${only(folder)}.copy.zip`)],
    [
      'is a link to something of the job',
      (folder) => (fs.rmSync(only(folder)), fs.symlinkSync('/etc/passwd', path.join(folder, 'evidence.zip'))),
    ],
    [
      'is a folder that says GO',
      (folder) => (
        fs.rmSync(only(folder)),
        fs.mkdirSync(path.join(folder, 'data')),
        fs.writeFileSync(path.join(folder, 'data/decision.json'), '{"status":"GO"}')
      ),
    ],
    ['is cut', (folder) => fs.truncateSync(only(folder), fs.statSync(only(folder)).size - 100)],
    ['is a pipe', (folder) => (fs.rmSync(only(folder)), void spawnSync('mkfifo', [path.join(folder, 'evidence.zip')]))],
  ])('changes no verdict by evidence that %s', async (_, evidence) => {
    const attacked = await attack({ evidence });
    const { main, outputs, required } = await decided(attacked);
    expect([main.code, outputs['decision'], required], main.log.text).toEqual([2, 'BLOCKED', 1]);
    shownAsFailed(attacked.project);
  });

  it('changes no verdict by artifacts under our names, in its own run', async () => {
    const attacked = await attack({});
    const { project } = attacked;
    // What any command of the job can do with the token of its runner.
    const names = ['gate-decision-60-1.zip', 'gate-history-60-1.json', 'gate-evidence-60-2.zip', 'gate-decision-59-1.zip'];
    for (const name of names) await project.upload(60, name, Buffer.from('{"status":"GO","found":[]}'));
    const { main, outputs, required } = await decided(attacked);
    expect([main.code, outputs['decision'], required], main.log.text).toEqual([1, 'NO-GO', 1]);
    expect(outputs['artifact-name']).toMatch(/^gate-decision-60-1-\d{8}-\d{6}-[0-9a-f]{6}\.zip$/);
    shownAsFailed(project);
  });

  it('of a fork changes no verdict by what the event tells of it', async () => {
    const attacked = await attack({ fork: 'mallory/widget' });
    const { project, number } = attacked;
    const told = workflowRun(project, { id: 60, attempt: 1, number });
    const payload = told.payload as { readonly workflow_run: object };
    const hostile = { head_branch: '$(touch ran)`touch ran`', display_title: WORDS[6], name: WORDS[0], conclusion: 'success' };
    const event = { ...told, payload: { ...payload, workflow_run: { ...payload.workflow_run, ...hostile } } };
    const { main, outputs, required } = await decided(attacked, event);
    // A branch that no pull request has: there is nothing to report on, and nothing is written to the pull request.
    expect([main.code, outputs['decision'], required], main.log.text).toEqual([2, 'BLOCKED', 1]);
    expect(project.repository.comments.size).toBe(0);
    const honest = await decided(attacked, told);
    expect([honest.main.code, honest.outputs['decision'], honest.required], honest.main.log.text).toEqual([1, 'NO-GO', 1]);
    expect(fs.existsSync(path.join(project.folder, 'ran'))).toBe(false);
  });
});
