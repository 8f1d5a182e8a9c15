import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { freePort } from '../live/processes/tree.ts';
import { forge, keptAside, type Line, linesOf } from './forge.ts';
import { forgeEach, untoldOf } from './each.ts';

/** The hash of no bytes. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A run with most types of facts, without a warning. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;
let lines: Line[];

beforeAll(async () => {
  const port = await freePort();
  project.write(
    'server.mjs',
    `import http from 'node:http';\nhttp.createServer((q, r) => r.end('{"n":1}')).listen(process.env.PORT, '127.0.0.1');\n`,
  );
  project.write('NOTES.md', 'by hand\n');
  project.write('test.sh', `echo '<testsuite name="s" tests="1"><testcase name="a"/></testsuite>' > $GATE_DIR/junit.xml\n`);
  project.write(
    'gates.yml',
    `version: 1
name: Forgery
evidence: { attachments: [NOTES.md], scan: [NOTES.md] }
services: { web: { run: node server.mjs, port: ${port}, health: /healthz } }
gates:
  work:
    kind: checks
    services: [web]
    checks: [ { command: "echo hello; echo file > $GATE_DIR/result.txt" }, { tool: node }, { http: "http://127.0.0.1:${port}/", expect: "json.n == 1" } ]
  unit: { kind: tests, needs: [work], run: sh test.sh, reports: junit.xml }
  box: { kind: access, needs: [unit], services: [web], base-url: "http://127.0.0.1:${port}", identities: { any: {} }, rules: [ { request: { url: / }, allow: [any] } ], sandbox: [ { run: "true", expect: allowed }, { run: "exit 77", expect: denied, denied-exit: [77], control: "true" } ] }
  steady: { kind: health, needs: [box], services: [web], interval: 1s, count: 6 }
  restarts: { kind: cycles, needs: [steady], services: [web], count: 1 }
`,
  );
  const env = { GITHUB_REPOSITORY: 'acme/widget', GITHUB_RUN_ID: '40', GITHUB_RUN_ATTEMPT: '1' };
  const ran = await project.gate(['run', 'gates.yml'], { env });
  expect(ran.stderr + ran.stdout).toContain('GO  Ready for release');
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

describe('a bundle that somebody writes anew from end to end', () => {
  it('holds when nothing was changed', async () => {
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO', problems: [] });
  });

  it('is kept as one file when its own maker finds it, and nothing is stated of it', async () => {
    const change = (all: Line[]): Line[] => all.map((line) => (line.type === 'step' ? { ...line, run: 'true # not ours' } : line));
    expect(await keptAside(bundle, scratch, change)).toBe(true);
  });

  it('is refused with its place, or its change is in the table of what can not be told', async () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, new Set(lines.map(({ type }) => type)));
    expect(tried).toBeGreaterThan(1000);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines));
  });

  const facts = (all: readonly Line[]): Line[] => all.filter(({ type }) => type !== 'seal');
  const each = (change: (line: Line, index: number) => Line) => (all: Line[]) => all.map(change);
  const only = (type: string, change: (line: Line) => Line) => each((line) => (line.type === type ? change(line) : line));
  const laterBy = (at: unknown, ms: number): string => new Date(Date.parse(String(at)) + ms).toISOString();

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    [
      'all checks at one moment',
      (all) => {
        const last = all.findLast(({ type }) => type === 'check');
        return only('check', (line) => ({ ...line, t: last?.['t'] }))(all);
      },
      /due|one interval apart|time does not go back|no seal covers/,
    ],
    [
      'a gate that took no time',
      (all) => {
        const first = Number(facts(all).find(({ type }) => type === 'check')?.['t']);
        return each((line) => (typeof line['t'] === 'number' && line['t'] > first ? { ...line, t: first } : line))(all);
      },
      /was due \d+ ms after the gate began/,
    ],
    ['a start in 2001', only('execution.started', (line) => ({ ...line, at: '2001-01-01T00:00:00.000Z' })), /ahead of what the facts/],
    [
      'seals that go back',
      (all) => {
        const at = all.findLastIndex(({ type }) => type === 'seal');
        return each((line, index) =>
          line.type === 'seal' && index < at ? line : { ...line, ...(line['at'] !== undefined && { at: laterBy(line['at'], -60_000) }) },
        )(all);
      },
      /behind what the facts|ahead of what the facts/,
    ],
    [
      'a seal that jumps by an hour',
      (all) => {
        const middle = all.findIndex(({ type }, index) => type === 'seal' && index > all.length / 2);
        return each((line, index) => (line.type === 'seal' && index >= middle ? { ...line, at: laterBy(line['at'], 3_600_000) } : line))(
          all,
        );
      },
      /ahead of what the facts/,
    ],
    ['no seals but the last', (all) => [...facts(all), all.at(-1) as Line], /no seal covers yet/],
    [
      'a second start of the first process',
      (all) => {
        const first = all.find(({ type }) => type === 'service.started');
        return only('service.started', (line) => ({ ...line, pid: first?.['pid'], start: first?.['start'] }))(all);
      },
      /was started before|was started$/,
    ],
    ['services that never ended', (all) => all.filter(({ type }) => type !== 'service.stopped'), /has not ended|nothing tells of its end/],
    ['services that never were ready', (all) => all.filter(({ type }) => type !== 'service.ready'), /was never ready/],
    [
      'a signal that is not configured',
      only('service.stopped', (line) => ({ ...line, signals: ['SIGINT'] })),
      /SIGINT, which is not configured/,
    ],
    ['another command', only('step', (line) => ({ ...line, run: 'true # not ours' })), /is not in the plan/],
    ['a sandbox that ended otherwise than its command', only('sandbox', (line) => ({ ...line, exit: 0 })), /of its command/],
    [
      'a second state of the source',
      (all) => all.flatMap((line) => (line.type === 'source' ? [line, line] : [line])),
      /stands there twice/,
    ],
    [
      'more changed files than are listed',
      only('source', (line) => ({ ...line, vcs: 'git', commit: null, dirtyCount: 3 })),
      /3 changed files, and 0 are listed/,
    ],
    ['a withheld file without a secret', only('attachment', (line) => ({ ...line, withheld: true })), /no secret was found|withheld/],
    [
      'a secret of no plan',
      (all) =>
        all.flatMap((line) =>
          line.type === 'source'
            ? [line, { seq: 0, t: line['t'], type: 'leak', gate: 'evidence', secret: 'X', file: 'observations.jsonl', line: 1 }]
            : [line],
        ),
      /X is no secret of the plan/,
    ],
  ])('%s', async (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect(forged.accepted).toBe(false);
    expect(forged.problems.join('\n')).toMatch(words);
    expect(forged.placed).toBe(true);
  });

  it('holds with a file more that no gate judges, as docs/trust.md says', () => {
    const copy = path.join(fs.mkdtempSync(path.join(scratch, 'more-')), path.basename(bundle));
    fs.cpSync(bundle, copy, { recursive: true });
    fs.mkdirSync(path.join(copy, 'data/gates/work/files'), { recursive: true });
    fs.writeFileSync(path.join(copy, 'data/gates/work/files/more.txt'), '');
    const more = { seq: 0, type: 'attachment', basis: 'file', gate: 'work', path: 'gates/work/files/more.txt', sha256: EMPTY, bytes: 0 };
    const about = { modifiedAt: 0, existedBefore: false, original: 'more.txt' };
    const added = (all: Line[]): Line[] =>
      all.flatMap((line) => (line.type === 'gate.ended' && line['gate'] === 'work' ? [{ ...more, ...about, t: line['t'] }, line] : [line]));
    expect(forge(copy, fs.mkdtempSync(path.join(scratch, 'forged-')), added)).toMatchObject({ accepted: true, status: 'GO', problems: [] });
  });

  it('does not release without a hand-written file that was asked for', async () => {
    const forged = forge(bundle, scratch, (all) => all.filter(({ handWritten }) => handWritten !== true));
    expect(forged.status).not.toBe('GO');
  });
});
