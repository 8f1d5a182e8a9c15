import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { check } from '../../src/app/commands/check.ts';
import { explain } from '../../src/app/commands/explain.ts';
import type { Io } from '../../src/app/io.ts';
import { nodeWarnings } from '../../src/app/node-warnings.ts';
import { plan } from '../../src/app/commands/plan.ts';
import { schema } from '../../src/app/commands/schema.ts';
import { USER_KINDS } from '../../src/plan/configuration.ts';
import { TOPICS } from '../../src/plan/explain.ts';
import { fixture, load } from '../plan/load.ts';

let folder: string;
let out = '';
let err = '';
let io: Io;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-check-'));
  out = '';
  err = '';
  io = {
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    env: {},
    cwd: folder,
    terminal: { columns: 120, color: false },
    live: false,
  };
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(text: string): string {
  fs.writeFileSync(path.join(folder, 'gates.yml'), text);
  return 'gates.yml';
}

const ALL = { gates: [], skip: [], purpose: undefined, stage: undefined, overrides: {} };
const SMALL = `version: 1
name: Small
services: { api: { run: ./api, port: 8080, health: /healthz } }
gates:
  h: { kind: health, services: all, count: 3, criteria: [ { name: quick, pass: "p95Ms < 200.0", warn: "p95Ms < 400.0" } ] }
  later: { kind: change, needs: [h], if: always, required: false, base: main, rules: [ { paths: x, risk: low } ], shard: linux }
`;

describe('gate check', () => {
  it('says that there are no problems', async () => {
    expect(await check(write('version: 1\ngates: { a: { run: x } }\n'), io)).toBe(0);
    expect(out).toBe('gates.yml: no problems; 1 gate\n');
    expect(err).toBe('');
  });

  it('warns where every gate is advisory', async () => {
    const advisory = (more: string) => `version: 1\nname: A\ngates: { a: { run: x, required: false }${more} }\n`;
    expect(await check(write(advisory('')), io)).toBe(0);
    expect(err).toBe(
      'gates.yml:3:23: every gate is advisory (`required: false`): a decision needs a required one, so a run can only be BLOCKED (warning)\n',
    );
    err = '';
    expect(await check(write(advisory(', b: { run: x }')), io)).toBe(0);
    expect(err).toBe('');
    expect(await check(write('version: 1\nname: A\ngates: { a: { run: x, required-for: [ga] } }\n'), io)).toBe(0);
    expect(err).toBe('');
  });

  it('warns of attempts that nobody can count at a terminal', async () => {
    const text = 'version: 1\nevidence: { store: github }\npolicy: { max-attempts: 2 }\ngates: { a: { run: x } }\nname: Mine\n';
    expect(await check(write(text), io)).toBe(0);
    expect(err).toMatch(/^gates\.yml:3:25: at a terminal `gate run` is blocked.*\(warning\)\n$/);
    err = '';
    await check('gates.yml', { ...io, env: { GITHUB_ACTIONS: 'true' } });
    expect(err).toBe('');
  });

  it('warns of rules of a change that match no file', async () => {
    const text = (paths: string): string =>
      `version: 1\ngates:\n  c: { kind: change, base: main, rules: [ { paths: ${paths}, risk: high } ] }\n`;
    write(text('[ "*.yml", scr/** ]'));
    await check('gates.yml', io);
    expect(err).toBe('');
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '.'], { cwd: folder });
    await check('gates.yml', io);
    expect(err).toMatch(/^gates\.yml:3:\d+: matches no file that git tracks.*\(warning\)\n$/);
  });

  it('warns, and says what can not be run yet', async () => {
    expect(await check(write(fixture('sonia-stack')), io)).toBe(0);
    expect(out).toBe(
      'gates.yml: can be checked, not yet run: `gate run` will refuse it with exit code 2, for what is said above; 11 gates\n',
    );
    expect(err).toMatch(/^gates\.yml:29:16: gate "preflight" takes 1s and so judges no stalls .*\(warning\)$/m);
    expect(err).toMatch(/^gates\.yml:111:12: "tag" of a release is not supported yet \(`gate run` will refuse\)$/m);
  });

  it('warns of waivers that have expired, or will within a week, by the date in UTC', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-21T23:30:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    const waiver = (expires: string): string => `  - { gate: t, match: a, severity: low, owner: o, reason: r, expires: ${expires} }\n`;
    const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-28', '2026-11-29'];
    const tests = 'gates: { t: { kind: tests, run: x, reports: r.xml, format: junit } }\n';
    expect(await check(write(`version: 1\n${tests}waivers:\n${days.map(waiver).join('')}`), io)).toBe(0);
    expect(err).toBe(
      [
        'gates.yml:4:71: this waiver expired on 2026-11-20: nothing is waived by it (warning)',
        'gates.yml:5:71: this waiver expires today (warning)',
        'gates.yml:6:71: this waiver expires tomorrow (warning)',
        'gates.yml:7:71: this waiver expires in 7 days (warning)',
        '',
      ].join('\n'),
    );
  });

  it('warns of a probe that this Node can not look with', () => {
    const { plan } = load(
      'version: 1\ngates:\n  a: { run: x }\n  b: { kind: checks, checks: [ { sqlite: f, query: q, expect: "size(rows) == 1" } ] }\n',
    );
    expect(nodeWarnings(plan, 'gates.yml', 'v22.12.0')).toEqual([
      {
        file: 'gates.yml',
        at: { line: 4, column: 3 },
        message: 'gate "b" has a sqlite probe, which needs Node 22.13 or later: with this one, v22.12.0, it will be blocked',
      },
    ]);
    expect(nodeWarnings(plan, 'gates.yml', 'v22.13.0')).toEqual([]);
  });

  it('throws what is wrong, with the file as the user named it', async () => {
    write('version: 1\ngates: { a: { rn: x } }\n');
    await expect(check('./gates.yml', io)).rejects.toThrow(/^\.\/gates\.yml:2:10: gate "a" needs "kind"/);
    await expect(check('none.yml', io)).rejects.toThrow(/none\.yml/);
  });

  it('says once that more may be found, where the form of a gate is wrong', async () => {
    const note = /\nmend these, then check again: what the keys of a gate mean is checked once their form is right$/;
    await expect(check(write('version: 1\ngates: { a: { rn: x }, b: { run: x, tmeout: 1s } }\n'), io)).rejects.toThrow(note);
    await expect(check(write('version: 1\ngates: { a: { run: x, criteria: ["faild == 0"] } }\n'), io)).rejects.toThrow(/failed"\?$/);
  });

  it('says at once what is wrong with a gate of a misspelt kind, and with the gates beside it', async () => {
    const six = `version: 1
gates:
  unit: { kind: test, runs: npm test, report: r.xml }
  sizes: { kind: checks, chekcs: [ { tool: node } ] }
  load: { run: x, criteria: ["faild == 0"] }
`;
    await expect(check(write(six), io)).rejects.toThrow(
      new RegExp(
        [
          '^gates\\.yml:3:17: unknown kind "test"; did you mean "tests"\\?',
          'gates\\.yml:3:29: found "npm test", expected a whole number.*',
          'gates\\.yml:3:39: unknown key "report" of a tests gate; did you mean "reports"\\?',
          'gates\\.yml:4:26: unknown key "chekcs" of a checks gate; did you mean "checks"\\?',
          'gates\\.yml:5:31: unknown measurement "faild"; did you mean "failed"\\?',
          'mend these',
        ].join('\\n'),
      ),
    );
  });

  it.each([
    ['policy: { max-attempts: 2 }', '2:11'],
    ['evidence: { retention: { days: 3 } }', '2:13'],
  ])('warns of a configuration without a name where history matters: %s', async (keys, at) => {
    const text = `version: 1\n${keys}\ngates: { a: { run: x } }\n`;
    expect(await check(write(text), io)).toBe(0);
    expect(err).toMatch(
      new RegExp(`^gates\\.yml:${at}: earlier executions are found by the .name. of the configuration.*\\(warning\\)\\n$`),
    );
    err = '';
    await check(write(`${text}name: Mine\n`), io);
    expect(err).toBe('');
  });

  it('warns of a last GO without a name, and not of results that a path names', async () => {
    const gate = (from: string): string =>
      `version: 1\ngates:\n  c: { kind: classification, run: x, results: { path: r.csv }, classes: [a, b], manifest: { path: m.csv, cases: 2 }, baseline: { from: ${from} }, criteria: ["accuracy > 0.5", "maxRecallDrop <= 0.1"] }\n`;
    for (const file of ['m.csv', 'kept.jsonl']) fs.writeFileSync(path.join(folder, file), '');
    await check(write(gate('last-go')), io);
    expect(err).toMatch(/^gates\.yml:3:\d+: earlier executions are found by the `name`/);
    err = '';
    await check(write(gate('kept.jsonl')), io);
    expect(err).toBe('');
  });

  it('warns of folders and files that are not there', async () => {
    const text = `version: 1
evidence: { attachments: [LOG.md, "notes/*.md", { path: x.md, optional: true }], scan: ["out/**"] }
services: { s: { run: x, health: "http://127.0.0.1:1/", working-directory: srv } }
gates:
  a: { run: x, working-directory: web }
  b: { run: x, working-directory: in, workspace: temporary }
  c: { kind: cycles, services: [s], count: 2 }
`;
    expect(await check(write(text), io)).toBe(0);
    expect(err.split('\n').map((line) => line.replace(/:(?: it| at| no).*/, ''))).toEqual([
      'gates.yml:2:27: "LOG.md" names no file',
      'gates.yml:2:35: "notes/*.md" names no file',
      'gates.yml:2:89: "out/**" names no file yet',
      'gates.yml:3:76: the folder "srv" is not there',
      'gates.yml:5:35: the folder "web" is not there',
      '',
    ]);
    err = '';
    for (const name of ['LOG.md', 'notes/a.md', 'out/x', 'srv/x', 'web/x']) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), '');
    }
    await check('gates.yml', io);
    expect(err).toBe('');
  });

  it('warns of a baseline and a manifest that are not there', async () => {
    const text = (keys: string): string => `version: 1
name: Mine
gates:
  g: { kind: classification, run: x, results: { path: r.jsonl }, classes: [a, b], manifest: { path: in/m.jsonl, cases: 1 }, baseline: { ${keys} }, criteria: [ maxRecallDrop < 0.1 ] }
`;
    const told = async (keys: string): Promise<string> => {
      err = '';
      expect(await check(write(text(keys)), io)).toBe(0);
      return err;
    };
    const [manifest, baseline] = await told('from: baselin/last.jsonl').then((lines) => lines.split('\n'));
    expect(manifest).toMatch(/^gates\.yml:4:\d+: "in\/m\.jsonl" is not there: the gate can't read it unless something makes it first/);
    expect(baseline).toMatch(/^gates\.yml:4:\d+: "baselin\/last\.jsonl" is not there/);
    fs.mkdirSync(path.join(folder, 'in'));
    fs.writeFileSync(path.join(folder, 'in/m.jsonl'), '');
    expect(await told('from: in')).toBe('');
    expect(await told('from: last.jsonl, produced-by: job')).toBe('');
    expect(await told('from: last-go')).toBe('');
  });

  it('does not let a configuration write to the terminal', async () => {
    write('version: 1\ngates: { a: { run: x, "\\e[31mred\\u202e": 1 } }\n');
    await expect(check('gates.yml', io)).rejects.toThrow('gates.yml:2:23: unknown key "\\u{1b}[31mred\\u{202e}" of a checks gate');
  });
});

describe('a secret in the configuration', () => {
  const token = `Bearer ${'q7Zr2Kx9Lm4Vb8Tn'.repeat(2)}`;
  const address = `postgres://app:${['v9kQ2x', 'Lw7t'].join('')}@db.acme.io/shop`;
  const configured = (run: string): string => `version: 1\ngates:\n  a:\n    run: "${run}"\n`;

  it.each([
    ['bearer-authorization', `curl -H 'Authorization: ${token}' https://api.acme.io/`],
    ['connection-string', `psql ${address} -c 'select 1'`],
  ])('is refused by check, plan and explain with its place: %s', async (rule, run) => {
    const config = write(configured(run));
    const refused = new RegExp(`^gates\\.yml:4:\\d+: a secret \\(${rule}\\) stands here`);
    await expect(check(config, io)).rejects.toThrow(refused);
    expect(() => plan({ ...ALL, config, json: false }, io)).toThrow(refused);
    expect(() => plan({ ...ALL, config, json: true }, io)).toThrow(refused);
    expect(() => explain('a', config, io)).toThrow(refused);
    expect(out + err).toBe('');
  });

  it('is refused by the value of a secret variable', async () => {
    const config = write(`version: 1\nevidence: { secret-env: [DEPLOY_KEY] }\ngates: { a: { run: echo correct-horse } }\n`);
    io = { ...io, env: { DEPLOY_KEY: 'correct-horse' } };
    await expect(check(config, io)).rejects.toThrow(/^gates\.yml:3:\d+: the value of DEPLOY_KEY stands here/);
  });

  it('is allowed by a rule that there is', async () => {
    const allowed = (rule: string): string =>
      write(`version: 1\nevidence: { allow-secrets: [ { rule: ${rule}, path: a, reason: b } ] }\ngates: { a: { run: x } }\n`);
    expect(await check(allowed('connection-string'), io)).toBe(0);
    await expect(check(allowed('conection-string'), io)).rejects.toThrow(
      /found "conection-string", expected the name of a rule; did you mean "connection-string"\?/,
    );
    for (const rule of ['secret-env', 'DB_PASSWORD'])
      await expect(check(allowed(rule), io)).rejects.toThrow(
        new RegExp(`found "${rule}", expected the name of a rule.*values of "secret-env" are never allowed`),
      );
  });

  it('is let pass where the configuration allows it', async () => {
    const allowed = 'evidence: { allow-secrets: [ { rule: connection-string, path: gates.yml, reason: of a test } ] }\n';
    expect(await check(write(configured(`psql ${address}`) + allowed), io)).toBe(0);
  });

  it('is not repeated where something else is wrong with it', async () => {
    const config = write(`version: 1\ngates: { a: { run: x, timeout: "${address}" } }\n`);
    await expect(check(config, io)).rejects.toThrow(/found "postgres:\/\/\[REDACTED:connection-string\]@db\.acme\.io/);
  });
});

describe('gate plan', () => {
  it('shows order, counts, criteria and times', () => {
    expect(plan({ ...ALL, config: write(SMALL), json: false }, io)).toBe(0);
    expect(out).toBe(`Small
2 gates and the built-in one, 1 service, at least 10 s

 1 h: health, required
     services api
     expects 3 checks, 3 intervals
     takes 10 s at least, blocked after 1 h 15 s
     · every expected check happened: 3 of 3
     · failures: ≤ 0
     · quick: p95Ms < 200.0, warns if p95Ms < 400.0

 2 later: change, advisory
     needs h, whatever their verdict
     expects 1 change
     blocked after 1 h
     · risk: low, medium: allowed; high: needs approval; critical: denied

 3 evidence (Evidence): evidence, required
     · no secrets: = 0
`);
  });

  it('says in which folder a gate works', () => {
    plan(
      { ...ALL, config: write('version: 1\ngates: { a: { run: x, working-directory: packages/money }, b: { run: x } }\n'), json: false },
      io,
    );
    expect(out).toMatch(/1 a: checks, required\n {5}in packages\/money\n/);
    expect(out.match(/ {5}in /g)).toHaveLength(1);
  });

  it('says what is left out and why it is PARTIAL', () => {
    plan({ ...ALL, config: write(SMALL), gates: ['h'], json: false }, io);
    expect(out).toContain('PARTIAL: only h (--gate)\nleft out: later (not selected)\n');
  });

  it('gives the same as JSON', () => {
    plan({ ...ALL, config: write(SMALL), json: true }, io);
    expect(JSON.parse(out)).toMatchObject({
      name: 'Small',
      leastDurationMs: 10_000,
      gates: [
        {
          id: 'h',
          expected: { checks: 3, intervals: 3 },
          criteria: [
            { name: 'every expected check happened', target: '3 of 3', origin: 'default' },
            { name: 'failures', origin: 'default' },
            { name: 'quick', target: 'p95Ms < 200.0', warn: 'p95Ms < 400.0', origin: 'configuration' },
          ],
        },
        { id: 'later', required: false, expected: { changes: 1 } },
        { id: 'evidence' },
      ],
      notYet: ['gates.yml:6:115: "shard" is not supported yet'],
    });
  });
});

describe('gate explain', () => {
  it('begins with kinds, topics and a configuration that passes check', async () => {
    expect(explain(undefined, 'none.yml', io)).toBe(0);
    for (const word of [...USER_KINDS, ...Object.keys(TOPICS)]) expect(out).toContain(`  ${word} `);
    const start = /^ {2}version: 1\n(?: {2}.*\n)+/m.exec(out)?.[0].replaceAll(/^ {2}/gm, '') ?? '';
    expect(await check(write(start), io)).toBe(0);
  });

  it.each(USER_KINDS)('explains %s by its keys, measurements, defaults and an example', (kind) => {
    expect(explain(kind, 'none.yml', io)).toBe(0);
    expect(out).toMatch(new RegExp(`^${kind}: .+\\n`));
    expect(out).toContain(`kind: ${kind}\n`);
    expect(out).toMatch(/Measurements that its criteria may read\n\n {2}\S+ +\S/);
    expect(out).toMatch(/Criteria that it has by default\n\n {2}\S/);
    expect(out).not.toMatch(/undefined|\[object/);
  });

  it.each(Object.keys(TOPICS))('explains %s', (topic) => {
    expect(explain(topic, 'none.yml', io)).toBe(0);
    expect(out.length).toBeGreaterThan(300);
    expect(out).not.toMatch(/undefined|\[object|something else/);
  });

  it('says of a key its type, default and meaning', () => {
    explain('health', 'none.yml', io);
    expect(out).toContain(
      '  interval: a duration such as 250ms, 5s, 30m or 48h, default 5s\n      Time between two checks of a service.\n',
    );
    explain('cycles', 'none.yml', io);
    expect(out).toContain('  count: a whole number from 1 to 100000 (required)\n');
  });

  it('shows the effective form of a gate', () => {
    expect(explain('h', write(SMALL), io)).toBe(0);
    expect(out).toContain('gate h: health, required\n');
    expect(out).toMatch(/\nKeys\n\n {2}kind: health\n/);
    expect(out).toMatch(/\nDefaults of the other keys\n\n(?: {2}.*\n)* {2}failure-limit: 0\n/);
    expect(out).not.toMatch(/timeoutMs|spec:/);
  });

  it('explains the settings, not the built-in gate, of evidence', () => {
    explain('evidence', write(SMALL), io);
    expect(out).toMatch(/^In gates\.yml/);
    expect(out).not.toContain('gate evidence');
  });

  it('shows a gate that is called like a kind after the kind', () => {
    explain('cycles', write(fixture('sonia-stack')), io);
    expect(out).toMatch(/^cycles: Stops and starts[\s\S]*\ngate cycles: cycles, required\n {5}needs preflight\n/);
  });

  it.each([
    ['evidence', /^In gates\.yml\n\n {2}evidence: [\s\S]*\n {6}capture-env: /],
    ['policy', /^In gates\.yml\n\n {2}policy: [\s\S]*\n {6}max-attempts: /],
    ['waivers', /^In gates\.yml\n\n {2}waivers: [\s\S]*\n {6}owner: /],
    ['services', /^A service, /],
    ['http', /^A probe, [\s\S]*\n {2}expect reads\n/],
    ['file', /^The keys of gates\.yml[\s\S]*\nA probe, one of the checks[^\n]*\n\nfile\n/],
    ['retention', /^In gates\.yml, "evidence"\n\n {2}retention: /],
    ['failure-limit', /^In a health gate\n\n {2}failure-limit: [\s\S]*\nIn a tests gate\n\n {2}failure-limit: /],
  ])('explains %s, which is no kind', (word, page) => {
    expect(explain(word, 'none.yml', io)).toBe(0);
    expect(out).toMatch(page);
    expect(out).not.toMatch(/undefined|\[object|something else/);
  });

  it.each([
    ['changedLines', /^ {2}coverage\.changedLines: criteria of a tests gate\n.*\n {6}It needs "base": add `base: main`/m],
    ['coverage.changedLines', /^ {2}coverage\.changedLines: criteria of a tests gate\n/m],
    ['coverage', /^In a tests gate\n[^]*\n {2}coverage: criteria of a tests gate\n/],
    ['wilson', /^ {2}wilson: criteria of a classification gate\n {6}two-sided Wilson interval/m],
    ['recall["ham"]', /^ {2}recall: criteria of a classification gate\n/m],
    ['p95Ms', /^ {2}services\["…"\]\.p95Ms: criteria of a health gate\n/m],
    ['agreement', /^ {2}agreement: criteria of a classification gate\n.*\n {6}It needs "runs: 2" or more\.$/m],
    ['expectedRuns', /^ {2}expectedRuns: counts of a tests gate, which later gates read as gates\["tests"\]\.counts$/m],
    ['stdout', /^ {2}stdout: `expect` of command, a probe\n/m],
  ])('explains %s, a measurement', (word, page) => {
    expect(explain(word, 'none.yml', io)).toBe(0);
    expect(out).toMatch(page);
    expect(out).not.toMatch(/undefined|\[object|something else/);
  });

  it('takes no query of an example for a measurement that every gate has', () => {
    expect(() => explain('firing', 'none.yml', io)).toThrow('unknown word "firing"');
  });

  it('lists the parts of a measurement among those of a kind', () => {
    explain('tests', 'none.yml', io);
    expect(out).toMatch(/^ {2}coverage\.changedLines +covered lines \//m);
  });

  it('names the nearest word for an unknown one', () => {
    expect(() => explain('changedLine', 'none.yml', io)).toThrow('did you mean "changedLines"?');
    expect(() => explain('failure-limt', write(SMALL), io)).toThrow('unknown word "failure-limt"; did you mean "failure-limit"?');
    expect(() => explain('helth', write(SMALL), io)).toThrow('unknown word "helth"; did you mean "health"?');
    expect(() => explain('latr', write(SMALL), io)).toThrow('unknown word "latr"; did you mean "later"?');
    expect(() => explain('Tests', 'none.yml', io)).toThrow(/unknown word "Tests"; did you mean "tests"\?\n.*none.yml: no such file/);
  });

  it('says what is wrong with a configuration in which the word may be a gate', () => {
    expect(() => explain('web', write('version: 1\ngates: 3\n'), io)).toThrow(/:2:8: /);
  });
});

describe('gate schema', () => {
  it('prints JSON', () => {
    expect(schema(io)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Release gates', required: ['version', 'gates'] });
  });
});
