// A worker of openclaw, in its sandbox: does one task after the other, and ends when its master lets go of it or dies.
import { createHash } from 'node:crypto';
import { runCommand } from './lib/commands.mjs';

const TASKS = {
  ping: () => 'pong',
  digest: ({ text }) => createHash('sha256').update(text).digest('hex'),
  words: ({ text }) => text.split(/\s+/).filter(Boolean).length,
  primes: ({ below }) => countPrimes(Math.min(Number(below), 1_000_000)),
  command: ({ argv }) => runCommand(argv),
};

function countPrimes(below) {
  const composite = new Uint8Array(below);
  let count = 0;
  for (let n = 2; n < below; n++) {
    if (composite[n]) continue;
    count++;
    for (let multiple = n * n; multiple < below; multiple += n) composite[multiple] = 1;
  }
  return count;
}

process.on('message', async ({ id, task }) => {
  try {
    if (!Object.hasOwn(TASKS, task.name)) throw new Error(`no task "${task.name}"`);
    process.send({ id, result: await TASKS[task.name](task) });
  } catch (error) {
    process.send({ id, error: error.message, denied: error.code === 'ERR_ACCESS_DENIED' });
  }
});
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {}); // its master decides
