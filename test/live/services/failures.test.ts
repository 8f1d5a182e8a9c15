import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sketch } from '../../facts.ts';
import type { ServicePlan } from '../../../src/core/plan.ts';
import { eventually, freePort, healthOf, NEVER, server, service, webService, World } from './harness.ts';

let world: World;
afterEach(() => world.close());

function open(...services: ServicePlan[]): World {
  world = new World(services);
  return world;
}

/** Somebody else's process, which has nothing of ours but the port. */
async function strangerOn(port: number): Promise<ChildProcess> {
  const script = `require('http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1', () => console.log('up'))`;
  const stranger = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  await new Promise((resolve) => stranger.stdout.once('data', resolve));
  return stranger;
}

describe('a managed service that does not come up', () => {
  it('because a stranger holds its port is not even started', async () => {
    const stranger = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const { port } = stranger.address() as net.AddressInfo;
    try {
      const { manager, facts } = open(webService({ id: 'api', port }));
      expect(await manager.ready(['api'], NEVER)).toBe(false);
      expect(facts).toEqual([
        {
          type: 'service.failed',
          basis: 'process',
          service: 'api',
          external: false,
          cause: 'port-taken',
          detail: expect.stringContaining(`port ${port} is held by process ${process.pid} (`),
        },
      ]);
    } finally {
      stranger.close();
    }
  });

  describe('because a stranger took its port before it could', () => {
    /** Takes the port when the service has started, and lets the service go on. */
    async function raced(stranger: net.Server, afterwards: string): Promise<{ failure: Sketch; expected: string }> {
      const port = await freePort();
      const { manager, folder } = open(webService({ id: 'api', port, run: `until [ -e go ]; do sleep 0.02; done; ${afterwards}` }));
      const ready = manager.ready(['api'], NEVER);
      await eventually(() => world.types().includes('service.started'));
      await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
      try {
        fs.writeFileSync(path.join(folder, 'go'), '');
        expect(await ready).toBe(false);
        return { failure: world.last('service.failed'), expected: `port ${port} is held by process ${process.pid} (` };
      } finally {
        stranger.close();
      }
    }

    it('and it ended', async () => {
      const { failure, expected } = await raced(
        net.createServer((socket) => socket.destroy()),
        'exit 1',
      );
      expect(failure).toMatchObject({ cause: 'port-taken', exit: 1, detail: expect.stringContaining(expected) });
    });

    it('and it lives on, while the stranger answers for it', async () => {
      const { failure, expected } = await raced(
        http.createServer((_, response) => response.setHeader('connection', 'close').end('{}')),
        'exec sleep 60',
      );
      expect(failure).toMatchObject({ cause: 'port-taken', detail: expect.stringContaining(expected) });
      expect(world.types()).not.toContain('service.ready');
    });
  });

  it('because its command is not found is not executable', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: 'no-such-program --serve' }));
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({
      external: false,
      cause: 'not-executable',
      exit: 127,
      output: expect.stringContaining('no-such-program'),
    });
    expect(fs.readFileSync(manager.logOf('api') ?? '', 'utf8')).toContain('no-such-program');
  });

  it('because its folder or its shell is not there is not executable', async () => {
    const port = await freePort();
    const { manager, facts } = open(
      webService({ id: 'api', port, workingDirectory: 'nowhere' }),
      webService({ id: 'web', port, shell: 'powershell' }),
    );
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(await manager.ready(['web'], NEVER)).toBe(false);
    expect(facts).toMatchObject([
      { service: 'api', cause: 'not-executable', code: 'ENOENT', detail: expect.stringContaining('nowhere') },
      { service: 'web', cause: 'not-executable', code: 'ENOENT' },
    ]);
  });

  it('because it ends at once has exited', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('exit') }));
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ cause: 'exited', exit: 3 });
    expect(world.types()).not.toContain('service.exited');
  });

  it('is recorded with what it wrote since its last start', async () => {
    const run = 'n=$(ls | { grep -c "^run-" || true; }); touch run-$n; if [ $n = 2 ]; then seq 9000; fi; echo last $n; exit 3';
    const { manager } = open(service({ id: 'load', run }));
    // Of much no more is read than the recorder needs.
    for (const output of ['last 0', 'last 1', expect.stringMatching(/^(\d+\n){3000,4000}last 2$/)]) {
      expect(await manager.ready(['load'], NEVER)).toBe(false);
      expect(world.last('service.failed')).toMatchObject({ output });
    }
  });

  it('without a probe and ends at once has exited too', async () => {
    const { manager } = open(service({ id: 'load', run: 'exit 3' }));
    expect(await manager.ready(['load'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ cause: 'exited', exit: 3 });
  });

  it('because it answers wrongly is unready, with the last reason', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('sick') }, 600));
    const start = performance.now();
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(performance.now() - start).toBeGreaterThan(590);
    expect(world.last('service.failed')).toMatchObject({ external: false, cause: 'unready', detail: expect.stringContaining('503') });
  });

  it('because it never listens is unready, with the error', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('idle') }, 300));
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ cause: 'unready', code: 'CONNECTION_REFUSED' });
  });

  it('because it does not answer any more when the time is over says so, not what was wrong before', async () => {
    const port = await freePort();
    const probe = { ...healthOf(port), timeoutMs: 60_000 };
    const { manager } = open(
      webService({ id: 'api', port, run: `sleep 0.3; exec ${server('silent')}`, ready: { probe, intervalMs: 20, timeoutMs: 2500 } }),
    );
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    expect(world.last('service.failed')).toMatchObject({
      code: 'TIMEOUT',
      detail: expect.stringMatching(/^asked \d+ ms before the end, and no answer yet$/),
    });
  });

  it('because it accepts and never answers is unready, although no attempt came to an end', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('silent') }, 600));
    expect(await manager.ready(['api'], NEVER)).toBe(false);
    const failure = world.last('service.failed');
    expect(failure).toMatchObject({ cause: 'unready' });
    // Before it listens connections are refused; an attempt that our own timeout cut off says nothing.
    expect(['CONNECTION_REFUSED', 'TIMEOUT']).toContain(failure['code']);
  });

  it('ends the wait for the others', async () => {
    const { manager } = open(
      webService({ id: 'slow', port: await freePort(), run: server('sick') }, 60_000),
      webService({ id: 'broken', port: await freePort(), run: server('exit') }),
    );
    const start = performance.now();
    expect(await manager.ready(['slow', 'broken'], NEVER)).toBe(false);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(world.facts.filter(({ type }) => type === 'service.failed')).toMatchObject([{ service: 'broken' }]);
  });

  it('is not said to have failed when the wait was given up', async () => {
    const { manager, facts } = open(webService({ id: 'api', port: await freePort(), run: server('sick') }, 60_000));
    const stop = new AbortController();
    const ready = manager.ready(['api'], stop.signal);
    await eventually(() => facts.length > 0);
    stop.abort();
    expect(await ready).toBe(false);
    expect(world.types()).toEqual(['service.started']);
  });
});

describe('what a stopped service leaves behind', () => {
  it('is found when it is a daemon without our environment that holds the port', async () => {
    const port = await freePort();
    const { manager } = open(webService({ id: 'api', port, run: server('daemon') }));
    expect(await manager.ready(['api'], NEVER)).toBe(true);
    await manager.stop(['api']);
    await manager.sweep(['api'], 'after-stop');
    const [first, second] = world.facts.filter(({ type }) => type === 'sweep');
    expect(first).toMatchObject({
      phase: 'after-stop',
      found: [{ pid: expect.any(Number), start: expect.any(String), by: expect.arrayContaining(['port']), service: 'api' }],
      ports: [{ service: 'api', port, free: false, owners: [expect.any(Number)] }],
    });
    expect(second).toMatchObject({ found: [], ports: [{ free: true, owners: [] }] });
  });

  it('is found when it is a worker that was forgotten, in the same process group', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('orphan') }));
    await manager.ready(['api'], NEVER);
    await eventually(() => world.pidsTold().length === 2);
    await manager.stop(['api']);
    await manager.sweep(['api'], 'after-stop');
    const [first, second] = world.facts.filter(({ type }) => type === 'sweep');
    expect(first).toMatchObject({ found: [{ command: expect.stringContaining('idle'), service: 'api' }] });
    expect(second).toMatchObject({ found: [] });
  });

  it('is found before the next start, when nobody looked in between', async () => {
    const { manager } = open(webService({ id: 'api', port: await freePort(), run: server('daemon') }));
    await manager.ready(['api'], NEVER);
    await manager.stop(['api']);
    expect(await manager.ready(['api'], NEVER)).toBe(true);
    expect(world.facts.find(({ type }) => type === 'sweep')).toMatchObject({ phase: 'restart', found: [{ service: 'api' }] });
  });

  it('is found when it is a pid file', async () => {
    const plan = { id: 'api', port: await freePort(), pidFile: 'api.pid', env: { PID_FILE: 'api.pid' }, run: server('stale-pid-file') };
    const { manager } = open(webService(plan));
    await manager.ready(['api'], NEVER);
    await manager.stop(['api']);
    await manager.sweep(['api'], 'after-stop');
    expect(world.last('sweep')).toMatchObject({ found: [], pidFiles: [{ service: 'api', state: 'stale' }] });
  });

  it.each([
    ['', 'stale'],
    ['no number', 'stale'],
    ['999999999', 'stale'],
    ['12 34', 'stale'],
    [`${process.pid}\n`, 'foreign'],
    [`${process.pid}\n/var/lib/postgresql/15/main\n1764503000\n5432\n`, 'foreign'],
  ])('a pid file with %j is %s', async (content, state) => {
    const { manager } = open(service({ id: 'load', run: server('idle'), pidFile: 'load.pid' }));
    await manager.ready(['load'], NEVER);
    fs.writeFileSync(world.file('load.pid'), content);
    await manager.verify(['load'], NEVER);
    expect(world.last('service.verified')).toMatchObject({ alive: true, pidFile: state });
  });

  it('is not a stranger that took the port after a clean sweep', async () => {
    const port = await freePort();
    const { manager } = open(webService({ id: 'api', port }));
    await manager.ready(['api'], NEVER);
    await manager.stop(['api']);
    await manager.sweep(['api'], 'after-stop');
    const stranger = await strangerOn(port);
    try {
      await manager.sweep(['api'], 'end');
      expect(world.last('sweep')).toMatchObject({ found: [], ports: [{ free: false, owners: [stranger.pid] }] });
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

describe('a port', () => {
  it('that another process serves is foreign, although the service is alive', async () => {
    const port = await freePort();
    const { manager } = open(service({ id: 'load', run: server('idle'), port }));
    await manager.ready(['load'], NEVER);
    const stranger = await strangerOn(port);
    try {
      await manager.verify(['load'], NEVER);
      expect(world.last('service.verified')).toMatchObject({ alive: true, portOwner: 'foreign' });
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it.runIf(process.platform === 'linux')('that an old instance took while the new one started blocks, though it answers', async () => {
    const port = await freePort();
    // It never listens; its address is known from `health` alone.
    const { manager } = open({ ...webService({ id: 'web', port, run: server('idle') }), ports: [port] });
    const ready = manager.ready(['web'], NEVER);
    await eventually(() => world.types().includes('service.started'));
    const old = await strangerOn(port);
    try {
      expect(await ready).toBe(false);
      expect(world.last('service.failed')).toMatchObject({ cause: 'port-taken', detail: expect.stringContaining(`process ${old.pid}`) });
    } finally {
      old.kill('SIGKILL');
    }
  });

  it.runIf(process.platform === 'linux')('for management is looked at as well, at the latest when its gate ends', async () => {
    const [port, management] = [await freePort(), await freePort()];
    const { manager } = open(webService({ id: 'web', port, ports: [port, management] }));
    expect(await manager.ready(['web'], NEVER)).toBe(true);
    expect(world.last('service.ready')['ports']).toEqual([
      { port, owner: 'ours' },
      { port: management, owner: 'none' },
    ]);
    const stranger = await strangerOn(management);
    try {
      await manager.attend(['web']);
      expect(world.last('service.usurped')).toMatchObject({ service: 'web', port: management, shared: false });
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('that nobody serves has no owner', async () => {
    const { manager } = open(service({ id: 'load', run: server('idle'), port: await freePort() }));
    await manager.ready(['load'], NEVER);
    await manager.verify(['load'], NEVER);
    expect(world.last('service.verified')).toMatchObject({ alive: true, portOwner: 'none' });
  });
});

describe('the log of a service', () => {
  it('is where the plan says it is', async () => {
    const { manager } = open(
      service({ id: 'a', run: server('idle'), log: { path: 'logs/a.log' }, workingDirectory: 'app' }),
      service({ id: 'b' }),
    );
    expect(manager.logOf('a')).toBe(path.join(world.folder, 'app/logs/a.log'));
    expect(manager.logOf('b')).toBeUndefined();
  });
});
