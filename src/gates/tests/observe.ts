import fs from 'node:fs';
import path from 'node:path';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { filesNamed, type FoundFile } from '../../live/looks/glob.ts';
import { checkoutFiles } from './observe/checkout-files.ts';
import type { TestsSpec } from './spec.ts';

type Role = 'report' | 'coverage' | 'output';

/** Times of the files in the working directory that the patterns name, before a run. */
type Before = ReadonlyMap<string, number>;

/** Runs the tests so many times, each in a `$GATE_DIR` of its own, and keeps what they wrote, and what lay there before. */
async function observe(context: ObserveContext<TestsSpec>): Promise<void> {
  const spec = context.gate.spec;
  if (spec.base !== undefined) await compare(context, spec.base);
  for (let run = 1; run <= spec.runs && !context.stop.aborted; run++) await runOnce(context, spec, run);
}

/** A diff that looks the same whatever the user's or the repository's settings are. */
const PLAIN = [
  '-c core.quotePath=false diff --unified=0 --no-color --no-ext-diff --no-textconv --no-renames',
  '--no-relative --src-prefix=a/ --dst-prefix=b/',
];

/** Keeps what the change touches. Where git does not know the base there is no diff, and nothing can be said of it. */
async function compare(context: ObserveContext, base: string): Promise<void> {
  const file = path.join(context.scratch, 'change.diff');
  const diff = `git ${PLAIN.join(' ')} "$GATE_BASE"...HEAD -- > "$GATE_DIFF"`;
  const ended = await context.probes.command({ name: 'diff', run: diff, env: { GATE_BASE: base, GATE_DIFF: file } });
  if (ended.exit !== 0 || context.stop.aborted) return context.notice(`no diff against ${base}: exit code ${ended.exit ?? 'none'}`);
  context.attach({ source: file, original: `diff against ${base}`, name: 'change.diff', labels: { role: 'diff' } });
}

/** Keeps which files the checkout has, once the first run has made its own: names in coverage reports are read against them. */
async function keepFileList(context: ObserveContext): Promise<void> {
  const file = path.join(context.scratch, 'checkout.jsonl');
  fs.writeFileSync(file, await checkoutFiles(context.probes.cwd));
  context.attach({ source: file, original: 'files of the checkout', name: 'checkout.jsonl', labels: { role: 'checkout' } });
}

async function runOnce(context: ObserveContext, spec: TestsSpec, run: number): Promise<void> {
  const { probes, stop } = context;
  const gateDir = gateDirOf(context, spec, run);
  // Whoever else wrote the reports has done so before.
  const before: Before = spec.run === undefined ? new Map() : await timesOf(context, spec);
  const at = Date.now() - probes.startedAt('run');
  context.record({ type: 'reports.before', basis: 'file', run, at, files: before.size, root: probes.cwd });
  if (spec.run !== undefined) {
    const ended = await probes.command({ name: `run-${run}`, run: spec.run, env: { GATE_RUN: String(run), GATE_DIR: gateDir } });
    if (ended.aborted || stop.aborted) return;
  }
  if (spec.coverage && run === 1) await keepFileList(context);
  const left = await filesLeft(context, spec, gateDir);
  if (stop.aborted) return;
  for (const file of left) keep(context, file, run, before);
  context.record({ type: 'reports.after', basis: 'file', run, files: left.length });
  context.progress(run, spec.runs, `run ${run}`);
}

function rolesOf({ reports, coverage = [], outputs }: TestsSpec): readonly (readonly [Role, readonly string[]])[] {
  return [
    ['report', reports],
    ['coverage', coverage],
    ['output', outputs],
  ];
}

/** What lies in the working directory already, under any of the names. */
async function timesOf({ probes }: ObserveContext, spec: TestsSpec): Promise<Before> {
  const times = new Map<string, number>();
  for (const [, patterns] of rolesOf(spec)) {
    for (const pattern of patterns) for (const { full, modifiedMs } of await filesNamed(pattern, probes.cwd)) times.set(full, modifiedMs);
  }
  return times;
}

/** A file that a run left, and all patterns of its role that name it. */
interface Left {
  readonly role: Role;
  readonly place: 'gate-dir' | 'working-directory';
  readonly file: FoundFile;
  readonly patterns: string[];
}

/** The files of each pattern: those in the run's own folder, else those in the working directory. Each has the first role that names it. */
async function filesLeft({ probes }: ObserveContext, spec: TestsSpec, gateDir: string): Promise<readonly Left[]> {
  const left = new Map<string, Left>();
  for (const [role, patterns] of rolesOf(spec)) {
    for (const pattern of patterns) {
      const own = await filesNamed(pattern, gateDir);
      const place = own.length > 0 ? 'gate-dir' : 'working-directory';
      for (const file of own.length > 0 ? own : await filesNamed(pattern, probes.cwd)) {
        const known = left.get(file.full) ?? { role, place, file, patterns: [] };
        if (known.role === role) known.patterns.push(pattern);
        left.set(file.full, known);
      }
    }
  }
  return [...left.values()];
}

function keep(
  context: ObserveContext,
  { role, place, file: { name, full, modifiedMs }, patterns }: Left,
  run: number,
  before: Before,
): void {
  const earlier = before.get(full) === modifiedMs;
  const folder = context.gate.spec['runs'] === 1 ? `${role}s` : `${role}s/run-${run}`;
  const labels = { role, run, place, patterns, ...(earlier && { earlier }) };
  context.attach({ source: full, original: name, name: `${folder}/${name}`, labels });
}

/** Each run has a `$GATE_DIR` of its own; reports of another gate lie in that gate's. */
function gateDirOf({ probes }: ObserveContext, { runs, producedBy, run: command }: TestsSpec, run: number): string {
  const gateDir = probes.env['GATE_DIR'] ?? probes.cwd;
  // The folders of all gates lie side by side: <work folder>/gates/<id>/files.
  if (command === undefined) return path.resolve(gateDir, '../..', producedBy, 'files');
  const own = runs > 1 ? path.join(gateDir, `run-${run}`) : gateDir;
  fs.mkdirSync(own, { recursive: true, mode: 0o700 });
  return own;
}

export const observer: Observer<TestsSpec> = { observe };
