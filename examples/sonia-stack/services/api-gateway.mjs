// api-gateway: the way in. It asks who is there, asks eva-os whether that may be done, and passes it on to the service eva-os names.
import net from 'node:net';
import { identify } from './lib/auth.mjs';
import { askJson, HttpError, jsonOf } from './lib/http.mjs';
import { portOf, SERVICES } from './lib/ports.mjs';
import { startService } from './lib/service.mjs';
import { tokenOf } from './lib/state.mjs';

const peers = SERVICES.filter((service) => service !== 'api-gateway');
const reachable = new Map();
let looks = 0;

/** Whether somebody listens there. */
function look(service) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port: portOf(service), timeout: 500 });
    const say = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', say(true)).once('error', say(false)).once('timeout', say(false));
  });
}

/** Asks eva-os. @returns the service that does it; throws HttpError 403 when it may not be done */
async function authorise(request, action, bytes = 0) {
  const authorization = `Bearer ${tokenOf(identify('api-gateway', request))}`;
  const { allow, why, service } = await askJson('eva-os', 'POST', '/policy/evaluate', { action, bytes }, { authorization });
  if (!allow) throw new HttpError(403, why);
  return service;
}

/** A route that passes its JSON body on. */
function passOn(action, method, path) {
  return async ({ request }) => {
    identify('api-gateway', request); // before anything is read
    const body = await jsonOf(request);
    return askJson(await authorise(request, action, Buffer.byteLength(JSON.stringify(body))), method, path, body);
  };
}

startService({
  name: 'api-gateway',
  parts: { token: async () => tokenOf('operator') },
  // Looks at one of the others after the other, for /v1/status.
  upkeep: async () => {
    const service = peers[looks++ % peers.length];
    reachable.set(service, await look(service));
  },
  routes: {
    'GET /v1/status': async ({ request }) => {
      await authorise(request, 'read');
      return { reachable: Object.fromEntries(reachable) };
    },
    'POST /v1/infer': passOn('infer', 'POST', '/v1/route'),
    'POST /v1/memory': passOn('remember', 'POST', '/v1/sequences'),
    'GET /v1/memory/:seq': async ({ request, params }) => askJson(await authorise(request, 'recall'), 'GET', `/v1/sequences/${params.seq}`),
    'DELETE /v1/memory': async ({ request }) => authorise(request, 'forget'),
  },
});
