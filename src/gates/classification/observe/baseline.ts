import fs from 'node:fs';
import path from 'node:path';
import type { FileLabels, JudgedFile, ObserveContext } from '../../../core/ports.ts';
import { earlierResults } from '../../../evidence/earlier.ts';
import { unpackZip } from '../../../evidence/unzip.ts';
import { BUNDLE } from '../../../evidence/paths.ts';
import { originLabels } from '../../../live/looks/origin.ts';
import { isAlike, LAST_GO } from '../baseline-from.ts';
import type { ClassificationSpec } from '../spec.ts';

type Context = ObserveContext<ClassificationSpec>;

/** A file of the baseline, and below which folder of the evidence it goes. `within`: the zip that holds it, whose origin is its own. */
type Kept = Pick<JudgedFile, 'source' | 'original' | 'name'> & { readonly run?: number; readonly within?: string };

type Found = readonly Kept[] | { readonly why: string; readonly trouble?: true };

/** Keeps the earlier results that the gate compares with, or records that there are none. */
export async function keepBaseline(context: Context): Promise<void> {
  const { baseline } = context.gate.spec;
  if (!baseline) return;
  const { from, producedBy } = baseline;
  const found = from === LAST_GO ? await lastGo(context) : await named(context, from);
  if ('why' in found) return void context.record({ type: 'baseline.none', basis: 'file', from, ...found });
  for (const { run, within, ...file } of found) {
    const origin: FileLabels = producedBy === undefined ? {} : await originLabels(context.probes, within ?? file.source, producedBy);
    if (context.stop.aborted) return;
    await context.attach({ ...file, labels: { role: 'baseline', ...(run !== undefined && { run }), ...origin } });
  }
}

async function lastGo({ history, gate, plan, scratch }: Context): Promise<Found> {
  const found = await history.lastGo(plan.name, gate.id, (spec) => isAlike(gate.spec, spec), scratch);
  if (!found) return { why: `no earlier execution of "${plan.name}" with these classes and fields was a GO` };
  return 'trouble' in found ? { why: found.trouble, trouble: true } : filesOf(found.bundle, found.executionId, gate.id);
}

/** The bundle of an execution, as its folder or its zip, or a file: its summary, or results. */
async function named({ gate, probes, scratch }: Context, from: string): Promise<Found> {
  const source = path.resolve(probes.cwd, from);
  const there = fs.statSync(source, { throwIfNoEntry: false });
  if (!there) return { why: `${from}: not found` };
  if (there.isDirectory()) return filesOf(source, from, gate.id);
  if (!/\.zip$/i.test(from)) return [{ source, original: from, name: `baseline/${path.basename(source)}` }];
  try {
    const bundle = await unpackZip(source, fs.mkdtempSync(path.join(scratch, 'baseline-')));
    return filesOf(bundle, from, gate.id).map((file) => ({ ...file, within: source }));
  } catch (error) {
    return { why: error instanceof Error ? error.message.replace(source, from) : String(error), trouble: true };
  }
}

/** The decision of an earlier execution, and the results of each of its runs. */
function filesOf(bundle: string, label: string, gate: string): readonly Kept[] {
  const decision = { source: path.join(bundle, BUNDLE.decision), original: `${label}/decision.json`, name: 'baseline/decision.json' };
  const results = earlierResults(bundle, gate).map(({ source, below }) => {
    const run = Number(/^run-(\d+)\//.exec(below)?.[1] ?? 1);
    return { source, original: `${label}/results/${below}`, name: `baseline/${below}`, run };
  });
  return [decision, ...results.toSorted((a, b) => a.run - b.run)];
}
