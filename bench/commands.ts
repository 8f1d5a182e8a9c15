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
  const alone = await commandRow('≤ 6 ms more');
  const idle = spawn('bash', ['-c', `for i in $(seq ${MORE}); do sleep 1000 & done; echo ready; wait`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(idle.stdout, 'data');
    return [alone, await commandRow('≤ 12 ms more')];
  } finally {
    if (idle.pid !== undefined) process.kill(-idle.pid, 'SIGKILL');
  }
}

async function commandRow(aim: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-bench-command-'));
  const tracker = new Tracker('bench');
  try {
    const times = await inTurnsOf(
      TURNS,
      () => timed(() => ours(folder, tracker)),
      () => timed(bare),
    );
    return row(`a command, \`true\`, among ${(await processTable()).size} processes`, 'the shell alone', times, aim);
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

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
