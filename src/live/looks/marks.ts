import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { type FoundFile, filesNamed, type Search, search } from './glob.ts';
import type { FilePart } from './lines.ts';
import type { FileTarget } from '../../probes/kinds/file.ts';
import { isOfKind } from '../../probes/registry.ts';

/** A file as it was at a moment, and the hash of what it held. */
export interface Mark extends FoundFile {
  readonly sha256: string;
}

/** Marks by the file's full path. */
export type Marks = ReadonlyMap<string, Mark>;

/** A probe and the folder in which it will look. */
export interface Site {
  readonly probe: ProbePlan;
  readonly cwd: string;
}

/** Marks by the probe that names the files. */
export type MarksOfProbes = ReadonlyMap<ProbePlan, Marks>;

/** What the files of `append-only` and `since: run` probes were when the execution began, by whatever stands for the execution. */
const OF_EXECUTION = new WeakMap<object, Promise<MarksOfProbes>>();

/** What a gate's probes compare with: what files were when the execution began, and when the gate did. */
const OF_GATE = new WeakMap<ProbeContext, { readonly original: MarksOfProbes; readonly atGate: MarksOfProbes }>();

/**
 * Remembers what the files of all `append-only` and `since: run` probes of an execution are now; only the first call counts.
 * @param execution the object that stands for it: its plan. It never rejects: files that can't be read now have no marks.
 */
export function rememberFiles(execution: object, sites: readonly Site[]): Promise<MarksOfProbes> {
  const known = OF_EXECUTION.get(execution) ?? markAll(sites);
  OF_EXECUTION.set(execution, known);
  return known;
}

/** What `rememberFiles` remembered; nothing where nobody called it. */
export async function rememberedFiles(execution: object): Promise<MarksOfProbes> {
  return (await OF_EXECUTION.get(execution)) ?? new Map();
}

/** Remembers, before the first probe of a gate, what the files of its `since` probes hold. It never rejects. */
export async function markFiles(original: MarksOfProbes, probes: readonly ProbePlan[], context: ProbeContext): Promise<void> {
  OF_GATE.set(context, { original, atGate: await marksSince(['gate', 'run'], probes, context) });
}

/**
 * Remembers what the files of `since: rollback` probes hold now, when the commands of a rollback have ended; all else stays as
 * `before` knew it. It never rejects.
 */
export async function markRollback(before: ProbeContext, probes: readonly ProbePlan[], context: ProbeContext): Promise<void> {
  const { original, atGate } = OF_GATE.get(before) ?? { original: new Map(), atGate: new Map<ProbePlan, Marks>() };
  OF_GATE.set(context, { original, atGate: new Map([...atGate, ...(await marksSince(['rollback'], probes, context))]) });
}

async function marksSince(since: readonly string[], probes: readonly ProbePlan[], context: ProbeContext): Promise<MarksOfProbes> {
  const found = new Map<ProbePlan, Marks>();
  for (const probe of probes) {
    if (!isOfKind(probe, 'file') || !since.includes(probe.target.since ?? '')) continue;
    const marks = await searchFor(probe, context)
      .then(({ files }) => marksOf(files))
      .catch(() => undefined);
    if (marks) found.set(probe, marks);
  }
  return found;
}

/** What the probe's files were when the execution began; undefined when nobody looked. */
export function originalMarks(probe: ProbePlan, context: ProbeContext): Marks | undefined {
  return OF_GATE.get(context)?.original.get(probe);
}

/** What the probe's files were when the gate (of a `since: rollback` probe the validation) began; undefined when nobody looked, or could look. */
export function marksAtGate(probe: ProbePlan, context: ProbeContext): Marks | undefined {
  return OF_GATE.get(context)?.atGate.get(probe);
}

/** The files that a probe names, and what it passed over. @throws when it names the log of a service that has none */
export function searchFor({ target }: ProbePlan<FileTarget>, context: ProbeContext): Promise<Search> {
  const { path = '', log: service } = target;
  const { cwd, env } = context;
  if (service === undefined) return search(path, cwd, env['GATE_CHECKOUT']);
  const log = context.logOf(service);
  if (log === undefined) throw new Error(`service "${service}" has no log that we know of`);
  return search(log, cwd);
}

export async function sha256Of({ full, from, to }: FilePart, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const part = { start: from, end: to - 1, ...(signal && { signal }) };
  if (from < to) for await (const bytes of createReadStream(full, part)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** Whether two files hold the same. */
export async function haveSameBytes(a: FoundFile, b: FoundFile): Promise<boolean> {
  const hash = ({ full, bytes }: FoundFile): Promise<string> => sha256Of({ full, from: 0, to: bytes });
  return a.bytes === b.bytes && (await hash(a)) === (await hash(b));
}

/** Whether a file is still the one that was marked and begins with all that it held: then what follows is new. */
export async function stillHolds(mark: Mark, file: FoundFile, signal: AbortSignal): Promise<boolean> {
  if (!isSameFile(mark, file) || file.bytes < mark.bytes) return false;
  return (await sha256Of({ full: file.full, from: 0, to: mark.bytes }, signal)) === mark.sha256;
}

/**
 * A log that was rotated away may have a follower with the same first lines, or an empty one where nothing was held yet: it is known
 * by its number, and by its birth, as numbers are given again. A file system that knows no births tells the last change instead.
 */
function isSameFile(mark: FoundFile, file: FoundFile): boolean {
  const birthless = [mark, file].every(({ createdMs, changedMs }) => createdMs === changedMs);
  return mark.inode === file.inode && (birthless || mark.createdMs === file.createdMs);
}

/** The log of a service is not there when the execution begins. */
function comparesWithStart({ path, appendOnly, since }: FileTarget): boolean {
  return path !== undefined && (appendOnly === true || since === 'run');
}

async function markAll(sites: readonly Site[]): Promise<MarksOfProbes> {
  const all = new Map<ProbePlan, Marks>();
  for (const { probe, cwd } of sites) {
    if (!isOfKind(probe, 'file') || !comparesWithStart(probe.target)) continue;
    const marks = await filesNamed(probe.target.path ?? '', cwd)
      .then(marksOf)
      .catch(() => undefined);
    if (marks) all.set(probe, marks);
  }
  return all;
}

async function marksOf(files: readonly FoundFile[]): Promise<Marks> {
  const marks = new Map<string, Mark>();
  for (const file of files) marks.set(file.full, { ...file, sha256: await sha256Of({ full: file.full, from: 0, to: file.bytes }) });
  return marks;
}
