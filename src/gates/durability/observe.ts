import fs from 'node:fs';
import path from 'node:path';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { numbersParser } from './readback.ts';
import { CONTROL, exposureMs, isDrill, LEAST_WRITES, PATIENCE, type DurabilitySpec } from './spec.ts';
import { wipe } from './observe/wipe.ts';
import { Writer } from './observe/writer.ts';

/** A look that waits for the service after a wipe is cut off. */
const GONE_MS = 5000;

/** What the commands of a cycle share. */
interface Site {
  readonly context: ObserveContext<DurabilitySpec>;
  readonly spec: DurabilitySpec;
  readonly cycle: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Cycles of write, backup, crash, restore, read; the numbers go on from one to the next. */
async function observe(context: ObserveContext<DurabilitySpec>): Promise<void> {
  const spec = context.gate.spec;
  let next = highest(await firstLook(siteOf(context, spec, CONTROL))) + 1;
  for (let cycle = 1; cycle <= spec.count && !context.stop.aborted; cycle++) {
    const site = siteOf(context, spec, cycle);
    const writer = new Writer(context, { cycle, first: next, env: site.env });
    const since = Date.now();
    if (!(await written(site, writer)) || context.stop.aborted) return;
    next = writer.next;
    if (isDrill(spec)) await restoreElsewhere(site);
    else await recover(site, since);
    context.progress(cycle, spec.count, `cycle ${cycle}`);
  }
}

/** What is there before the first write. A drill reads what it restored, so that must have been made first. */
async function firstLook(site: Site): Promise<string> {
  const { context, spec } = site;
  if (!isDrill(spec)) return step(site, 'read', spec.read);
  await step(site, 'backup', spec.backup);
  if (!context.stop.aborted) await step(site, 'restore', spec.restore, PATIENCE * spec.rtoMs);
  return context.stop.aborted ? '' : step(site, 'read', spec.read);
}

/** Each cycle has a `$GATE_DIR` of its own. */
function siteOf(context: ObserveContext<DurabilitySpec>, spec: DurabilitySpec, cycle: number): Site {
  const gateDir = path.join(context.probes.env['GATE_DIR'] ?? context.scratch, `cycle-${cycle}`);
  fs.mkdirSync(gateDir, { recursive: true, mode: 0o700 });
  return { context, spec, cycle, env: { GATE_RUN: String(cycle), GATE_DIR: gateDir } };
}

/** Writes, makes a backup meanwhile, and ends that as the mode asks. @returns whether it came to that */
async function written(site: Site, writer: Writer): Promise<boolean> {
  const { context, cycle } = site;
  writer.start();
  try {
    return isDrill(site.spec) ? await backedUp(site, writer) : await underWrites(site, writer);
  } finally {
    await writer.halt();
    await context.attach({ source: writer.file, original: 'acks.jsonl', name: `acks-${cycle}.jsonl`, labels: { role: 'acks', cycle } });
  }
}

/** A drill leaves the service alone. What did not come the judge tells. */
async function backedUp(site: Site, writer: Writer): Promise<boolean> {
  const { context, spec } = site;
  if (!(await more(writer))) return false;
  await step(site, 'backup', spec.backup);
  if (!context.stop.aborted && (await more(writer, 1))) await more(writer);
  return !context.stop.aborted;
}

async function underWrites(site: Site, writer: Writer): Promise<boolean> {
  const { context, spec, cycle } = site;
  const { clock, services, stop } = context;
  if (!(await more(writer))) return false;
  await step(site, 'backup', spec.backup);
  if (stop.aborted || !(await more(writer, 1))) return false;
  const exposedAt = clock.now() + exposureMs(spec);
  if (!(await more(writer)) || !(await writer.until(() => clock.now() >= exposedAt))) return false;
  await clock.until(clock.now() + spec.writeIntervalMs * phaseOf(cycle), stop);
  if (stop.aborted) return false;
  await services.crash(spec.service, { cycle });
  return true;
}

/** Waits for so many more acknowledged writes. */
async function more(writer: Writer, count = LEAST_WRITES): Promise<boolean> {
  const enough = writer.acknowledged + count;
  return await writer.until(() => writer.acknowledged >= enough);
}

/** Each crash falls on another moment between two writes: multiples of the golden ratio spread evenly. */
function phaseOf(cycle: number): number {
  return (cycle * 0.618_034) % 1;
}

async function restoreElsewhere(site: Site): Promise<void> {
  const { context, spec } = site;
  await step(site, 'restore', spec.restore, PATIENCE * spec.rtoMs);
  if (!context.stop.aborted) await look(site);
}

/** Wipes, restores, starts, reads and checks. @param since wall clock, when the writes of the cycle began */
async function recover(site: Site, since: number): Promise<void> {
  const { context, spec, cycle } = site;
  const { services, stop } = context;
  if (typeof spec.wipe === 'string') await wipeBy(site, spec.wipe);
  else await wipe(context, cycle, since);
  if (stop.aborted) return;
  await step(site, 'restore', spec.restore, PATIENCE * spec.rtoMs);
  if (stop.aborted) return;
  await services.ready([spec.service], stop, { cycle });
  if (!stop.aborted) await look(site);
}

/** What a command has wiped can't be read any more. That tells something only where it could be read without the service before. */
async function wipeBy(site: Site, command: string): Promise<void> {
  const { stop } = site.context;
  await step(site, 'there', site.spec.read, GONE_MS);
  if (!stop.aborted) await step(site, 'wipe', command);
  if (!stop.aborted) await step(site, 'gone', site.spec.read, GONE_MS);
}

async function look(site: Site): Promise<void> {
  const { context, spec } = site;
  await step(site, 'read', spec.read);
  if (spec.check !== undefined && !context.stop.aborted) await step(site, 'check', spec.check);
}

/** @returns what it printed */
async function step({ context, cycle, env }: Site, name: string, run: string, timeoutMs?: number): Promise<string> {
  const command = { name: `${name}-${cycle}`, run, env, ...(timeoutMs !== undefined && { timeoutMs }) };
  return (await context.probes.command(command)).stdout;
}

/** The highest number that was printed, 0 when none was. What is no number ends the gate: its judge says so. */
function highest(printed: string): number {
  const parser = numbersParser();
  let most = 0;
  try {
    for (const rows of [parser.push(new TextEncoder().encode(printed)), parser.end()])
      for (const n of rows) most = Math.max(most, n as number);
  } catch {
    return most;
  }
  return most;
}

export const observer: Observer<DurabilitySpec> = { observe };
