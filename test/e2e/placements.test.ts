import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeBundle, planIn } from '../../src/app/bundle/judge-bundle.ts';
import { openBundle } from '../../src/evidence/bundle.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { comment } from '../../src/report/comment.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { freePort } from '../live/processes/tree.ts';
import { Project, type Ran } from './harness.ts';
import { PLACES, shownIn, textsOf, values, variableOf } from './placements.ts';

/** What the world under test does: `node say.mjs <what>`. */
const SAY = `import fs from 'node:fs';
import http from 'node:http';
const all = JSON.parse(fs.readFileSync(import.meta.dirname + '/texts.json', 'utf8'));
const say = (place) => all[place].join('\\n');
const xml = (place) => all[place].join(' ').replaceAll('&', '&amp;');
const dir = process.env.GATE_DIR + '/';
const far = (bytes, place) => all[place].map((one) => 'x'.repeat(bytes - 11) + ' ' + one).join('\\n');
const [, , what] = process.argv;
const does = {
  out() { console.log(say('stdout')); console.error(say('stderr')); },
  fails() { console.log(say('stdout of a failure')); console.error(say('stderr of a failure')); process.exitCode = 3; },
  files() {
    fs.writeFileSync(dir + 'a.txt', say('file head') + '\\n' + far(65536, 'file at 64 KiB') + '\\n' + far(1048576, 'file at 1 MiB') + '\\n' + say('file end'));
    all['file name'].forEach((one) => fs.writeFileSync(dir + one + '.log', 'x'));
    all['folder name'].forEach((one) => { fs.mkdirSync(dir + one); fs.writeFileSync(dir + one + '/x', 'x'); });
    fs.writeFileSync('captured.log', say('captured'));
    fs.writeFileSync('of ' + all['captured name'][0], 'x');
  },
  junit() {
    fs.writeFileSync(dir + 'junit.xml', '<testsuite name="' + xml('junit suite') + '" tests="1" failures="1"><testcase name="' + xml('junit name') + '" classname="' + xml('junit class') + '" file="' + xml('junit file') + '"><failure message="' + xml('junit message') + '">' + xml('junit text') + '</failure><system-out>' + xml('junit output') + '</system-out><system-err>' + xml('junit error') + '</system-err></testcase><properties><property name="a" value="' + xml('junit property') + '"/></properties></testsuite>');
    fs.writeFileSync(dir + 'a.tap', 'TAP version 13\\n1..1\\nnot ok 1 - ' + all['tap name'].join(' ').replaceAll('\\\\', '\\\\\\\\') + '\\n# ' + all['tap diagnostics'].join(' ') + '\\n');
    const go = all['go package'].map((Package) => [{ Action: 'output', Package, Test: 'T', Output: say('go output') + '\\n' }, { Action: 'fail', Package, Test: 'T', Elapsed: 0 }, { Action: 'fail', Package, Elapsed: 0 }]);
    fs.writeFileSync(dir + 'go.json', go.slice(0, 1).flat().map((one) => JSON.stringify(one)).join('\\n') + '\\n');
    fs.writeFileSync(dir + 'lcov.info', all['lcov file'].map((one) => 'SF:' + one + '\\nFN:1,' + all['lcov function'][0] + '\\nDA:1,1\\nend_of_record\\n').join(''));
    process.exitCode = 1;
  },
  documents() {
    const object = Object.fromEntries(all['json key'].map((key, n) => [key, all['json value'][n]]));
    fs.writeFileSync('document.json', JSON.stringify({ object, text: say('json value') }));
    fs.writeFileSync('app.log', all['log line'].map((one) => 'ERROR ' + one).join('\\n') + '\\n' + say('log excerpt') + '\\n');
    fs.writeFileSync('own.env', 'A="' + all['env-file'].join(' ') + '"\\n');
    fs.mkdirSync('globbed', { recursive: true });
    all['glob name'].forEach((one) => fs.writeFileSync('globbed/' + one + '.log', 'ERROR'));
    fs.mkdirSync('scanned', { recursive: true });
    all['scan name'].forEach((one) => { fs.writeFileSync('scanned/' + one, 'x'); fs.chmodSync('scanned/' + one, 0); });
  },
  json() { console.log(JSON.stringify({ text: all['command json'] })); },
  tool() { console.log(all['tool version'].join(' ') + ' v0.1.2'); },
  box(place) { console.log(say(place)); process.exitCode = 9; },
  answers() {
    const lines = all['case id'].map((id, n) => JSON.stringify({ case: n + ' ' + id, answer: all['answer'][n], note: all['answer note'][n] }));
    fs.writeFileSync(dir + 'results.jsonl', lines.join('\\n') + '\\n');
  },
  write() { console.log(say('write said')); console.error(all['write said'].join(' ')); process.exitCode = 1; },
  read() { console.log('0'); console.error(say('read said')); },
  background() { if (process.argv[3]) setTimeout(() => {}, 60000); },
  serve() {
    console.log(say('service stdout')); console.error(say('service stderr'));
    http.createServer((q, r) => {
      if (q.url === '/') return r.end(say('health answer'));
      if (q.url === '/ready') return r.end(say('ready answer'));
      if (q.url === '/json') return r.end(JSON.stringify({ text: all['http json'], object: Object.fromEntries(all['http key'].map((key) => [key, 1])) }));
      if (q.url === '/header') return r.writeHead(200, { 'x-own': all['http header'].join(' ') }).end('{}');
      if (q.url === '/redirect') return r.writeHead(302, { location: '/' + all['http redirect'].map(encodeURIComponent).join('/') }).end();
      if (q.url === '/status') return r.writeHead(500, all['http status text'].join(' ')).end();
      if (q.url === '/access') return r.writeHead(200).end(say('access answer'));
      if (q.url === '/die') { console.error(say('service death')); process.exit(1); }
      r.end(say('http body'));
    }).listen(process.env.PORT, '127.0.0.1');
  },
  prometheus() {
    http.createServer((q, r) => {
      const query = new URL(q.url, 'http://h').searchParams.get('query');
      const now = Date.now() / 1000;
      if (query === 'time()') return r.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [now, String(now)] } }));
      if (query === 'broken') return r.writeHead(422).end(JSON.stringify({ status: 'error', errorType: 'bad_data', error: say('server error') }));
      const result = all.label.map((label, n) => ({ metric: { own: label }, value: [now, all.value[n]] }));
      r.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, warnings: all.warning, infos: all.info }));
    }).listen(process.env.PORT, '127.0.0.1');
  },
};
does[what](process.argv[3]);
`;

const project = new Project();
let ran: Ran;
let bundle: string;
const temporary = path.join(project.folder, 'tmp');

beforeAll(async () => {
  const [web, metrics] = [await freePort(), await freePort()];
  project.write('texts.json', JSON.stringify(Object.fromEntries(PLACES.map((place) => [place, textsOf(place)]))));
  project.write('say.mjs', SAY);
  project.write('NOTES.md', textsOf('hand-written').join('\n'));
  project.write(
    'manifest.json',
    JSON.stringify(textsOf('case id').map((id, n) => ({ case: `${n} ${id}`, expected: 'spam', note: textsOf('expected note')[n] }))),
  );
  project.write(
    'before.jsonl',
    textsOf('baseline case')
      .map((id, n) => JSON.stringify({ case: `${n} ${id}`, answer: 'spam', note: textsOf('baseline note')[n] }))
      .join('\n'),
  );
  project.write('argument.txt', textsOf('background argument').join(' '));
  fs.chmodSync(project.write('own-tool', `#!/bin/sh\necho '${textsOf('tool version').join(' ')} v0.1.2'\n`), 0o755);
  project.write('.gitignore', '.gate\ntmp\nscanned\nglobbed\n');
  project.commit();
  execFileSync('git', ['checkout', '-q', '-b', values['branch'] ?? ''], { cwd: project.folder });
  for (const name of textsOf('dirty name')) project.write(name, 'x');
  fs.mkdirSync(temporary);
  const http = (at: string, more = ''): string => `{ http: "http://127.0.0.1:${web}/${at}"${more} }`;
  project.write(
    'gates.yml',
    `version: 1
evidence: { attachments: [NOTES.md], scan: [ "scanned/**" ], secret-env: [ ${PLACES.map(variableOf).join(', ')} ] }
services:
  web: { run: node say.mjs serve, port: ${web}, health: / }
  mortal: { run: "node say.mjs serve", port: ${await freePort()}, ready: { http: / }, health: /die }
  never: { run: "node say.mjs serve", port: ${await freePort()}, health: /, ready: { http: /ready, expect: "body == ''", timeout: 1s } }
  metrics: { run: node say.mjs prometheus, port: ${metrics}, health: / }
gates:
  commands:
    kind: checks
    on-failure: [ "node say.mjs box on-failure" ]
    checks:
      - { command: node say.mjs out }
      - { command: "node say.mjs files; node say.mjs documents" }
      - { command: node say.mjs json, expect: "json.text.size() == 0" }
      - { command: "node say.mjs background $(cat argument.txt) & node say.mjs fails" }
      - { tool: ./own-tool, version: ">=1" }
      - { file: captured.log, capture: true }
      - { file: "of *", capture: true }
      - { file: app.log, lacks: "ERROR.*" }
      - { file: "globbed/*.log", lacks: "ERROR" }
      - { file: document.json, expect: "json.text == '' && json.object.size() == 0" }
      - { env-file: own.env, equals: { A: x } }
      - { env: ${variableOf('env')}, equals: x }
  answers:
    kind: checks
    if: always
    services: [web]
    checks: [ ${http('body', ', expect: "body == \'\'"')}, ${http('json', ', expect: "json.text.size() == 0 && json.object.size() == 0"')}, ${http('header', ", expect: \"headers['x-own'] == ''\"")}, ${http('redirect')}, ${http('status')} ]
  dies: { kind: health, if: always, services: [mortal], interval: 300ms, count: 3 }
  waits: { kind: health, if: always, services: [never], interval: 300ms, count: 2 }
  unit: { kind: tests, if: always, run: node say.mjs junit, reports: [ junit.xml, a.tap, go.json ], coverage: lcov.info }
  sorts: { kind: classification, if: always, run: node say.mjs answers, results: { path: results.jsonl }, classes: [ spam, ham ], manifest: { path: manifest.json, cases: 8 }, baseline: { from: before.jsonl, produced-by: external }, criteria: [ "accuracy >= 0.9" ] }
  box: { kind: access, if: always, services: [web], base-url: "http://127.0.0.1:${web}", identities: { any: {} }, rules: [ { request: { url: /access }, deny: [any] }, { request: { url: /json }, allow: [any] } ], sandbox: [ { run: node say.mjs box sandbox, expect: allowed }, { run: node say.mjs box control, expect: denied, denied-exit: [77], control: node say.mjs box control } ] }
  asks: { kind: metrics, if: always, services: [metrics], prometheus: { url: "http://127.0.0.1:${metrics}" }, queries: { good: up, bad: broken }, criteria: [ "good < 1.0", "bad < 1.0" ] }
  lasts: { kind: durability, if: always, service: web, services: [web], write: node say.mjs write, backup: "true", restore: "true", read: node say.mjs read, rpo: 1s, rto: 10s }
`,
  );
  const env = Object.fromEntries(PLACES.map((place) => [variableOf(place), values[place] ?? '']));
  ran = await project.gate(['run', 'gates.yml'], { env: { ...env, TMPDIR: temporary } });
  bundle = project.bundle();
});
afterAll(() => project.close());

/** Every name and every text below a folder that shows a secret. */
function shownBelow(folder: string): readonly string[] {
  return entriesBelow(folder).flatMap((file) => {
    const name = path.relative(folder, file);
    return shownIn(`${name}\n${fs.readFileSync(file, 'latin1')}`).map((what) => `${name}: ${what}`);
  });
}

function entriesBelow(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => path.join(entry.parentPath, entry.name));
}

describe('secrets of our own, in every place and encoding', () => {
  it('were said in enough places', () => {
    const said =
      entriesBelow(bundle)
        .map((file) => `${file}\n${fs.readFileSync(file, 'latin1')}`)
        .join('\n') +
      ran.stdout +
      ran.stderr;
    const seen = PLACES.filter(
      (place) => said.includes(`REDACTED:${variableOf(place)}]`) || said.includes(`REDACTED-${variableOf(place)}`),
    );
    expect(seen.length).toBeGreaterThanOrEqual(60);
  });

  it('stand nowhere in what is published, said or left', async () => {
    expect(shownIn(ran.stdout + ran.stderr)).toEqual([]);
    expect(shownBelow(path.join(project.folder, '.gate'))).toEqual([]);
    expect(fs.readdirSync(temporary)).toEqual([]);
    const opened = await openBundle(`${bundle}.zip`);
    expect(shownBelow(opened.folder)).toEqual([]);
    opened.cleanup();
  });

  it('stand nowhere in what is written on GitHub', () => {
    const { outcome } = judgeBundle(bundle, planIn(bundle));
    if (!outcome) throw new Error('it has no final seal');
    const around = { links: {}, notes: [] };
    const written = [
      comment(outcome, { ...around, marker: { name: 'x', runId: '1', runAttempt: '1' } }),
      jobSummary(outcome, around),
      JSON.stringify(checkRun(outcome, { ...around, repository: { configuration: 'gates.yml' }, allowPartial: false })),
      JSON.stringify(commitStatus(outcome, { checkName: 'gate', allowPartial: false })),
    ];
    for (const text of written) expect([text.length > 80, shownIn(text)]).toEqual([true, []]);
  });
});
