import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What running a program once cost. */
export interface Cost {
  readonly ms: number;
  /** Peak memory, where the program is a Node that told it. */
  readonly peakMiB: number | undefined;
}

const PEAK =
  'data:text/javascript,import fs from "node:fs";process.on("exit",()=>fs.writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))';

/** Runs a program to its end. @throws when it fails */
export function cost(file: string, args: readonly string[], shell = false): Cost {
  const peakFile = path.join(os.tmpdir(), `peak-${process.pid}`);
  const isNode = path.basename(file) === 'node';
  const start = performance.now();
  const argv = isNode && args[0] !== '-e' && args.at(-1) !== '--version' ? ['--import', PEAK, ...args] : [...args];
  const { status, stderr } = spawnSync(file, argv, {
    shell,
    encoding: 'utf8',
    env: { ...process.env, PEAK_FILE: peakFile },
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit code ${status}\n${stderr}`);
  const peakMiB = fs.existsSync(peakFile) ? Number(fs.readFileSync(peakFile, 'utf8')) / 1024 : undefined;
  fs.rmSync(peakFile, { force: true });
  return { ms, peakMiB };
}

/** The median of several costs by time. */
export function median(costs: readonly Cost[]): Cost {
  const sorted = costs.toSorted((a, b) => a.ms - b.ms);
  return sorted[Math.floor(sorted.length / 2)] ?? { ms: Number.NaN, peakMiB: undefined };
}

/** Runs ours and the baseline in turns, so that a noisy moment meets both. */
export function inTurns(times: number, ours: () => Cost, baseline: () => Cost): { ours: Cost; baseline: Cost } {
  const costs: { ours: Cost[]; baseline: Cost[] } = { ours: [], baseline: [] };
  for (let i = 0; i < times; i++) {
    costs.ours.push(ours());
    costs.baseline.push(baseline());
  }
  return { ours: median(costs.ours), baseline: median(costs.baseline) };
}

/** The same for what is timed by the caller, in ms. */
export async function inTurnsOf(
  times: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ ours: Cost; baseline: Cost }> {
  const costs: { ours: Cost[]; baseline: Cost[] } = { ours: [], baseline: [] };
  for (let i = 0; i < times; i++) {
    costs.ours.push({ ms: await ours(), peakMiB: undefined });
    costs.baseline.push({ ms: await baseline(), peakMiB: undefined });
  }
  return { ours: median(costs.ours), baseline: median(costs.baseline) };
}

/** A line of the table. */
export function row(name: string, baselineName: string, { ours, baseline }: { ours: Cost; baseline: Cost }, aim: string): string {
  const peak = ours.peakMiB === undefined ? '' : `, ${Math.round(ours.peakMiB)} MiB`;
  const ratio = (ours.ms / baseline.ms).toFixed(2);
  return `| ${name} | ${Math.round(ours.ms)} ms${peak} | ${baselineName}: ${Math.round(baseline.ms)} ms | ${ratio} | ${aim} |`;
}
