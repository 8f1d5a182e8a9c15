import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { closedPort } from '../../live/looks/world.ts';

/** Temporary folders that nginx would otherwise look for in /var. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * An nginx of a test's own: one process on a free port, gone with its folder after the test.
 * @param server what stands inside `server { }`; `HOME` in it is its folder
 * @param files by their path in that folder; what is in `www/` is served
 * @returns its address
 */
export async function nginx(server: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'nginx-'));
  onTestFinished(() => fs.rmSync(home, { recursive: true, force: true }));
  const port = await closedPort();
  for (const [name, content] of Object.entries({
    'www/index.html': 'hello\n',
    ...files,
    'nginx.conf': configuration(home, port, server),
  })) {
    fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    fs.writeFileSync(path.join(home, name), content);
  }
  const log = path.join(home, 'error.log');
  const child = spawn('nginx', ['-p', home, '-c', path.join(home, 'nginx.conf'), '-e', log], { stdio: 'ignore' });
  onTestFinished(() => gone(child));
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${fs.readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return `http://127.0.0.1:${port}`;
}

function configuration(home: string, port: number, server: string): string {
  return `daemon off; master_process off; pid ${home}/nginx.pid;
events { }
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
    root ${home}/www;
    default_type text/html;
    ${server.replaceAll('HOME', home)}
  }
}
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const say = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', say(true)).once('error', say(false));
  });
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
