import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../live/processes/tree.ts';
import { random, SECRETS } from '../redact/secrets.ts';
import { Project, type Ran, REPO } from './harness.ts';

/** Everything below a folder, one text a file, its name first. */
function textsBelow(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return new Map(names.map((name) => [name, `${name}\n${fs.readFileSync(path.join(folder, name), 'latin1')}`]));
}

/** The secrets that a text shows, as they are or in base64. */
function shown(text: string): string[] {
  const forms = (secret: string): string[] => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2)];
  return SECRETS.filter(({ secret }) => forms(secret).some((form) => text.includes(form))).map(({ rule, what }) => `${rule}: ${what}`);
}

function factsOf(bundle: string): Record<string, unknown>[] {
  const lines = fs.readFileSync(path.join(bundle, 'data/observations.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const password = random('password', 16);
const address = `postgres://app:${password}@db.acme.io/x`;
const token = SECRETS.find(({ rule }) => rule === 'jwt')?.secret ?? '';

describe('secrets of every rule, in every place', () => {
  const project = new Project();
  let ran: Ran;
  let bundle: string;

  beforeAll(async () => {
    const port = await freePort();
    project.write('secrets.json', JSON.stringify(SECRETS.map(({ text }) => text)));
    project.write(
      'names.json',
      JSON.stringify(
        SECRETS.filter(({ text, secret }) => text === secret && secret.length < 100 && !secret.includes('/')).map(({ secret }) => secret),
      ),
    );
    project.write('NOTES.md', SECRETS.map(({ text }) => text).join('\n\n'));
    project.write(
      'say.mjs',
      `import fs from 'node:fs';
const all = JSON.parse(fs.readFileSync('secrets.json', 'utf8'));
const [, , how] = process.argv;
if (how === 'out') console.log(all.join('\\n'));
if (how === 'err') { console.error(all.join('\\n')); process.exitCode = 3; }
if (how === 'file') fs.writeFileSync(process.env.GATE_DIR + '/file.txt', all.map((one) => Buffer.from(one).toString('base64')).join('\\n'));
if (how === 'each') all.forEach((one, index) => fs.writeFileSync(process.env.GATE_DIR + '/' + index + '.txt', 'x '.repeat(index * 30000) + one));
if (how === 'names') for (const name of JSON.parse(fs.readFileSync('names.json', 'utf8'))) fs.writeFileSync(process.env.GATE_DIR + '/a ' + name + '.log', 'x');
if (how === 'junit') fs.writeFileSync(process.env.GATE_DIR + '/junit.xml', '<testsuite name="s" tests="1"><testcase name="a"><failure message="no"><![CDATA[' + all.join('\\n') + ']]></failure></testcase></testsuite>');
if (how === 'serve') {
  const http = await import('node:http');
  console.log(all.join('\\n'));
  http.createServer((q, r) => r.end(q.url === '/' ? 'ok' : JSON.stringify({ all, own: Object.fromEntries(all.slice(0, 40).map((one) => [one.slice(0, 200), one])) }))).listen(process.env.PORT, '127.0.0.1');
}
`,
    );
    const says = (how: string): string => `node say.mjs ${how}`;
    project.write(
      'gates.yml',
      `version: 1
evidence: { attachments: [NOTES.md] }
services: { web: { run: "${says('serve')}", port: ${port}, health: / } }
gates:
  commands:
    kind: checks
    checks: [ { command: "${says('out')}" }, { command: "${says('err')}" }, { command: "${says('file')}" }, { command: "${says('names')}" }, { command: "${says('each')}" } ]
  answers: { kind: checks, if: always, services: [web], checks: [ { http: "http://127.0.0.1:${port}/all", expect: "json.all[0] == '1' && json.own.size() == 0" } ] }
  unit: { kind: tests, if: always, run: "${says('junit')}", reports: junit.xml }
`,
    );
    ran = await project.gate(['run', 'gates.yml']);
    bundle = project.bundle();
  });
  afterAll(() => project.close());

  it('stand nowhere in what is published or said', () => {
    expect(ran.code).toBe(1);
    const zip = `${bundle}.zip`;
    expect(fs.existsSync(zip)).toBe(true);
    for (const [name, text] of textsBelow(bundle)) expect([name, shown(text)]).toEqual([name, []]);
    expect([shown(ran.stdout), shown(ran.stderr)]).toEqual([[], []]);
  });

  it('withhold the files that hold them, and the originals lie where only their owner looks', () => {
    const withheld = factsOf(bundle).filter((fact) => fact['withheld'] === true && String(fact['type']).endsWith('attachment'));
    const names = withheld.map(({ original }) => String(original));
    expect(names).toEqual(expect.arrayContaining(['check-1.stdout', 'check-2.stderr', 'file.txt', 'junit.xml', 'NOTES.md', 'log of web']));
    const own = SECRETS.map((one, index) => ({ ...one, name: `${index}.txt` }));
    expect(own.filter(({ warns, name }) => names.includes(name) === (warns === true)).map(({ rule, what }) => `${rule} ${what}`)).toEqual(
      [],
    );
    for (const { path: file } of withheld)
      expect(fs.readFileSync(path.join(bundle, 'data', String(file)), 'utf8')).toMatch(
        /^withheld: a file in which a secret was found \(.* in line \d+/,
      );
    const quarantine = path.join(`${path.dirname(bundle)}.quarantine`, path.basename(bundle));
    expect(fs.statSync(quarantine).mode & 0o777).toBe(0o700);
    expect([...textsBelow(quarantine).keys()].sort()).toEqual(withheld.map(({ path: file }) => String(file)).sort());
    expect(ran.stderr).toContain(`the original is ${quarantine}`);
  });

  it('let the evidence fail, with the first place, and block what was to be judged', () => {
    const { gates, status } = project.summary();
    expect(status).toBe('NO-GO');
    expect(gates['evidence']?.verdict).toBe('failed');
    expect(gates['unit']?.verdict).toBe('blocked');
    expect(ran.stdout).toMatch(/junit\.xml: withheld, a secret was found in it/);
    expect(ran.stdout).toMatch(/no secrets: \d+ found, such as [a-z0-9-]+ in gates\//);
  });

  it('are told with rule and line alone, and verifying says the same', async () => {
    const leaks = factsOf(bundle).filter(({ type }) => type === 'leak');
    const rules = new Set(leaks.map(({ rule }) => rule));
    expect(SECRETS.map(({ rule }) => rule).filter((rule) => !rules.has(rule))).toEqual([]);
    expect((await project.gate(['verify', bundle])).stdout).toContain('NO-GO');
  });
});

describe('the quarantine', () => {
  it('is no place that code under test has chosen', async () => {
    const { project, ran } = await runOf(
      'gates: { work: { run: "mkdir public; ln -s $PWD/public .gate/executions.quarantine; cat out.txt" } }\n',
      { 'out.txt': address },
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('the original could not be kept');
    expect(fs.readdirSync(path.join(project.folder, 'public'))).toEqual([]);
  });

  it('is not looked at by a scan of everything, and holds what the evidence does not', async () => {
    const { project, ran } = await runOf(`evidence: { scan: [ "**" ] }\n${WORK}`, { 'out.txt': address });
    expect(ran.stdout).toMatch(/2 found, such as connection-string in gates\/work/);
    expect([...textsBelow(path.join(project.folder, '.gate/executions.quarantine')).values()].join()).toContain(password);
    expect(fs.readFileSync(path.join(project.folder, '.gate/executions.quarantine/.gitignore'), 'utf8')).toBe('*\n');
  });
});

describe('a run that is killed', () => {
  it('leaves no secret in what is made of it, and says that nobody looked', async () => {
    const project = new Project();
    onTestFinished(() => project.close());
    project.write('out.txt', address);
    project.write(
      'gates.yml',
      `version: 1\nevidence: { scan: [ out.txt ] }\ngates: { a: { run: cat out.txt }, b: { run: "cat out.txt; touch begun; sleep 60" } }\n`,
    );
    const { child } = project.start(['run', 'gates.yml']);
    await expect.poll(() => fs.existsSync(path.join(project.folder, 'begun')), { timeout: 20_000 }).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => fs.existsSync(`${project.bundle()}.zip`), { timeout: 30_000 }).toBe(true);
    for (const [name, text] of textsBelow(project.bundle())) expect([name, text.includes(password)]).toEqual([name, false]);
    expect(fs.readFileSync(path.join(project.bundle(), 'data/report.md'), 'utf8')).toMatch(/scan of out\.txt[^\n]*nobody looked/);
  });
});

/** A run of one configuration. */
async function runOf(yaml: string, files: Readonly<Record<string, string>> = {}): Promise<{ project: Project; ran: Ran }> {
  const project = new Project();
  onTestFinished(() => project.close());
  for (const [name, text] of Object.entries(files)) project.write(name, text);
  project.write('gates.yml', `version: 1\n${yaml}`);
  return { project, ran: await project.gate(['run', 'gates.yml']) };
}

const WORK = 'gates: { work: { run: cat out.txt } }\n';

describe('a token that may be of no use', () => {
  it('is redacted, and warns', async () => {
    const { project, ran } = await runOf(WORK, { 'out.txt': `line\nthe token is ${token}\n` });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/possible secrets .*1 found: jwt in gates\/work\/check-1\.stdout\.log:2 .*warned/);
    expect(fs.readFileSync(path.join(project.bundle(), 'data/gates/work/check-1.stdout.log'), 'utf8')).toBe(
      'line\nthe token is [REDACTED:jwt]\n',
    );
  });
});

describe('a value that a name such as token tells', () => {
  const value = random('assigned', 32);

  it('is redacted where it came in, and warns: what is judged is read all the same', async () => {
    const junit = `<testsuite name="s" tests="1"><testcase name="a"/><system-out>API_TOKEN=${value}</system-out></testsuite>`;
    const { project, ran } = await runOf(
      'gates: { unit: { kind: tests, run: "cp report.xml $GATE_DIR/junit.xml; cat out.txt", reports: junit.xml } }\n',
      { 'report.xml': junit, 'out.txt': `clientSecret: ${value}\n` },
    );
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/possible secrets .*2 found, such as assigned-secret in/);
    for (const [name, text] of textsBelow(project.bundle())) expect([name, text.includes(value)]).toEqual([name, false]);
    expect((await project.gate(['verify', project.bundle()])).code).toBe(0);
  });

  it('may stand in a configuration, in every place, and the evidence holds', async () => {
    const port = await freePort();
    const { project, ran } = await runOf(
      `env: { API_TOKEN: ${value} }
gates:
  work: { run: "echo token=${value} && export DB_PASSWORD=${value} && node -e 0 secret=${value}" }
  web:
    kind: checks
    services: [web]
    checks: [ { name: "token=${value}", http: "http://127.0.0.1:${port}/?access_token=${value}", expect: "json.token == '${value}' && json.note == 'secret: ${value}'" } ]
services: { web: { run: "node serve.mjs", port: ${port}, health: / } }
`,
      {
        'serve.mjs': `import http from 'node:http';\nhttp.createServer((q, r) => r.end(JSON.stringify({ token: process.env.API_TOKEN, note: 'secret: ' + process.env.API_TOKEN }))).listen(${port}, '127.0.0.1');\n`,
      },
    );
    expect(ran.stdout + ran.stderr).toMatch(/assigned-secret in /);
    expect(ran.stderr).not.toMatch(/is left in the evidence/);
    const { gates } = project.summary();
    expect([gates['work']?.verdict, gates['web']?.verdict, gates['evidence']?.verdict]).toEqual(['passed', 'passed', 'warned']);
    expect((await project.gate(['verify', project.bundle()])).stdout).not.toMatch(/does not|problem/);
    expect((await project.gate(['verify', project.bundle()])).code).toBe(ran.code);
  });
});

describe('two tokens that a condition compares', () => {
  it.each([
    ['are as different as they were', 'other', 'failed'],
    ['are as equal as they were', 'one', 'passed'],
  ])('%s', async (_, name, verdict) => {
    const port = await freePort();
    const tokens = { one: token, other: token.replace(/.{9}$/, 'aB3dE5gH7') };
    const answer = JSON.stringify({ one: tokens.one, two: tokens[name as keyof typeof tokens] });
    const { project } = await runOf(
      `services: { web: { run: "node serve.mjs", port: ${port}, health: / } }
gates: { web: { kind: checks, services: [web], checks: [ { http: "http://127.0.0.1:${port}/a", expect: "json.one == json.two" } ] } }
`,
      {
        'serve.mjs': `import http from 'node:http';\nhttp.createServer((q, r) => r.end(${JSON.stringify(answer)})).listen(${port}, '127.0.0.1');\n`,
      },
    );
    expect(project.summary().gates['web']?.verdict).toBe(verdict);
    for (const [file, text] of textsBelow(project.bundle())) expect([file, text.includes(token)]).toEqual([file, false]);
  });
});

describe('a false alarm', () => {
  it('that is allowed stays as it is, and is named', async () => {
    const allowed = `evidence: { allow-secrets: [ { rule: connection-string, path: "check-*", reason: a test of the parser }, { rule: jwt, path: "*.log", reason: none } ] }\n`;
    const { project, ran } = await runOf(allowed + WORK, { 'out.txt': `${address}\n` });
    expect(ran.code).toBe(0);
    expect(fs.readFileSync(path.join(project.bundle(), 'data/gates/work/check-1.stdout.log'), 'utf8')).toBe(`${address}\n`);
    expect(ran.stdout).toContain('connection-string in gates/work/check-1.stdout.log:1 is no secret: a test of the parser');
    expect(ran.stdout).toMatch(/jwt in \*\.log: nothing was found, so the entry can go/);
    expect((await project.gate(['verify', project.bundle()])).code).toBe(0);
  });

  it('is none in another file, or of another rule', async () => {
    const allowed = `evidence: { allow-secrets: [ { rule: connection-string, path: "other.txt", reason: r }, { rule: private-key, path: "**", reason: r } ] }\n`;
    const { ran } = await runOf(allowed + WORK, { 'out.txt': `${address}\n` });
    expect(ran.code).toBe(1);
  });
});

describe('files outside of the evidence', () => {
  const SCAN = `evidence: { scan: [ "logs/**" ] }\n${WORK}`;
  const clean = { 'out.txt': 'x', 'logs/a.log': 'nothing\n', 'logs/deep/.hidden.log': 'nothing' };

  it('are read, hidden ones too', async () => {
    const { ran } = await runOf(SCAN, clean);
    expect(ran.stdout).toMatch(/scan of logs\/\*\* .*2 files, 1 KiB .*passed/);
    expect(ran.code).toBe(0);
  });

  it.each(['.', 'logs', 'logs/**'])('are read within .git and a store below it, by a scan of %s', async (glob) => {
    const files = { ...clean, 'logs/.git/config': `[remote "origin"]\nurl = ${address}\n`, 'logs/.gate/x.txt': address };
    const { ran } = await runOf(`evidence: { scan: [ "${glob}" ] }\n${WORK}`, files);
    expect(ran.stdout).toMatch(/connection-string in logs\/\.git\/config:2/);
    expect(ran.stdout).toMatch(/connection-string in logs\/\.gate\/x\.txt:1/);
    expect(ran.code).toBe(1);
  });

  it('let the evidence fail when one holds a secret, also after a failure', async () => {
    const { project, ran } = await runOf(SCAN.replace('cat out.txt', 'exit 3'), { ...clean, 'logs/b.log': `\n${address}` });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/no secrets .*1 found: connection-string in logs\/b\.log:2/);
    for (const [name, text] of textsBelow(project.bundle())) expect([name, text.includes(password)]).toEqual([name, false]);
    expect(fs.readFileSync(path.join(project.folder, 'logs/b.log'), 'utf8')).toContain(password);
  });

  it.each<[string, (project: Project) => void, RegExp]>([
    ['one is a device', (project) => fs.symlinkSync('/dev/zero', path.join(project.folder, 'logs/zero')), /can't be read: logs\/zero/],
    ['there is none', (project) => fs.rmSync(path.join(project.folder, 'logs'), { recursive: true }), /no file has that name/],
    [
      'a link leads out',
      (project) => fs.symlinkSync('/etc', path.join(project.folder, 'logs/etc')),
      /not looked at: logs\/etc, which leads out/,
    ],
  ])('block when %s', async (_, change, message) => {
    const project = new Project();
    onTestFinished(() => project.close());
    for (const [name, text] of Object.entries(clean)) project.write(name, text);
    project.write('gates.yml', `version: 1\n${SCAN}`);
    change(project);
    const ran = await project.gate(['run', 'gates.yml']);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toMatch(message);
  });

  it('are read after an interruption as well', async () => {
    const project = new Project();
    onTestFinished(() => project.close());
    for (const [name, text] of Object.entries({ ...clean, 'logs/b.log': address })) project.write(name, text);
    project.write('gates.yml', `version: 1\n${SCAN.replace('cat out.txt', 'touch begun; sleep 60')}`);
    const { child, done } = project.start(['run', 'gates.yml']);
    await expect.poll(() => fs.existsSync(path.join(project.folder, 'begun')), { timeout: 20_000 }).toBe(true);
    child.kill('SIGINT');
    const ran = await done;
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('connection-string in logs/b.log:1');
  });
});

describe('a configuration', () => {
  it('that holds a secret is refused with its line, and nothing is left', async () => {
    const { project, ran } = await runOf(`env: { DB: "${address}" }\n${WORK}`);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/^gates\.yml:2:\d+: a secret \(connection-string\) stands here/m);
    expect(ran.stderr + ran.stdout).not.toContain(password);
    expect(project.bundles()).toEqual([]);
  });

  it('may hold what documentation shows, and addresses of this machine', async () => {
    const { ran } = await runOf('env: { DB: "postgres://app:s3cretpw@localhost:5432/test" }\ngates: { work: { run: "true" } }\n');
    expect(ran.code).toBe(0);
  });
});

describe('docs/secrets.md', () => {
  const page = fs.readFileSync(path.join(REPO, 'docs/secrets.md'), 'utf8');

  it.each([...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => yaml ?? ''))(
    'shows a configuration that is in order: %#',
    async (yaml) => {
      const project = new Project();
      onTestFinished(() => project.close());
      project.write('gates.yml', yaml);
      expect(await project.gate(['check', 'gates.yml'])).toMatchObject({ code: 0 });
      const { stdout } = await project.gate(['plan', 'gates.yml']);
      if (yaml.includes('scan:')) expect(stdout).toContain('scan of dist: every file is read');
      if (yaml.includes('allow-secrets:')) expect(stdout).toContain('allowed: private-key in test/keys');
    },
  );
});

it('a secret that only the reading of a report puts together is not said either', async () => {
  const project = new Project();
  onTestFinished(() => project.close());
  const [head, rest] = ['AKIA', 'Q3ZJ7M2NPRTX5WKD'];
  project.write(
    'template.txt',
    `<testsuite name="s" tests="1"><testcase name="a"><failure>key ${head}<![CDATA[${rest}]]></failure></testcase></testsuite>`,
  );
  project.write(
    'gates.yml',
    'version: 1\nname: s\ngates: { unit: { kind: tests, run: cp template.txt $GATE_DIR/junit.xml, reports: junit.xml } }\n',
  );
  const { code, stdout, stderr } = await project.gate(['run', 'gates.yml']);
  expect(stderr).toContain('unit failed');
  expect([code, `${stdout}${stderr}`.includes(head + rest)]).toEqual([2, false]);
  expect(stderr).toContain('nothing of it is published');
});
