import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullRequest, push } from '../platform/events.ts';
import { faults } from '../platform/github/faults.ts';
import { Platform, type Project } from '../platform/platform.ts';
import type { ActionRun } from '../platform/runner.ts';
import { needs, TAKES_MINUTES } from '../platform/programs.ts';
import { servicePort } from './fixtures/stand.ts';

const CONFIG = '.github/gates.yml';
const GO = 'version: 1\nname: Widget\ngates:\n  builds: { run: echo built }\n';
const MANY = `version: 1\nname: Widget\ngates:\n  many: { kind: checks, checks: [ ${'{ command: exit 3 }, '.repeat(120)} ] }\n`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A pull request of a repository of its own. */
function opened(config = GO): { project: Project; number: number } {
  const project = platform.project({ [CONFIG]: config });
  project.branch('topic');
  const headSha = project.commit({ 'a.txt': 'a' }, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha }).number };
}

/** What of the three was written. */
function written({ repository }: Project): { checks: number; comments: number; statuses: number } {
  return { checks: repository.checkRuns.size, comments: repository.comments.size, statuses: repository.statuses.length };
}

const ALL = { checks: 1, comments: 1, statuses: 1 };

describe('what GitHub refuses', () => {
  it.each([
    ['checks/create', 'checks: write', { ...ALL, checks: 0 }],
    ['issues/create-comment', 'pull-requests: write', { ...ALL, comments: 0 }],
    ['repos/create-commit-status', 'statuses: write', { ...ALL, statuses: 0 }],
  ])('%s for want of a permission: the rest is written, the verdict stands, the permission is named', async (on, permission, expected) => {
    const { project, number } = opened();
    platform.github.fault({ on, method: 'POST' }, faults.forbidden());
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([0, expected]);
    expect(main.log.annotations.map(({ message }) => message).join('\n')).toContain(`permissions: { ${permission} }`);
  });

  it('a comment in a locked conversation: that is what is said, and no permission is asked for', async () => {
    const { project, number } = opened();
    project.repository.issueAt(number).locked = true;
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([0, { ...ALL, comments: 0 }]);
    const said = main.log.annotations.map(({ message }) => message).join('\n');
    expect(said).toContain('the conversation is locked');
    expect(said).not.toContain('permissions:');
  });

  it('single sign-on is said to be that', async () => {
    const { project, number } = opened();
    platform.github.fault({ on: 'repos/create-commit-status' }, faults.saml());
    const { main } = await project.run({ event: pullRequest(project, number) });
    const said = main.log.annotations.map(({ message }) => message).join('\n');
    expect(said).toContain('demands single sign-on');
    expect(said).not.toContain('permissions:');
  });

  it.each([
    ['from the start', 'checks/create', 0],
    ['in a later batch', 'checks/update', 50],
  ] as const)('an annotation, %s: the check is there without it, and the whole reason is said', async (_, on, kept) => {
    const { project, number } = opened(MANY);
    const annotated = (body: unknown) => ((body as { output?: { annotations?: unknown[] } }).output?.annotations?.length ?? 0) > 0;
    platform.github.fault(
      { on, body: annotated },
      faults.invalid("For 'properties/start_line', 0 is less than the minimum.\nFor 'properties/path', it is too long."),
    );
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([1, ALL]);
    const [check] = [...project.repository.checkRuns.values()];
    expect([check?.conclusion, check?.annotations.length]).toEqual(['failure', kept]);
    for (const words of ['0 is less than the minimum', 'it is too long', 'the check run is there without them'])
      expect(main.log.text).toContain(words);
    expect(main.log.annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
  });

  it.each([
    ['a token that nobody knows', { token: 'ghs_unknown' }, 'the token is not valid'],
    ['no token', { token: '' }, ''],
  ])('%s: the verdict stands', async (_, inputs, words) => {
    const { project } = opened();
    const { main, summary } = await project.run({ event: push(project), inputs });
    expect([main.code, written(project)], main.log.text).toEqual([0, { checks: 0, comments: 0, statuses: 0 }]);
    expect(main.log.text).toContain(words);
    expect(summary).toContain('GO');
  });
});

describe('what does not last', () => {
  it.each([
    ['a secondary limit with Retry-After', 'checks/create', faults.secondaryLimit(1)],
    ['429 with Retry-After', 'issues/create-comment', faults.secondaryLimit(1, 429)],
    ['the hourly limit, which is over soon', 'repos/create-commit-status', faults.primaryLimit(2)],
    ['502', 'checks/create', faults.badGateway()],
    ['a connection that breaks', 'issues/create-comment', faults.reset()],
  ])('%s is waited for', async (_, on, fault) => {
    const { project, number } = opened();
    platform.github.fault({ on, method: 'POST' }, fault);
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([0, ALL]);
    expect(main.log.text).toContain('trying again in');
  });

  it.each(['checks/create', 'issues/create-comment', 'repos/create-commit-status'])(
    'a reply to %s that is lost doubles nothing',
    async (on) => {
      const { project, number } = opened();
      platform.github.fault({ on, method: 'POST' }, faults.lostReply());
      const { main } = await project.run({ event: pullRequest(project, number) });
      expect([main.code, written(project)], main.log.text).toEqual([0, ALL]);
    },
  );

  it('a secondary limit that says nothing is waited for, a minute long', TAKES_MINUTES, async () => {
    const { project, number } = opened();
    platform.github.fault({ on: 'checks/create', method: 'POST' }, faults.secondaryLimit());
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([0, ALL]);
  });
});

describe('annotations', () => {
  it('arrive 50 a request, none twice, also when a reply is lost', async () => {
    const { project, number } = opened(MANY);
    const before = platform.github.requests.length;
    platform.github.fault({ on: 'checks/update' }, faults.lostReply());
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect(main.code, main.log.text).toBe(1);
    const [check] = [...project.repository.checkRuns.values()];
    expect(check?.annotations).toHaveLength(120);
    const sent = platform.github.requests
      .slice(before)
      .filter(({ operation }) => operation === 'checks/create' || operation === 'checks/update');
    expect(sent.map(({ body }) => (body as { output: { annotations: unknown[] } }).output.annotations.length)).toEqual([50, 50, 20]);
  });

  it('become those of the step where there is no check run', async () => {
    const { project, number } = opened(MANY);
    platform.github.fault({ on: 'checks/create' }, faults.forbidden());
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect(main.code).toBe(1);
    expect(main.log.annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
    expect(main.log.text).toContain('110 more annotations stand in the summary');
  });
});

describe('a decision with more to say than fits', () => {
  const TESTS = `version: 1\nname: Widget\ngates:\n  many: { kind: tests, run: "node make.mjs > $GATE_DIR/junit.xml; exit 1", reports: junit.xml }\n`;
  const MAKE = `const name = 'é🙂'.repeat(60);
const row = (i) => '<testcase classname="a.b" file="tests/a.py" line="' + i + '" name="' + name + i + '"><failure message="' + 'ß@org/team '.repeat(60) + '"/></testcase>';
console.log('<testsuite name="s">' + Array.from({ length: 3000 }, (_, i) => row(i)).join('') + '</testsuite>');
`;

  it('is cut to what each place takes, and says what is left out', async () => {
    const { project, number } = opened(TESTS);
    fs.writeFileSync(path.join(project.folder, 'make.mjs'), MAKE);
    const { main, summary } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([1, ALL]);
    const [comment] = [...project.repository.comments.values()];
    const [check] = [...project.repository.checkRuns.values()];
    const places = [
      [comment?.body, 65_536],
      [check?.summary, 65_535],
      [check?.text, 65_535],
      [summary, 1_048_576],
    ] as const;
    for (const [shown, limit] of places) {
      const text = shown ?? '';
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(text).toMatch(/… and [\d,]+ more|more annotations? did not fit/);
      expect(text).not.toContain('@org/team');
    }
    expect(check?.annotations).toHaveLength(1000);
  });
});

describe('the evidence', () => {
  it('that can not be uploaded changes no verdict', async () => {
    const { project, number } = opened();
    platform.artifacts.fault('CreateArtifact', 403);
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, written(project)], main.log.text).toEqual([0, ALL]);
    expect(main.log.text).toContain('the evidence could not be uploaded');
  });

  it('is uploaded again after a failure of the service', async () => {
    const { project, number } = opened();
    platform.artifacts.fault('FinalizeArtifact', 503);
    const { main } = await project.run({ event: pullRequest(project, number), runId: 11 });
    expect(main.code).toBe(0);
    expect(project.artifactNames(11)).toEqual(['gate-evidence-11-1.zip']);
  });

  it('of a second gate of the same run has a name of its own', async () => {
    const { project, number } = opened();
    await project.run({ event: pullRequest(project, number), runId: 12 });
    const { main } = await project.run({ event: pullRequest(project, number), runId: 12, inputs: { 'check-name': 'Another' } });
    expect(main.code, main.log.text).toBe(0);
    expect(project.artifactNames(12), main.log.text).toHaveLength(2);
  });
});

describe('a certificate that nobody vouches for', needs('openssl'), () => {
  it('is said to be that, at once', async () => {
    const { project, number } = opened();
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(project.scratch, name)) as [string, string];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', key, '-out', cert];
    execFileSync('openssl', made, { stdio: 'ignore' });
    const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, (_, reply) => reply.end('{}'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    try {
      const { main } = await project.run({ event: push(project), env: { GITHUB_API_URL: url } });
      expect([number, main.code], main.log.text).toEqual([number, 0]);
      expect(main.log.text).toContain("does not trust GitHub's certificate");
      expect(main.log.text).not.toContain('trying again');
    } finally {
      server.close();
    }
  });
});

/** A run of some seconds with a service. */
const SLOW = `version: 1
name: Widget
services: { web: { run: "node server.mjs", port: PORT, health: / } }
gates:
  first: { run: echo first }
  steady: { kind: health, needs: [first], services: [web], interval: 200ms, count: 15, missed-limit: 14 }
  last: { needs: [steady], run: "sleep 30 & sleep 1" }
`;
const SERVER = "import http from 'node:http';\nhttp.createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1');\n";

describe('a run that is cancelled', () => {
  const moments: readonly (readonly [string, RegExp, readonly string[]])[] = [
    ['before the first gate', /Widget: execution/, ['BLOCKED']],
    ['at the first gate', /first starts/, ['BLOCKED']],
    ['while a service starts', /steady starts/, ['BLOCKED']],
    ['between two gates', /steady passed/, ['BLOCKED']],
    ['at the last gate', /last starts/, ['BLOCKED']],
    ['when all gates have ended', /last passed/, ['BLOCKED', 'GO']],
    ['before anything is shown', /^::group::Show the decision/, ['GO']],
    ['as the upload begins', /Root directory input is valid/, ['GO']],
    ['during the upload', /Uploading artifact|Beginning upload/, ['GO']],
    ['as the comment is written', /^comment: create/, ['GO']],
  ];

  it.each(moments)('%s is stopped, sealed and shown', async (_, at, decisions) => {
    const { project, number } = opened(SLOW.replace('PORT', String(await servicePort())));
    fs.writeFileSync(path.join(project.folder, 'server.mjs'), SERVER);
    const run = await project.run({ event: pullRequest(project, number), runId: 30, cancel: { at } });
    expect(run.orphans).toEqual([]);
    expect(decisions, text(run)).toContain(run.outputs['decision']);
    // Whoever comes after it finds the evidence, whether `main` or `post` uploaded it.
    expect(project.artifactNames(30), text(run)).toEqual([run.outputs['artifact-name']]);
    expect(written(project)).toEqual(ALL);
    expect(run.main.ms).toBeLessThan(60_000);
  });
});

function text({ main, post }: ActionRun): string {
  return `${main.log.text}\n--- post ---\n${post?.log.text ?? ''}`;
}

it('without an artifact service the verdict stands, and the rest is shown', async () => {
  // A platform of its own: nothing comes back to life there.
  const alone = await Platform.start();
  try {
    const project = alone.project({ [CONFIG]: GO });
    alone.artifacts.goDown();
    const { main, outputs } = await project.run({ event: push(project) });
    expect([main.code, outputs['decision'], outputs['artifact-id']], main.log.text).toEqual([0, 'GO', undefined]);
    expect(main.log.text).toContain('the evidence could not be uploaded');
    expect(project.repository.checkRuns.size).toBe(1);
  } finally {
    await alone.close();
  }
});
