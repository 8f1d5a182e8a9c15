import { describe, expect, test } from 'vitest';
import { needs } from '../../platform/programs.ts';
import { type Done, found, run, verdicts } from './live.ts';
import { nginx } from './nginx.ts';
import { serve } from './server.ts';

const GO = { violations: 'passed', 'positive control': 'passed' };
const VIOLATED = { violations: 'failed', 'positive control': 'passed' };

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const OPERATOR = basic('operator', 'correct horse');
const USERS = { users: 'operator:{PLAIN}correct horse\n' };

/** A gate over an nginx. The operator's header is the secret. */
async function gate(server: string, rules: readonly string[], files: Readonly<Record<string, string>> = USERS): Promise<Done> {
  const base = await nginx(server, files);
  const keys = `    base-url: "${base}"
    identities:
      anonymous: {}
      forger: { headers: { Authorization: "${basic('operator', 'wrong')}" } }
      operator: { headers: { Authorization: "\${{ env.TOKEN }}" } }
    rules:
${rules.map((rule) => `      - { ${rule} }\n`).join('')}`;
  return run(keys, { reveal: (text) => text.replaceAll('${{ env.TOKEN }}', OPERATOR) });
}

const LOCKED = 'auth_basic "staff"; auth_basic_user_file HOME/users;';
const STATUS = 'request: { url: / }, allow: [operator], deny: [anonymous, forger], denied-status: [401]';

describe('a real nginx', needs('nginx'), () => {
  test('passwords: who knows it is let in, who does not is refused, and no password is recorded', async () => {
    const done = await gate(LOCKED, [STATUS]);
    expect([verdicts(done), found(done)]).toEqual([GO, []]);
    expect(done.facts.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(JSON.stringify([done.facts, done.notices])).not.toMatch(/correct horse|Basic|Y29ycmVjdC/);
  });

  test('a location whose `return` comes before its password is found open', async () => {
    const done = await gate(`location / { ${LOCKED} return 200 "all of it"; }`, [STATUS]);
    expect(verdicts(done)).toEqual(VIOLATED);
    expect(found(done)).toEqual(['anonymous GET /: was allowed (status 200)', 'forger GET /: was allowed (status 200)']);
  });

  test('addresses: allowed from here, or denied', async () => {
    const server = 'location /staff/ { allow 127.0.0.1; deny all; } location /others/ { deny 127.0.0.1; allow all; }';
    const rules = ['request: { url: /staff/ }, allow: [anonymous]', 'request: { url: /others/ }, deny: [anonymous], denied-status: [403]'];
    const done = await gate(server, rules, { 'www/staff/index.html': 'x', 'www/others/index.html': 'x' });
    expect(verdicts(done)).toEqual(GO);
    expect(done.facts.map(({ status }) => status)).toEqual([200, 403]);
  });

  test('methods: the same address for reading and for nothing else', async () => {
    const read = ['GET', 'HEAD'].map((method) => `request: { url: /, method: ${method} }, allow: [anonymous]`);
    const write = ['PUT', 'DELETE', 'POST'].map(
      (method) => `request: { url: /, method: ${method} }, deny: [anonymous], denied-status: [403]`,
    );
    const done = await gate('location / { limit_except GET { deny all; } }', [...read, ...write]);
    expect([verdicts(done), found(done)]).toEqual([GO, []]);
  });

  test('405 refuses where it is named, and nowhere else', async () => {
    const post = (more: string): string => `request: { url: /, method: POST, json: { a: 1 } }, deny: [anonymous]${more}`;
    const get = 'request: { url: / }, allow: [anonymous]';
    expect(verdicts(await gate('', [get, post(', denied-status: [405]')]))).toEqual(GO);
    const done = await gate('', [get, post('')]);
    expect([verdicts(done), found(done)]).toEqual([VIOLATED, ['anonymous POST /: status 405']]);
  });

  test.each([
    ['an error of the server', 'error_page 401 = /no;', 'return 500 "no";', /status 500/],
    ['a page that is not there', 'error_page 401 = /no;', 'return 404;', /status 404/],
    ['a connection that is closed without an answer', 'error_page 401 = /no;', 'return 444;', /connection reset/],
    ['a login page', 'error_page 401 =200 /no;', 'try_files /login.html =404;', /status 200/],
    ['a redirect to one', 'error_page 401 = /no;', 'return 302 /login.html;', /status 302/],
  ])('%s refuses nobody', async (_, page, answer, words) => {
    const server = `location / { ${LOCKED} ${page} } location = /no { internal; ${answer} }`;
    const done = await gate(server, [STATUS], { ...USERS, 'www/login.html': 'Please log in' });
    expect(verdicts(done)).toEqual(VIOLATED);
    expect(found(done)).toEqual([expect.stringMatching(words), expect.stringMatching(words)]);
  });

  test('a redirect refuses where it is named', async () => {
    const server = `location / { ${LOCKED} error_page 401 = /no; } location = /no { internal; return 302 /login.html; }`;
    expect(verdicts(await gate(server, [STATUS.replace('[401]', '[302]')]))).toEqual(GO);
  });

  test('a backend that says nothing refuses nobody, whoever stands before it', async () => {
    const base = await serve((req, res) => {
      if (req.headers.authorization === OPERATOR) res.end('fine');
    });
    const server = `location / { proxy_pass ${base}; }`;
    const done = await gate(server, [`${STATUS}, timeout: 300ms`]);
    expect(verdicts(done)).toEqual(VIOLATED);
    expect(found(done)).toEqual(['anonymous GET /: timed out', 'forger GET /: timed out'].map((words) => expect.stringContaining(words)));
  });

  test('a backend that is not there refuses nobody', async () => {
    const done = await gate('location / { proxy_pass http://127.0.0.1:1; }', [STATUS]);
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    expect(found(done)).toEqual(['operator', 'anonymous', 'forger'].map((who) => expect.stringMatching(`^${who} GET /: status 502`)));
  });
});
