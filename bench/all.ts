// `npm run bench`: ratios against named baselines, measured in turns in the same run. `-- --long` takes more of everything.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeBag } from '../src/evidence/bag.ts';
import { writeZip } from '../src/evidence/zip.ts';
import { Tracker } from '../src/live/processes/leftovers.ts';
import { identify, processTable } from '../src/live/processes/table.ts';
import { actionRows } from './action.ts';
import { commandRows } from './commands.ts';
import { formatRows } from './formats.ts';
import { historyRows } from './history.ts';
import { cost, inTurns, row } from './measure.ts';
import { recordRows } from './records.ts';
import { redactionRows } from './redaction.ts';
import { scheduleRows } from './schedule.ts';
import { soakBundle } from './soak-bundle.ts';

const REPO = path.resolve(import.meta.dirname, '..');
const CLI = path.join(REPO, 'dist/cli.js');
const LONG = process.argv.includes('--long');
const BARE_LOOP = `import fs from 'node:fs';import readline from 'node:readline';let n=0;for await(const l of readline.createInterface({input:fs.createReadStream(process.argv[2])})){if(JSON.parse(l).type==='check')n++}console.log(n)`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-bench-'));
try {
  console.log(
    `Node ${process.version}, ${os.availableParallelism()} cores\n\n| what | ours | baseline | ratio | aim |\n|---|---|---|---|---|`,
  );
  coldStart();
  for (const line of await actionRows(path.join(REPO, 'dist/action-main.js'), folder)) console.log(line);
  await verifying();
  await zipping();
  await sweeping();
  for (const line of await commandRows()) console.log(line);
  for (const line of formatRows(folder, LONG)) console.log(line);
  for (const line of redactionRows(folder)) console.log(line);
  for (const line of recordRows(folder, 1_000_000)) console.log(line);
  for (const line of await historyRows(folder)) console.log(line);
  for (const line of await scheduleRows()) console.log(line);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function coldStart(): void {
  const times = inTurns(
    21,
    () => cost('node', [CLI, '--version']),
    () => cost('node', ['-e', '0']),
  );
  console.log(row('cold start of `gate --version`', '`node -e 0`', times, '≤ 2.5'));
}

async function verifying(): Promise<void> {
  const loop = path.join(folder, 'loop.mjs');
  fs.writeFileSync(loop, BARE_LOOP);
  for (const checks of LONG ? [10_000, 100_000, 1_000_000, 10_000_000] : [10_000, 100_000, 1_000_000]) {
    const { folder: bundle, recordingMs } = await soakBundle(folder, checks);
    const lines = path.join(bundle, 'data/observations.jsonl');
    const times = inTurns(
      3,
      () => cost('node', [CLI, 'verify', bundle]),
      () => cost('node', [loop, lines]),
    );
    console.log(row(`verify ${checks} checks`, 'readline + JSON.parse', times, checks === 1_000_000 ? '≤ 3, ≤ 110 MiB' : ''));
    if (checks === 1_000_000) {
      const jq = inTurns(
        1,
        () => times.ours,
        () => cost('jq', ['-c', 'select(.type == "check") | .seq', lines]),
      );
      console.log(row(`verify ${checks} checks`, 'jq', jq, ''));
      const zip = inTurns(
        3,
        () => cost('node', [CLI, 'verify', `${bundle}.zip`]),
        () => times.ours,
      );
      console.log(row(`verify the zip of ${checks} checks`, 'its folder', zip, '≤ 110 MiB'));
    }
    console.log(`| record ${checks} checks | ${Math.round(recordingMs)} ms | | | |`);
    fs.rmSync(bundle, { recursive: true });
    fs.rmSync(`${bundle}.zip`);
  }
}

async function zipping(): Promise<void> {
  const bundle = path.join(folder, 'logs');
  fs.mkdirSync(path.join(bundle, 'data/gates/logs'), { recursive: true });
  const mib = LONG ? 1024 : 256;
  const line = (i: number): string =>
    `2026-11-21T04:12:${String(i % 60).padStart(2, '0')}.${i % 1000}Z INFO request ${(i * 7919) % 1_000_003} served in ${(i * 31) % 997} ms by worker ${i % 8}\n`;
  const block = Array.from({ length: 13_000 }, (_, i) => line(i)).join('');
  for (let file = 0; file < 8; file++)
    fs.writeFileSync(path.join(bundle, `data/gates/logs/${file}.log`), block.repeat(Math.round((mib * 1024 * 1024) / 8 / block.length)));
  const start = performance.now();
  writeBag(bundle, { executionId: 'logs', baggingDate: '2026-11-21', software: 'bench' });
  await writeZip(bundle, `${bundle}.zip`);
  const ours = { ms: performance.now() - start, peakMiB: undefined };
  const tools = cost('sh', [
    '-c',
    `openssl dgst -sha256 ${bundle}/data/gates/logs/* > /dev/null && zip -1 -q -r ${folder}/tools.zip ${bundle}`,
  ]);
  console.log(row(`hash and zip ${mib} MiB of logs`, 'openssl dgst + zip -1', { ours, baseline: tools }, '≤ 1'));
}

async function sweeping(): Promise<void> {
  const tracker = new Tracker('bench');
  const self = (await identify(process.pid)) ?? { pid: process.pid, start: '' };
  for (let i = 0; i < 6; i++) tracker.watch(`s${i}`, self, { port: 7000 + i });
  const start = performance.now();
  for (let i = 0; i < 20; i++) await tracker.find(['s0', 's1', 's2', 's3', 's4', 's5']);
  tracker.close();
  console.log(
    `| one look for leftovers of 6 services among ${(await processTable()).size} processes | ${Math.round((performance.now() - start) / 20)} ms | | | |`,
  );
}
