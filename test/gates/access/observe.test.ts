import { describe, expect, test } from 'vitest';
import { closedPort, folder } from '../../live/looks/world.ts';
import { run, verdicts } from './live.ts';
import { serve } from './server.ts';

const OPERATOR = 'Bearer s3cret-value';
const RULES = (base: string, more = '') => `    base-url: "${base}"
    identities: { anonymous: {}, operator: { headers: { Authorization: "Bearer \${{ env.TOKEN }}" } } }
    rules:
      - { request: { url: /v1/status }, allow: [operator], deny: [anonymous]${more} }
      - { request: { url: /v1/memory, method: DELETE }, deny: [operator, anonymous]${more} }
`;

/** Lets the operator read, and nobody delete. */
function secured(req: { method?: string | undefined; headers: { authorization?: string | undefined } }): number {
  if (req.headers.authorization !== OPERATOR) return 401;
  return req.method === 'GET' ? 200 : 403;
}

describe('requests of identities', () => {
  test('who may is let through, who may not is refused; each request counts once', async () => {
    const base = await serve((req, res) => res.writeHead(secured(req)).end());
    const done = await run(RULES(base));
    expect(verdicts(done)).toEqual({ violations: 'passed', 'positive control': 'passed' });
    const { counts, missing, findings } = done.fold.assessment('completed');
    expect(counts).toEqual({ requests: 4, commands: 0, allowed: 1, denied: 3, violations: 0 });
    expect(missing).toBeUndefined();
    expect(findings).toEqual([]);
  });

  test('a header’s value stands in no fact', async () => {
    const base = await serve((req, res) => res.writeHead(secured(req)).end(req.headers.authorization));
    const { facts, fold, notices } = await run(RULES(base));
    expect(JSON.stringify([facts, notices, fold.assessment('completed')])).not.toContain('s3cret-value');
  });

  test('whoever gets in without a token is named: identity, method, path, status', async () => {
    const base = await serve((req, res) => res.writeHead(req.method === 'GET' ? 200 : secured(req)).end('welcome'));
    const done = await run(RULES(base));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed')).toMatchObject({
      counts: { violations: 1, allowed: 2, denied: 2 },
      findings: [
        {
          title: `anonymous GET ${base}/v1/status`,
          message: 'was allowed (status 200); must be refused (401 or 403)\nwelcome',
          seq: 1,
        },
      ],
    });
  });

  test('each violation is named, not only the first', async () => {
    const base = await serve((_, res) => res.writeHead(204).end());
    const { findings, counts } = (await run(RULES(base))).fold.assessment('completed');
    expect(counts).toMatchObject({ violations: 3 });
    expect(findings.map(({ title }) => title)).toEqual([
      `anonymous GET ${base}/v1/status`,
      `operator DELETE ${base}/v1/memory`,
      `anonymous DELETE ${base}/v1/memory`,
    ]);
  });

  test.each([500, 503, 404, 302])('status %d refuses nobody', async (status) => {
    const base = await serve((req, res) => res.writeHead(req.headers.authorization === OPERATOR ? 200 : status).end());
    const done = await run(RULES(base).replace(/\n.*DELETE.*\n/, '\n'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed').counts).toMatchObject({ allowed: 1, denied: 0, violations: 1 });
  });

  test('a redirect lets nobody through', async () => {
    const base = await serve((req, res) => {
      if (req.url === '/elsewhere') res.writeHead(200).end();
      else res.writeHead(req.headers.authorization === OPERATOR ? 302 : 401, { location: '/elsewhere' }).end();
    });
    const done = await run(RULES(base).replace(/\n.*DELETE.*\n/, '\n'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').counts).toMatchObject({ allowed: 0, denied: 1, violations: 1 });
  });

  test('an address is sent as it is written: a server may take it for another one', async () => {
    const seen: (string | undefined)[] = [];
    const base = await serve((req, res) => {
      seen.push(req.url);
      res.writeHead(req.url?.startsWith('/admin') ? 401 : 200).end();
    });
    const paths = ['/static/../admin', '/static/%2e%2E/admin', '/static/..\\\\admin', '/static/./x?a=../b', '/ü/../ä'];
    const rules = paths.map((url) => `      - { request: { url: "${url}" }, deny: [anonymous] }\n`).join('');
    const done = await run(`    base-url: "${base}"
    identities: { anonymous: {} }
    rules:
      - { request: { url: / }, allow: [anonymous] }
${rules}`);
    expect(seen).toEqual(['/', '/static/../admin', '/static/%2e%2E/admin', '/static/..\\admin', '/static/./x?a=../b', '/%C3%BC/../%C3%A4']);
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
  });

  test('who is allowed must get what is theirs: a login page says 200, too', async () => {
    const base = await serve((req, res) => {
      if (req.headers.authorization === OPERATOR) res.end(req.url === '/login' ? '<form>' : '{"role":"operator"}');
      else res.writeHead(401).end();
    });
    const rules = (url: string, more = ''): string => `    base-url: "${base}"
    identities: { anonymous: {}, operator: { headers: { Authorization: "Bearer \${{ env.TOKEN }}" } } }
    rules: [ { request: { url: ${url} }, allow: [operator], deny: [anonymous], expect: 'json.role == "operator"'${more} } ]
`;
    const well = await run(rules('/me'));
    expect(verdicts(well)).toEqual({ violations: 'passed', 'positive control': 'passed' });
    expect(well.facts[0]).toMatchObject({ status: 200, got: { json: { role: 'operator' } } });
    const login = await run(rules('/login'));
    expect(verdicts(login)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    expect(login.fold.assessment('completed').counts).toMatchObject({ violations: 1, denied: 1 });
    expect(login.fold.assessment('completed').findings[0]?.message).toContain('not JSON');
  });

  test('where the status is what is expected, it lets through', async () => {
    const base = await serve((req, res) => res.writeHead(req.headers.authorization === OPERATOR ? 303 : 401).end());
    const text = (expect: string): string => `    base-url: "${base}"
    identities: { anonymous: {}, operator: { headers: { Authorization: "Bearer \${{ env.TOKEN }}" } } }
    rules: [ { request: { url: / }, allow: [operator], deny: [anonymous], expect: "${expect}" } ]
`;
    const done = await run(text('status == 303'));
    expect(verdicts(done)).toEqual({ violations: 'passed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed').counts).toMatchObject({ allowed: 1, denied: 1, violations: 0 });
    expect(verdicts(await run(text('status == 200')))).toEqual({ violations: 'failed', 'positive control': 'blocked' });
  });

  test('a header that can’t be sent blocks, and its value stays unsaid', async () => {
    const base = await serve((_, res) => res.end());
    const done = await run(RULES(base), { reveal: (text) => text.replace(/\$\{\{.*\}\}/, 's3cret\nvalue') });
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').missing).toContain('Invalid character in header content');
    expect(JSON.stringify([done.facts, done.notices, done.fold.assessment('completed')])).not.toContain('s3cret');
  });

  test('a redirect refuses where that is how the product refuses', async () => {
    const base = await serve((req, res) => res.writeHead(req.headers.authorization === OPERATOR ? 200 : 302, { location: '/login' }).end());
    const done = await run(RULES(base, ', denied-status: [302]').replace(/\n.*DELETE.*\n/, '\n'));
    expect(verdicts(done)).toEqual({ violations: 'passed', 'positive control': 'passed' });
  });

  test('a dead server denies nobody', async () => {
    const done = await run(RULES(`http://127.0.0.1:${await closedPort()}`));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    const { counts, findings } = done.fold.assessment('completed');
    expect(counts).toMatchObject({ allowed: 0, denied: 0, violations: 4 });
    expect(findings[1]?.message).toContain('connection refused');
  });

  test('silence denies nobody', async () => {
    const base = await serve((req, res) => {
      if (req.headers.authorization === OPERATOR) res.writeHead(200).end();
    });
    const done = await run(RULES(base, ', timeout: 100ms').replace(/\n.*DELETE.*\n/, '\n'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed').findings[0]?.message).toContain('timed out');
  });

  test('an address that can’t be found blocks', async () => {
    const done = await run(RULES('http://no-such-host.invalid'));
    expect(verdicts(done)).toEqual({ violations: 'blocked', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').missing).toContain('name not resolved');
  });

  test('a server that refuses everybody proves nothing', async () => {
    const base = await serve((_, res) => res.writeHead(401).end());
    expect(verdicts(await run(RULES(base)))).toEqual({ violations: 'failed', 'positive control': 'blocked' });
  });

  test('an identity’s own header counts over that of the request, in any case', async () => {
    const base = await serve((req, res) => res.writeHead(req.headers['x-role'] === 'op' ? 200 : 403).end());
    const text = `    base-url: "${base}"
    identities: { guest: {}, op: { headers: { X-Role: op } } }
    rules: [ { request: { url: /, headers: { x-role: guest } }, allow: [op], deny: [guest] } ]
`;
    expect(verdicts(await run(text))).toEqual({ violations: 'passed', 'positive control': 'passed' });
  });
});

const SANDBOX = (...commands: string[]) => `    sandbox:\n${commands.map((one) => `      - ${one}\n`).join('')}`;
const WORKS = '{ run: "true", expect: allowed }';

describe('commands in the sandbox', () => {
  test('refused by the named exit code, with or without a control', async () => {
    const denied = '{ run: exit 77, expect: denied, denied-exit: [77] }';
    const controlled = '{ run: cat /nonexistent/secret, expect: denied, denied-exit: [1], control: "true" }';
    const done = await run(SANDBOX(WORKS, denied, controlled));
    expect(verdicts(done)).toEqual({ violations: 'passed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed').counts).toEqual({ requests: 0, commands: 3, allowed: 1, denied: 2, violations: 0 });
    expect(done.facts.at(-1)).toMatchObject({ type: 'sandbox', step: 'sandbox-3', exit: 1, control: { exit: 0 } });
  });

  test('a command that reaches outside is a violation', async () => {
    const done = await run(SANDBOX(WORKS, '{ run: cat /etc/passwd, expect: denied, denied-exit: [77] }'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
    expect(done.fold.assessment('completed').findings[0]).toMatchObject({
      title: 'cat /etc/passwd',
      message: 'was allowed (exit code 0); must be refused (exit code 77)',
    });
  });

  test.each([
    ['a missing tool', 'no-such-tool-at-all', 'no such command'],
    ['a file that can’t be executed', '/etc/passwd', 'could not be executed'],
  ])('%s is no refusal', async (_, command, words) => {
    const done = await run(SANDBOX(WORKS, `{ run: ${command}, expect: denied, denied-exit: [1], control: "true" }`));
    expect(verdicts(done)).toEqual({ violations: 'blocked', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').missing).toContain(words);
  });

  test('a control that does not get through either blocks', async () => {
    const done = await run(SANDBOX(WORKS, '{ run: exit 1, expect: denied, denied-exit: [1], control: exit 1 }'));
    expect(verdicts(done)).toEqual({ violations: 'blocked', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').missing).toContain('its control outside the sandbox did not get through either');
  });

  test.each([
    ['another exit code', 'exit 1'],
    ['a signal', 'kill -9 $$'],
    ['time running out', 'sleep 30'],
  ])('%s is no refusal', async (_, command) => {
    const done = await run(SANDBOX(WORKS, `{ run: "${command}", expect: denied, denied-exit: [77], timeout: 100ms }`));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'passed' });
  });

  test('a sandbox that starts nothing is not called safe', async () => {
    const done = await run(SANDBOX('{ run: exit 77, expect: allowed }', '{ run: exit 77, expect: denied, denied-exit: [77] }'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
  });

  test('requests that get through are no control for the sandbox', async () => {
    const base = await serve((req, res) => res.writeHead(secured(req)).end());
    const done = await run(RULES(base) + SANDBOX('{ run: exit 3, expect: allowed }'));
    expect(verdicts(done)).toEqual({ violations: 'failed', 'positive control': 'blocked' });
    expect(done.fold.assessment('completed').defaults[1]?.measured).toBe('1 of 1 allowed requests, 0 of 1 allowed commands');
  });

  test('what was broken off is not recorded, and leaves the gate incomplete', async () => {
    const text = SANDBOX(WORKS, '{ run: sleep 30, expect: denied, denied-exit: [77] }', WORKS);
    const done = await run(text, { cwd: folder() }, (_, stop) => setTimeout(stop, 20));
    expect(done.facts).toHaveLength(1);
    expect(done.fold.assessment('cancelled').missing).toBe('1 of 3 commands');
  });
});
