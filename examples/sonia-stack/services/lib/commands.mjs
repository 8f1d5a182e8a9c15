// The commands that a task may name. Nothing in here refuses anything: that is for the sandbox that they run in.
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import { promisify } from 'node:util';

const CONNECT_MS = 1000;

const COMMANDS = {
  cat: (file) => fs.readFile(file, 'utf8'),
  write: async (file, ...words) => {
    await fs.writeFile(file, `${words.join(' ')}\n`);
    return `${file} is written`;
  },
  connect: (address) => connect(new URL(`tcp://${address}`)),
  node: async (...args) => (await promisify(execFile)(process.execPath, args)).stdout,
};

function connect({ hostname: host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port: Number(port), timeout: CONNECT_MS });
    const end = (settle) => {
      socket.destroy();
      settle();
    };
    socket.once('connect', () => end(() => resolve(`${host}:${port} is connected`)));
    socket.once('timeout', () => end(() => reject(new Error(`${host}:${port} does not answer`))));
    socket.once('error', (error) => end(() => reject(error)));
  });
}

/** Runs a command. @returns what it prints; throws what kept it from that, ERR_ACCESS_DENIED when the sandbox did */
export async function runCommand([name, ...args]) {
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(`no command "${name}"`);
  return COMMANDS[name](...args);
}
