import { z } from 'zod';
import { amount, type Measurement } from '../../conditions/measurements.ts';
import type { Json } from '../../core/json.ts';
import { address, anyJson, pattern, revealedTexts, text } from '../../language/keys.ts';
import { addressProblems } from '../address.ts';
import { jsonOperand, operand } from '../operands.ts';
import type { ProbeSite, WatchKindSpec } from '../kind.ts';
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
  http: z.union([address(text('a URL')), request]).describe('A URL, or { url, method, headers, body, json }. A redirect is an answer.'),
});

/** RFC 9110, 15: a code outside of it is invalid. */
const STATUS: Measurement = { type: 'number', doc: 'status code of the answer', least: 100, most: 599, none: 0 };

export type HttpTarget = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: Json;
};

export const http: WatchKindSpec<typeof schema, HttpTarget> = {
  schema,

  reads: {
    status: STATUS,
    headers: operand({ map: 'string' }, 'headers of the answer; names in lower case: headers["content-type"]'),
    body: operand('string', 'the answer as text, at most 1 MiB'),
    json: jsonOperand,
    durationMs: amount('ms from the start to the whole answer'),
  },

  refused: ['STATUS', 'BODY'],

  check({ http: asked }, site) {
    if (typeof asked === 'string') return urlProblems(asked, site).map((message) => ({ path: ['http'], message }));
    const problems = urlProblems(asked.url, site).map((message) => ({ path: ['http', 'url'], message }));
    if (asked.body === undefined || asked.json === undefined) return problems;
    return [...problems, { path: ['http', 'json'], message: 'expected either "body" or "json", found both' }];
  },

  target({ http: asked }, site) {
    if (typeof asked === 'string') return { url: absolute(asked, site), method: 'GET', headers: {} };
    return {
      url: absolute(asked.url, site),
      method: asked.method,
      headers: asked.headers ?? {},
      ...(asked.body !== undefined && { body: asked.body }),
      ...(asked.json !== undefined && { json: asked.json }),
    };
  },

  name: ({ method, url }) => (method === 'GET' ? url : `${method} ${url}`),

  rows(_target, got, reads) {
    const { status } = got;
    if (typeof status !== 'number') return [unrecorded('status')];
    if (reads('status')) return [];
    const measured = `status = ${status}`;
    return [status >= 200 && status <= 299 ? passed(measured, '2xx') : failed('STATUS', measured, '2xx')];
  },

  fromService: () => true,
};

function absolute(url: string, site: ProbeSite): string {
  return url.startsWith('/') ? `http://127.0.0.1:${site.port ?? 0}${url}` : url;
}

function urlProblems(url: string, site: ProbeSite): readonly string[] {
  if (!url.startsWith('/')) return addressProblems(url, 'a URL such as http://127.0.0.1:8080/healthz');
  if (site.port !== undefined) return [];
  return [`found the path "${url}", expected a URL: there is no service with a port whose path it could be`];
}
