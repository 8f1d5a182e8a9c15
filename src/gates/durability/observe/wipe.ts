import { lstat, readdir, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isSince } from '../../../core/origin.ts';
import type { ObserveContext } from '../../../core/ports.ts';
import { absent } from '../../../live/looks/absent.ts';
import { thingsNamed } from '../../../live/looks/glob.ts';
import { isInside } from '../../../live/looks/walk.ts';
import { type DurabilitySpec, wipedPaths } from '../spec.ts';

type Context = ObserveContext<DurabilitySpec>;

/** What became of one path. */
interface Removed {
  readonly found: number;
  readonly written: number;
  readonly left?: string;
  readonly linked?: string;
  readonly detail?: string;
}

/** Removes what the gate wipes, and records of each path what was there and what still is. @param since when the writes began, wall clock */
export async function wipe(context: Context, cycle: number, since: number): Promise<void> {
  for (const pattern of wipedPaths(context.gate.spec)) {
    if (context.stop.aborted) return;
    const removed = await remove(context, pattern, since).catch((error: unknown) => ({
      found: 0,
      written: 0,
      detail: error instanceof Error ? error.message : String(error),
    }));
    context.record({ type: 'wiped', basis: 'file', cycle, path: pattern, ...removed });
  }
}

async function remove(context: Context, pattern: string, since: number): Promise<Removed> {
  const { cwd, env } = context.probes;
  const names = await thingsNamed(pattern, cwd, env['GATE_CHECKOUT']);
  const things = await Promise.all(names.map(async (name) => ({ name, real: await realOf(path.resolve(cwd, name)) })));
  const kept = await keptFolders(context);
  const written: Written[] = [];
  for (const { name, real } of things) {
    const held = kept.find((folder) => isInside(folder, real));
    if (held !== undefined)
      return { found: names.length, written: written.length, detail: `${name} is or holds ${held}, which is not removed` };
    written.push(...(await writtenBelow(real, since)));
  }
  for (const { real } of things) await removeAll(real);
  const states = await Promise.all(things.map(async ({ name, real }) => ((await isThere(real)) ? name : undefined)));
  const left = states.find((name) => name !== undefined);
  const linked = written.find(({ names: count }) => count > 1)?.full;
  return {
    found: names.length,
    written: written.length,
    ...(left !== undefined && { left }),
    ...(linked !== undefined && { linked: path.relative(cwd, linked) }),
  };
}

/** A link stands for what it leads to: to remove the link alone would leave the data. */
async function realOf(full: string): Promise<string> {
  return (await realpath(full).catch(absent)) ?? full;
}

/** Whatever a configuration says, these are never removed. */
async function keptFolders({ probes, scratch }: Context): Promise<readonly string[]> {
  const { cwd, env } = probes;
  const checkout = env['GATE_CHECKOUT'] ?? cwd;
  const ours = ['.git', '.gate'].map((name) => path.join(checkout, name));
  const folders = [cwd, checkout, ...ours, env['GATE_DIR'], scratch, os.homedir(), os.tmpdir()];
  return Promise.all(folders.flatMap((folder) => (folder === undefined ? [] : [realOf(path.resolve(folder))])));
}

/** A file that was written, and how many names it has. */
interface Written {
  readonly full: string;
  readonly names: number;
}

/** The files at or below a path that were written since then. */
async function writtenBelow(full: string, since: number): Promise<readonly Written[]> {
  const here = await lstat(full).catch(absent);
  if (!here?.isDirectory()) return here?.isFile() === true && isSince(here.mtimeMs, since) ? [{ full, names: here.nlink }] : [];
  const written: Written[] = [];
  for (const name of await readdir(full)) written.push(...(await writtenBelow(path.join(full, name), since)));
  return written;
}

/** A folder on which something is mounted stays, empty. */
async function removeAll(full: string): Promise<void> {
  try {
    await rm(full, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
  }
}

async function isThere(full: string): Promise<boolean> {
  const here = await lstat(full).catch(absent);
  return here !== undefined && !(here.isDirectory() && (await readdir(full)).length === 0);
}
