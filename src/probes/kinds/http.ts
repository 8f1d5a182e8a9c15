import { z } from 'zod';
import { amount, type Measurement } from '../../conditions/measurements.ts';
import type { Json } from '../../core/json.ts';
import { address, anyJson, flag, pattern, revealedTexts, text } from '../../language/keys.ts';
import { addressProblems, isLoopback } from '../address.ts';
import { jsonOperand, operand } from '../operands.ts';
import type { ProbeProblem, ProbeSite, WatchKindSpec } from '../kind.ts';
import { failed, passed, unrecorded } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

const request = z
  .strictObject({
    url: address(text('a URL')).describe('http:// or https://; of a service also a path, which then means http://127.0.0.1:<port>.'),
    method: pattern(/^[A-Z]+$/, 'a method such as GET or POST')
      .default('GET')
      .describe('Method of the request.'),
    headers: revealedTexts().optional().describe('Headers by name. Secrets may stand here: "Bearer ${{ env.TOKEN }}".'),
    body: text().optional().describe('Body, as it is.'),
    json: anyJson().optional().describe('Body, sent as JSON.'),
  })
  .meta({ title: 'an http request' });

const schema = probeSchema('http', {
  http: z.union([address(text('a URL')), request]).describe('A URL, or { url, method, headers, body, json }.'),
  follow: flag()
    .default(false)
    .describe(
      'true: follow redirects to the same host and port, or to https on the same host, at most 10, as Kubernetes does; GET and HEAD only. A redirect elsewhere is an answer. false: every redirect is an answer, which is not 2xx.',
    ),
});

/** RFC 9110, 15: a code outside of it is invalid. */
const STATUS: Measurement = { type: 'number', doc: 'status code of the answer', least: 100, most: 599, none: 0 };

export type HttpTarget = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: Json;
  readonly follow?: boolean;
};

const FOLLOWED: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export const http: WatchKindSpec<typeof schema, HttpTarget> = {
  schema,

  reads: {
    status: STATUS,
    headers: operand({ map: 'string' }, 'headers of the answer; names in lower case: headers["content-type"]'),
    body: operand('string', 'the answer as text, at most 1 MiB'),
    json: jsonOperand,
    durationMs: amount('ms from the start to the whole answer'),
    redirects: amount('redirects that were followed'),
  },

  refused: ['STATUS', 'BODY'],

  check({ http: asked, follow }, site) {
    if (typeof asked === 'string') return urlProblems(asked, site).map((message) => ({ path: ['http'], message }));
    const problems: ProbeProblem[] = urlProblems(asked.url, site).map((message) => ({ path: ['http', 'url'], message }));
    if (follow && !FOLLOWED.has(asked.method))
      problems.push({ path: ['follow'], message: `redirects are followed by GET and HEAD only, not by ${asked.method}` });
    if (asked.body !== undefined && asked.json !== undefined)
      problems.push({ path: ['http', 'json'], message: 'expected either "body" or "json", found both' });
    return problems;
  },

  target({ http: asked, follow }, site) {
    const followed = follow ? { follow } : {};
    if (typeof asked === 'string') return { url: absolute(asked, site), method: 'GET', headers: {}, ...followed };
    return {
      url: absolute(asked.url, site),
      method: asked.method,
      headers: asked.headers ?? {},
      ...(asked.body !== undefined && { body: asked.body }),
      ...(asked.json !== undefined && { json: asked.json }),
      ...followed,
    };
  },

  name: ({ method, url }) => (method === 'GET' ? url : `${method} ${url}`),

  rows(_target, got, reads) {
    const { status } = got;
    if (typeof status !== 'number') return [unrecorded('status')];
    if (reads('status')) return [];
    const measured = `status = ${status}`;
    if (status >= 200 && status <= 299) return [passed(measured, '2xx')];
    const { notFollowed } = got;
    const why = typeof notFollowed === 'string' ? { why: `${measured}, a redirect that is not followed: ${notFollowed}` } : {};
    return [{ ...failed('STATUS', measured, '2xx'), ...why }];
  },

  localPort: ({ url }) => localPortOf(url),

  fromService: () => true,
};

function localPortOf(url: string): number | undefined {
  const { protocol, hostname, port } = new URL(url);
  if (!isLoopback(hostname)) return undefined;
  return port === '' ? { 'http:': 80, 'https:': 443 }[protocol] : Number(port);
}

function absolute(url: string, site: ProbeSite): string {
  return url.startsWith('/') ? `http://127.0.0.1:${site.port ?? 0}${url}` : url;
}

function urlProblems(url: string, site: ProbeSite): readonly string[] {
  if (!url.startsWith('/')) return addressProblems(url, 'a URL such as http://127.0.0.1:8080/healthz');
  if (site.port !== undefined) return [];
  return [`found the path "${url}", expected a URL: there is no service with a port whose path it could be`];
}
