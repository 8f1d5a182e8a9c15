import fs from 'node:fs';
import path from 'node:path';
import type { GatePlan } from '../core/plan.ts';
import { windowOf } from '../evidence/window.ts';
import { sizeOf } from '../live/end-of.ts';
import { portOwners } from '../live/processes/ports.ts';
import { commandOf, nameOf, processTable } from '../live/processes/table.ts';
import type { World } from './world.ts';

/** The last part of a log that is kept as a diagnostic. */
const TAIL_BYTES = 64 * 1024;

/** Collects, after a gate that failed or was blocked, what an engineer on call looks at first. Never judged. */
export async function diagnose(world: World, gate: GatePlan): Promise<void> {
  const folder = path.join(world.workFolder, 'diagnostics', gate.id);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = [
    write(folder, 'processes.txt', await processes(world)),
    write(folder, 'ports.txt', await ports(world)),
    ...world.plan.services.flatMap(({ id }) => serviceLog(world, folder, id)),
  ];
  for (const name of files) {
    const source = path.join(folder, name);
    await world.capture.attach(gate.id, { source, original: name, name: `diagnostics/${name}` }, 'after.attachment');
  }
}

/** Of the execution's own processes all that is known; of others, who may carry secrets in their arguments, number and name. */
async function processes({ tracker }: World): Promise<string> {
  const table = await processTable().catch(() => undefined);
  if (!table) return "the process table can't be read\n";
  const own = new Set((await tracker.findAll()).found.map(({ pid }) => pid));
  const rows = [...table.values()].map((p) =>
    own.has(p.pid) ? `${p.pid}\t${p.ppid}\t${p.group}\t${p.session}\t${p.state}\t${commandOf(p)}` : `${p.pid}\t\t\t\t\t${nameOf(p)}`,
  );
  return `pid\tparent\tgroup\tsession\tstate\tcommand\n${rows.join('\n')}\n`;
}

async function ports(world: World): Promise<string> {
  const rows: string[] = [];
  for (const { id, port } of world.plan.services) {
    if (port === undefined) continue;
    const { readable, listening, owners } = await portOwners(port);
    const held = owners.map(({ pid }) => pid).join(' ');
    rows.push(`${port}\t${id}\t${listening ? 'listening' : 'free'}\t${readable ? held : 'owners not readable'}`);
  }
  return `port\tservice\tstate\towners\n${rows.join('\n')}\n`;
}

function serviceLog({ services, redactor }: World, folder: string, id: string): readonly string[] {
  const log = services.logOf(id);
  const to = log === undefined ? 0 : sizeOf(log);
  if (log === undefined || !fs.existsSync(log)) return [];
  // Clean already when it is copied: what is found in the whole log is not found a second time.
  return [write(folder, `${id}.log`, redactor.clean(windowOf(log, { from: Math.max(0, to - TAIL_BYTES), to }, redactor)))];
}

function write(folder: string, name: string, content: string | Uint8Array): string {
  fs.writeFileSync(path.join(folder, name), content, { mode: 0o600 });
  return name;
}
