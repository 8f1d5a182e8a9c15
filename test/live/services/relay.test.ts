import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { needsRight } from '../../platform/programs.ts';
import { eventually, freePort, NEVER, webService, World } from './harness.ts';

let world: World;
afterEach(() => world.close());

/** What a container's daemon starts, outside of our tree, for one of its ports: it forwards to whoever answers behind it. */
const FORWARD = `
const net = require('node:net');
const [name, port, behind] = process.argv.slice(1);
process.title = name;
net.createServer((from) => {
  const to = net.connect(Number(behind), '127.0.0.1');
  from.on('error', () => to.destroy());
  to.on('error', () => from.destroy());
  from.pipe(to).pipe(from);
}).listen(Number(port), '127.0.0.1');`;

const ANSWER = `
const [, port] = process.argv.slice(1);
require('node:http').createServer((_, response) => response.end('{"ok":true}')).listen(Number(port), '127.0.0.1');`;

function start(file: string, args: readonly string[]): void {
  const child = spawn(file, args, { stdio: 'ignore', env: {} });
  onTestFinished(() => void child.kill('SIGKILL'));
}

/** A service that is but the client of a daemon: as soon as it runs, `listens` is called with its port. */
async function client(listens: (port: number) => void): Promise<boolean> {
  const port = await freePort();
  world = new World([webService({ id: 'db', port, run: 'touch started; exec sleep 600' })]);
  const isReady = world.manager.ready(['db'], NEVER);
  await eventually(() => fs.existsSync(world.file('started')));
  listens(port);
  return isReady;
}

async function forwardedBy(name: string): Promise<boolean> {
  const behind = await freePort();
  start(process.execPath, ['-e', ANSWER, '-', String(behind)]);
  return client((port) => start(process.execPath, ['-e', FORWARD, name, String(port), String(behind)]));
}

/** Namespaces of processes are root's to make. */
const mayUnshare = (): boolean => spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

describe.skipIf(process.platform !== 'linux')('a port of a container', () => {
  it.each(['docker-proxy', 'rootlessport', 'slirp4netns'])(
    'that %s holds is a service whose answers nobody can look into',
    async (name) => {
      expect(await forwardedBy(name)).toBe(true);
      await world.manager.attend(['db']);
      expect(world.last('service.ready')['ports']).toEqual([{ port: expect.any(Number), owner: 'hidden' }]);
      expect(world.facts.filter(({ type }) => ['service.usurped', 'service.failed'].includes(type))).toEqual([]);
    },
  );

  it('that a process inside of it holds is one, too', needsRight('the right to make a namespace', mayUnshare(), 'unshare'), async () => {
    const inside = (port: number): void =>
      start('unshare', ['--pid', '--fork', '--kill-child', process.execPath, '-e', ANSWER, '-', String(port)]);
    expect(await client(inside)).toBe(true);
    expect(world.last('service.ready')['ports']).toEqual([{ port: expect.any(Number), owner: 'hidden' }]);
  });

  it('is a stranger’s where any other program forwards it', async () => {
    expect(await forwardedBy('socat')).toBe(false);
    expect(world.last('service.failed')).toMatchObject({ cause: 'port-taken', detail: expect.stringContaining('is held by process') });
  });
});
