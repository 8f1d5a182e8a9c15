// What all six services have in common: HTTP, health, a counter of finished work, an orderly end, and faults to switch on.
import http from 'node:http';
import { fault } from './fault.mjs';

const WORK_MS = 100;

/**
 * Starts a service.
 * routes: { 'POST /path': async (body, request) => [status, answer] }
 * work:   a small piece of real work, done ten times a second; only finished work is counted
 * check:  throws when a part of the service is not well
 */
export function start({ name, port, routes = {}, work, check = async () => {}, stop = async () => {} }) {
  const wrong = fault(name);
  let processed = 0;
  let healthRequests = 0;

  const answers = {
    'GET /healthz': async () => {
      healthRequests++;
      if (wrong.is('fail-once-at', healthRequests)) return [500, { ok: false, why: 'one bad moment' }];
      await check();
      return [200, { ok: true, service: name }];
    },
    'GET /metrics.json': async () => [200, { processed, uptimeSeconds: Math.round(process.uptime()) }],
    ...routes,
  };

  const server = http.createServer(async (request, response) => {
    if (wrong.hangs(healthRequests)) return; // accepts, reads, never answers
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = answers[`${request.method} ${pathname}`];
    const [status, body] = route ? await answer(route, request) : [404, { error: `nothing at ${pathname}` }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });

  async function answer(route, request) {
    try {
      return await route(await bodyOf(request), request);
    } catch (error) {
      return [503, { error: error.message }];
    }
  }

  const timer = setInterval(async () => {
    if (wrong.is('wedge', healthRequests)) return; // answers health as before, and gets nothing done
    try {
      await work();
      processed++;
    } catch (error) {
      console.log(`${name}: work failed: ${error.message}`);
    }
  }, WORK_MS);

  server.keepAliveTimeout = 1000;
  server.listen(Number(process.env.PORT ?? port), '127.0.0.1', () => {
    console.log(`${name}: listens on ${server.address().port}, pid ${process.pid}`);
    wrong.begin(server);
  });

  process.on('SIGTERM', async () => {
    if (wrong.ignoresStop()) return;
    clearInterval(timer);
    await wrong.end();
    await stop();
    server.close(() => process.exit(0));
    server.closeAllConnections();
    console.log(`${name}: stopped after ${processed} pieces of work`);
  });
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? {} : JSON.parse(text);
}

/** Where the services listen; tests move the stack by these variables. */
export const peers = {
  router: Number(process.env.MODEL_ROUTER_PORT ?? 7010),
  memory: Number(process.env.MEMORY_ENGINE_PORT ?? 7020),
  pipecat: Number(process.env.PIPECAT_PORT ?? 7030),
  openclaw: Number(process.env.OPENCLAW_PORT ?? 7040),
  eva: Number(process.env.EVA_OS_PORT ?? 7050),
};

/** Asks another service; throws unless it answers 2xx. */
export async function ask(port, method, path, body, headers = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(2000),
  });
  if (!response.ok) throw new Error(`${method} ${path} on ${port}: ${response.status}`);
  return response.json();
}
