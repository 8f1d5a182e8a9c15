import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ProcessId } from '../../../src/core/ports.ts';
import { marked } from '../../../src/live/processes/marker.ts';
import { identify, isRunning } from '../../../src/live/processes/table.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../fixtures/processes/nasty.sh');
/** What the script starts, besides itself. */
export const LABELS = ['root', 'child', 'grandchild', 'session', 'twice', 'scrubbed', 'port', 'deaf', 'suspended'];

/** A running tree of awkward processes. */
export interface NastyTree {
  readonly root: ProcessId;
  readonly log: string;
  readonly port: number;
  /** Every process by its label. */
  readonly pids: ReadonlyMap<string, ProcessId>;
  close(): void;
}

export async function nastyTree(
  marker: string,
  watch: (root: ProcessId, extra: { log: string; port: number }) => void,
): Promise<NastyTree> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nasty-'));
  const [list, log] = [path.join(folder, 'pids'), path.join(folder, 'log')];
  const port = await freePort();
  const out = fs.openSync(log, 'a');
  const env = marked({ PATH: process.env['PATH'] ?? '', PIDS: list, PORT: String(port), NODE: process.execPath }, marker, 'nasty');
  const child = spawn('bash', [SCRIPT], { detached: true, stdio: ['ignore', out, out], env });
  fs.closeSync(out);
  const root = (await identify(child.pid ?? 0))!;
  watch(root, { log, port });
  const lines = (): string[] => (fs.existsSync(list) ? fs.readFileSync(list, 'utf8').trim().split('\n') : []);
  await eventually(
    () => lines().length === LABELS.length,
    () => `only ${lines().join(', ')}`,
  );
  const pids = new Map<string, ProcessId>();
  for (const line of lines()) {
    const [label = '', pid] = line.split(' ');
    const id = await identify(Number(pid));
    if (id) pids.set(label, id);
  }
  return {
    root,
    log,
    port,
    pids,
    close: () => {
      for (const { pid } of pids.values()) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended, as it should.
        }
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Polls until it holds. */
export async function eventually(holds: () => boolean | Promise<boolean>, otherwise: () => string = () => 'it never held'): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function allGone(ids: Iterable<ProcessId>): Promise<boolean> {
  const alive = await Promise.all([...ids].map(isRunning));
  return alive.every((one) => !one);
}
