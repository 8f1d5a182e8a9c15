import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import { asksOrigin, type FileTarget, mayBeEmpty } from '../../probes/kinds/file.ts';
import { artifactNamed, foreignOrigin, isFuture, isSince } from '../../core/origin.ts';
import type { ArtifactFiles, ProbeContext } from '../../core/ports.ts';
import { readRegular } from '../../evidence/read.ts';
import { significant } from '../../core/ratio.ts';
import { type FoundFile, MOST_NAMED, thingsNamed } from './glob.ts';
import { type Search, searcher } from './lines.ts';
import { type Mark, type Marks, marksAtGate, originalMarks, searchFor, sha256Of, stillHolds } from './marks.ts';
import { textIn } from './plain-text.ts';
import { jsonSight, type Reads, type Sight, unseen } from '../../probes/sight.ts';

/** A longer file is not read as JSON. */
const JSON_BYTES = 16 * 1024 * 1024;

/** More files are not compared with what they were, one by one. */
const MOST_COMPARED = 100;

/** The files that a path, a glob or a service's log names, and what the probe's keys ask of them. */
export async function lookFile(plan: ProbePlan<FileTarget>, context: ProbeContext, reads: Reads): Promise<Sight> {
  const unknown = unknowable(plan, context);
  if (unknown !== undefined) return unseen('MISSED', unknown);
  const place = placeOf(plan, context);
  const late = AbortSignal.timeout(plan.timeoutMs);
  const signal = AbortSignal.any([context.signal, late]);
  try {
    return await look(plan, place, reads, signal);
  } catch (error) {
    if (context.signal.aborted || !late.aborted) throw error;
    return unseen('TIMEOUT', `not read within ${formatDuration(plan.timeoutMs)}`);
  }
}

/** What is asked of a file that nobody here could know. */
function unknowable({ target }: ProbePlan<FileTarget>, context: ProbeContext): string | undefined {
  if (target.since === 'rollback' && context.rollbackAt === undefined) return 'no rollback has begun';
  const artifact = artifactOf(target, context);
  return artifact && 'trouble' in artifact ? `artifact ${artifact.name}: ${artifact.trouble}` : undefined;
}

function artifactOf({ producedBy }: FileTarget, context: ProbeContext): ArtifactFiles | undefined {
  const name = artifactNamed(producedBy);
  return name === undefined ? undefined : context.artifact(name);
}

/** Files that an artifact brings lie in a folder of its own. */
function placeOf({ target }: ProbePlan<FileTarget>, context: ProbeContext): ProbeContext {
  const artifact = artifactOf(target, context);
  if (!artifact || 'trouble' in artifact) return context;
  return { ...context, cwd: artifact.folder, env: { ...context.env, GATE_DIR: artifact.folder, GATE_CHECKOUT: artifact.folder } };
}

async function look(plan: ProbePlan<FileTarget>, context: ProbeContext, reads: Reads, signal: AbortSignal): Promise<Sight> {
  if (plan.target.count === 0) return { facts: await absenceOf(plan, context) };
  const { files, linksOut, hidden } = await searchFor(plan, context);
  if (files.length === 0 && reads('exists')) await refuseOtherThings(plan, context);
  if (mustBeFresh(plan.target) || reads('ageSeconds')) refuseTheFuture(files);
  const prefixes = await prefixesOf(plan, context, files, signal);
  const searched = await searchOf(plan, context, files, signal);
  if (plan.target.capture) for (const file of files) await context.keep(file.name);
  const json = await jsonOf(files, reads);
  return {
    facts: {
      ...fileFacts(files),
      ...(linksOut.length > 0 && { linksOut: linksOut.slice(0, MOST_NAMED) }),
      ...(hidden.length > 0 && { hidden: hidden.slice(0, MOST_NAMED) }),
      ...(await staleOf(plan, context, files)),
      ...(asksOrigin(plan.target, reads) && (await foreignOf(plan, context, withContent(plan, files, reads)))),
      ...(searched && foundOf(searched)),
      ...(prefixes && { prefixes }),
      ...json.facts,
    },
    scope: json.scope,
    excerpt: () => excerptOf(searched?.search),
  };
}

/** A file that claims to be written later than now says nothing about when it was written. */
function refuseTheFuture(files: readonly FoundFile[]): void {
  const early = files.find(({ modifiedMs }) => isFuture(modifiedMs, Date.now()));
  if (early) throw new Error(`${early.name} claims to have been written in the future`);
}

/** `bytes`: of all together; `smallest`: of the shortest; `ageSeconds`: of the oldest. */
function fileFacts(files: readonly FoundFile[]): JsonObject {
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

/** `count: 0` promises that nothing is there: neither a hidden file, nor a folder, nor a link that leads nowhere. */
async function absenceOf(plan: ProbePlan<FileTarget>, context: ProbeContext): Promise<JsonObject> {
  const [first, ...others] = await thingsNamed(plan.target.path ?? '', context.cwd, context.env['GATE_CHECKOUT']);
  return first === undefined ? { exists: false, count: 0 } : { exists: true, count: others.length + 1, firstThere: first };
}

/** Who asks whether a file exists is not told "no" while something that is no plain file has its name. */
async function refuseOtherThings(plan: ProbePlan<FileTarget>, context: ProbeContext): Promise<void> {
  const { path } = plan.target;
  const [first] = path === undefined ? [] : await thingsNamed(path, context.cwd, context.env['GATE_CHECKOUT']);
  if (first !== undefined) throw new Error(`${first} is there, and is hidden or no regular file`);
}

/**
 * How many files are older than what `fresh`, `since` or `produced-by: gate` names, and the first of them. `fresh` by itself asks
 * for a file of this run: one that an earlier gate wrote is as fresh as one of this gate.
 */
async function staleOf(plan: ProbePlan<FileTarget>, context: ProbeContext, files: readonly FoundFile[]): Promise<JsonObject> {
  if (!mustBeFresh(plan.target)) return {};
  const { since, producedBy } = plan.target;
  const start = beganAt(producedBy === 'gate' && since !== 'rollback' ? 'gate' : since, context);
  const stale: FoundFile[] = [];
  for (const file of files) if (!isSince(file.modifiedMs, start) || (await context.originOf(file.full)).earlier) stale.push(file);
  return { stale: stale.length, ...(stale[0] && { firstStale: stale[0].name }) };
}

/** The files whose content is judged. */
function withContent({ target }: ProbePlan<FileTarget>, files: readonly FoundFile[], reads: Reads): readonly FoundFile[] {
  return mayBeEmpty(target, reads) ? files.filter(({ bytes }) => bytes > 0) : files;
}

/** How many files do not come from where they must, the first of them, and why. */
async function foreignOf({ target }: ProbePlan<FileTarget>, context: ProbeContext, files: readonly FoundFile[]): Promise<JsonObject> {
  const [zero, now] = [context.startedAt('run'), Date.now()];
  const found: { readonly name: string; readonly why: string }[] = [];
  for (const { name, full, modifiedMs } of files) {
    const { earlier, committed, artifact } = await context.originOf(full);
    const written = { modifiedAt: modifiedMs - zero, seenAt: now - zero, future: isFuture(modifiedMs, now), earlier };
    const facts = { ...written, committed: false, artifact: await artifact(), jobAt: context.startedAt('job') - zero };
    // Git is asked about what is not of this run, not about each of many logs.
    const why = foreignOrigin(target.producedBy, facts) && foreignOrigin(target.producedBy, { ...facts, committed: await committed() });
    if (why !== undefined) found.push({ name, why });
  }
  const [first] = found;
  return { unproven: found.length, ...(first && { firstUnproven: first.name, unprovenWhy: first.why }) };
}

/** `since` without a pattern asks whether the file was written since then. */
function mustBeFresh({ contains, lacks, fresh, producedBy, since }: FileTarget): boolean {
  return fresh === true || producedBy === 'gate' || (since !== undefined && contains.length + lacks.length === 0);
}

/** Wall clock, ms, at which that began since which is asked; without a word it is the run. */
function beganAt(since: FileTarget['since'], context: ProbeContext): number {
  if (since === 'rollback' && context.rollbackAt !== undefined) return context.rollbackAt;
  return context.startedAt(since === 'gate' ? 'gate' : 'run');
}

interface Searched {
  readonly search: Search;
  /** Files that no longer hold what they held at the mark: what was written in between, nobody has seen. */
  readonly lost: readonly string[];
}

async function searchOf(
  plan: ProbePlan<FileTarget>,
  context: ProbeContext,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<Searched | undefined> {
  const { contains, lacks } = plan.target;
  if (contains.length + lacks.length === 0) return undefined;
  const marks = marksOfSearch(plan, context, files);
  const seeker = searcher({ contains, lacks });
  const kept = new Set<string>();
  for (const file of files) {
    const mark = marks.get(file.full);
    const same = mark !== undefined && (await stillHolds(mark, file, signal));
    if (same) kept.add(mark.full);
    await seeker.search({ full: file.full, from: same ? mark.bytes : 0, to: file.bytes }, signal);
  }
  return { search: seeker.result, lost: [...marks.values()].filter(({ full }) => !kept.has(full)).map(({ name }) => name) };
}

/** What the files held when the gate, or the run, began; nothing for a search that does not ask `since` when. */
function marksOfSearch(plan: ProbePlan<FileTarget>, context: ProbeContext, files: readonly FoundFile[]): Marks {
  const { since } = plan.target;
  if (since === undefined) return new Map();
  const marks = since === 'run' ? originalMarks(plan, context) : marksAtGate(plan, context);
  if (marks) return marks;
  const start = beganAt(since, context);
  if (files.every(({ createdMs }) => isSince(createdMs, start))) return new Map();
  throw new Error(`nobody looked what the file held when the ${since} began`);
}

/** What stood in each file when the execution began, hashed then and now; `now` is null where it no longer stands there at all. */
async function prefixesOf(
  plan: ProbePlan<FileTarget>,
  context: ProbeContext,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<readonly JsonObject[] | undefined> {
  if (plan.target.appendOnly !== true) return undefined;
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
  return { path: name, bytes, before: sha256, now };
}

function foundOf({ search: { lines, contains, lacks }, lost }: Searched): JsonObject {
  return { lines, contains, lacks, ...(lost[0] !== undefined && { lost: lost.length, firstLost: lost[0] }) };
}

/** A condition reads `json` of one file only: of several nobody could say which. */
async function jsonOf(files: readonly FoundFile[], reads: Reads): Promise<{ readonly facts: JsonObject; readonly scope: JsonObject }> {
  const [file, another] = files;
  if (!file || another || !reads('json')) return { facts: {}, scope: {} };
  if (file.bytes > JSON_BYTES) return { facts: { truncated: true }, scope: {} };
  return jsonSight(textIn(readRegular(file.full, JSON_BYTES), file.name), reads);
}

function excerptOf(searched: Search | undefined): string {
  if (!searched) return '';
  return (searched.forbidden.length > 0 ? searched.forbidden : searched.last).join('\n');
}
