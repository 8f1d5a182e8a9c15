import { z } from 'zod';
import {
  anyJson,
  command,
  condition,
  duration,
  flag,
  glob,
  pattern,
  period,
  revealedText,
  revealedTexts,
  someOrOne,
  text,
  whole,
  word,
} from '../language/keys.ts';

/** Attempts in total, and how long to wait between two of them. */
export const retry = z
  .strictObject({
    attempts: whole(1, 1000).describe('Attempts in total.'),
    delay: duration().prefault('1s').describe('Pause between two attempts.'),
  })
  .meta({ title: 'a retry' });

const request = z
  .strictObject({
    url: text('a URL').describe('http:// or https://; of a service also a path, which then means http://127.0.0.1:<port>.'),
    method: pattern(/^[A-Z]+$/, 'a method such as GET or POST')
      .default('GET')
      .describe('Method of the request.'),
    headers: revealedTexts().optional().describe('Headers by name. Secrets may stand here: "Bearer ${{ env.TOKEN }}".'),
    body: text().optional().describe('Body, as it is.'),
    json: anyJson().optional().describe('Body, sent as JSON.'),
  })
  .meta({ title: 'an http request' });

const address = pattern(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/, 'host:port such as localhost:5432');
const port = whole(1, 65_535);

/** What a probe of each kind looks at, by the word that names the kind. */
const subjects = {
  http: { http: z.union([text('a URL'), request]).describe('A URL, or { url, method, headers, body, json }. A redirect is an answer.') },
  tcp: { tcp: address.describe('host:port that must accept a connection.') },
  'port-free': { 'port-free': port.describe('A port of this machine on which nothing may listen.') },
  command: {
    command: command().describe(
      'A shell command; its exit code must be 0 unless `expect` reads exitCode. 126 and 127 (it could not be executed) block unless `expect` wants just them.',
    ),
  },
  tool: {
    tool: pattern(/^[A-Za-z0-9_./+:\\-]+$/, 'the name of a command').describe('A command that must be callable.'),
    version: text('a version range such as ">=20"').optional().describe('Range that its version must be in, as npm writes it.'),
  },
  file: {
    file: glob('a path, a glob or log:SERVICE').describe(
      'A path, a glob, or log:SERVICE for the log of a service. A link that a glob names and that leads out of its folder, or nowhere, blocks.',
    ),
    fresh: flag().optional().describe('true: written since the run began; with `since: gate`, since this gate began.'),
    'min-bytes': whole(0).optional().describe('Least size of each file.'),
    count: whole(0)
      .optional()
      .describe(
        'Exact number of files that the glob must find; hidden ones where the pattern writes the dot. 0: nothing at all, hidden files, folders and links that lead nowhere included.',
      ),
    contains: someOrOne(text('a pattern')).default([]).describe('RE2 patterns, each of which some line must match.'),
    lacks: someOrOne(text('a pattern')).default([]).describe('RE2 patterns that no line may match.'),
    since: word(['gate', 'run', 'rollback'])
      .optional()
      .describe('Look only at what was written since then; rollback: since its commands have ended.'),
    'append-only': flag().optional().describe('true: what stood in it when the execution began must still stand there, unchanged.'),
    capture: flag().default(false).describe('true: keep a copy in the evidence.'),
    optional: flag().default(false).describe('true: it may be missing.'),
    'produced-by': text('gate, job, the id of a gate, or artifact:NAME')
      .optional()
      .describe('Who wrote it: gate, job, the id of a gate, or artifact:NAME.'),
  },
  disk: { disk: text('a path').describe('A path of the file system; `expect` is required: "free > 0.2".') },
  'env-file': {
    'env-file': text('a path').describe('A file of NAME=value lines; the last line of a name counts.'),
    equals: revealedTexts().describe('Values that names must have. Of a secret only whether it is equal is recorded.'),
  },
  env: {
    env: pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable').describe(
      'A variable of the commands’ environment. Secrets and credentials (`secret-env`, `…_TOKEN`) are there only where an `env` names them.',
    ),
    equals: revealedText().optional().describe('Value that it must have; without it, it must be set and not empty.'),
  },
  process: {
    process: z
      .union([
        text('a name'),
        z.strictObject({ 'pid-file': text('a path').describe('File that holds the pid.') }).meta({ title: 'a process' }),
      ])
      .describe('Name of a process, or { pid-file }.'),
  },
  container: { container: pattern(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'the name of a container').describe('A container; it must run.') },
  sqlite: {
    sqlite: text('a path').describe('A SQLite database, opened read-only; `expect` is required. It needs Node 22.13 or later.'),
    query: text('a query').describe('The query; `expect` reads its rows.'),
  },
} as const;

const shared = {
  name: text('a name').optional().describe('What to call it in the report; default: what it looks at.'),
  expect: condition()
    .optional()
    .describe('CEL over what the probe sees; it adds to the default, and replaces it where it reads status or exitCode.'),
  timeout: period().optional().describe('Its end is a failure of the product. Default 5s; command 10m; tool 30s.'),
  retry: retry.optional().describe('Attempts before it counts as failed.'),
};

function probeOf<Shape extends z.ZodRawShape>(kind: string, shape: Shape) {
  const article = /^[aeho]/.test(kind) && kind !== 'health' ? 'an' : 'a';
  return z.strictObject({ ...shape, ...shared }).meta({ title: `${article} ${kind} probe` });
}

/** The probes of `checks`, by kind. */
export const probeSchemas = {
  http: probeOf('http', subjects.http),
  tcp: probeOf('tcp', subjects.tcp),
  'port-free': probeOf('port-free', subjects['port-free']),
  command: probeOf('command', subjects.command),
  tool: probeOf('tool', subjects.tool),
  file: probeOf('file', subjects.file),
  disk: probeOf('disk', subjects.disk),
  'env-file': probeOf('env-file', subjects['env-file']),
  env: probeOf('env', subjects.env),
  process: probeOf('process', subjects.process),
  container: probeOf('container', subjects.container),
  sqlite: probeOf('sqlite', subjects.sqlite),
};

export type ProbeKind = keyof typeof probeSchemas;
export const PROBE_KINDS = Object.keys(probeSchemas) as readonly ProbeKind[];

/** One probe of a list; its first word says which kind. */
export const anyProbe = z
  .union([
    probeSchemas.http,
    probeSchemas.tcp,
    probeSchemas['port-free'],
    probeSchemas.command,
    probeSchemas.tool,
    probeSchemas.file,
    probeSchemas.disk,
    probeSchemas['env-file'],
    probeSchemas.env,
    probeSchemas.process,
    probeSchemas.container,
    probeSchemas.sqlite,
  ])
  .meta({ title: 'a probe', id: 'probe' });

export type RawProbe = z.output<typeof anyProbe>;

const watch = {
  expect: condition().optional().describe('CEL over what the probe sees.'),
  timeout: period().optional().describe('Its end is a failure. Default 5s.'),
};

/** The kinds of probe that services are watched with. */
const watched = { http: subjects.http.http, tcp: subjects.tcp.tcp, command: subjects.command.command };

function watchOf<More extends z.ZodRawShape>(title: string, more: More) {
  return [
    z.strictObject({ http: watched.http, ...more }).meta({ title }),
    z.strictObject({ tcp: watched.tcp, ...more }).meta({ title }),
    z.strictObject({ command: watched.command, ...more }).meta({ title }),
  ] as const;
}

const pathOrUrl = text('a path such as /healthz, or a URL');

/** A service's `health`. */
export const healthProbe = z.union([pathOrUrl, ...watchOf('a health probe', watch)]).meta({ title: 'a health probe' });

const waiting = {
  expect: watch.expect,
  interval: period().prefault('200ms').describe('Pause between two attempts.'),
  timeout: period().prefault('30s').describe('How long it may take to become ready.'),
};

/** A service's `ready`; without a probe of its own it takes that of `health`. */
export const readyProbe = z
  .union([
    pathOrUrl,
    ...watchOf('a ready probe', waiting),
    z.strictObject({ interval: waiting.interval, timeout: waiting.timeout }).meta({ title: 'a ready probe' }),
  ])
  .meta({ title: 'a ready probe' });

const advancing = {
  value: condition().describe('CEL over what the probe sees: the number that must grow.'),
  within: period().describe('Longest time without growth; longer is a stall.'),
  timeout: watch.timeout,
};

/** A service's `progress`. */
export const progressProbe = z.union([...watchOf('a progress probe', advancing)]).meta({ title: 'a progress probe' });

/** What a watching probe looks at; the rest of its keys is its owner's. */
export type RawWatch =
  | { readonly http: z.output<typeof watched.http>; readonly expect?: string | undefined }
  | { readonly tcp: string; readonly expect?: string | undefined }
  | { readonly command: string; readonly expect?: string | undefined };
