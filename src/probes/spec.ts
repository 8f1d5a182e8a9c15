import { RE2JS } from 're2js';
import semver from 'semver';
import type { Json, JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import type { MeasurementTable } from '../conditions/measurements.ts';
import { PROBE_KINDS, type ProbeKind, type RawProbe, type RawWatch } from './shapes.ts';
import { PROBE_TABLES } from './tables.ts';

/** Something wrong inside a probe; `path` leads to the value from the probe's own map. */
export interface ProbeProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where a probe stands, as far as its meaning depends on it. */
export interface ProbeSite {
  /** The service's port: then a path stands for an address of it. */
  readonly port?: number;
  /** Timeouts of probes that name none. */
  readonly timeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly toolTimeoutMs: number;
  /** Retries of probes that name none. */
  readonly retry: ProbePlan['retry'];
}

export const ONCE: ProbePlan['retry'] = { attempts: 1, delayMs: 0 };

/** Timeouts of the probes of a gate, in ms. */
export const CHECK_SITE: ProbeSite = { timeoutMs: 5000, commandTimeoutMs: 600_000, toolTimeoutMs: 30_000, retry: ONCE };

/** The kind of a written probe: the first word of a kind among its keys. */
export function probeKind(raw: object): ProbeKind | undefined {
  return PROBE_KINDS.find((kind) => Object.hasOwn(raw, kind));
}

/** What the condition of a probe of this kind may read. A kind that is not known lets it read nothing. */
export function probeTable(kind: string): MeasurementTable {
  return (PROBE_TABLES as Readonly<Record<string, MeasurementTable>>)[kind] ?? {};
}

/** Kinds that have no default to hold: without a condition they can't fail. */
const NEEDS_EXPECT: ReadonlySet<string> = new Set(['disk', 'sqlite']);

/** What zod can't see: addresses, patterns, ranges, keys that need each other. */
export function checkProbe(raw: RawProbe, site: ProbeSite): readonly ProbeProblem[] {
  const kind = kindOf(raw);
  const problems: ProbeProblem[] = [];
  if (NEEDS_EXPECT.has(kind) && raw.expect === undefined) {
    const example = kind === 'disk' ? 'free > 0.2' : 'size(rows) == 1';
    problems.push({ path: [kind], message: `a ${kind} probe needs "expect", such as "${example}"` });
  }
  if ('http' in raw) problems.push(...checkHttp(raw.http, site));
  if ('tcp' in raw) problems.push(...checkAddress(raw.tcp));
  if ('tool' in raw && raw.version !== undefined && !isRange(raw.version)) {
    problems.push({ path: ['version'], message: `found "${raw.version}", expected a version range such as ">=20" or "^3.11"` });
  }
  if ('file' in raw) problems.push(...checkFile(raw));
  if ('env-file' in raw && Object.keys(raw.equals).length === 0) {
    problems.push({ path: ['equals'], message: 'expected at least one value' });
  }
  return problems;
}

/** What may stand before a version; npm's own reader overlooks a `=` too many. */
const COMPARED_BY: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '=', '~', '^']);

function isRange(text: string): boolean {
  return semver.validRange(text) !== null && (text.match(/[<>=~^]+/g) ?? []).every((operator) => COMPARED_BY.has(operator));
}

/** The same for the probe of a service. */
export function checkWatch(raw: RawWatch, site: ProbeSite): readonly ProbeProblem[] {
  if ('http' in raw) return checkHttp(raw.http, site);
  return 'tcp' in raw ? checkAddress(raw.tcp) : [];
}

/** The probe in its resolved form. @param raw one without problems */
export function resolveProbe(raw: RawProbe, site: ProbeSite): ProbePlan {
  const kind = kindOf(raw);
  const target = targetOf(raw, site);
  return {
    name: raw.name ?? nameOf(kind, target),
    kind,
    target,
    ...(raw.expect !== undefined && { expect: raw.expect }),
    timeoutMs: raw.timeout ?? defaultTimeout(kind, site),
    retry: raw.retry ? { attempts: raw.retry.attempts, delayMs: raw.retry.delay } : site.retry,
  };
}

/** The probe of a service in its resolved form. @param raw one without problems */
export function resolveWatch(raw: RawWatch, name: string, timeoutMs: number | undefined, site: ProbeSite): ProbePlan {
  const kind = 'http' in raw ? 'http' : 'tcp' in raw ? 'tcp' : 'command';
  const target = 'http' in raw ? httpTarget(raw.http, site) : 'tcp' in raw ? tcpTarget(raw.tcp) : { run: raw.command };
  return {
    name,
    kind,
    target,
    ...(raw.expect !== undefined && { expect: raw.expect }),
    timeoutMs: timeoutMs ?? site.timeoutMs,
    retry: site.retry,
  };
}

function kindOf(raw: RawProbe): ProbeKind {
  const kind = probeKind(raw);
  if (!kind) throw new Error('a probe without a kind');
  return kind;
}

function defaultTimeout(kind: ProbeKind, site: ProbeSite): number {
  if (kind === 'command') return site.commandTimeoutMs;
  return kind === 'tool' ? site.toolTimeoutMs : site.timeoutMs;
}

function targetOf(raw: RawProbe, site: ProbeSite): JsonObject {
  if ('http' in raw) return httpTarget(raw.http, site);
  if ('tcp' in raw) return tcpTarget(raw.tcp);
  if ('port-free' in raw) return { port: raw['port-free'] };
  if ('command' in raw) return { run: raw.command };
  if ('tool' in raw) return { tool: raw.tool, ...(raw.version !== undefined && { version: raw.version }) };
  if ('file' in raw) return fileTarget(raw);
  if ('disk' in raw) return { path: raw.disk };
  if ('env-file' in raw) return { path: raw['env-file'], equals: raw.equals };
  if ('env' in raw) return { variable: raw.env, ...(raw.equals !== undefined && { equals: raw.equals }) };
  if ('process' in raw) return typeof raw.process === 'string' ? { name: raw.process } : { pidFile: raw.process['pid-file'] };
  return 'container' in raw ? { container: raw.container } : { path: raw.sqlite, query: raw.query };
}

type RawHttp = Extract<RawProbe, { http: unknown }>['http'];
type RawFile = Extract<RawProbe, { file: unknown }>;

function httpTarget(http: RawHttp, site: ProbeSite): JsonObject {
  if (typeof http === 'string') return { url: absolute(http, site), method: 'GET', headers: {} };
  return {
    url: absolute(http.url, site),
    method: http.method,
    headers: http.headers ?? {},
    ...(http.body !== undefined && { body: http.body }),
    ...(http.json !== undefined && { json: http.json }),
  };
}

function absolute(url: string, site: ProbeSite): string {
  return url.startsWith('/') ? `http://127.0.0.1:${site.port ?? 0}${url}` : url;
}

function checkHttp(http: RawHttp, site: ProbeSite): readonly ProbeProblem[] {
  const inner = typeof http === 'string' ? ['http'] : ['http', 'url'];
  const problems = checkUrl(typeof http === 'string' ? http : http.url, site).map((message) => ({ path: inner, message }));
  if (typeof http !== 'string' && http.body !== undefined && http.json !== undefined) {
    return [...problems, { path: ['http', 'json'], message: 'expected either "body" or "json", found both' }];
  }
  return problems;
}

function checkUrl(url: string, site: ProbeSite): readonly string[] {
  if (url.startsWith('/')) {
    return site.port === undefined
      ? [`found the path "${url}", expected a URL: there is no service with a port whose path it could be`]
      : [];
  }
  return addressProblems(url, 'a URL such as http://127.0.0.1:8080/healthz');
}

/** What an http address has wrong. @param expected what it should have been */
export function addressProblems(url: string, expected: string): readonly string[] {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return [`found "${url}", expected ${expected}`];
  const { username, password } = new URL(url);
  return username === '' && password === ''
    ? []
    : ['credentials in a URL would stand in the evidence; send them in "headers", from secret-env'];
}

function tcpTarget(address: string): JsonObject {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

function checkAddress(address: string): readonly ProbeProblem[] {
  const { port } = tcpTarget(address) as { port: number };
  return port >= 1 && port <= 65_535 ? [] : [{ path: ['tcp'], message: `found port ${port}, expected 1 to 65535` }];
}

/** The service whose log a file probe reads. */
export function logService(file: string): string | undefined {
  return file.startsWith('log:') ? file.slice('log:'.length) : undefined;
}

function fileTarget(raw: RawFile): JsonObject {
  const log = logService(raw.file);
  return {
    ...(log === undefined ? { path: raw.file } : { log }),
    ...(raw.fresh !== undefined && { fresh: raw.fresh }),
    ...(raw['min-bytes'] !== undefined && { minBytes: raw['min-bytes'] }),
    ...(raw.count !== undefined && { count: raw.count }),
    contains: raw.contains,
    lacks: raw.lacks,
    ...(raw.since !== undefined && { since: raw.since }),
    ...(raw['append-only'] !== undefined && { appendOnly: raw['append-only'] }),
    capture: raw.capture,
    optional: raw.optional,
    ...(raw['produced-by'] !== undefined && { producedBy: raw['produced-by'] }),
  };
}

function checkFile(raw: RawFile): readonly ProbeProblem[] {
  const problems: ProbeProblem[] = [];
  for (const key of ['contains', 'lacks'] as const) {
    raw[key].forEach((source, index) => {
      const why = patternError(source);
      if (why !== undefined) problems.push({ path: [key, index], message: `found "${source}", expected an RE2 pattern: ${why}` });
    });
  }
  if (raw.file.startsWith('!') && !raw.file.startsWith('!(')) {
    problems.push({ path: ['file'], message: `found "${raw.file}", expected what to look for: "!" has no meaning here` });
  }
  if (logService(raw.file) === undefined && !canMatch(raw.file)) {
    problems.push({ path: ['file'], message: `found "${raw.file}", which no path can match: "", "." or ".." stands after a wildcard` });
  }
  if (raw.count !== undefined && logService(raw.file) !== undefined) {
    problems.push({ path: ['count'], message: 'the log of a service is one file: "count" has no meaning here' });
  }
  return problems;
}

/** Behind a wildcard stand names as the file system tells them. A slash at the very end says nothing. */
function canMatch(glob: string): boolean {
  const parts = glob.replace(/\/+$/, '').split('/');
  const first = parts.findIndex((part) => /[*?[{]|[@+!]\(/.test(part));
  return first === -1 || parts.slice(first + 1).every((part) => part !== '' && part !== '.' && part !== '..');
}

function patternError(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function nameOf(kind: ProbeKind, target: JsonObject): string {
  const part = (key: string): string => shown(target[key]);
  switch (kind) {
    case 'http':
      return target['method'] === 'GET' ? part('url') : `${part('method')} ${part('url')}`;
    case 'tcp':
      return `${part('host')}:${part('port')}`;
    case 'port-free':
      return `port ${part('port')} free`;
    case 'command':
      return firstLine(part('run'));
    case 'tool':
      return `${part('tool')} ${part('version')}`.trim();
    case 'file':
      return target['log'] === undefined ? part('path') : `log of ${part('log')}`;
    case 'env':
      return `$${part('variable')}`;
    case 'process':
      return `process ${part('name')}${part('pidFile')}`;
    case 'container':
      return `container ${part('container')}`;
    case 'disk':
      return `disk ${part('path')}`;
    default:
      return part('path');
  }
}

function shown(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function firstLine(command: string): string {
  const line = command.trim().split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
