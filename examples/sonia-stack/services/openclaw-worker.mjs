// A worker of openclaw: does one task after the other, and ends when its master lets go of it or dies.
import { createHash } from 'node:crypto';

const TASKS = {
  ping: () => 'pong',
  digest: ({ text }) => createHash('sha256').update(text).digest('hex'),
  words: ({ text }) => text.split(/\s+/).filter(Boolean).length,
  primes: ({ below }) => countPrimes(Math.min(Number(below), 1_000_000)),
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

process.on('message', ({ id, task }) => {
  try {
    if (!Object.hasOwn(TASKS, task.name)) throw new Error(`no task "${task.name}"`);
    process.send({ id, result: TASKS[task.name](task) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {}); // its master decides
