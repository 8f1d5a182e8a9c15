import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import tls, { type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { probe } from '../../../src/live/looks/probe.ts';
import { needs } from '../../platform/programs.ts';
import { closedPort, folder, judged, planOf, tcpServer, world } from './world.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

async function server(handler: Handler): Promise<string> {
  const made = http.createServer(handler);
  onTestFinished(() => {
    made.closeAllConnections();
    made.close();
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const answering = (status: number, body = '', headers: http.OutgoingHttpHeaders = {}): Promise<string> =>
  server((_, response) => response.writeHead(status, headers).end(body));

const get = (url: string, more: JsonObject = {}) => planOf('http', { url, method: 'GET', headers: {}, ...more });

describe('an http probe', () => {
  test('passes on 2xx and records the status alone', async () => {
    const result = await probe(get(await answering(204)), world());
    expect(result).toEqual({ us: expect.any(Number), got: { status: 204 } });
    expect(String(result.us).replace(/0+$/, '').length).toBeLessThanOrEqual(3);
  });

  test.each([
    ['compressed', Buffer.from('1f8b', 'hex'), { 'content-encoding': 'gzip' }],
    ['UTF-16', Buffer.from('ERROR', 'utf16le'), {}],
    ['latin-1', Buffer.from('\u00e9', 'latin1'), {}],
  ])('a body that is no text (%s) says nothing', async (_, body, headers) => {
    const url = await server((__, response) => response.writeHead(200, headers).end(body));
    expect(await judged({ ...get(url), expect: '!body.contains("ERROR")' })).toMatchObject({
      verdict: 'blocked',
      why: expect.stringContaining("can't be read as text"),
    });
    expect(await judged(get(url))).toMatchObject({ verdict: 'passed' });
  });

  test.each([
    [404, 'STATUS'],
    [500, 'STATUS'],
    [302, 'STATUS'],
    [301, 'STATUS'],
  ])('fails on status %i', async (status, code) => {
    const answer = await judged(get(await answering(status, 'what went wrong', { location: '/elsewhere' })));
    expect(answer).toMatchObject({ verdict: 'failed', code, measured: `status = ${status}`, target: '2xx', excerpt: 'what went wrong' });
  });

  describe('that follows redirects', () => {
    const following = (url: string, more: JsonObject = {}) => get(url, { follow: true, ...more });
    const redirecting = (to: (url: string) => string | undefined, status = 302): Promise<string> =>
      server(({ url = '' }, response) => {
        const location = to(url);
        response.writeHead(location === undefined ? 200 : status, location === undefined ? {} : { location }).end('here');
      });

    test.each([301, 302, 303, 307, 308])('judges the answer at the end: %i', async (status) => {
      const url = await redirecting((at) => (at === '/a' ? 'b?c' : at === '/b?c' ? '/d' : undefined), status);
      const { got, verdict } = await judged(following(`${url}/a`));
      expect([verdict, got]).toEqual(['passed', { status: 200, redirects: 2 }]);
    });

    test('to another port or another host takes the redirect for the answer, and sends nothing there', async () => {
      let asked = 0;
      const other = await server((_, response) => {
        asked++;
        response.writeHead(200).end();
      });
      const url = await redirecting(() => other);
      expect(await judged(following(url))).toMatchObject({
        verdict: 'failed',
        code: 'STATUS',
        why: `status = 302, a redirect that is not followed: to ${other}`,
      });
      const elsewhere = await redirecting(() => 'http://elsewhere.example/login?token=secret');
      expect(await judged(following(elsewhere))).toMatchObject({
        verdict: 'failed',
        why: 'status = 302, a redirect that is not followed: to another host, elsewhere.example',
        got: { status: 302, redirects: 0 },
      });
      expect(asked).toBe(0);
    });

    test('ends after 10 of them, and at the timeout of the whole look', async () => {
      const loop = await redirecting(() => '/');
      expect(await judged(following(loop))).toMatchObject({
        verdict: 'failed',
        why: expect.stringContaining('more than 10 of them'),
        got: { redirects: 10 },
      });
      const slow = await server((_, response) => void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 60));
      expect(await judged({ ...following(slow), timeoutMs: 200 })).toMatchObject({ verdict: 'failed', code: 'TIMEOUT' });
    });

    test('without a place to go is an answer', async () => {
      expect(await judged(following(await answering(302)))).toMatchObject({ verdict: 'failed', measured: 'status = 302' });
    });
  });

  test('does not follow a redirect', async () => {
    let asked = 0;
    const url = await server((request, response) => {
      asked++;
      response.writeHead(request.url === '/' ? 302 : 200, { location: '/there' }).end();
    });
    expect(await judged(get(`${url}/`))).toMatchObject({ verdict: 'failed', code: 'STATUS' });
    expect(asked).toBe(1);
  });

  test('leaves the status to a condition that reads it', async () => {
    const url = await answering(404);
    expect(await judged({ ...get(url), expect: 'status == 404' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...get(url), expect: 'status != 404' })).toMatchObject({ verdict: 'failed', code: 'STATUS' });
  });

  test('keeps requiring 2xx beside a condition that does not read it', async () => {
    const url = await answering(503, '{"ok":true}');
    expect(await judged({ ...get(url), expect: 'json.ok' })).toMatchObject({ verdict: 'failed', code: 'STATUS' });
  });

  test('judges and records only what the condition reads', async () => {
    const url = await answering(200, '{"ok":true,"secret":"x","n":2}', { 'X-Kind': 'api' });
    const answer = await judged({ ...get(url), expect: 'json.ok && headers["x-kind"] == "api" && json.n < vars.limit' });
    expect(answer.verdict).toBe('passed');
    expect(answer.got).toEqual({ status: 200, json: { ok: true, n: 2 }, headers: { 'x-kind': 'api' }, vars: { limit: 3 } });
  });

  test('a condition that does not hold fails with the answer shown', async () => {
    const answer = await judged({ ...get(await answering(200, '{"ok":false}')), expect: 'json.ok' });
    expect(answer).toMatchObject({ verdict: 'failed', code: 'BODY', excerpt: '{"ok":false}' });
  });

  test('a byte order mark before the JSON is ignored', async () => {
    expect(await judged({ ...get(await answering(200, '\uFEFF{"ok":true}')), expect: 'json.ok' })).toMatchObject({ verdict: 'passed' });
  });

  test('an operand that is not there blocks', async () => {
    expect(await judged({ ...get(await answering(200, '{}')), expect: 'json.ok' })).toMatchObject({ verdict: 'blocked' });
  });

  test.each(['<html>', '', '{"ok":tru'])('an answer that is no JSON (%j) is a wrong answer', async (body) => {
    const answer = await judged({ ...get(await answering(200, body)), expect: 'json.ok' });
    expect(answer).toMatchObject({ verdict: 'failed', code: 'BODY', measured: 'not JSON' });
  });

  test('durationMs can be judged', async () => {
    const url = await answering(200);
    expect(await judged({ ...get(url), expect: 'durationMs < 60000.0' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...get(url), expect: 'durationMs < 0.0' })).toMatchObject({ verdict: 'failed' });
  });

  test('an answer is read up to 1 MiB; a condition over a longer one is ours to give up', async () => {
    const url = await answering(200, `"${'x'.repeat(1024 * 1024)}"`);
    expect(await judged(get(url))).toMatchObject({ verdict: 'passed', got: { status: 200, truncated: true } });
    expect(await judged({ ...get(url), expect: 'json == "x"' })).toMatchObject({ verdict: 'blocked', measured: 'cut off' });
  });

  test('an endless answer ends with the first MiB', async () => {
    const url = await server((_, response) => {
      const more = (): void => void (response.write('x'.repeat(65_536)) && setImmediate(more));
      response.on('drain', more);
      more();
    });
    expect(await judged(get(url))).toMatchObject({ verdict: 'passed', got: { truncated: true } });
  });

  test('sends method, headers with revealed secrets, and a body', async () => {
    const seen: unknown[] = [];
    const url = await server((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { authorization, 'content-type': type, connection } = request.headers;
        seen.push({ method: request.method, authorization, type, connection, body });
        response.end();
      });
    });
    await judged(get(url, { method: 'POST', headers: { Authorization: 'Bearer ${{ env.TOKEN }}' }, json: { a: [1] } }));
    await judged(get(url, { method: 'PUT', body: 'plain', headers: { 'Content-Type': 'text/plain' } }));
    expect(seen).toEqual([
      { method: 'POST', authorization: 'Bearer s3cret-value', type: 'application/json', connection: 'close', body: '{"a":[1]}' },
      { method: 'PUT', type: 'text/plain', connection: 'close', body: 'plain' },
    ]);
  });

  test('takes addresses of IPv6, paths and queries as they are', async () => {
    const seen: unknown[] = [];
    const made = http.createServer((request, response) => {
      seen.push([request.headers.host, request.url]);
      response.end();
    });
    onTestFinished(() => void made.close());
    const port = await new Promise<number | undefined>((resolve) => {
      made.once('error', () => resolve(undefined));
      made.listen(0, '::1', () => resolve((made.address() as AddressInfo).port));
    });
    if (port === undefined) return;
    expect(await judged(get(`http://[::1]:${port}/a%20b?q=1&r=%C3%A9`))).toMatchObject({ verdict: 'passed' });
    expect(seen).toEqual([[`[::1]:${port}`, '/a%20b?q=1&r=%C3%A9']]);
  });

  test('the excerpt is whole: it is cut when its secrets are taken out', async () => {
    const body = `a${'é'.repeat(3000)}`;
    expect((await judged(get(await answering(500, body)))).excerpt).toBe(body);
  });
});

describe('an http probe without an answer', () => {
  test('a refused connection is the product’s failure', async () => {
    const answer = await judged(get(`http://127.0.0.1:${await closedPort()}/`));
    expect(answer).toMatchObject({ verdict: 'failed', code: 'CONNECTION_REFUSED', got: {} });
  });

  test('a refusal stays one for a condition that reads the status', async () => {
    const plan = { ...get(`http://localhost:${await closedPort()}/`), expect: 'status != 404' };
    expect(await judged(plan)).toMatchObject({ verdict: 'failed', code: 'CONNECTION_REFUSED' });
  });

  test('a reset before the answer, and in the midst of it', async () => {
    const early = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const late = await tcpServer((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy())),
    );
    const cut = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')));
    for (const port of [early, late, cut]) {
      expect(await judged(get(`http://127.0.0.1:${port}/`))).toMatchObject({ verdict: 'failed', code: 'CONNECTION_RESET' });
    }
  });

  test('a server that accepts and never answers runs into the timeout', async () => {
    const port = await tcpServer(() => {});
    const answer = await judged({ ...get(`http://127.0.0.1:${port}/`), timeoutMs: 60 });
    expect(answer).toMatchObject({ verdict: 'failed', code: 'TIMEOUT', why: 'timed out: no answer within 60ms' });
  });

  test('a body that drips runs into the same timeout', async () => {
    const url = await server((_, response) => {
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const answer = await judged({ ...get(url), timeoutMs: 80 });
    expect(answer).toMatchObject({ verdict: 'failed', code: 'TIMEOUT', why: 'timed out: no complete answer within 80ms' });
  });

  test('an answer that is no HTTP is a wrong one', async () => {
    const port = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9\r\n'));
    expect(await judged(get(`http://127.0.0.1:${port}/`))).toMatchObject({ verdict: 'failed', code: 'BODY' });
  });

  test('a name that does not resolve says nothing of the product', async () => {
    expect(await judged(get('http://no-such-host.invalid/'))).toMatchObject({ verdict: 'blocked', code: 'DNS' });
  });

  /** A server of its own certificate, and whether each connection was resumed from one before. */
  async function secureServer(): Promise<{ url: string; cert: string; resumed: readonly boolean[] }> {
    const cwd = folder();
    const at = (name: string): string => path.join(cwd, name);
    const subject = [
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-days',
      '1',
      '-keyout',
      at('key'),
      '-out',
      at('cert'),
    ];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...subject], {
      stdio: 'ignore',
    });
    const [key, cert] = [readFileSync(at('key'), 'utf8'), readFileSync(at('cert'), 'utf8')];
    const resumed: boolean[] = [];
    const secure = https.createServer({ key, cert }, ({ socket }, response) => {
      resumed.push((socket as TLSSocket).isSessionReused());
      response.end();
    });
    onTestFinished(() => void secure.close());
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    return { url: `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`, cert, resumed };
  }

  test('a certificate that nobody signed says nothing of the product', needs('openssl'), async () => {
    const { url } = await secureServer();
    expect(await judged(get(url))).toMatchObject({ verdict: 'blocked', code: 'TLS' });
    const remedy = 'self-signed certificate; NODE_EXTRA_CA_CERTS names a file with the certificate of who signed it';
    expect((await probe(get(url), world())).detail).toBe(remedy);
  });

  test('no variable of the environment makes it a good one', needs('openssl'), async () => {
    const { url } = await secureServer();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await judged(get(url))).toMatchObject({ verdict: 'blocked', code: 'TLS' });
  });

  test.each(['content-type', 'location', 'age', 'x-frame-options', 'server'])('a header %s that came twice is both', async (header) => {
    const port = await tcpServer((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\n${header}: one\r\n${header}: two\r\ncontent-length: 0\r\n\r\n`),
    );
    const says = (value: string) => judged({ ...get(`http://127.0.0.1:${port}/`), expect: `headers["${header}"] == "${value}"` });
    expect(await says('one')).toMatchObject({ verdict: 'failed' });
    expect(await says('one, two')).toMatchObject({ verdict: 'passed' });
  });

  test('a header that came twice alike is what it says', async () => {
    const port = await tcpServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nserver: one\r\nserver: one\r\nset-cookie: a\r\nset-cookie: a\r\ncontent-length: 0\r\n\r\n'),
    );
    const plan = { ...get(`http://127.0.0.1:${port}/`), expect: 'headers["server"] == "one"' };
    expect(await judged(plan)).toMatchObject({ verdict: 'passed' });
  });

  test('each look asks for the certificate: one that was good an hour ago may have expired', needs('openssl'), async () => {
    const { url, cert, resumed } = await secureServer();
    const usual = tls.getCACertificates();
    onTestFinished(() => tls.setDefaultCACertificates(usual));
    tls.setDefaultCACertificates([...usual, cert]);
    for (let look = 0; look < 3; look++) expect(await judged(get(url))).toMatchObject({ verdict: 'passed' });
    expect(resumed).toEqual([false, false, false]);
  });

  test('plain http where TLS is expected is a TLS trouble', async () => {
    const { port } = new URL(await answering(200));
    expect(await judged(get(`https://127.0.0.1:${port}/`))).toMatchObject({ verdict: 'blocked', code: 'TLS' });
  });

  test('an abort ends it at once and is nobody’s failure', async () => {
    const port = await tcpServer(() => {});
    const ending = new AbortController();
    const looking = judged({ ...get(`http://127.0.0.1:${port}/`), timeoutMs: 60_000 }, world({ signal: ending.signal }));
    setImmediate(() => ending.abort());
    expect(await looking).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
    expect(await judged(get(`http://127.0.0.1:${port}/`), world({ signal: ending.signal }))).toMatchObject({ code: 'MISSED' });
  });

  test('a header that can not be sent is our mistake', async () => {
    const answer = await judged(get(await answering(200), { headers: { 'x-a': 'line\nbreak' } }));
    expect(answer).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });
});
