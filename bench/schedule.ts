import { fork } from 'node:child_process';
import http from 'node:http';
import type { ProbePlan } from '../src/core/plan.ts';
import type { ProbeContext } from '../src/core/ports.ts';
import { MonotonicClock } from '../src/live/clock.ts';
import { probe } from '../src/live/looks/probe.ts';
import { runSchedule } from '../src/live/schedule.ts';

const LANES = 2000;
const SECONDS = 10;

/** The server stands in another process; the bare loop asks it as often, from the same kind of process. */
if (process.argv[2] === 'server') {
  const server = http.createServer((_, response) => response.end('{"ok":true}'));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as { port: number }).port));
}

/** 2,000 services once a second through schedule and probe, and the same number of requests in a bare loop. */
export async function scheduleRows(): Promise<string[]> {
  const child = fork(import.meta.filename, ['server'], { stdio: 'ignore' });
  try {
    const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(message as number)));
    const ours = await scheduled(port);
    const bare = await bareLoop(port);
    const { late } = ours;
    const at = (p: number): string => (late[Math.min(late.length - 1, Math.floor(p * late.length))] ?? Number.NaN).toFixed(1);
    const lateness = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms late, ${ours.missed} missed`;
    return [
      `| ${LANES} services at 1 s for ${SECONDS} s | ${lateness} | | | p99 ≤ 5 ms, 0 missed |`,
      `| CPU of a probe | ${Math.round(ours.cpuUs)} µs | bare node:http at the same pace: ${Math.round(bare)} µs | ${(ours.cpuUs / bare).toFixed(2)} | ≤ 1.3 |`,
    ];
  } finally {
    child.kill('SIGKILL');
  }
}

async function scheduled(port: number): Promise<{ late: number[]; missed: number; cpuUs: number }> {
  const plan: ProbePlan = {
    name: 'x',
    kind: 'http',
    target: { url: `http://127.0.0.1:${port}/`, method: 'GET', headers: {} },
    timeoutMs: 900,
    retry: { attempts: 1, delayMs: 0 },
  };
  const context = {
    cwd: '.',
    env: {},
    shell: 'default',
    signal: new AbortController().signal,
    vars: {},
    reveal: (text: string) => text,
  } as unknown as ProbeContext;
  const late: number[] = [];
  let missed = 0;
  const before = process.cpuUsage();
  await runSchedule({
    intervalMs: 1000,
    count: SECONDS,
    lanes: LANES,
    clock: new MonotonicClock(),
    signal: context.signal,
    onDue: async (_lane, _slot, lateMs) => {
      late.push(lateMs);
      await probe(plan, context);
    },
    onMissed: () => void missed++,
  });
  const { user, system } = process.cpuUsage(before);
  return { late: late.sort((a, b) => a - b), missed, cpuUs: (user + system) / late.length };
}

/**
 * CPU µs a request of as many bare requests at the same pace, each on a connection of its own. The pace matters: a request that
 * wakes an idle server costs twice one among many that are under way.
 */
async function bareLoop(port: number): Promise<number> {
  const requests = LANES * SECONDS;
  const before = process.cpuUsage();
  const answered: Promise<void>[] = [];
  const start = performance.now();
  while (answered.length < requests) {
    const due = Math.min(requests, Math.floor(((performance.now() - start) * LANES) / 1000));
    while (answered.length < due) answered.push(bareRequest(port));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await Promise.all(answered);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

function bareRequest(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, agent: false }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}
