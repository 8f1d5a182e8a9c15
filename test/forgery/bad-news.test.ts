import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { freePort } from '../live/processes/tree.ts';
import { forgeEach } from './each.ts';
import { forge, type Line } from './forge.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
const projects: Project[] = [];
afterAll(() => {
  for (const project of projects) project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const CAPTURED = 'gates: { a: { kind: checks, checks: [ { file: x.txt, capture: true }, { command: rm x.txt } ] } }';

/** A run of a configuration. @param served how often the service answers before one answer is an error */
async function ran(config: string, port: number, served = 1000): Promise<string> {
  const project = new Project();
  projects.push(project);
  project.write('x.txt', 'x');
  project.write(
    'server.mjs',
    `import http from 'node:http';\nlet n = 0;\nhttp.createServer((q, r) => { if (q.url === '/die') process.exit(3); r.statusCode = ++n === ${served} ? 500 : 200; r.end('x'); }).listen(${port}, '127.0.0.1');\n`,
  );
  project.write('gates.yml', `version: 1\n${config}\n`);
  await project.gate(['run', 'gates.yml']);
  return project.bundle();
}

/** Runs with one bad fact each, which somebody would leave out or change. */
it.each<[string, (port: number) => string, readonly string[], number?]>([
  ['a file that was to be kept is gone', () => CAPTURED, ['file', 'attachment', 'probe']],
  [
    'a service died',
    (port) =>
      `services: { web: { run: exec node server.mjs, port: ${port}, health: / } }\ngates: { a: { kind: checks, services: [web], checks: [ { command: ${JSON.stringify(`exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET /die HTTP/1.0\\r\\n\\r\\n' >&3; sleep 0.5`)} } ] } }`,
    ['service.exited', 'service.stopped'],
  ],
  ['a secret is not set', () => 'evidence: { secret-env: [TOKEN_X] }\ngates: { a: { run: "true" } }', ['secret.unset', 'control']],
  [
    'a check failed',
    (port) =>
      `services: { web: { run: exec node server.mjs, port: ${port}, health: / } }\ngates: { a: { kind: health, services: [web], interval: 100ms, count: 4 } }`,
    ['check'],
    3,
  ],
])('no change of a fact releases where %s', async (_, config, types, served) => {
  const port = await freePort();
  const bundle = await ran(config(port), port, served);
  expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: expect.stringMatching(/NO-GO|BLOCKED/) as string });
  const { tried, released, unplaced } = forgeEach(bundle, scratch, new Set(types));
  expect(tried).toBeGreaterThan(10);
  expect([released, unplaced]).toEqual([[], []]);
});

it('a file that was to be kept, and a command that ended otherwise than its check, are found', async () => {
  const bundle = await ran(CAPTURED, 0);
  const step = (all: Line[]): Line[] => all.map((line) => (line.type === 'step' ? { ...line, exit: 7 } : line));
  for (const [change, words] of [
    [(all: Line[]) => all.filter(({ type }) => type !== 'file'), '1 files were to be kept, and 0 are told of'],
    [step, 'exit code 0, and 7 of its command'],
  ] as const) {
    const { accepted, problems } = forge(bundle, scratch, change);
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringContaining(words)]);
  }
});
