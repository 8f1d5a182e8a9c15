import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A question that reached the server. */
export interface Asked {
  readonly path: string;
  readonly query: string;
  readonly parameters: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
}

/** No answer at all, not even of the server's own clock. */
export const HANG = Symbol('hang');

/** What to answer: an object is sent as JSON, a text as it is; undefined: to `time()` the server's own clock, else no answer at all. */
export type Reply = typeof HANG | object | string | { readonly status: number; readonly body: string } | undefined;

export interface Fake {
  readonly url: string;
  readonly asked: Asked[];
}

/** A server that speaks like a Prometheus, or as badly as the test wants. */
export async function fakePrometheus(
  reply: (asked: Asked) => Reply,
  tls?: { readonly key: string | Buffer; readonly cert: string | Buffer },
): Promise<Fake> {
  const asked: Asked[] = [];
  const listener: http.RequestListener = (req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://h');
    const question = { path: pathname, query: searchParams.get('query') ?? '', parameters: searchParams, headers: req.headers };
    asked.push(question);
    const answer = reply(question) ?? (question.query === 'time()' ? scalar(Date.now() / 1000) : undefined);
    if (answer === undefined || answer === HANG) return;
    if (typeof answer === 'string') res.end(answer);
    else if ('status' in answer && typeof answer.status === 'number' && 'body' in answer) res.writeHead(answer.status).end(answer.body);
    else res.end(JSON.stringify(answer));
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, asked };
}

export function scalar(seconds: number): object {
  return { status: 'success', data: { resultType: 'scalar', result: [seconds, String(seconds)] } };
}

/** An instant vector at the time that was asked for. */
export function vector({ parameters }: Asked, ...samples: readonly (readonly [Record<string, string>, string])[]): object {
  const time = Number(parameters.get('time'));
  const result = samples.map(([metric, value]) => ({ metric, value: [time, value] }));
  return { status: 'success', data: { resultType: 'vector', result } };
}

/** One series over the span that was asked for. @param value at a time in ms */
export function matrix({ parameters }: Asked, value: (atMs: number) => string): object {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Math.round(Number(parameters.get(name)) * 1000));
  const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
  const values = times.map((atMs) => [atMs / 1000, value(atMs)]);
  return { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } };
}
