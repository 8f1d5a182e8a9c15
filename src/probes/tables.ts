import { amount, type Measurement, type MeasurementTable, type MeasurementType, share } from '../conditions/measurements.ts';
import type { ProbeKind } from './shapes.ts';

const of = (type: MeasurementType, doc: string): Measurement => ({ type, doc });

const json = of('any', 'the answer read as JSON; an answer that is none fails');

/** What the conditions of each kind of probe may read. */
export const PROBE_TABLES: Readonly<Record<ProbeKind, MeasurementTable>> = {
  http: {
    status: amount('status code of the answer'),
    headers: of({ map: 'string' }, 'headers of the answer; names in lower case: headers["content-type"]'),
    body: of('string', 'the answer as text, at most 1 MiB'),
    json,
    durationMs: amount('ms from the start to the whole answer'),
  },
  tcp: { open: of('boolean', 'whether the connection was accepted') },
  'port-free': { open: of('boolean', 'whether something listens') },
  command: {
    exitCode: of('number', 'exit code'),
    stdout: of('string', 'what it wrote to stdout, at most 1 MiB'),
    stderr: of('string', 'what it wrote to stderr, at most 1 MiB'),
    json,
  },
  tool: { version: of('string', 'its version, as major.minor.patch; one that is not out yet ends in -rc.1 or the like') },
  file: {
    exists: of('boolean', 'whether there is such a file'),
    bytes: amount('size in bytes; of several files the sum'),
    ageSeconds: of('number', 'seconds since it was written; of several files the oldest'),
    json: of('any', 'the file read as JSON; one that is none fails'),
  },
  disk: {
    free: share('free share of the file system, 0..1'),
    freeBytes: amount('free bytes'),
  },
  'env-file': { values: of({ map: 'string' }, 'values by name; the last line of a name counts') },
  env: { values: of({ map: 'string' }, 'the value by its name') },
  process: {
    running: of('boolean', 'whether it runs'),
    count: amount('how many of that name run'),
  },
  container: {
    state: of('string', 'running, exited, …'),
    health: of('string', 'healthy, unhealthy, starting, or none'),
  },
  sqlite: { rows: of({ list: 'any' }, 'rows of the answer, each with its columns by name') },
};
