import fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { artifactNamed } from '../../core/origin.ts';
import type { FileLabels, ObserveContext, Observer, ProbeContext } from '../../core/ports.ts';
import { type FoundFile, MOST_NAMED, search } from '../../live/looks/glob.ts';
import { haveSameBytes } from '../../live/looks/marks.ts';
import { type Census, census, isUntouched, originLabels, type Place } from '../../live/looks/origin.ts';
import { type Hashes, hashesOf, twinOf } from '../../live/looks/twins.ts';
import { isInside } from '../../live/looks/walk.ts';
import { checkoutFiles } from './observe/checkout-files.ts';
import { DIFF, type TestsSpec } from './spec.ts';

type Role = 'report' | 'coverage' | 'output';

/** Runs the tests so many times, each in a `$GATE_DIR` of its own, and keeps what they wrote, and what lay there before. */
async function observe(context: ObserveContext<TestsSpec>): Promise<void> {
  const spec = context.gate.spec;
  if (spec.base !== undefined) await compare(context, spec.base);
  for (let run = 1; run <= spec.runs && !context.stop.aborted; run++) await runOnce(context, spec, run);
}

/** Keeps what the change touches. Where git does not know the base there is no diff, and nothing can be said of it. */
async function compare(context: ObserveContext, base: string): Promise<void> {
  const file = path.join(context.scratch, 'change.diff');
  // An option in the environment would count more than those of the command.
  const env = { GATE_BASE: base, GATE_DIFF: file, GIT_DIFF_OPTS: '' };
  const ended = await context.probes.command({ name: 'diff', run: DIFF, env });
  if (ended.exit !== 0 || context.stop.aborted) return context.notice(`no diff against ${base}: exit code ${ended.exit ?? 'none'}`);
  await context.attach({ source: file, original: `diff against ${base}`, name: 'change.diff', labels: { role: 'diff' } });
}

/** Keeps which files the checkout has, once the first run has made its own: names in coverage reports are read against them. */
async function keepFileList(context: ObserveContext): Promise<void> {
  const file = path.join(context.scratch, 'checkout.jsonl');
  fs.writeFileSync(file, await checkoutFiles({ cwd: context.probes.cwd, signal: context.stop }));
  await context.attach({ source: file, original: 'files of the checkout', name: 'checkout.jsonl', labels: { role: 'checkout' } });
}

async function runOnce(context: ObserveContext<TestsSpec>, spec: TestsSpec, run: number): Promise<void> {
  const { probes, stop } = context;
  const gateDir = gateDirOf(context, spec, run);
  // Whoever else wrote the reports has done so before.
  const before = spec.run === undefined ? new Map() : await census(placesOf(spec, [gateDir, probes.cwd]), checkoutOf(probes));
  const hashes = await hashesOf(before);
  const at = Date.now() - probes.startedAt('run');
  context.record({ type: 'reports.before', basis: 'file', run, at, files: before.size, root: probes.cwd });
  if (spec.run !== undefined) {
    const ended = await probes.command({ name: `run-${run}`, run: spec.run, env: { GATE_RUN: String(run), GATE_DIR: gateDir } });
    if (ended.aborted || stop.aborted) return;
  }
  if (spec.coverage && run === 1) await keepFileList(context);
  const { files, linksOut, hidden } = await filesLeft(probes, spec, gateDir, before);
  if (stop.aborted) return;
  for (const file of files) if (!stop.aborted) await keep(context, file, run, { files: before, hashes });
  if (stop.aborted) return;
  const passedOver = { ...(linksOut.length > 0 && { linksOut }), ...(hidden.length > 0 && { hidden }) };
  context.record({ type: 'reports.after', basis: 'file', run, files: files.length, ...passedOver });
  context.progress(run, spec.runs, `run ${run}`);
}

function rolesOf({ reports, coverage = [], outputs }: TestsSpec): readonly (readonly [Role, readonly string[]])[] {
  return [
    ['report', reports],
    ['coverage', coverage],
    ['output', outputs],
  ];
}

function placesOf(spec: TestsSpec, folders: readonly string[]): readonly Place[] {
  const patterns = rolesOf(spec).flatMap(([, named]) => named);
  return patterns.flatMap((pattern) => folders.map((cwd) => ({ pattern, cwd })));
}

function checkoutOf({ env, cwd }: ProbeContext): string {
  return env['GATE_CHECKOUT'] ?? cwd;
}

/** A file that a run left, and all patterns of its role that name it. */
interface Left {
  readonly role: Role;
  readonly place: 'gate-dir' | 'working-directory';
  readonly file: FoundFile;
  readonly patterns: string[];
  /** Its bytes are those of a report that lay there before. */
  readonly copyOfEarlier?: true;
}

/** The files of each pattern, in the run's own folder and in the working directory. Each real file once, in the first role that names it. */
async function filesLeft(
  probes: ProbeContext,
  spec: TestsSpec,
  gateDir: string,
  before: Census,
): Promise<{ readonly files: readonly Left[]; readonly linksOut: readonly string[]; readonly hidden: readonly string[] }> {
  const left = new Map<string, Left>();
  const linksOut = new Set<string>();
  const hidden = new Set<string>();
  const inGateDir = await realpath(gateDir).catch(() => gateDir);
  for (const [role, patterns] of rolesOf(spec)) {
    for (const pattern of patterns) {
      for (const cwd of artifactNamed(spec.producedBy) === undefined ? [gateDir, probes.cwd] : [gateDir]) {
        const found = await search(pattern, cwd, checkoutOf(probes));
        for (const name of found.linksOut) linksOut.add(name);
        for (const name of found.hidden) hidden.add(name);
        for (const file of found.files) {
          const place = isInside(file.real, inGateDir) ? 'gate-dir' : 'working-directory';
          const known = left.get(file.real) ?? { role, place, file, patterns: [] };
          if (known.role === role && !known.patterns.includes(pattern)) known.patterns.push(pattern);
          left.set(file.real, known);
        }
      }
    }
  }
  return {
    files: await withoutCopies([...left.values()], before),
    linksOut: [...linksOut].slice(0, MOST_NAMED),
    hidden: [...hidden].slice(0, MOST_NAMED),
  };
}

/**
 * A run may copy its report to `$GATE_DIR`: two files of one name, role and content are one. Two of other content are both there. A
 * report is the copy of one that lay there before as old as that one; what covers or builds the same may well have the same bytes again.
 */
async function withoutCopies(left: readonly Left[], before: Census): Promise<readonly Left[]> {
  const kept = new Map<string, Left>();
  for (const one of left) if (one.place === 'gate-dir') kept.set(`${one.role} ${one.file.name}`, one);
  for (const one of left.filter(({ place }) => place !== 'gate-dir')) {
    const key = `${one.role} ${one.file.name}`;
    const twin = kept.get(key);
    if (twin === undefined) kept.set(key, one);
    else if (!(await haveSameBytes(twin.file, one.file)))
      kept.set(`./${key}`, { ...one, file: { ...one.file, name: `./${one.file.name}` } });
    else if (one.role === 'report' && isUntouched(before, one.file)) kept.set(key, { ...twin, copyOfEarlier: true });
  }
  return [...kept.values()];
}

async function keep(
  context: ObserveContext<TestsSpec>,
  { role, place, file, patterns, copyOfEarlier }: Left,
  run: number,
  before: Before,
): Promise<void> {
  const { probes, gate } = context;
  const { runs, run: command, producedBy } = gate.spec;
  const { name, full } = file;
  const origin =
    command === undefined
      ? await originLabels(probes, full, producedBy)
      : copyOfEarlier
        ? EARLIER
        : await sinceBefore(file, before, probes);
  const folder = runs === 1 ? `${role}s` : `${role}s/run-${run}`;
  await context.attach({ source: full, original: name, name: `${folder}/${name}`, labels: { role, run, place, patterns, ...origin } });
}

const EARLIER = { earlier: true as const };

/** What lay there before a run, and what it held. */
interface Before {
  readonly files: Census;
  readonly hashes: Hashes;
}

/** Whether a file lay there, as it is or with the same bytes. */
async function sinceBefore(file: FoundFile, { files, hashes }: Before, probes: ProbeContext): Promise<FileLabels> {
  if (isUntouched(files, file)) return EARLIER;
  const twinMs = await twinOf(file, files, hashes);
  return twinMs === undefined ? {} : { twinAt: Math.round(twinMs - probes.startedAt('run')) };
}

/** Each run has a `$GATE_DIR` of its own; reports of another gate lie in that gate's. */
function gateDirOf({ probes }: ObserveContext, { runs, producedBy, run: command }: TestsSpec, run: number): string {
  const gateDir = probes.env['GATE_DIR'] ?? probes.cwd;
  const artifact = artifactNamed(producedBy);
  const brought = artifact === undefined ? undefined : probes.artifact(artifact);
  if (brought && 'folder' in brought) return brought.folder;
  // The folders of all gates lie side by side: <work folder>/gates/<id>/files.
  if (command === undefined) return path.resolve(gateDir, '../..', producedBy, 'files');
  const own = runs > 1 ? path.join(gateDir, `run-${run}`) : gateDir;
  fs.mkdirSync(own, { recursive: true, mode: 0o700 });
  return own;
}

export const observer: Observer<TestsSpec> = { observe };
