import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sketch } from '../../facts.ts';
import type { ServicePlan } from '../../../src/core/plan.ts';
import { isRunning } from '../../../src/live/processes/table.ts';
import { eventually, freePort, NEVER, server, service, webService, World } from './harness.ts';

let world: World;
afterEach(() => world.close());

function open(...services: ServicePlan[]): World {
  world = new World(services);
  return world;
}

const said = ({ type, service: id }: Sketch): string => (typeof id === 'string' ? `${type} ${id}` : type);

describe('a service that needs another', () => {
  const pair = async (needs: readonly string[]): Promise<readonly [ServicePlan, ServicePlan]> => {
    const [port, database] = [await freePort(), await freePort()];
    const app = webService({ id: 'app', port, run: server('client'), env: { DATABASE_PORT: String(database) }, needs });
    // It is named after the app: neither order of the file nor of the names matters.
    return [app, webService({ id: 'db', port: database })];
  };

  it('starts when that one is ready, and stops before it', async () => {
    const { manager, facts } = open(...(await pair(['db'])));
    for (let round = 0; round < 2; round++) {
      facts.length = 0;
      expect(await manager.ready(['app', 'db'], NEVER)).toBe(true);
      await manager.stop(['app', 'db']);
      const course = facts.filter(({ type }) => type.startsWith('service.')).map(said);
      expect(course).toEqual([
        'service.started db',
        'service.ready db',
        'service.started app',
        'service.ready app',
        'service.stopped app',
        'service.stopped db',
      ]);
      // 9: the database was gone before it.
      expect(facts.find(({ type, service: id }) => type === 'service.stopped' && id === 'app')).toMatchObject({ exit: 0 });
    }
    expect(world.types()).not.toContain('service.failed');
  });

  it('ends at once where nobody says so', async () => {
    const [app] = await pair([]);
    const { manager } = open(app);
    expect(await manager.ready(['app'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ service: 'app', cause: 'exited', exit: 4 });
  });

  it('is not started when that one does not come up', async () => {
    const [app, db] = await pair(['db']);
    const { manager } = open(app, { ...db, run: server('exit') });
    expect(await manager.ready(['app', 'db'], NEVER)).toBe(false);
    expect(world.facts.map(said)).toEqual(['service.started db', 'service.failed db']);
  });

  it('does not keep it from ending within 5 s of an interruption', async () => {
    const [app, db] = await pair(['db']);
    const slow = { signal: 'SIGTERM', gracePeriodMs: 60_000 };
    const { manager, interrupt } = open({ ...app, run: server('deaf'), stop: slow }, { ...db, run: server('deaf'), stop: slow });
    expect(await manager.ready(['app', 'db'], NEVER)).toBe(true);
    const stopping = world.stopAll();
    const start = performance.now();
    interrupt.abort('SIGINT');
    await stopping;
    expect(performance.now() - start).toBeLessThan(5000);
    expect(world.marked()).toEqual([]);
  });
});

describe('a managed service', () => {
  it('starts, gets ready, is verified, stops, and leaves nothing, as often as one likes', async () => {
    const port = await freePort();
    const { manager, facts } = open(webService({ id: 'api', port, pidFile: 'api.pid', env: { PID_FILE: 'api.pid' } }));
    const pids = new Set<number>();
    for (let cycle = 1; cycle <= 3; cycle++) {
      facts.length = 0;
      expect(await manager.ready(['api'], NEVER, { cycle })).toBe(true);
      const process = manager.processOf('api');
      expect(process).toBeDefined();
      expect(manager.running()).toEqual(['api']);
      await manager.verify(['api'], NEVER, { cycle });
      await manager.stop(['api'], { cycle });
      expect(manager.processOf('api')).toBeUndefined();
      await manager.sweep(['api'], 'after-stop', { cycle });
      expect(facts).toEqual([
        { type: 'service.started', basis: 'process', service: 'api', ...process, port, cycle },
        {
          type: 'service.ready',
          basis: 'process',
          service: 'api',
          ms: expect.any(Number),
          attempts: expect.any(Number),
          ports: [{ port, owner: 'ours' }],
          cycle,
        },
        {
          type: 'service.verified',
          basis: 'process',
          service: 'api',
          pid: process?.pid,
          alive: true,
          ours: true,
          portOwner: 'ours',
          ports: [{ port, owner: 'ours' }],
          pidFile: 'live',
          us: expect.any(Number),
          got: { status: 200 },
          cycle,
        },
        {
          type: 'service.stopped',
          basis: 'process',
          service: 'api',
          pid: process?.pid,
          signals: ['SIGTERM'],
          exit: 0,
          ms: expect.any(Number),
          cycle,
        },
        {
          type: 'sweep',
          basis: 'process',
          services: ['api'],
          phase: 'after-stop',
          passes: 2,
          techniques: expect.arrayContaining(['tree', 'group', 'session', 'marker', 'log-file', 'port']),
          found: [],
          zombies: [],
          ports: [{ service: 'api', port, free: true, owners: [] }],
          pidFiles: [{ service: 'api', state: 'absent' }],
          stillReady: [{ service: 'api', holds: false }],
          cycle,
        },
      ]);
      if (process) pids.add(process.pid);
    }
    expect(pids.size).toBe(3);
    expect(fs.readFileSync(manager.logOf('api') ?? '', 'utf8')).toBe('serving 200\nbye\n'.repeat(3));
  });

  it('that already runs is only asked whether it is ready', async () => {
    const { manager, facts } = open(webService({ id: 'api', port: await freePort() }));
    await manager.ready(['api'], NEVER);
    const before = manager.processOf('api');
    facts.length = 0;
    expect(await manager.ready(['api'], NEVER)).toBe(true);
    expect(manager.processOf('api')).toEqual(before);
    expect(facts).toMatchObject([{ type: 'service.ready', attempts: 1 }]);
  });

  it('without a probe is ready when it has lived a moment', async () => {
    const { manager } = open(service({ id: 'load', run: server('idle') }));
    expect(await manager.ready(['load'], NEVER)).toBe(true);
    expect(world.last('service.ready')).toMatchObject({ service: 'load', attempts: 0 });
    await manager.verify(['load'], NEVER);
    expect(world.last('service.verified')).not.toHaveProperty('got');
  });

  it('that was not running records a stop without a process', async () => {
    const { manager, facts } = open(webService({ id: 'api', port: await freePort() }));
    await manager.stop(['api']);
    expect(facts).toEqual([{ type: 'service.stopped', basis: 'process', service: 'api', signals: [], ms: 0 }]);
  });

  it('starts and stops beside others, in parallel', async () => {
    const ids = ['a', 'b', 'c'];
    const ports = await Promise.all(ids.map(freePort));
    const { manager } = open(...ids.map((id, index) => webService({ id, port: ports[index] ?? 0 })));
    expect(await manager.ready(ids, NEVER)).toBe(true);
    const order = world.types();
    expect(order.slice(0, 3)).toEqual(Array(3).fill('service.started'));
    // A sweep of one spares the others, which carry the same marker.
    await manager.stop(['a']);
    await manager.sweep(['a'], 'end');
    expect(world.last('sweep')['found']).toEqual([]);
    expect(manager.running()).toEqual(['b', 'c']);
  });

  it('in a shell that does more than start it still hears the signal', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: `cd . && ${server()} && echo done` }));
    expect(await manager.ready(['api'], NEVER)).toBe(true);
    await manager.stop(['api']);
    await manager.sweep(['api'], 'end');
    expect(world.last('service.stopped')['signals']).toEqual(['SIGTERM']);
    expect(world.last('sweep')['found']).toEqual([]);
    expect(fs.readFileSync(manager.logOf('api') ?? '', 'utf8')).toContain('bye');
  });

  it('that is deaf to its stop signal is killed after the grace period', async () => {
    const stop = { signal: 'SIGTERM', gracePeriodMs: 100 };
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('deaf'), stop }));
    await manager.ready(['api'], NEVER);
    await manager.stop(['api']);
    expect(world.last('service.stopped')).toMatchObject({ signals: ['SIGTERM', 'SIGKILL'], signal: 'SIGKILL' });
  });

  it('that is suspended is ended all the same', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort() }));
    await manager.ready(['api'], NEVER);
    process.kill(manager.processOf('api')?.pid ?? 0, 'SIGSTOP');
    await manager.stop(['api']);
    expect(world.last('service.stopped')).toMatchObject({ signals: ['SIGTERM'], exit: 0 });
    expect(world.marked()).toEqual([]);
  });

  it('that dies while it is up is recorded at once', async () => {
    const { manager, exits } = open(webService({ id: 'api', port: await freePort() }));
    await manager.ready(['api'], NEVER);
    const pid = manager.processOf('api')?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await eventually(() => exits.length > 0);
    expect(exits).toEqual(['api']);
    expect(world.last('service.exited')).toEqual({
      type: 'service.exited',
      basis: 'process',
      service: 'api',
      pid,
      signal: 'SIGKILL',
      output: 'serving 200',
    });
    expect(manager.running()).toEqual([]);
    await manager.verify(['api'], NEVER);
    expect(world.last('service.verified')).toMatchObject({ alive: false, ours: false, portOwner: 'none', code: 'CONNECTION_REFUSED' });
    // It can be started again; what it left was looked for before.
    expect(await manager.ready(['api'], NEVER)).toBe(true);
    expect(world.types()).toEqual([
      'service.started',
      'service.ready',
      'service.exited',
      'service.verified',
      'sweep',
      'service.started',
      'service.ready',
    ]);
  });

  it('that died a moment ago has died, and was not stopped', async () => {
    const { manager, exits } = open(webService({ id: 'api', port: await freePort() }));
    await manager.ready(['api'], NEVER);
    const root = manager.processOf('api')!;
    process.kill(root.pid, 'SIGKILL');
    // Nothing but looking, so that nobody hears of its end meanwhile.
    while (await isRunning(root));
    expect(manager.running()).toEqual(['api']);
    await manager.stop(['api']);
    expect(exits).toEqual(['api']);
    expect(world.types()).toEqual(['service.started', 'service.ready', 'service.exited', 'service.stopped']);
    expect(world.last('service.stopped')).toMatchObject({ signals: [] });
  });

  it('is stopped within 5 s of an interruption, whatever its grace period', async () => {
    const stop = { signal: 'SIGTERM', gracePeriodMs: 60_000 };
    const { manager, interrupt } = open(webService({ id: 'api', port: await freePort(), run: server('deaf'), stop }));
    await manager.ready(['api'], NEVER);
    const stopping = world.stopAll();
    const start = performance.now();
    interrupt.abort('SIGINT');
    await world.stopAll();
    await stopping;
    expect(performance.now() - start).toBeLessThan(5000);
    expect(world.facts.filter(({ type }) => type === 'service.stopped')).toMatchObject([{ signals: ['SIGTERM', 'SIGKILL'] }]);
  });
});
