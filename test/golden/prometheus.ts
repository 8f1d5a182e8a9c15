import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A question that reached the server. */
export interface Asked {
  readonly query: string;
  readonly isRange: boolean;
  readonly parameters: URLSearchParams;
}

/** What to answer; undefined: the server is down, but for the question what time it is. */
export type Reply = (asked: Asked) => object | undefined;

interface Fake {
  readonly url: string;
  close(): void;
}

/** A server that speaks like a Prometheus. */
export async function fake(reply: Reply): Promise<Fake> {
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://h');
    const query = searchParams.get('query') ?? '';
    const asked = { query, isRange: pathname.endsWith('query_range'), parameters: searchParams };
    const answer = query === 'time()' ? time() : reply(asked);
    if (answer) response.end(JSON.stringify(answer));
    else response.writeHead(503).end('down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}

/** One series, whatever was asked for. @param value at a time in ms */
export function series(value: (atMs: number) => string): Reply {
  return ({ isRange, parameters }) => {
    if (!isRange) return vector([[{}, value(Number(parameters.get('time')) * 1000)]])({ query: '', isRange, parameters });
    const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Math.round(Number(parameters.get(name)) * 1000));
    const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
    const values = times.map((atMs) => [atMs / 1000, value(atMs)]);
    return { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } };
  };
}

/** Samples at the time that was asked for. */
export function vector(samples: readonly (readonly [Readonly<Record<string, string>>, string])[], more: object = {}): Reply {
  return ({ parameters }) => {
    const at = Number(parameters.get('time'));
    const result = samples.map(([metric, value]) => ({ metric, value: [at, value] }));
    return { status: 'success', data: { resultType: 'vector', result }, ...more };
  };
}

function time(): object {
  const seconds = Date.now() / 1000;
  return { status: 'success', data: { resultType: 'scalar', result: [seconds, String(seconds)] } };
}
