// memory-engine: stores sequences of text in SQLite, and writes each into a journal as well. What it acknowledges is on disk in both.
// Its pid file is there as long as it runs.
import fs from 'node:fs';
import { faultsOf } from './lib/faults.mjs';
import { HttpError, jsonOf } from './lib/http.mjs';
import { Journal } from './lib/journal.mjs';
import { startService } from './lib/service.mjs';
import { stateFile } from './lib/state.mjs';
import { Store } from './lib/store.mjs';

const KEEP = 10_000;
const pidFile = stateFile('pids/memory-engine.pid');
const faults = faultsOf('memory-engine');
let store;
let journal;

async function keep(text) {
  const seq = await store.add(text);
  journal.add(seq, text);
  return seq;
}

/** With `early-ack` it says that a sequence is stored, and stores it so many ms later. */
async function add(text) {
  if (!faults.has('early-ack')) return keep(text);
  setTimeout(() => void keep(text).catch(() => {}), faults.get('early-ack')).unref();
  return 0;
}

startService({
  name: 'memory-engine',
  begin: async () => {
    store = await Store.open(stateFile('memory.sqlite'));
    journal = new Journal(stateFile('archive/memory.jsonl'));
    if (faults.has('phantom')) await store.add('what nobody sent');
    fs.writeFileSync(pidFile, `${process.pid}\n`);
  },
  parts: { store: () => store.count() },
  upkeep: async () => {
    await store.tidy(KEEP);
    journal.tidy(KEEP);
  },
  routes: {
    'POST /v1/sequences': async ({ request }) => {
      const { text } = await jsonOf(request);
      if (typeof text !== 'string' || text === '') throw new HttpError(400, 'a sequence has a text');
      return { seq: await add(text) };
    },
    'GET /v1/sequences': async () => ({ count: await store.count() }),
    'GET /v1/sequences/:seq': async ({ params }) => {
      const found = /^\d{1,15}$/.test(params.seq) ? await store.get(params.seq) : undefined;
      if (!found) throw new HttpError(404, `no sequence ${params.seq}`);
      return found;
    },
  },
  end: async () => {
    await store.close();
    journal.close();
    if (!faults.has('stale-pid-file')) fs.rmSync(pidFile, { force: true });
  },
});
