// A small service for the tests, with the bad habits of big ones: node server.mjs MOOD
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [, script, mood] = process.argv;
const { PORT, PID_FILE } = process.env;

// Tells its pid to the test, which later looks whether the process is gone.
fs.writeFileSync(`told-${process.pid}`, mood);

const child = (childMood, options) => spawn(process.execPath, [script, childMood], { stdio: 'inherit', ...options });

function serve(status) {
  process.stdout.write(`serving ${status}\n`);
  http.createServer((_, response) => response.writeHead(status).end('{"ok":true}')).listen(Number(PORT), '127.0.0.1');
}

function endOnTerm() {
  process.on('SIGTERM', () => {
    process.stdout.write('bye\n');
    if (PID_FILE && mood !== 'stale-pid-file') fs.rmSync(PID_FILE);
    process.exit(0);
  });
}

const moods = {
  good: () => serve(200),
  'stale-pid-file': () => serve(200),
  sick: () => serve(503),
  // Accepts, and never answers.
  silent: () => http.createServer(() => {}).listen(Number(PORT), '127.0.0.1'),
  idle: () => setInterval(() => {}, 1000),
  exit: () => process.exit(3),
  // Hears SIGTERM and stays.
  deaf: () => {
    process.on('SIGTERM', () => {});
    serve(200);
  },
  // Ends its work with an error.
  rude: () => {
    process.on('SIGTERM', () => process.exit(7));
    serve(200);
  },
  // Stops listening at SIGUSR2, and lives on.
  'gives-up': () => {
    const listening = http.createServer((_, response) => response.end()).listen(Number(PORT), '127.0.0.1');
    process.on('SIGUSR2', () => listening.close());
    setInterval(() => {}, 1000);
  },
  // Lets others listen on its port, too.
  shares: () => http.createServer((_, response) => response.end()).listen({ port: Number(PORT), host: '127.0.0.1', reusePort: true }),
  // Leaves the work to a worker, and starts another one when that dies.
  master: () => child('good', {}).once('exit', () => child('good', {})),
  // Can't do without what listens on DATABASE_PORT: neither start nor end.
  client: () => {
    const ask = (well, code) =>
      net
        .connect({ port: Number(process.env.DATABASE_PORT), host: '127.0.0.1' })
        .on('connect', well)
        .on('error', () => process.exit(code));
    process.on('SIGTERM', () => ask(() => process.exit(0), 9));
    ask(() => serve(200), 4);
  },
  // Forgets its worker, which stays in its process group.
  orphan: () => {
    child('idle', {});
    serve(200);
  },
  // A daemon of the old school, in a session of its own and without any of our environment, holds the port.
  daemon: () => {
    child('daemon-middle', { detached: true, stdio: 'ignore', env: { PORT } });
    process.on('SIGTERM', () => process.exit(0));
    setInterval(() => {}, 1000);
  },
  // The same without a port: nothing of ours is left to it.
  shed: () => {
    child('shed-middle', { detached: true, stdio: 'ignore', env: {} });
    serve(200);
  },
  'shed-middle': () => {
    child('idle', { detached: true, stdio: 'ignore', env: {} }).unref();
    process.exit(0);
  },
  'daemon-middle': () => {
    child('good', { detached: true, stdio: 'ignore', env: { PORT } }).unref();
    process.exit(0);
  },
};

if (PID_FILE) fs.writeFileSync(PID_FILE, `${process.pid}\n`);
if (!['deaf', 'rude', 'daemon', 'daemon-middle', 'exit', 'client'].includes(mood)) endOnTerm();
moods[mood]();
