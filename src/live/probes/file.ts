import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { significant } from '../../core/ratio.ts';
import type { FoundFile } from './glob.ts';
import { type Search, searcher } from './lines.ts';
import { filesOf, type Mark, originalMarks, sha256Of, sizesAtStart } from './marks.ts';
import { jsonSight, type Reads, type Sight, unseen } from './sight.ts';
import { optionalText, textsOf } from './target.ts';

/** A longer file is not read as JSON. */
const JSON_BYTES = 16 * 1024 * 1024;

/** More files are not compared with what they were, one by one. */
const MOST_COMPARED = 100;

/** Files get their time from the kernel's tick, which may be up to 10 ms behind the clock. */
const TICK_MS = 10;

/** Clocks of file systems may be so far ahead of ours. */
const FUTURE_MS = 2000;

/** The files that a path, a glob or a service's log names, and what the probe's keys ask of them. */
export async function lookFile(plan: ProbePlan, context: ProbeContext, reads: Reads): Promise<Sight> {
  const unknown = unknowable(plan);
  if (unknown !== undefined) return unseen('MISSED', unknown);
  const late = AbortSignal.timeout(plan.timeoutMs);
  const signal = AbortSignal.any([context.signal, late]);
  try {
    return await look(plan, context, reads, signal);
  } catch (error) {
    if (context.signal.aborted || !late.aborted) throw error;
    return unseen('TIMEOUT', `not read within ${plan.timeoutMs} ms`);
  }
}

/** What is asked of a file that nobody here could know. */
function unknowable(plan: ProbePlan): string | undefined {
  if (plan.target['since'] === 'rollback') return 'no rollback has begun';
  const producer = optionalText(plan, 'producedBy') ?? 'job';
  return producer === 'job' || producer === 'gate' ? undefined : `that "${producer}" produced it can't be found out`;
}

async function look(plan: ProbePlan, context: ProbeContext, reads: Reads, signal: AbortSignal): Promise<Sight> {
  const files = await filesOf(plan, context);
  if (mustBeFresh(plan) || reads('ageSeconds')) refuseTheFuture(files);
  const prefixes = await prefixesOf(plan, context, files, signal);
  const searched = await searchOf(plan, context, files, signal);
  if (plan.target['capture'] === true) for (const file of files) await context.keep(file.name);
  const json = await jsonOf(files, reads);
  return {
    facts: {
      ...factsOf(files),
      ...staleOf(plan, context, files),
      ...(searched && { lines: searched.lines, contains: searched.contains, lacks: searched.lacks }),
      ...(prefixes && { prefixes }),
      ...json.facts,
    },
    scope: json.scope,
    excerpt: () => excerptOf(searched),
  };
}

/** A file that claims to be written later than now says nothing about when it was written. */
function refuseTheFuture(files: readonly FoundFile[]): void {
  const early = files.find(({ modifiedMs }) => modifiedMs > Date.now() + FUTURE_MS);
  if (early) throw new Error(`${early.name} claims to have been written in the future`);
}

/** `bytes`: of all together; `smallest`: of the shortest; `ageSeconds`: of the oldest. */
function factsOf(files: readonly FoundFile[]): JsonObject {
  if (files.length === 0) return { exists: false, count: 0 };
  const least = (pick: (file: FoundFile) => number): number => files.reduce((low, file) => Math.min(low, pick(file)), Infinity);
  const oldest = least(({ modifiedMs }) => modifiedMs);
  return {
    exists: true,
    count: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    smallest: least(({ bytes }) => bytes),
    ageSeconds: significant(Math.round(Date.now() - oldest) / 1000),
  };
}

/**
 * How many files are older than what `fresh`, `since` or `produced-by: gate` names, and the first of them. `fresh` by itself asks
 * for a file of this run: one that an earlier gate wrote is as fresh as one of this gate.
 */
function staleOf(plan: ProbePlan, context: ProbeContext, files: readonly FoundFile[]): JsonObject {
  if (!mustBeFresh(plan)) return {};
  const { since, producedBy } = plan.target;
  const start = context.startedAt(since === 'gate' || producedBy === 'gate' ? 'gate' : 'run') - TICK_MS;
  const stale = files.filter(({ modifiedMs }) => modifiedMs < start);
  return { stale: stale.length, ...(stale[0] && { firstStale: stale[0].name }) };
}

/** `since` without a pattern asks whether the file was written since then. */
function mustBeFresh({ target }: ProbePlan): boolean {
  const patterns = [target['contains'], target['lacks']].some((list) => Array.isArray(list) && list.length > 0);
  return target['fresh'] === true || target['producedBy'] === 'gate' || (target['since'] !== undefined && !patterns);
}

async function searchOf(
  plan: ProbePlan,
  context: ProbeContext,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<Search | undefined> {
  const patterns = { contains: textsOf(plan, 'contains'), lacks: textsOf(plan, 'lacks') };
  if (patterns.contains.length + patterns.lacks.length === 0) return undefined;
  const from = offsets(plan, context);
  const seeker = searcher(patterns);
  for (const file of files) await seeker.search({ full: file.full, from: from(file), to: file.bytes }, signal);
  return seeker.result;
}

/** Where to begin: after what stood there when the gate, or the run, began. A file that is shorter now was written anew. */
function offsets(plan: ProbePlan, context: ProbeContext): (file: FoundFile) => number {
  if (plan.target['since'] === undefined) return () => 0;
  const since = plan.target['since'] === 'run' ? 'run' : 'gate';
  const start = context.startedAt(since) - TICK_MS;
  const marks = since === 'run' ? originalMarks(plan, context) : sizesAtStart(plan, context);
  return ({ full, bytes, createdMs }) => {
    if (createdMs >= start) return 0;
    if (!marks) throw new Error(`nobody looked how long the file was when the ${since} began`);
    const before = marks.get(full)?.bytes ?? 0;
    return before > bytes ? 0 : before;
  };
}

/** What stood in each file when the execution began, hashed then and now; `now` is null where it no longer stands there at all. */
async function prefixesOf(
  plan: ProbePlan,
  context: ProbeContext,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<readonly JsonObject[] | undefined> {
  if (plan.target['appendOnly'] !== true) return undefined;
  const marks = originalMarks(plan, context);
  if (!marks) throw new Error('nobody looked what stood in the file when the execution began');
  if (marks.size > MOST_COMPARED) throw new Error(`more than ${MOST_COMPARED} files to compare`);
  const lengths = new Map(files.map(({ full, bytes }) => [full, bytes]));
  const prefixes: JsonObject[] = [];
  for (const mark of marks.values()) prefixes.push(await compared(mark, lengths.get(mark.full) ?? 0, signal));
  return prefixes;
}

async function compared({ name, full, bytes, sha256 }: Mark, length: number, signal: AbortSignal): Promise<JsonObject> {
  const now = length < bytes ? null : await sha256Of({ full, from: 0, to: bytes }, signal);
  return { path: name, bytes, before: sha256 ?? null, now };
}

/** A condition reads `json` of one file only: of several nobody could say which. */
async function jsonOf(files: readonly FoundFile[], reads: Reads): Promise<{ readonly facts: JsonObject; readonly scope: JsonObject }> {
  const [file, another] = files;
  if (!file || another || !reads('json')) return { facts: {}, scope: {} };
  if (file.bytes > JSON_BYTES) return { facts: { truncated: true }, scope: {} };
  return jsonSight(await readFile(file.full, 'utf8'), reads);
}

function excerptOf(searched: Search | undefined): string {
  if (!searched) return '';
  return (searched.forbidden.length > 0 ? searched.forbidden : searched.last).join('\n');
}
