// Remembers: every memory is on disk before it is acknowledged. Its pid file is there exactly as long as it runs.
import fs from 'node:fs';
import { start } from './lib/service.mjs';
import { openStore } from './lib/store.mjs';

const PID_FILE = 'state/pids/memory-engine.pid';
const keepPidFile = process.env.FAULT === 'memory-engine:stale-pid-file';

fs.mkdirSync('state/pids', { recursive: true });
const store = await openStore('state/memory.sqlite');
fs.writeFileSync(PID_FILE, `${process.pid}\n`);

start({
  name: 'memory-engine',
  port: 7020,
  work: () => store.remember(`checkpoint at ${process.uptime().toFixed(1)} s`),
  check: () => store.count(),
  routes: {
    'POST /memories': async ({ text }) => {
      if (typeof text !== 'string' || text === '') return [400, { error: 'a memory has a text' }];
      await store.remember(text);
      return [200, { remembered: await store.count() }];
    },
  },
  stop: async () => {
    await store.close();
    if (!keepPidFile) fs.rmSync(PID_FILE, { force: true });
  },
});
