import fs from 'node:fs';
import path from 'node:path';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { whyNotRemoved } from '../../evidence/remove.ts';
import { keepBaseline } from './observe/baseline.ts';
import { lookAfter, lookBefore, type Site } from './observe/outputs.ts';
import type { ClassificationSpec } from './spec.ts';

/** Keeps the manifest and the baseline, then runs the command so many times, each time with a look at the results before and after. */
async function observe(context: ObserveContext<ClassificationSpec>): Promise<void> {
  const spec = context.gate.spec;
  const { cwd } = context.probes;
  const manifest = { source: path.resolve(cwd, spec.manifest.path), original: spec.manifest.path };
  await context.attach({ ...manifest, name: `manifest/${path.basename(manifest.source)}`, labels: { role: 'manifest' } });
  await keepBaseline(context);
  for (let run = 1; run <= spec.runs && !context.stop.aborted; run++) {
    if (run > 1) await context.clock.until(context.clock.now() + spec.runDelayMs, context.stop);
    if (!context.stop.aborted) await runOnce(context, spec, run);
  }
}

async function runOnce(context: ObserveContext, spec: ClassificationSpec, run: number): Promise<void> {
  const { probes, stop } = context;
  const site = siteOf(context, spec, run);
  const before = await lookBefore(site, spec.results.appendOnly ? path.join(context.scratch, `before-${run}`) : undefined);
  context.record({ ...before.facts, type: 'results.before', basis: 'file', run });
  const ended = await probes.command({
    name: `run-${run}`,
    run: spec.run,
    ...(spec.runTimeoutMs !== undefined && { timeoutMs: spec.runTimeoutMs }),
    env: { GATE_RUN: String(run), GATE_DIR: site.gateDir },
  });
  if (ended.aborted || stop.aborted) return;
  const after = await lookAfter(site, before);
  if (before.copy !== undefined) whyNotRemoved(before.copy);
  context.record({ ...after.facts, type: 'results.after', basis: 'file', run });
  context.progress(run, spec.runs, `run ${run}`);
  if (after.source === undefined || stop.aborted) return;
  await context.attach({
    source: after.source,
    original: spec.results.path,
    name: `results/${spec.runs > 1 ? `run-${run}/` : ''}${path.basename(spec.results.path)}`,
    ...(spec.results.appendOnly && { from: after.from ?? 0 }),
    labels: { role: 'results', run },
  });
}

/** Each run has a `$GATE_DIR` of its own. */
function siteOf({ probes }: ObserveContext, spec: ClassificationSpec, run: number): Site {
  const gateDir = probes.env['GATE_DIR'] ?? probes.cwd;
  const own = spec.runs > 1 ? path.join(gateDir, `run-${run}`) : gateDir;
  fs.mkdirSync(own, { recursive: true, mode: 0o700 });
  return { gateDir: own, cwd: probes.cwd, path: spec.results.path, startedAtMs: probes.startedAt('run') };
}

export const observer: Observer<ClassificationSpec> = { observe };
