import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, NEVER, service, World } from './harness.ts';

let world: World;
afterEach(() => world.close());

/** A child that leaves a note when its input ends: what a database does that closes its files in good order. */
const CHILD = `process.stdin.resume().on('end', () => require('node:fs').writeFileSync('note', ''))`;
const PARENT = `const { spawn } = require('node:child_process');
spawn(process.execPath, ['-e', ${JSON.stringify(CHILD)}], { stdio: ['pipe', 'ignore', 'ignore'] });
require('node:fs').writeFileSync('up', ''); setInterval(() => {}, 1000);`;

describe.skipIf(process.platform === 'win32')('a crash', () => {
  it('ends all processes of a service as one: none can answer to the end of another', async () => {
    world = new World([service({ id: 'db', run: `exec "${process.execPath}" parent.cjs` })]);
    fs.writeFileSync(world.file('parent.cjs'), PARENT);
    for (let cycle = 1; cycle <= 5; cycle++) {
      expect(await world.manager.ready(['db'], NEVER, { cycle })).toBe(true);
      await eventually(() => fs.existsSync(world.file('up')));
      await world.manager.crash('db', { cycle });
      const { pid, killed, ...fact } = world.last('service.crashed');
      expect(fact).toMatchObject({ service: 'db', cycle, left: [], signal: 'SIGKILL' });
      expect(killed).toMatchObject([
        { pid, command: expect.stringContaining('parent.cjs') },
        { command: expect.stringContaining('stdin') },
      ]);
      expect(world.marked()).toEqual([]);
      fs.rmSync(world.file('up'));
    }
    expect(fs.existsSync(world.file('note'))).toBe(false);
    // Nobody is told of a death that was ours, and no sweep stands between the crash and the start.
    expect(world.exits).toEqual([]);
    expect(world.types()).not.toContain('sweep');
  });

  it('of what does not run is recorded as none', async () => {
    world = new World([service({ id: 'db', run: 'sleep 60' })]);
    await world.manager.crash('db', { cycle: 1 });
    expect(world.last('service.crashed')).toEqual({
      type: 'service.crashed',
      basis: 'process',
      service: 'db',
      killed: [],
      left: [],
      cycle: 1,
    });
  });
});
