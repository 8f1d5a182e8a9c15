// Genesis: plans tasks. One program, two builds: `stable` knows the old planner alone, `canary` brings Pipelex and SPICE behind
// flags. Answers /tasks, /health and /metrics on PORT, keeps state/logs/genesis.log, and (stable) a backup of what it planned.
import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from './faults.mjs';
import { flag } from './flags.mjs';
import { Metrics } from './metrics.mjs';
import { newPlan, nextTasks, oldPlan, selfTest } from './planner.mjs';

const build = process.env.BUILD ?? 'stable';
const metrics = new Metrics();

/** How long planning takes, in ms: what a model behind it would. */
const WORK_MS = Number(process.env.WORK_MS ?? 30);

const LOG = 'state/logs/genesis.log';
const BACKUP = 'state/backups/latest.json';
const KEPT = 50;
let served = 0;
const planned = Array.from({ length: KEPT }, (_, id) => ({ id, plan: oldPlan() }));

const pipelex = () => build === 'canary' && flag('USE_PIPELEX');
const spice = () => build === 'canary' && flag('USE_SPICE');
let hasCustomers = false;

/** The number of a fault that is switched on. All are in the new feature, and none shows before customers come: that is what a rollout is for. */
const spoiled = (name) => (hasCustomers && (pipelex() || spice()) ? fault(name) : undefined);

function log(level, message) {
  fs.appendFileSync(LOG, `${new Date().toISOString()} ${level} ${build} ${message}\n`);
}

/** Plans with Pipelex; without it with the old planner, where the flags let it. */
function plan(isPipelexUp) {
  if (!pipelex()) return { mode: 'old', plan: oldPlan() };
  if (isPipelexUp && Math.random() >= (spoiled('fallback') ?? 0)) return { mode: 'pipelex', plan: newPlan() };
  metrics.add('pipelex_fallback_triggered_total');
  if (!flag('PIPELEX_FALLBACK_MODE')) throw new Error('Pipelex is not there');
  return { mode: 'fallback', plan: oldPlan() };
}

async function tasks(request) {
  hasCustomers ||= request.headers['x-customer'] !== undefined;
  try {
    await delay(WORK_MS + (spoiled('slow') ?? 0));
    if (Math.random() < (spoiled('errors') ?? 0)) throw new Error('SPICE self-play broke off');
    const made = spice() && spoiled('silent') === undefined ? nextTasks() : [];
    metrics.add('spice_tasks_generated_total', made.length);
    const answer = { build, ...plan(request.headers['x-pipelex'] !== 'off'), spice: made.length };
    planned.push({ id: KEPT + served++, plan: answer.plan });
    planned.splice(0, planned.length - KEPT);
    return [200, answer];
  } catch (error) {
    metrics.add('genesis_request_errors_total');
    log('ERROR', error.message);
    return [500, { build, error: error.message }];
  }
}

/** Counts how long it took, and tells whoever asked. */
async function timed(request) {
  const begun = performance.now();
  const [status, body] = await tasks(request);
  const ms = performance.now() - begun;
  metrics.took(ms / 1000);
  return [status, body, { 'server-timing': `tasks;dur=${ms.toFixed(3)}` }];
}

const ROUTES = {
  '/tasks': timed,
  '/health': () => [200, { status: 'ok', build, spice_enabled: spice(), pipelex_enabled: pipelex() }],
  '/metrics': () => [200, metrics.text({ genesis_test_pass_rate: selfTest(spoiled('wrong') ?? 0) })],
};

const server = http.createServer((request, response) => {
  const route = ROUTES[new URL(request.url, 'http://h').pathname];
  void Promise.resolve(route?.(request) ?? [404, { error: 'no such path' }]).then(([status, body, headers]) => {
    const [type, text] = typeof body === 'string' ? ['text/plain; version=0.0.4', body] : ['application/json', JSON.stringify(body)];
    response.writeHead(status, { 'content-type': type, 'x-build': build, ...headers }).end(text);
  });
});

function tell() {
  log('INFO', `planned ${served} tasks so far`);
}

function backUp() {
  fs.writeFileSync(`${BACKUP}.new`, JSON.stringify({ at: new Date().toISOString(), planned }));
  fs.renameSync(`${BACKUP}.new`, BACKUP);
}

for (const folder of ['state/logs', 'state/backups']) fs.mkdirSync(folder, { recursive: true });
log('INFO', 'started');
const timers = [setInterval(tell, 500)];
if (build === 'stable') {
  backUp();
  timers.push(setInterval(backUp, 60_000));
}
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  timers.forEach(clearInterval);
  log('INFO', 'stopped');
  server.close();
  server.closeIdleConnections();
});
