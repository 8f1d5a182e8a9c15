// The customers: LOAD_RATE requests a second to the front, never more than 100 at once, each of one of 1,000 customers in turn.
// Writes what each saw to state/load.jsonl: when, by which build, the status, and how long it took in ms, by our clock and by
// the service's. Ends on SIGTERM.
import fs from 'node:fs';
import http from 'node:http';
import { PORTS } from './ports.mjs';

const RATE = Number(process.env.LOAD_RATE ?? 80);
const MOST_AT_ONCE = 100;
const CUSTOMERS = 1000;

fs.mkdirSync('state', { recursive: true });
const seen = fs.createWriteStream('state/load.jsonl');
let turn = 0;
let underway = 0;

function send() {
  if (underway >= MOST_AT_ONCE) return;
  underway++;
  const begun = performance.now();
  // In steps that have no divisor with their number: every second meets customers of all kinds.
  const headers = { 'x-customer': `customer-${(turn++ * 617) % CUSTOMERS}` };
  const end = (status, { 'x-build': build, 'server-timing': timing } = {}) => {
    underway--;
    const ms = Math.round((performance.now() - begun) * 1000) / 1000;
    seen.write(`${JSON.stringify({ at: Date.now(), status, build, ms, serviceMs: Number(timing?.split('dur=')[1]) })}\n`);
  };
  const request = http.get({ host: '127.0.0.1', port: PORTS.front, path: '/tasks', headers, agent: false, timeout: 10_000 }, (response) => {
    response.resume().once('close', () => end(response.statusCode, response.headers));
  });
  request.once('timeout', () => request.destroy());
  request.once('error', () => end(0));
}

const timer = setInterval(send, 1000 / RATE);
process.once('SIGTERM', () => {
  clearInterval(timer);
  seen.end(() => process.exit(0));
});
