// The way in: knows who asks, and passes work on to the router, the memory and the executor.
import { ask, peers, start } from './lib/service.mjs';

const token = process.env.SONIA_OPERATOR_TOKEN ?? 'operator-for-local-runs';
const known = (request) => request.headers.authorization === `Bearer ${token}`;
const guarded = (route) => async (body, request) => (known(request) ? route(body, request) : [401, { error: 'who asks?' }]);

start({
  name: 'api-gateway',
  port: 7000,
  work: () => ask(peers.router, 'POST', '/route', { prompt: 'ping' }),
  routes: {
    'GET /v1/status': guarded(async () => [200, { status: 'up' }]),
    'POST /v1/complete': guarded(async (body) => [200, await ask(peers.router, 'POST', '/route', body)]),
    'POST /v1/remember': guarded(async (body) => [200, await ask(peers.memory, 'POST', '/memories', body)]),
    'POST /v1/run': guarded(async (body) => [200, await ask(peers.openclaw, 'POST', '/tasks', body)]),
    'POST /v1/speak': guarded(async (body) => [200, await ask(peers.pipecat, 'POST', '/frames', body)]),
    'POST /v1/decide': guarded(async (body) => [200, await ask(peers.eva, 'POST', '/policy/evaluate', body)]),
    'DELETE /v1/memory': async () => [403, { error: 'nobody forgets everything' }],
  },
});
