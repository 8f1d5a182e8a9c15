import type { JsonObject } from '../../src/core/json.ts';
import type { ProbeFacts } from '../../src/probes/kind.ts';
import type { ProbeKind } from '../../src/probes/registry.ts';

/** One probe as it is written in gates.yml, and what may come of it. */
export interface Fixture {
  readonly written: JsonObject;
  /** Its own keys as they stand in plan.json. */
  readonly target: JsonObject;
  /** What it is called when it has no name. */
  readonly name: string;
  /** Facts by which it holds, and by which it does not. */
  readonly holds: ProbeFacts['got'];
  readonly breaks: ProbeFacts['got'];
}

/** One of every kind; the compiler asks for each, and so does registry.test.ts. */
export const FIXTURES: Readonly<Record<ProbeKind, Fixture>> = {
  http: {
    written: { http: { url: 'http://h/x', method: 'POST', json: [1] }, expect: 'json.ok' },
    target: { url: 'http://h/x', method: 'POST', headers: {}, json: [1] },
    name: 'POST http://h/x',
    holds: { status: 200, json: { ok: true } },
    breaks: { status: 500, json: { ok: true } },
  },
  tcp: {
    written: { tcp: '[::1]:5432' },
    target: { host: '::1', port: 5432 },
    name: '::1:5432',
    holds: { open: true },
    breaks: { open: false },
  },
  'port-free': {
    written: { 'port-free': 8081 },
    target: { port: 8081 },
    name: 'port 8081 free',
    holds: { open: false },
    breaks: { open: true },
  },
  command: {
    written: { command: 'npm test\nnpm run more' },
    target: { run: 'npm test\nnpm run more' },
    name: 'npm test',
    holds: { exitCode: 0 },
    breaks: { exitCode: 3 },
  },
  tool: {
    written: { tool: 'node', version: '>=20' },
    target: { tool: 'node', version: '>=20' },
    name: 'node >=20',
    holds: { callable: true, version: '24.1.0' },
    breaks: { callable: true, version: '18.0.0' },
  },
  file: {
    written: { file: 'a.txt', 'min-bytes': 3, lacks: 'ERROR' },
    target: { path: 'a.txt', minBytes: 3, contains: [], lacks: ['ERROR'], capture: false, optional: false },
    name: 'a.txt',
    holds: { exists: true, count: 1, smallest: 3, unproven: 0, lines: 1, contains: [], lacks: [0] },
    breaks: { exists: true, count: 1, smallest: 3, unproven: 0, lines: 1, contains: [], lacks: [1] },
  },
  disk: {
    written: { disk: '/', expect: 'free > 0.2' },
    target: { path: '/' },
    name: 'disk /',
    holds: { free: 0.3 },
    breaks: { free: 0.1 },
  },
  'env-file': {
    written: { 'env-file': '.env', equals: { A: 'b' } },
    target: { path: '.env', equals: { A: 'b' } },
    name: '.env',
    holds: { exists: true, seen: { A: 'b' } },
    breaks: { exists: true, seen: { A: 'c' } },
  },
  env: {
    written: { env: 'HOME' },
    target: { variable: 'HOME' },
    name: '$HOME',
    holds: { set: true },
    breaks: { set: false },
  },
  process: {
    written: { process: { 'pid-file': 'x.pid' } },
    target: { pidFile: 'x.pid' },
    name: 'process x.pid',
    holds: { running: true, count: 1 },
    breaks: { running: false, count: 0 },
  },
  container: {
    written: { container: 'db', expect: 'health == "healthy"' },
    target: { container: 'db' },
    name: 'container db',
    holds: { exists: true, state: 'running', health: 'healthy' },
    breaks: { exists: true, state: 'running', health: 'starting' },
  },
  sqlite: {
    written: { sqlite: 'x.db', query: 'select 1', expect: 'size(rows) == 1' },
    target: { path: 'x.db', query: 'select 1' },
    name: 'x.db',
    holds: { exists: true, rows: [{ 1: 1 }] },
    breaks: { exists: true, rows: [] },
  },
};
