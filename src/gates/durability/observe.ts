import fs from 'node:fs';
import path from 'node:path';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { numbersParser } from './readback.ts';
import { CONTROL, exposureMs, LEAST_WRITES, PATIENCE, type DurabilitySpec } from './spec.ts';
import { Writer } from './observe/writer.ts';

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
  const before = await step(siteOf(context, spec, CONTROL), 'read', spec.read);
  let next = highest(before) + 1;
  for (let cycle = 1; cycle <= spec.count && !context.stop.aborted; cycle++) {
    const site = siteOf(context, spec, cycle);
    const writer = new Writer(context, { cycle, first: next, env: site.env });
    if (!(await crash(site, writer)) || context.stop.aborted) return;
    next = writer.next;
    await restore(site);
    context.progress(cycle, spec.count, `cycle ${cycle}`);
  }
}

/** Each cycle has a `$GATE_DIR` of its own. */
function siteOf(context: ObserveContext<DurabilitySpec>, spec: DurabilitySpec, cycle: number): Site {
  const gateDir = path.join(context.probes.env['GATE_DIR'] ?? context.scratch, `cycle-${cycle}`);
  fs.mkdirSync(gateDir, { recursive: true, mode: 0o700 });
  return { context, spec, cycle, env: { GATE_RUN: String(cycle), GATE_DIR: gateDir } };
}

/** Writes, makes a backup meanwhile, and crashes the service under them. @returns whether it came to that */
async function crash(site: Site, writer: Writer): Promise<boolean> {
  const { context, cycle } = site;
  writer.start();
  try {
    return await underWrites(site, writer);
  } finally {
    await writer.halt();
    context.attach({ source: writer.file, original: 'acks.jsonl', name: `acks-${cycle}.jsonl`, labels: { role: 'acks', cycle } });
  }
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

/** Restores, starts, reads and checks. */
async function restore(site: Site): Promise<void> {
  const { context, spec, cycle } = site;
  const { services, stop } = context;
  await step(site, 'restore', spec.restore, PATIENCE * spec.rtoMs);
  if (stop.aborted) return;
  await services.ready([spec.service], stop, { cycle });
  if (stop.aborted) return;
  await step(site, 'read', spec.read);
  if (spec.check !== undefined && !stop.aborted) await step(site, 'check', spec.check);
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
