import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Project } from './harness.ts';

/** What is not there, by what a check says of it: `gate explain probes` tells of both. */
const MISSING = {
  failed: [
    'http: "http://127.0.0.1:9/"',
    'tcp: "127.0.0.1:9"',
    'file: nope.txt',
    'env: NOPE_NOPE',
    'env-file: .env.nope, equals: { A: b }',
    'process: no-such-process',
    'sqlite: nope.db, query: select 1, expect: rows.size() == 1',
  ],
  blocked: [
    'http: "http://no-such-host.invalid/"',
    'tcp: "no-such-host.invalid:80"',
    'command: no-such-program',
    'tool: no-such-tool, version: ">= 1"',
    'disk: nope, expect: freeBytes > 1',
  ],
} as const;

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

it('what is not there fails a check, and what nobody can tell blocks it', async () => {
  const checks = Object.entries(MISSING).flatMap(([verdict, probes]) => probes.map((probe) => ({ verdict, probe })));
  const lines = checks.map(({ probe }, index) => `      - { name: check ${index}, ${probe} }\n`).join('');
  project.write('gates.yml', `version: 1\nname: Not there\ngates:\n  all:\n    kind: checks\n    checks:\n${lines}`);
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(1);
  const { gates } = JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as {
    gates: { criteria: { name: string; verdict: string }[] }[];
  };
  expect(gates[0]?.criteria.map(({ name, verdict }) => [name, verdict])).toEqual(
    checks.map(({ verdict }, index) => [`check ${index}`, verdict]),
  );
});
