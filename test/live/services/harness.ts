import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sketch } from '../../facts.ts';
import type { Plan, ProbePlan, ServicePlan } from '../../../src/core/plan.ts';
import type { ProbeContext } from '../../../src/core/ports.ts';
import { MonotonicClock } from '../../../src/live/clock.ts';
import { withEnvironment } from '../../../src/live/processes/linux.ts';
import { Tracker } from '../../../src/live/processes/leftovers.ts';
import { MARKER } from '../../../src/live/processes/marker.ts';
import { identify } from '../../../src/live/processes/table.ts';
import { ServiceManager } from '../../../src/live/services.ts';
import { Redactor } from '../../../src/redact/redact.ts';
import { planOf } from '../../laws/transcript.ts';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

/** The command of the test service in one of its moods; see server.mjs. */
export function server(mood = 'good'): string {
  return `"${process.execPath}" "${SERVER}" ${mood}`;
}

export function service(plan: Partial<ServicePlan> & { id: string }): ServicePlan {
  return {
    stop: { signal: 'SIGTERM', gracePeriodMs: 5000 },
    workingDirectory: '.',
    env: {},
    shell: 'default',
    ...plan,
  };
}

/** A service on a port with health and ready probes. */
export function webService(plan: Partial<ServicePlan> & { id: string; port: number }, timeoutMs = 10_000): ServicePlan {
  const health = healthOf(plan.port);
  return service({ run: server(), health, ready: { probe: health, intervalMs: 20, timeoutMs }, ...plan });
}

export function healthOf(port: number): ProbePlan {
  return {
    name: 'health',
    kind: 'http',
    target: { url: `http://127.0.0.1:${port}/healthz`, method: 'GET', headers: {} },
    timeoutMs: 1000,
    retry: { attempts: 1, delayMs: 0 },
  };
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const socket = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => socket.once('listening', resolve));
  const { port } = socket.address() as net.AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

export const NEVER = new AbortController().signal;

/** A service manager in a world of its own: a temporary folder, a marker, and a list that takes the facts. */
export class World {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-services-'));
  readonly marker = randomUUID();
  readonly clock = new MonotonicClock();
  readonly facts: Sketch[] = [];
  readonly exits: string[] = [];
  readonly interrupt = new AbortController();
  readonly plan: Plan;
  readonly manager: ServiceManager;
  private readonly tracker = new Tracker(this.marker);

  constructor(services: readonly ServicePlan[], more: Partial<Plan> = {}) {
    this.plan = planOf([], { services, ...more });
    const env = { PATH: process.env['PATH'] ?? '' };
    this.manager = new ServiceManager({
      plan: this.plan,
      marker: this.marker,
      record: (draft) => void this.facts.push(draft),
      clock: this.clock,
      workFolder: path.join(this.folder, 'work'),
      checkout: this.folder,
      env: (plan) => ({ ...env, ...(plan.port !== undefined && { PORT: String(plan.port) }), ...plan.env }),
      stackEnv: env,
      probeContext: () => this.probeContext(),
      tracker: this.tracker,
      redactor: new Redactor([]),
      interrupt: this.interrupt.signal,
      onExit: (id) => this.exits.push(id),
    });
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  types(): string[] {
    return this.facts.map(({ type }) => type);
  }

  /** The last fact of a type. */
  last(type: string): Sketch {
    const fact = this.facts.findLast((draft) => draft.type === type);
    if (!fact) throw new Error(`no ${type} among ${this.types().join(', ')}`);
    return fact;
  }

  /** Pids of living processes that carry this world's marker. */
  marked(): readonly number[] {
    return [...withEnvironment(`${MARKER}=${this.marker}`).pids];
  }

  /** As the engine does at the end of an execution. */
  async stopAll(): Promise<void> {
    await this.manager.stop(this.manager.running());
    await this.manager.sweep(
      this.plan.services.filter(({ run }) => run !== undefined).map(({ id }) => id),
      'end',
    );
  }

  /** Stops everything, and asserts that nothing is left: neither marked processes nor those that told their pid. */
  async close(): Promise<void> {
    await this.stopAll();
    this.tracker.close();
    const told = this.pidsTold();
    const left = await Promise.all([...this.marked(), ...told].map(identify));
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (left.some((id) => id !== undefined)) throw new Error(`processes are left: ${JSON.stringify(left)}`);
  }

  /** Pids that services wrote to `told-<pid>` files: processes that hide wrote theirs there too. */
  pidsTold(): number[] {
    return fs
      .readdirSync(this.folder)
      .filter((name) => name.startsWith('told-'))
      .map((name) => Number(name.slice('told-'.length)));
  }

  probeContext(): ProbeContext {
    return {
      cwd: this.folder,
      env: {},
      shell: 'default',
      signal: NEVER,
      vars: {},
      reveal: (text) => text,
      redact: (text) => text,
      logOf: () => undefined,
      startedAt: () => 0,
      originOf: () =>
        Promise.resolve({ earlier: false, committed: () => Promise.resolve(false), artifact: () => Promise.resolve(undefined) }),
      artifact: () => undefined,
      keep: () => Promise.resolve(),
      command: (command) => (command.run === 'true' ? Promise.resolve(DONE) : Promise.reject(new Error('no commands here'))),
    };
  }
}

const DONE = { exit: 0, timedOut: false, aborted: false, durationMs: 1, leftovers: 0, stdout: '', stderr: '', output: '' };

/** Waits until a condition holds. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
