import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ProbePlan } from '../../../src/core/plan.ts';
import type { CommandResult, ProbeContext } from '../../../src/core/ports.ts';
import { judgeProbe, type ProbeVerdict } from '../../../src/probes/judge.ts';
import { probe } from '../../../src/live/looks/probe.ts';

/** An empty folder that is gone after the test. */
export function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'probes-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export function planOf(kind: string, target: JsonObject, more: Partial<ProbePlan> = {}): ProbePlan {
  return { name: kind, kind, target, timeoutMs: 2000, retry: { attempts: 1, delayMs: 0 }, ...more };
}

export interface World extends ProbeContext {
  readonly kept: string[];
  /** Commands that were run, with the name of the step where they had one. */
  readonly ran: { run: string; name?: string }[];
}

/** Where probes live, with real commands, and a secret named TOKEN. */
export function world(more: Partial<ProbeContext> = {}): World {
  const kept: string[] = [];
  const ran: { run: string; name?: string }[] = [];
  const started = Date.now();
  const context: ProbeContext = {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '' },
    shell: 'default',
    signal: new AbortController().signal,
    vars: { limit: 3 },
    reveal: (text) => text.replaceAll('${{ env.TOKEN }}', 's3cret-value'),
    redact: (text) => text,
    logOf: () => undefined,
    startedAt: () => started,
    originOf: () =>
      Promise.resolve({ earlier: false, committed: () => Promise.resolve(false), artifact: () => Promise.resolve(undefined) }),
    artifact: () => undefined,
    keep: async (file) => void kept.push(file),
    command: (command) => {
      ran.push({ run: command.run, ...(command.name !== undefined && { name: command.name }) });
      return shell(command.run, command.timeoutMs, { ...context, ...more });
    },
    ...more,
  };
  return { ...context, kept, ran };
}

function shell(run: string, timeoutMs: number | undefined, { cwd, env, signal }: ProbeContext): ReturnType<ProbeContext['command']> {
  return new Promise((resolve) => {
    const options = { cwd, env, signal, timeout: timeoutMs ?? 0, killSignal: 'SIGKILL' as const };
    execFile('bash', ['--noprofile', '--norc', '-c', run], options, (error, stdout, stderr) => {
      const timedOut = error?.killed === true && !signal.aborted;
      const result: CommandResult = { timedOut, aborted: signal.aborted, durationMs: 1, leftovers: 0, ...ending(error) };
      resolve({ ...result, stdout, stderr, output: stderr.trim() || stdout.trim() });
    });
  });
}

function ending(error: (Error & { code?: number | string | null; signal?: NodeJS.Signals | null }) | null): Partial<CommandResult> {
  if (!error) return { exit: 0 };
  if (error.signal) return { signal: error.signal };
  return typeof error.code === 'number' ? { exit: error.code } : { spawnError: String(error.code) };
}

/** One look and what it amounts to. */
export async function judged(
  plan: ProbePlan,
  context: ProbeContext = world(),
): Promise<ProbeVerdict & { got: JsonObject; excerpt?: string; output?: string }> {
  const result = await probe(plan, context);
  const { got, excerpt, output } = result;
  return { ...judgeProbe(plan, result), got, ...(excerpt !== undefined && { excerpt }), ...(output !== undefined && { output }) };
}

/** A TCP server on a free port, closed with all its connections after the test. */
export function tcpServer(onConnection: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)));
}

/** A port on which nothing listens (any more). */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}
