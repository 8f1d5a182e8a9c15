import type { Plan } from '../core/plan.ts';
import { SetupError } from '../core/errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { openBundle } from '../evidence/bundle.ts';
import { BUNDLE } from '../evidence/paths.ts';
import { derivePlan } from '../plan/load.ts';
import { renderings } from '../report/render.ts';
import type { ExitCode, Io } from './io.ts';
import { judgeBundle } from './judge-bundle.ts';

/** `gate report`: renders the report again from the evidence, whatever report the bundle holds. */
export async function report(bundle: string, format: string, io: Io): Promise<ExitCode> {
  const name = `report.${format}`;
  if (format !== 'md' && format !== 'html') throw new SetupError(`gate report: --format is "${format}"; expected md or html`);
  const opened = await openBundle(bundle);
  try {
    const config = fs.readFileSync(path.join(opened.folder, BUNDLE.config));
    const stored = JSON.parse(fs.readFileSync(path.join(opened.folder, BUNDLE.plan), 'utf8')) as Plan;
    const plan = derivePlan(config.toString('utf8'), config, stored);
    const { outcome, seals } = judgeBundle(opened.folder, plan);
    if (!outcome) throw new SetupError(`${bundle}: ${seals.incomplete ?? 'it has no final seal'}`);
    io.stdout(renderings(outcome).find((rendering) => rendering.name === name)?.text ?? '');
    return 0;
  } finally {
    opened.cleanup();
  }
}
