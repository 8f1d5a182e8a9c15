import http from 'node:http';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { portOwners } from '../../../src/live/processes/ports.ts';
import { eventually, freePort, NEVER, server, webService, World } from './harness.ts';

let world: World;
afterEach(() => world.close());

/** A service in one of its moods, ready on a port. */
async function ready(mood: string): Promise<{ port: number; pid: number }> {
  const port = await freePort();
  world = new World([webService({ id: 'api', port, run: `exec ${server(mood)}` })]);
  expect(await world.manager.ready(['api'], NEVER)).toBe(true);
  return { port, pid: world.manager.processOf('api')?.pid ?? 0 };
}

/** Listens on a port as soon as that is possible: whatever it answers, no process of the service's says it. */
async function usurp(port: number, reusePort = false): Promise<http.Server> {
  const stranger = http.createServer((_, response) => response.end('fine'));
  stranger.on('error', () => {});
  onTestFinished(() => {
    stranger.close().closeAllConnections();
  });
  await eventually(() => {
    if (!stranger.listening) stranger.listen({ port, host: '127.0.0.1', reusePort });
    return stranger.listening;
  });
  return stranger;
}

const usurped = () => world.facts.filter(({ type }) => type === 'service.usurped');

describe.skipIf(process.platform !== 'linux')('the port of a running service', () => {
  it('that a stranger has taken is a fact, once, and the next gate does not begin', async () => {
    const { port, pid } = await ready('gives-up');
    await world.manager.attend(['api']);
    expect(usurped()).toEqual([]);
    process.kill(pid, 'SIGUSR2');
    await usurp(port);
    await world.manager.attend(['api']);
    await world.manager.attend(['api']);
    const detail = expect.stringContaining(`port ${port} is held by process ${process.pid} (`);
    expect(usurped()).toEqual([{ type: 'service.usurped', basis: 'process', service: 'api', port, shared: false, detail }]);
    expect(await world.manager.ready(['api'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ cause: 'port-taken', detail });
  });

  it('is watched while nobody asks', async () => {
    const { port, pid } = await ready('gives-up');
    process.kill(pid, 'SIGUSR2');
    await eventually(async () => !(await portOwners(port)).listening);
    // It is seen that nobody listens, and then that somebody does.
    await world.manager.attend(['api']);
    await usurp(port);
    await eventually(() => usurped().length > 0);
    expect(usurped()).toMatchObject([{ port, shared: false }]);
  });

  it('that a stranger shares is a fact of its own', async () => {
    const { port } = await ready('shares');
    await world.manager.attend(['api']);
    await usurp(port, true);
    await world.manager.attend(['api']);
    expect(usurped()).toMatchObject([{ shared: true, detail: expect.not.stringContaining(',') }]);
  });

  it('that another of its own processes takes over is none', async () => {
    const { port } = await ready('master');
    await world.manager.attend(['api']);
    const [worker] = (await portOwners(port)).owners;
    if (!worker) throw new Error('nobody listens');
    process.kill(worker.pid, 'SIGKILL');
    await eventually(async () => (await portOwners(port)).owners.some(({ pid }) => pid !== worker.pid));
    await world.manager.attend(['api']);
    expect(usurped()).toEqual([]);
    expect(await world.manager.ready(['api'], NEVER)).toBe(true);
  });

  it('is nobody’s business any more when it was told to stop', async () => {
    const { port } = await ready('good');
    await world.manager.attend(['api']);
    await world.manager.stop(['api']);
    await usurp(port);
    await world.manager.attend(['api']);
    expect(usurped()).toEqual([]);
  });
});
