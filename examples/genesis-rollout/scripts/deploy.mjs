// Sets the canary's share of the traffic, and ends when nothing is left of the share before:
//   node scripts/deploy.mjs --percentage=10     the canary with the flags of .env.production
//   node scripts/deploy.mjs --rollback          no canary; the flags are left alone
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

/** @returns what it gives, as soon as that is something */
async function until(what, gives) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const given = await gives();
    if (given) return given;
    if (Date.now() > deadline) throw new Error(`${what} still not after ${PATIENCE_MS} ms`);
    await delay(50);
  }
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The nginx that runs. Its file may be left by an earlier one: then it names nobody, or a stranger, perhaps somebody else's nginx. */
function master() {
  const pid = read(`${HOME}/nginx.pid`);
  if (pid === '' || read(`/proc/${pid}/comm`) !== 'nginx' || !read(`/proc/${pid}/cmdline`).includes(': master')) return undefined;
  return folderOf(pid) === process.cwd() ? pid : undefined;
}

function folderOf(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // it has ended, or belongs to another user
  }
}

async function weightNow() {
  const response = await fetch(at('front', '/-/weight'), { headers: { connection: 'close' } });
  return (await response.json()).weight;
}

try {
  if (!values.rollback) goLive();
  const nginx = await until('nginx does', master);
  const workers = fs.readFileSync(`/proc/${nginx}/task/${nginx}/children`, 'utf8').trim().split(' ');
  configure(weight);
  process.kill(Number(nginx), 'SIGHUP'); // it reads its configuration again
  await until('the new weight is', async () => (await weightNow()) === weight);
  await until('the workers with the old weight have ended:', () => !workers.some(isAlive));
  console.log(`${weight} % of the traffic goes to the canary`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
