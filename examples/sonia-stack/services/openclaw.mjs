// openclaw: executes tasks in worker processes, so that a task that dies takes nothing else with it, in a sandbox, so that it sees nothing else.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { faultsOf } from './lib/faults.mjs';
import { HttpError, jsonOf } from './lib/http.mjs';
import { log } from './lib/log.mjs';
import { confined, prepareSandbox, unconfined } from './lib/sandbox.mjs';
import { startService } from './lib/service.mjs';

const WORKERS = 2;
const TASK_TIMEOUT_MS = 1500;
const script = path.join(import.meta.dirname, 'openclaw-worker.mjs');

class Worker {
  #tasks = new Map();
  #next = 0;

  constructor() {
    const walls = faultsOf('openclaw').has('unconfined') ? unconfined() : confined(script);
    this.process = fork(script, { ...walls, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.process.on('message', ({ id, result, error, denied }) =>
      this.#settle(id, error === undefined ? undefined : new HttpError(denied ? 403 : 400, error), result),
    );
    this.process.on('error', () => {}); // the exit says it
    this.process.once('exit', () => {
      for (const id of this.#tasks.keys()) this.#settle(id, new Error('the worker has died'));
    });
  }

  get busy() {
    return this.#tasks.size;
  }

  run(task) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, new Error('the worker does not answer')), TASK_TIMEOUT_MS);
      this.#tasks.set(id, { resolve, reject, timer });
      this.process.send({ id, task }, (error) => error && this.#settle(id, error));
    });
  }

  #settle(id, error, result) {
    const task = this.#tasks.get(id);
    if (!task) return;
    this.#tasks.delete(id);
    clearTimeout(task.timer);
    if (error) task.reject(error);
    else task.resolve(result);
  }
}

const workers = [];
let ending = false;

/** A worker in this place; when it dies, another one takes the place. */
function hire(place) {
  const worker = new Worker();
  workers[place] = worker;
  worker.process.once('exit', (exit, signal) => {
    if (ending) return;
    log('openclaw', 'worker-died', { pid: worker.process.pid, exit: exit ?? signal });
    hire(place);
  });
}

/** Gives a task to the worker that has least to do. */
function execute(task) {
  return workers.reduce((least, worker) => (worker.busy < least.busy ? worker : least)).run(task);
}

let beats = 0;

startService({
  name: 'openclaw',
  begin: async () => {
    prepareSandbox();
    for (let place = 0; place < WORKERS; place++) hire(place);
  },
  parts: { workers: () => Promise.all(workers.map((worker) => worker.run({ name: 'ping' }))) },
  // Maintenance: each worker in turn has to find the same number of primes.
  upkeep: async () => {
    const primes = await workers[beats++ % WORKERS].run({ name: 'primes', below: 1000 });
    if (primes !== 168) throw new Error(`a worker found ${primes} primes below 1000`);
  },
  routes: { 'POST /v1/tasks': async ({ request }) => ({ result: await execute(await jsonOf(request)) }) },
  end: async () => {
    ending = true;
    await Promise.all(workers.map((worker) => dismiss(worker.process)));
  },
});

/** A worker ends when nobody talks to it any more; one that doesn't is killed. */
async function dismiss(worker) {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  const timer = setTimeout(() => worker.kill('SIGKILL'), 1000);
  worker.disconnect();
  await gone;
  clearTimeout(timer);
}
