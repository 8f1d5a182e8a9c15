import { RE2JS } from 're2js';
import { amount } from '../../conditions/measurements.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { flag, glob, someOrOne, text, whole, word } from '../../language/keys.ts';
import type { ProbeKindSpec, ProbeProblem } from '../kind.ts';
import { operand } from '../operands.ts';
import { blocked, failed, passed, type ProbeVerdict, unrecorded } from '../rows.ts';
import { probeSchema } from '../shapes.ts';
import type { Reads } from '../sight.ts';
import { isObject } from '../target.ts';

const schema = probeSchema('file', {
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
  optional: flag()
    .default(false)
    .describe(
      'true: it may be missing; and it may be empty (with `since`: nothing new in it) for `lacks`, as the error log of a healthy service is.',
    ),
  'produced-by': text('run, job, commit, external, the id of a gate, or artifact:NAME')
    .optional()
    .describe(
      'Where it comes from. run: written since this run began; job: since the job began; commit: as the commit has it; external: taken as it is, and shown so; a gate’s id: that gate passed; artifact:NAME: in the artifact of that name of this workflow run, by its path there, as it was uploaded. A file whose content is judged must be of the commit (tracked and unchanged) or of this run, unless this, fresh or since says more.',
    ),
});

export type FileTarget = {
  /** A path or a glob; absent: the log of a service. */
  readonly path?: string;
  /** The service whose log it is. */
  readonly log?: string;
  readonly fresh?: boolean;
  readonly minBytes?: number;
  readonly count?: number;
  readonly contains: readonly string[];
  readonly lacks: readonly string[];
  readonly since?: 'gate' | 'run' | 'rollback';
  readonly appendOnly?: boolean;
  readonly capture: boolean;
  readonly optional: boolean;
  readonly producedBy?: string;
};

export const file: ProbeKindSpec<typeof schema, FileTarget> = {
  schema,

  reads: {
    exists: operand('boolean', 'whether there is such a file'),
    bytes: amount('size in bytes; of several files the sum'),
    ageSeconds: operand('number', 'seconds since it was written; of several files the oldest'),
    json: operand('any', 'the file read as JSON; one that is none fails'),
  },

  check: (raw) => [
    ...patternProblems('contains', raw.contains),
    ...patternProblems('lacks', raw.lacks),
    ...pathProblems(raw.file),
    ...(raw.count !== undefined && logService(raw.file) !== undefined
      ? [{ path: ['count'], message: 'the log of a service is one file: "count" has no meaning here' }]
      : []),
  ],

  target(raw) {
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
  },

  name: ({ path = '', log }) => (log === undefined ? path : `log of ${log}`),

  rows: fileRows,

  settles: ({ optional }, got) => (optional && got['exists'] === false ? passed('not there', 'optional') : undefined),
};

/**
 * Whether it must be known where the file comes from: `produced-by` says it, or its content is judged and neither `fresh` nor `since`
 * says more. `gate`, the older word, asks for a file of this gate, as `since: gate` does.
 */
export function asksOrigin({ contains, lacks, fresh, since, producedBy }: FileTarget, reads: Reads): boolean {
  if (producedBy !== undefined) return producedBy !== 'gate' && producedBy !== 'external';
  return !fresh && since === undefined && (contains.length + lacks.length > 0 || reads('json'));
}

/** Whether a file without content is as good as none: an optional one that is only searched for what must not be in it. */
export function mayBeEmpty({ contains, lacks, optional, producedBy }: FileTarget, reads: Reads): boolean {
  return optional && lacks.length > 0 && contains.length === 0 && producedBy === undefined && !reads('json');
}

/** The service whose log a file probe reads. */
export function logService(named: string): string | undefined {
  return named.startsWith('log:') ? named.slice('log:'.length) : undefined;
}

function patternProblems(key: string, patterns: readonly string[]): readonly ProbeProblem[] {
  return patterns.flatMap((source, index) => {
    const why = patternError(source);
    return why === undefined ? [] : [{ path: [key, index], message: `found "${source}", expected an RE2 pattern: ${why}` }];
  });
}

function patternError(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function pathProblems(named: string): readonly ProbeProblem[] {
  const problems: ProbeProblem[] = [];
  const say = (what: string): void => void problems.push({ path: ['file'], message: `found "${named}", ${what}` });
  if (named.startsWith('!') && !named.startsWith('!(')) say('expected what to look for: "!" has no meaning here');
  if (logService(named) === undefined && !canMatch(named)) say('which no path can match: "", "." or ".." stands after a wildcard');
  return problems;
}

/** Behind a wildcard stand names as the file system tells them. A slash at the very end says nothing. */
function canMatch(pattern: string): boolean {
  const parts = pattern.replace(/\/+$/, '').split('/');
  const first = parts.findIndex((part) => /[*?[{]|[@+!]\(/.test(part));
  return first === -1 || parts.slice(first + 1).every((part) => part !== '' && part !== '.' && part !== '..');
}

/** What a file probe requires, from "it is there" to what its lines say; a row for each key. Nothing is said of a file that is not there. */
function fileRows(target: FileTarget, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  if (got['exists'] === false && (reads('exists') || target.optional)) return [...prefixRows(target, got), ...lostRows(target, got)];
  const there = thereRow(target, got);
  if (there.verdict !== 'passed') return [there];
  return [
    ...(reads('exists') ? [] : [there]),
    ...sizeRows(target, got),
    ...freshRows(got),
    ...originRows(target, got, reads),
    ...prefixRows(target, got),
    ...searchRows(target, got),
  ];
}

function thereRow({ count: wanted }: FileTarget, got: JsonObject): ProbeVerdict {
  const { count } = got;
  if (typeof count !== 'number') return unrecorded('count');
  if (wanted !== undefined) {
    const target = filesInWords(wanted);
    return count === wanted
      ? passed(filesInWords(count), target)
      : failed(count < wanted ? 'NOT_FOUND' : undefined, filesInWords(count), target);
  }
  return count > 0 ? passed(count === 1 ? 'there' : filesInWords(count), 'there') : failed('NOT_FOUND', 'not there', 'there');
}

function sizeRows({ minBytes: least }: FileTarget, got: JsonObject): readonly ProbeVerdict[] {
  if (least === undefined || got['count'] === 0) return [];
  const { smallest } = got;
  if (typeof smallest !== 'number') return [unrecorded('size')];
  const [measured, target] = [`${smallest} bytes`, `≥ ${least} bytes`];
  return [smallest >= least ? passed(measured, target) : failed(undefined, measured, target)];
}

function freshRows(got: JsonObject): readonly ProbeVerdict[] {
  const { stale } = got;
  if (stale === undefined) return [];
  if (typeof stale !== 'number') return [unrecorded('time')];
  const first = typeof got['firstStale'] === 'string' ? `: ${got['firstStale']}` : '';
  return [stale === 0 ? passed('fresh', 'fresh') : failed(undefined, `${stale} older${first}`, 'fresh')];
}

function originRows(target: FileTarget, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  if (!asksOrigin(target, reads) || got['count'] === 0) return [];
  const { unproven: count, firstUnproven: name, unprovenWhy: why } = got;
  const wanted = target.producedBy === undefined ? 'of the commit or of this run' : `produced by: ${target.producedBy}`;
  if (typeof count !== 'number') return [unrecorded('origin')];
  if (count === 0) return [];
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const hint = target.producedBy === undefined ? ': say where it comes from with "produced-by"' : '';
  const first = `${typeof name === 'string' ? name : '?'} ${typeof why === 'string' ? why : 'comes from elsewhere'}`;
  return [blocked(`${first}${more}`, wanted, `${first}${more}${hint}`)];
}

function searchRows(target: FileTarget, got: JsonObject): readonly ProbeVerdict[] {
  const { contains, lacks } = target;
  if (contains.length + lacks.length === 0) return [];
  const { lines } = got;
  if (typeof lines !== 'number') return [unrecorded('search')];
  const empty = lines === 0 && lacks.length > 0 ? emptyRows(target) : [];
  const forbidden = lacks.map((pattern, index) => matchRow(pattern, countAt(got['lacks'], index), false));
  // What was found is wrong, whatever else was there; what was not found may have stood in what is gone.
  return [
    ...forbidden.filter(({ verdict }) => verdict === 'failed'),
    ...lostRows(target, got),
    ...contains.map((pattern, index) => matchRow(pattern, countAt(got['contains'], index), true)),
    ...empty,
    ...forbidden.filter(({ verdict }) => verdict !== 'failed'),
  ];
}

/** Nothing found in nothing is no evidence, except of a log that is written only when something goes wrong. */
function emptyRows({ optional, since }: FileTarget): readonly ProbeVerdict[] {
  const what = since === undefined ? 'no line' : `no line since the ${since}`;
  if (optional) return [passed(what, 'optional')];
  return [blocked('0 lines', 'lines to search', 'there was no line to search: say "optional: true" where none is the healthy case')];
}

/** A log that was rewritten or rotated away may have held anything in between. */
function lostRows({ since: asked }: FileTarget, got: JsonObject): readonly ProbeVerdict[] {
  const { lost, firstLost } = got;
  if (lost === undefined) return [];
  const since = asked === 'run' ? 'run' : 'gate';
  const name = typeof firstLost === 'string' ? firstLost : '?';
  return [
    blocked(
      `rewritten: ${name}`,
      `kept since the ${since} began`,
      `${name} no longer holds what it held when the ${since} began: what was written in between is gone`,
    ),
  ];
}

function matchRow(pattern: string, count: number | undefined, wanted: boolean): ProbeVerdict {
  const target = `${wanted ? 'contains' : 'lacks'} /${pattern}/`;
  if (count === undefined) return unrecorded(target);
  const measured = count === 1 ? '1 line matches' : `${count} lines match`;
  return count > 0 === wanted ? passed(measured, target) : failed('BODY', measured, target);
}

function prefixRows({ appendOnly }: FileTarget, got: JsonObject): readonly ProbeVerdict[] {
  if (!appendOnly) return [];
  const { prefixes } = got;
  if (!Array.isArray(prefixes)) return [unrecorded('prefix')];
  const rewritten = (prefixes as readonly Json[]).filter(
    (prefix) => !isObject(prefix) || typeof prefix['now'] !== 'string' || prefix['now'] !== prefix['before'],
  );
  if (rewritten.length === 0) return [passed('only appended to', 'append-only')];
  const [first] = rewritten;
  const path = isObject(first) && typeof first['path'] === 'string' ? first['path'] : '?';
  return [failed(undefined, `rewritten: ${path}`, 'append-only')];
}

function countAt(counts: Json | undefined, index: number): number | undefined {
  const count = Array.isArray(counts) ? (counts[index] as Json | undefined) : undefined;
  return typeof count === 'number' ? count : undefined;
}

function filesInWords(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
