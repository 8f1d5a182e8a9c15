// What all six services have in common: HTTP, health, a count of finished work, upkeep, an orderly end.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { faultsOf, leaveBehind } from './faults.mjs';
import { HttpError } from './http.mjs';
import { log } from './log.mjs';
import { ownPort } from './ports.mjs';
import { Work } from './work.mjs';

const UPKEEP_MS = Number(process.env.UPKEEP_MS ?? 250);
const PART_TIMEOUT_MS = 1000;
const DRAIN_MS = 1000;

/**
 * Starts a service.
 *   name    as in ports.mjs
 *   parts   { store: async () => … }: what it is made of; each throws when that part is not well. GET /healthz asks them all
 *   routes  { 'POST /v1/x': async ({ request, response, params }) => answer }: work; the answer is sent as JSON, unless the
 *           route wrote the response itself
 *   upkeep  real work of its own, four times a second, so that `processed` also grows when nobody asks for anything
 *   begin, end   before it listens, after it has stopped listening
 */
export async function startService({ name, parts, routes, upkeep, begin = async () => {}, end = async () => {} }) {
  const faults = faultsOf(name);
  const work = new Work(faults.get('wedge'));
  const server = http.createServer(serve);
  let healthRequests = 0;
  let timer;
  let stopping = false;

  async function serve(request, response) {
    const { pathname } = new URL(request.url, 'http://localhost');
    const isHealth = pathname === '/healthz';
    if (isHealth) countHealthRequest();
    if (healthRequests >= (faults.get('hang') ?? Infinity)) return; // the request was taken, and that is all
    try {
      const answer = isHealth ? await health() : pathname === '/metrics.json' ? metrics() : await workOn(pathname, request, response);
      if (!response.headersSent) send(response, answer.ok === false ? 503 : 200, answer);
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      log(name, 'refused', { request: `${request.method} ${pathname}`, status, why: error.message });
      if (response.headersSent) response.destroy();
      else send(response, status, { error: error.message });
    }
  }

  function countHealthRequest() {
    healthRequests++;
    if (healthRequests === faults.get('exit')) process.exit(3);
    if (healthRequests === faults.get('suspend')) process.kill(process.pid, 'SIGSTOP');
  }

  async function health() {
    if (healthRequests === faults.get('fail-once-at')) throw new Error('one bad moment');
    const states = await Promise.all(Object.entries(parts).map(async ([part, check]) => [part, await stateOf(check)]));
    return { ok: states.every(([, state]) => state === 'ok'), service: name, parts: Object.fromEntries(states) };
  }

  function metrics() {
    return { service: name, processed: work.processed, healthRequests, uptimeSeconds: Math.floor(process.uptime()) };
  }

  function workOn(pathname, request, response) {
    const { route, params } = find(routes, request.method, pathname);
    return work.run(() => route({ request, response, params }));
  }

  async function beat() {
    try {
      await work.run(upkeep);
    } catch (error) {
      log(name, 'upkeep-failed', { why: error.message });
    }
    if (!stopping) timer = setTimeout(beat, UPKEEP_MS);
  }

  async function run() {
    await begin();
    await new Promise((resolve, reject) => server.once('error', reject).listen(ownPort(name), '127.0.0.1', resolve));
    log(name, 'listening', { port: ownPort(name), pid: process.pid });
    leaveBehind(faults, server);
    void beat();
  }

  async function stop(signal) {
    if (stopping || faults.has('ignore-sigterm')) return;
    stopping = true;
    await delay(faults.get('slow-stop') ?? 0);
    await running; // a stop that comes during the start waits for it
    clearTimeout(timer);
    server.close();
    await Promise.race([work.idle(), delay(DRAIN_MS)]);
    server.closeAllConnections();
    await end();
    log(name, 'stopped', { signal, processed: work.processed });
    process.exit(0);
  }

  for (const [fault, number] of faults) log(name, 'fault-is-on', { fault, number });
  if (faults.get('exit') === 0) process.exit(3);
  await delay(faults.get('slow-start') ?? 0);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const running = run().catch((error) => {
    log(name, 'cannot-start', { why: error.message });
    process.exit(1);
  });
}

async function stateOf(check) {
  try {
    const late = delay(PART_TIMEOUT_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('does not answer')));
    await Promise.race([check(), late]);
    return 'ok';
  } catch (error) {
    return error.message;
  }
}

/** The route of a request; `:name` in it stands for one step of the path. */
function find(routes, method, pathname) {
  const steps = pathname.split('/');
  for (const [key, route] of Object.entries(routes)) {
    const [verb, pattern] = key.split(' ');
    const wanted = pattern.split('/');
    if (verb !== method || wanted.length !== steps.length) continue;
    if (!wanted.every((step, i) => step.startsWith(':') || step === steps[i])) continue;
    return { route, params: Object.fromEntries(wanted.flatMap((step, i) => (step.startsWith(':') ? [[step.slice(1), steps[i]]] : []))) };
  }
  throw new HttpError(404, `nothing at ${method} ${pathname}`);
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
