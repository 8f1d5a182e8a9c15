import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Plan, ServicePlan } from '../../../src/core/plan.ts';
import { eventually, freePort, healthOf, NEVER, server, service, World } from './harness.ts';

let world: World;
let others: ChildProcess | undefined;
afterEach(async () => {
  others?.kill('SIGKILL');
  others = undefined;
  await world.close();
});

function open(services: readonly ServicePlan[], more: Partial<Plan> = {}): World {
  world = new World(services, more);
  return world;
}

/** A service without `run`. */
function external(id: string, port: number, timeoutMs = 5000): ServicePlan {
  return service({ id, port, health: healthOf(port), ready: { probe: healthOf(port), intervalMs: 20, timeoutMs } });
}

/** Somebody else's server. */
async function startElsewhere(port: number, status: number): Promise<void> {
  const script = `require('http').createServer((_, r) => r.writeHead(${status}).end()).listen(${port}, '127.0.0.1', () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  others = child;
  await new Promise((resolve) => child.stdout.once('data', resolve));
}

describe('an external service', () => {
  it('that never once answered is absent', async () => {
    const { manager, facts } = open([external('db', await freePort(), 200)]);
    expect(await manager.ready(['db'], NEVER)).toBe(false);
    expect(facts).toEqual([
      {
        type: 'service.failed',
        basis: 'probe',
        service: 'db',
        external: true,
        cause: 'absent',
        code: 'CONNECTION_REFUSED',
        detail: expect.any(String),
      },
    ]);
  });

  it('that answered once and then died has failed', async () => {
    const port = await freePort();
    await startElsewhere(port, 200);
    const { manager } = open([external('db', port, 500)]);
    expect(await manager.ready(['db'], NEVER)).toBe(true);
    expect(world.last('service.ready')).toMatchObject({ service: 'db', attempts: 1 });
    others?.kill('SIGKILL');
    await eventually(async () => !(await manager.ready(['db'], NEVER)));
    expect(world.last('service.failed')).toMatchObject({ external: true, cause: 'unready', code: 'CONNECTION_REFUSED' });
  });

  it('that only answers wrongly is there, and has failed', async () => {
    const port = await freePort();
    await startElsewhere(port, 500);
    const { manager } = open([external('db', port, 200)]);
    expect(await manager.ready(['db'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ external: true, cause: 'unready', detail: expect.stringContaining('500') });
  });

  it('is never stopped, verified nor swept', async () => {
    const port = await freePort();
    await startElsewhere(port, 200);
    const { manager, facts } = open([external('db', port)]);
    await manager.ready(['db'], NEVER);
    facts.length = 0;
    expect(manager.running()).toEqual([]);
    await manager.stop(['db']);
    await manager.verify(['db'], NEVER);
    await manager.sweep(['db'], 'end');
    expect(facts).toEqual([]);
    expect(others?.exitCode ?? others?.signalCode).toBeNull();
  });

  it('has the log that its command prints while it is up', async () => {
    const port = await freePort();
    await startElsewhere(port, 200);
    const run = 'echo first; while true; do sleep 0.05; echo more; done';
    const { manager } = open([{ ...external('db', port), log: { run } }]);
    await manager.ready(['db'], NEVER);
    const log = manager.logOf('db') ?? '';
    await eventually(() => fs.readFileSync(log, 'utf8').includes('first\nmore\nmore\n'));
    expect(manager.running()).toEqual(['db']);
    await manager.stop(manager.running());
    expect(world.marked()).toEqual([]);
    expect(manager.running()).toEqual([]);
  });
});

describe('a stack', () => {
  const stop = 'touch stopped; kill $(cat stack.pid)';

  it('is started once for all of its services and stopped with the last of them', async () => {
    const port = await freePort();
    const start = `echo once >> starts; PORT=${port} nohup ${server()} & echo $! > stack.pid`;
    const { manager } = open([external('a', port), external('b', port)], { stack: { start, stop } });
    expect(await manager.ready(['a'], NEVER)).toBe(true);
    expect(await manager.ready(['a', 'b'], NEVER)).toBe(true);
    expect(fs.readFileSync(world.file('starts'), 'utf8')).toBe('once\n');
    expect(manager.running()).toEqual(['a', 'b']);
    await manager.stop(['b']);
    expect(fs.existsSync(world.file('stopped'))).toBe(false);
    await manager.stop(['a', 'b']);
    expect(fs.existsSync(world.file('stopped'))).toBe(true);
    expect(world.marked()).toEqual([]);
    expect(world.facts.filter(({ type }) => type === 'stack')).toMatchObject([
      { action: 'start', exit: 0 },
      { action: 'stop', exit: 0 },
    ]);
  });

  it('that leaves something running after its stop is ended', async () => {
    const port = await freePort();
    const start = `PORT=${port} nohup ${server()} & true`;
    const { manager } = open([external('a', port)], { stack: { start, stop: 'true' } });
    expect(await manager.ready(['a'], NEVER)).toBe(true);
    await manager.stop(['a']);
    expect(world.marked()).toEqual([]);
    expect(world.facts.filter(({ type }) => type === 'sweep')).toMatchObject([
      { phase: 'stack', services: ['a'], found: [{ service: '(stack)', command: expect.stringContaining('server.mjs') }] },
      { phase: 'stack', found: [] },
    ]);
  });

  it('whose processes need a moment after its stop command leaves nothing', async () => {
    const port = await freePort();
    const start = `PORT=${port} nohup ${server()} & echo $! > stack.pid`;
    const { manager } = open([external('a', port)], { stack: { start, stop: '(sleep 0.5; kill $(cat stack.pid)) & true' } });
    expect(await manager.ready(['a'], NEVER)).toBe(true);
    await manager.stop(['a']);
    expect(world.facts.filter(({ type }) => type === 'sweep')).toMatchObject([{ phase: 'stack', found: [] }]);
  });

  it.each([
    ['no-such-program', 'not-executable', 127],
    ['exit 4', 'exited', 4],
  ])('whose start command is "%s" is %s', async (start, cause, exit) => {
    const { manager } = open([external('a', await freePort())], { stack: { start, stop: 'true' } });
    expect(await manager.ready(['a'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ service: 'a', external: false, cause, exit });
  });

  it('whose start command failed is stopped and started again before anything rests on it', async () => {
    const port = await freePort();
    // The server comes up, and yet the command says that the stack did not.
    const start = `echo x >> starts; PORT=${port} nohup ${server()} & echo $! > stack.pid; [ -e stopped ]`;
    const { manager } = open([external('a', port)], { stack: { start, stop } });
    expect(await manager.ready(['a'], NEVER)).toBe(false);
    expect(manager.running()).toEqual(['a']);
    expect(await manager.ready(['a'], NEVER)).toBe(true);
    expect(world.facts.filter(({ type }) => type === 'stack')).toMatchObject([
      { action: 'start', exit: 1 },
      { action: 'stop', exit: 0 },
      { action: 'start', exit: 0 },
    ]);
    expect(fs.readFileSync(world.file('starts'), 'utf8')).toBe('x\nx\n');
  });

  it('whose service does not answer after its start has failed', async () => {
    const { manager } = open([external('a', await freePort(), 200)], { stack: { start: 'true', stop: 'true' } });
    expect(await manager.ready(['a'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ external: false, cause: 'unready', code: 'CONNECTION_REFUSED' });
  });

  it('whose stop command does not end is stopped within 5 s of an interruption', async () => {
    const { manager, interrupt } = open([external('a', await freePort(), 100)], { stack: { start: 'true', stop: 'sleep 60' } });
    await manager.ready(['a'], NEVER);
    const stopping = world.stopAll();
    const start = performance.now();
    interrupt.abort('SIGINT');
    await stopping;
    expect(performance.now() - start).toBeLessThan(5000);
    expect(world.last('stack')).toMatchObject({ action: 'stop', timedOut: true });
    expect(world.marked()).toEqual([]);
  });

  it('whose start is given up does not say that it failed', async () => {
    const { manager } = open([external('a', await freePort())], { stack: { start: 'sleep 60', stop: 'true' } });
    const give = new AbortController();
    const ready = manager.ready(['a'], give.signal);
    await eventually(() => world.marked().length > 0);
    give.abort();
    expect(await ready).toBe(false);
    expect(world.types()).toEqual(['stack']);
    expect(world.last('stack')).toMatchObject({ action: 'start', timedOut: true });
  });
});
