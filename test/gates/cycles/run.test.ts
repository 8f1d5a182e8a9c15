import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Observation } from '../../../src/core/observation.ts';
import type { Sketch } from '../../facts.ts';
import { gateOf, type Plan, type ServicePlan } from '../../../src/core/plan.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { AnyObserver, ObserveContext } from '../../../src/core/ports.ts';
import { judge } from '../../../src/gates/cycles/judge.ts';
import { observer } from '../../../src/gates/cycles/observe.ts';
import { spec } from '../../../src/gates/cycles/spec.ts';
import { GateFold } from '../../../src/verdict/gate.ts';
import { freePort, server, service, webService, World } from '../../live/services/harness.ts';
import { cyclesPlan } from './facts.ts';

/** Listens on PORT when it is told to. */
const RESTARTS = `const http = require('node:http');
process.on('SIGUSR2', () => http.createServer((_, response) => response.end('{}')).listen(process.env.PORT, '127.0.0.1', () => console.log('up')));
setInterval(() => {}, 1000);`;

let world: World;
afterEach(() => world.close());

/** Runs a cycles gate over real services, granting what the fold wants, as the engine does. */
async function run(
  services: readonly ServicePlan[],
  count: number,
  onStopped: () => Promise<void> = () => Promise.resolve(),
): Promise<{ judgement: Judgement; facts: readonly Sketch[] }> {
  const plan = cyclesPlan(count, services);
  const gate = gateOf(plan, 'cycles');
  if (!gate) throw new Error('no gate');
  const fold = new GateFold(judge, spec.measurements(gate.spec as never), { gate, plan, upstream: () => undefined, fact: () => undefined });
  const stop = new AbortController();
  world = new World(services);
  const record = world.facts.push.bind(world.facts);
  world.facts.push = (...drafts: Sketch[]): number => {
    for (const draft of drafts) {
      const o: Observation = { ...draft, seq: world.facts.length, t: world.clock.now() };
      record(draft);
      fold.step(o);
      if (fold.wants()) stop.abort();
    }
    return world.facts.length;
  };
  const stopServices = world.manager.stop.bind(world.manager);
  world.manager.stop = async (...stopping) => {
    const ran = world.manager.running().length > 0;
    await stopServices(...stopping);
    if (ran) await onStopped();
  };
  const live: AnyObserver = observer;
  await live.observe(contextOf(plan, stop.signal));
  return { judgement: fold.judgement(stop.signal.aborted ? 'stopped' : 'completed'), facts: world.facts };
}

function contextOf(plan: Plan, stop: AbortSignal): ObserveContext {
  const gate = gateOf(plan, 'cycles');
  if (!gate) throw new Error('no gate');
  return {
    plan,
    gate,
    earlier: [],
    revision: () => undefined,
    record: () => {
      throw new Error('the manager records');
    },
    attach: async () => {},
    attachAtEnd: () => undefined,
    scratch: '',
    stop,
    recover: () => Promise.reject(new Error('nothing is put right here')),
    wanted: () => undefined,
    clock: world.clock,
    services: world.manager,
    history: { lastGo: async () => undefined, attempts: () => Promise.reject(new Error('nobody asks here')) },
    probes: world.probeContext(),
    probe: () => Promise.reject(new Error('the manager probes')),
    servicePlan: (id) => plan.services.find((service) => service.id === id),
    progress: () => {},
    notice: () => {},
    announce: () => {},
  };
}

describe('a cycles gate over real services', () => {
  it('passes when each cycle starts, verifies and stops all of them and nothing is left', async () => {
    const pidFile = { pidFile: 'api.pid', env: { PID_FILE: 'api.pid' } };
    const services = [webService({ id: 'api', port: await freePort(), ...pidFile }), service({ id: 'load', run: server('idle') })];
    const { judgement } = await run(services, 3);
    expect(judgement).toMatchObject({
      verdict: 'passed',
      reason: '',
      counts: { cycles: 3, expectedCycles: 3, leftovers: 0 },
    });
  });

  it('cycles an app with the database that it can not start nor stop without', async () => {
    const [port, database] = [await freePort(), await freePort()];
    const env = { DATABASE_PORT: String(database) };
    const app = webService({ id: 'app', port, run: server('client'), env, needs: ['db'] });
    const { judgement } = await run([app, webService({ id: 'db', port: database })], 2);
    expect(judgement).toMatchObject({ verdict: 'passed', counts: { cycles: 2, badStops: 0 } });
  });

  it('fails with one leftover when a daemon in its own session, its environment scrubbed, keeps the port', async () => {
    const { judgement } = await run([webService({ id: 'api', port: await freePort(), run: server('daemon') })], 3);
    expect(judgement).toMatchObject({ verdict: 'failed', counts: { cycles: 0, expectedCycles: 3, leftovers: 1 } });
    expect(judgement.criteria.find(({ name }) => name === 'leftovers')).toMatchObject({ measured: '1', verdict: 'failed' });
    expect(judgement.findings.map(({ message }) => message).join('\n')).toMatch(/api left process \d+ behind .* found by .*port/);
  });

  it.runIf(process.platform === 'linux')(
    'fails when a daemon that shed everything is left, and finds it by what it can not shed',
    async () => {
      const { judgement } = await run([webService({ id: 'api', port: await freePort(), run: server('shed') })], 2);
      expect(judgement).toMatchObject({ verdict: 'failed', counts: { leftovers: 1 } });
      expect(judgement.findings[0]?.message).toMatch(/api left process \d+ behind .*server.mjs idle.* found by .*inherited/);
    },
  );

  it.each([
    ['hears no SIGTERM', 'deaf', 'needed SIGKILL', 'api did not stop on SIGTERM and was killed after 300 ms'],
    ['ends with an error', 'rude', 'ended badly', 'api ended its stop by exit code 7; exit code 0 or SIGTERM is a clean one'],
  ])('warns when a service %s', async (_, mood, how, finding) => {
    const stop = { signal: 'SIGTERM', gracePeriodMs: 300 };
    const { judgement } = await run([webService({ id: 'api', port: await freePort(), run: server(mood), stop })], 2);
    expect(judgement).toMatchObject({ verdict: 'warned', counts: { cycles: 2, leftovers: 0 } });
    expect(judgement.criteria.find(({ name }) => name === 'stops')?.measured).toMatch(new RegExp(`^2 of 2 .*${how}: cycle 1: `));
    expect(judgement.findings.map(({ message }) => message)).toEqual([`cycle 1: ${finding}`, `cycle 2: ${finding}`]);
  });

  it('fails when a worker is forgotten', async () => {
    const { judgement } = await run([webService({ id: 'api', port: await freePort(), run: server('orphan') })], 2);
    expect(judgement).toMatchObject({ verdict: 'failed', counts: { leftovers: 1 } });
  });

  it('fails when a pid file stays', async () => {
    const pidFile = { pidFile: 'api.pid', env: { PID_FILE: 'api.pid' }, run: server('stale-pid-file') };
    const { judgement, facts } = await run([webService({ id: 'api', port: await freePort(), ...pidFile })], 3);
    expect(judgement).toMatchObject({ verdict: 'failed', counts: { cycles: 0, leftovers: 0 } });
    expect(judgement.reason).toContain('pid file api.pid of api is stale');
    expect(Math.max(...facts.map((fact) => Number(fact['cycle'])))).toBe(1);
  });

  it('fails when a service does not come up, and ends with that cycle', async () => {
    const { judgement, facts } = await run([webService({ id: 'api', port: await freePort(), run: server('exit') })], 5);
    expect(judgement).toMatchObject({ verdict: 'failed', counts: { cycles: 0, expectedCycles: 5 } });
    expect(facts.filter(({ type }) => type === 'service.started')).toHaveLength(1);
    expect(facts.at(-1)).toMatchObject({ type: 'sweep', phase: 'after-stop', cycle: 1 });
  });

  it('fails when a process manager restarts what was stopped', async () => {
    const port = await freePort();
    // It waits for the port, and takes it as soon as our instance has gone.
    const manager = spawn(process.execPath, ['-e', RESTARTS], {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void manager.kill('SIGKILL'));
    const services = [webService({ id: 'api', port, ports: [port] })];
    const { judgement, facts } = await run(services, 3, async () => {
      manager.kill('SIGUSR2');
      await new Promise((resolve) => manager.stdout.once('data', resolve));
    });
    expect(judgement.verdict).toBe('failed');
    expect(judgement.findings.map(({ message }) => message)).toContain('cycle 1: api was stopped, and health still answers');
    expect(facts.filter(({ type }) => type === 'service.started')).toHaveLength(1);
  });

  it('is blocked when a ready command succeeds whether the service runs or not', async () => {
    const probe = { name: 'ready', kind: 'command', target: { run: 'true' }, timeoutMs: 1000, retry: { attempts: 1, delayMs: 0 } };
    const { judgement } = await run([service({ id: 'load', run: server('idle'), ready: { probe, intervalMs: 20, timeoutMs: 5000 } })], 2);
    expect(judgement.verdict).toBe('blocked');
    expect(judgement.reason).toContain('load was stopped, and its "ready" command still succeeds');
  });

  it('is blocked when a service can not be executed', async () => {
    const { judgement } = await run([webService({ id: 'api', port: await freePort(), run: 'no-such-program' })], 5);
    expect(judgement.verdict).toBe('blocked');
  });
});
