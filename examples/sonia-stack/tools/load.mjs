// A bounded, steady load through the gateway: LOAD_RATE requests a second, never more than eight at once, in turn such that
// every one of the six services gets work. It keeps on when requests fail; health gates judge that. Ends on SIGTERM.
import { setTimeout as delay } from 'node:timers/promises';
import { faultsOf } from '../services/lib/faults.mjs';
import { askJson } from '../services/lib/http.mjs';
import { log } from '../services/lib/log.mjs';
import { tokenOf } from '../services/lib/state.mjs';

const RATE = Number(process.env.LOAD_RATE ?? 10);
const MOST_AT_ONCE = 8;
const REPORT_MS = 10_000;

const exitAt = faultsOf('load').get('exit');
const headers = { authorization: `Bearer ${tokenOf('operator')}` };
const counts = { sent: 0, failed: 0, skipped: 0 };
const inFlight = new Set();
let remembered = 0;
let turn = 0;

const REQUESTS = [
  () => askJson('api-gateway', 'POST', '/v1/infer', { capability: 'normalise', text: `  turn   ${turn}\n of  many ` }, headers),
  () => askJson('api-gateway', 'POST', '/v1/infer', { capability: 'digest', text: `turn ${turn}` }, headers),
  () => askJson('api-gateway', 'POST', '/v1/infer', { capability: 'words', text: 'either model can count these' }, headers),
  async () => (remembered = (await askJson('api-gateway', 'POST', '/v1/memory', { text: `turn ${turn}` }, headers)).seq),
  () => remembered && askJson('api-gateway', 'GET', `/v1/memory/${remembered}`, undefined, headers),
  () => askJson('api-gateway', 'GET', '/v1/status', undefined, headers),
];

function send() {
  turn++;
  if (turn === exitAt) process.exit(3);
  if (inFlight.size >= MOST_AT_ONCE) return void counts.skipped++;
  counts.sent++;
  const request = Promise.resolve()
    .then(REQUESTS[turn % REQUESTS.length])
    .catch((error) => {
      counts.failed++;
      log('load', 'failed', { why: error.message });
    })
    .finally(() => inFlight.delete(request));
  inFlight.add(request);
}

const timers = [setInterval(send, 1000 / RATE), setInterval(() => log('load', 'so-far', counts), REPORT_MS)];

async function stop(signal) {
  timers.forEach(clearInterval);
  await Promise.race([Promise.all(inFlight), delay(1000)]);
  log('load', 'stopped', { signal, ...counts });
  process.exit(0);
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
log('load', 'started', { rate: RATE, pid: process.pid });
