// Executes tasks in worker processes, so that a task that dies takes nothing else with it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { start } from './lib/service.mjs';

const WORKERS = 2;
const script = fileURLToPath(new URL('./lib/worker.mjs', import.meta.url));
const waiting = new Map();
let next = 0;

const workers = Array.from({ length: WORKERS }, () => {
  const worker = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  worker.on('message', ({ id, result }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  return worker;
});

function run(numbers) {
  const id = next++;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the worker does not answer')), 2000);
    waiting.set(id, (result) => {
      clearTimeout(late);
      resolve(result);
    });
    workers[id % WORKERS].send({ id, numbers });
  });
}

start({
  name: 'openclaw',
  port: 7040,
  work: () => run([3, 1, 2]),
  check: async () => {
    if (workers.some((worker) => !worker.connected)) throw new Error('a worker has died');
  },
  routes: { 'POST /tasks': async ({ numbers = [] }) => [200, { sorted: await run(numbers) }] },
  stop: () => Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve).disconnect()))),
});
