import http from 'node:http';
import https from 'node:https';
import { formatDuration } from '../../core/duration.ts';
import net from 'node:net';
import type { ProbePlan } from '../../core/plan.ts';
import type { HttpTarget } from '../../probes/kinds/http.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { onAbort } from './aborts.ts';
import { deadline } from './deadline.ts';
import { networkError } from './network-error.ts';
import { notText } from './plain-text.ts';
import { jsonSight, type Reads, type Sight, unseen } from '../../probes/sight.ts';

/** An answer is read up to here. */
const READ_BYTES = 1024 * 1024;

/**
 * Every probe opens a new connection: one that was kept says nothing about a service that stopped accepting. So there is nothing for
 * an agent to keep; TLS alone leaves the name of the server to one. Nor does it keep sessions: one that is resumed shows no certificate,
 * so that nobody would see it expire. Certificates are looked at also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise: no evidence would
 * tell that they were not.
 */
const SECURE = new https.Agent({ keepAlive: false, maxSockets: Infinity, maxCachedSessions: 0, rejectUnauthorized: true });

/** Statuses of RFC 9110, 15.4, after which the same is asked elsewhere. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** As many as Go's client, and so Kubernetes, follows. */
const MOST_REDIRECTS = 10;

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** The answer is longer than what was read of it. */
  readonly truncated: boolean;
}

/** One request, one connection. Redirects are answers, unless the probe follows them: then each is a request of its own. */
export async function lookHttp(plan: ProbePlan<HttpTarget>, context: ProbeContext, reads: Reads): Promise<Sight> {
  const { answer, ...redirects } = plan.target.follow === true ? await followed(plan, context) : { answer: await exchange(plan, context) };
  if (!('status' in answer)) return answer;
  const text = (): string => answer.body.toString('utf8');
  const trouble = ['json', 'body'].some(reads) ? unreadable(answer) : undefined;
  const readable = trouble === undefined && !answer.truncated;
  const read = reads('json') && readable ? jsonSight(text(), reads) : undefined;
  return {
    facts: {
      status: answer.status,
      ...redirects,
      ...(answer.truncated && { truncated: true }),
      ...(trouble !== undefined && { notText: trouble }),
      ...read?.facts,
    },
    scope: {
      ...(reads('headers') && { headers: plainHeaders(answer.headers) }),
      ...(reads('body') && readable && { body: text() }),
      ...read?.scope,
    },
    excerpt: text,
  };
}

/** Follows redirects within the time of one look. */
async function followed(plan: ProbePlan<HttpTarget>, context: ProbeContext): Promise<Followed> {
  const deadline = performance.now() + plan.timeoutMs;
  let { url } = plan.target;
  for (let redirects = 0; ; redirects++) {
    const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()));
    const answer = await exchange({ ...plan, timeoutMs, target: { ...plan.target, url } }, context);
    const next = 'status' in answer ? redirectOf(answer, url) : undefined;
    if (next === undefined) return { answer, redirects };
    const notFollowed = redirects === MOST_REDIRECTS ? `more than ${MOST_REDIRECTS} of them` : elsewhere(url, next);
    if (notFollowed !== undefined) return { answer, redirects, notFollowed };
    url = next.href;
  }
}

interface Followed {
  readonly answer: Answer | Sight;
  readonly redirects: number;
  /** Why the answer is a redirect all the same. */
  readonly notFollowed?: string;
}

function redirectOf({ status, headers }: Answer, url: string): URL | undefined {
  const { location } = headers;
  return REDIRECTS.has(status) && location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
}

/** Another port is another process, and headers may hold secrets: they are for whom they were written for. */
function elsewhere(from: string, to: URL): string | undefined {
  const { origin, hostname } = new URL(from);
  if (to.hostname !== hostname) return `to another host, ${to.hostname}`;
  return to.origin === origin || to.protocol === 'https:' ? undefined : `to ${to.origin}`;
}

/** Why the body can't be read as text: no encoding was asked for, so one that was used anyhow is not undone. */
function unreadable({ headers, body, truncated }: Answer): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return `encoded as ${encoding}`;
  return truncated ? undefined : notText(body);
}

function exchange(plan: ProbePlan<HttpTarget>, context: ProbeContext): Promise<Answer | Sight> {
  return new Promise((resolve) => {
    const { request, body } = open(plan, context);
    let phase = 'no connection';
    const finish = (result: Answer | Sight): void => {
      callOff();
      stay();
      resolve(result);
    };
    /** Ends what has not come to its own end; an answer that has closes its connection itself. */
    const cut = (result: Answer | Sight): void => {
      finish(result);
      request.destroy();
    };
    const abort = (): void => cut(unseen('MISSED', 'aborted'));
    const fail = (error: unknown): void => {
      const { code, detail } = networkError(error);
      cut(unseen(code, detail));
    };
    const callOff = deadline(plan.timeoutMs, () => cut(unseen('TIMEOUT', `${phase} within ${formatDuration(plan.timeoutMs)}`)));
    const stay = onAbort(context.signal, abort);
    request.on('error', fail);
    request.on('socket', (socket) => socket.once('connect', () => (phase = 'no answer')));
    request.on('response', (response) => {
      phase = 'no complete answer';
      response.on('error', fail);
      readBody(response, finish, cut);
    });
    request.end(body);
  });
}

/** Where a probe asks; read once, asked for hours. */
const ADDRESSES = new WeakMap<
  ProbePlan<HttpTarget>,
  { readonly secure: boolean; readonly hostname: string; readonly port: string; readonly path: string }
>();

function addressOf(plan: ProbePlan<HttpTarget>) {
  const known = ADDRESSES.get(plan);
  if (known) return known;
  const { url } = plan.target;
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const path = asWritten(url) ?? pathname + search;
  const address = { secure: protocol === 'https:', hostname: hostname.replace(/^\[|\]$/g, ''), port, path };
  ADDRESSES.set(plan, address);
  return address;
}

/**
 * The path and query of a URL in which `new URL` would resolve `/../` or turn `\` into `/`: whoever writes `/static/../admin` asks
 * what the server makes of it. What can't stand in a request is encoded. @returns undefined for any other URL
 */
function asWritten(url: string): string | undefined {
  const written = /^[^:]+:\/\/[^/\\?#]*([^#]*)/.exec(url)?.[1] ?? '';
  const [path = ''] = written.split('?');
  if (!path.includes('\\') && !/\/(\.|%2e){1,2}(?=\/|$)/i.test(path)) return undefined;
  const encoded = (character: string): string => Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '%$&');
  return written.replace(/[^!-~]/gu, encoded);
}

function open(plan: ProbePlan<HttpTarget>, context: ProbeContext): { request: http.ClientRequest; body: string | undefined } {
  const { secure, hostname, port, path } = addressOf(plan);
  const { method, json } = plan.target;
  const body = json === undefined ? plan.target.body : JSON.stringify(json);
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'gate' };
  if (json !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(plan.target.headers)) headers[name.toLowerCase()] = context.reveal(value);
  // Else Node keeps the first of some (`content-type`, `location`, `age`), and nobody would see that there are two.
  const options = { hostname, port, path, method, headers, joinDuplicateHeaders: true };
  const connect = (): net.Socket => net.connect({ host: hostname, port: Number(port || 80) });
  return { request: secure ? https.request({ ...options, agent: SECURE }) : http.request({ ...options, createConnection: connect }), body };
}

/** A header that came twice with the same value is that value. */
function saidOnce({ headers, headersDistinct }: http.IncomingMessage): http.IncomingHttpHeaders {
  const once = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    typeof headers[name] === 'string' && values.length > 1 && new Set(values).size === 1 ? [[name, values[0]] as const] : [],
  );
  return { ...headers, ...Object.fromEntries(once) };
}

function readBody(response: http.IncomingMessage, whole: (answer: Answer) => void, cut: (answer: Answer) => void): void {
  const { statusCode: status = 0 } = response;
  const headers = saidOnce(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > READ_BYTES) cut({ status, headers, body: Buffer.concat(chunks).subarray(0, READ_BYTES), truncated: true });
  });
  response.on('end', () => whole({ status, headers, body: Buffer.concat(chunks), truncated: false }));
}

/** Names in lower case, a header that came several times as one text. */
function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
