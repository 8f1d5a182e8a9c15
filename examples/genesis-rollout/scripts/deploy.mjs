// Sets the canary's share of the traffic, and ends when nothing is left of the share before:
//   node scripts/deploy.mjs --percentage=10     the canary with the flags of .env.production
//   node scripts/deploy.mjs --rollback          no canary; the flags are left alone
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { configure, HOME } from '../proxy/nginx.mjs';
import { goLive } from '../service/flags.mjs';
import { at } from '../service/ports.mjs';

const PATIENCE_MS = 15_000;

const { values } = parseArgs({ options: { percentage: { type: 'string' }, rollback: { type: 'boolean' } } });
const weight = values.rollback ? 0 : Number(values.percentage);

const isAlive = (pid) => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

async function until(what, holds) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} still not after ${PATIENCE_MS} ms`);
    await delay(50);
  }
}

async function weightNow() {
  const response = await fetch(at('front', '/-/weight'), { headers: { connection: 'close' } });
  return (await response.json()).weight;
}

try {
  if (!values.rollback) goLive();
  const nginx = fs.readFileSync(`${HOME}/nginx.pid`, 'utf8').trim();
  const workers = fs.readFileSync(`/proc/${nginx}/task/${nginx}/children`, 'utf8').trim().split(' ');
  configure(weight);
  execFileSync('nginx', ['-e', 'stderr', '-p', HOME, '-c', 'nginx.conf', '-s', 'reload'], { stdio: 'inherit' });
  await until('the new weight is', async () => (await weightNow()) === weight);
  await until('the workers with the old weight have ended:', () => !workers.some(isAlive));
  console.log(`${weight} % of the traffic goes to the canary`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
