import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from '../src/live/command.ts';
import { Tracker } from '../src/live/processes/leftovers.ts';
import { processTable } from '../src/live/processes/table.ts';
import { shellCommand } from '../src/live/shell.ts';
import { inTurnsOf, row } from './measure.ts';

const TURNS = 41;
const MORE = 800;

/** What `true` costs as a command of a gate, against the shell that runs it, alone and among many more processes. */
export async function commandRows(): Promise<readonly string[]> {
  const alone = await rowsAmong('≤ 6 ms more');
  const idle = spawn('bash', ['-c', `for i in $(seq ${MORE}); do sleep 1000 & done; echo ready; wait`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(idle.stdout, 'data');
    return [...alone, ...(await rowsAmong('≤ 12 ms more'))];
  } finally {
    if (idle.pid !== undefined) process.kill(-idle.pid, 'SIGKILL');
  }
}

async function rowsAmong(aim: string): Promise<readonly string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-bench-command-'));
  const tracker = new Tracker('bench');
  try {
    const times = await inTurnsOf(
      TURNS,
      () => timed(() => ours(folder, tracker)),
      () => timed(bare),
    );
    const [own, shell] = [await cpuMs(() => ours(folder, tracker)), await cpuMs(bare)];
    const among = `a command, \`true\`, among ${(await processTable()).size} processes`;
    return [
      row(among, 'the shell alone', times, aim),
      `| our CPU for ${among} | ${own.toFixed(1)} ms | the shell alone: ${shell.toFixed(1)} ms | ${(own / shell).toFixed(1)} | ${aim} |`,
    ];
  } finally {
    tracker.close();
    fs.rmSync(folder, { recursive: true });
  }
}

async function ours(folder: string, tracker: Tracker): Promise<void> {
  const files = { stdout: path.join(folder, 'out'), stderr: path.join(folder, 'err') };
  const env = { PATH: process.env['PATH'] ?? '' };
  const command = { name: 'bench', run: 'true', shell: 'default', cwd: folder, env, ...files };
  const { leftovers, exit } = await runCommand(command, { marker: 'bench', signal: new AbortController().signal, tracker });
  if (exit !== 0 || leftovers !== 0) throw new Error(`exit code ${exit}, ${leftovers} leftovers`);
}

async function bare(): Promise<void> {
  const { file, args } = shellCommand('default', 'true', process.platform);
  await once(spawn(file, [...args], { detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } }), 'exit');
}

/** CPU of this process alone, which other work on the machine does not change. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < TURNS; i++) await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / TURNS;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
