import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { copyExample } from './fixtures/genesis.ts';
import { isFree, type Stand, until, withStand } from './fixtures/stand.ts';

const START = "node proxy/configure.mjs && exec nginx -e stderr -p state/nginx -c nginx.conf -g 'daemon off;'";

interface Front {
  readonly env: NodeJS.ProcessEnv;
  /** Where nginx writes whose number it has. */
  readonly pidFile: string;
}

/** The front of the example alone, on a port of its own, in the place of one that was killed. */
async function front(stand: Stand): Promise<Front> {
  copyExample(stand.folder);
  const pidFile = path.join(stand.folder, 'state/nginx/nginx.pid');
  const port = await stand.port();
  stand.project.write('state/nginx/nginx.pid', '999999999\n');
  const env = { ...process.env, GATE_VAR_front: String(port) };
  spawn('bash', ['-c', START], { cwd: stand.folder, env, stdio: 'ignore' });
  let isUp = false;
  void (async () => {
    while (await isFree(port)) await new Promise((resolve) => setTimeout(resolve, 20));
    isUp = true;
  })();
  await until(
    () => isUp && fs.existsSync(pidFile),
    () => 'nginx does not listen',
  );
  return { env, pidFile };
}

/** @returns the exit code of a deployment */
function deploy(stand: Stand, { env }: Front): Promise<number | null> {
  const child = execFile(process.execPath, ['scripts/deploy.mjs', '--percentage=10'], { cwd: stand.folder, env });
  return once(child, 'exit').then(([code]) => code as number | null);
}

it(
  'a deployment waits for the nginx that runs, whatever an earlier one has left',
  needs('nginx'),
  withStand(async (stand) => {
    const nginx = await front(stand);
    const pid = fs.readFileSync(nginx.pidFile, 'utf8');
    expect(await deploy(stand, nginx)).toBe(0);

    fs.writeFileSync(nginx.pidFile, '999999999\n');
    const waiting = deploy(stand, nginx);
    let ended = false;
    void waiting.then(() => (ended = true));
    const deadline = Date.now() + 1000;
    await until(
      () => ended || Date.now() > deadline,
      () => '',
    );
    expect(ended, 'it waits').toBe(false);
    fs.writeFileSync(nginx.pidFile, pid);
    expect(await waiting).toBe(0);
  }),
);
