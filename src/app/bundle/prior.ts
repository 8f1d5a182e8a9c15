import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { jsonText } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { openBundle } from '../../evidence/bundle.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import type { Prior } from '../../verdict/prior.ts';
import { soleBundle } from './sole-bundle.ts';
import { planOfPart, priorOf } from './judge-bundle.ts';
import { stageCheck } from './verify-bundle.ts';
import { checkLines } from './verification-text.ts';
import { breathing } from '../../live/breathing.ts';

/** The evidence of the stage before, open. */
export interface PriorBundle extends Prior {
  readonly folder: string;
  cleanup(): void;
}

/**
 * Opens the evidence of the stage before, of a plan whose stage follows another. Nothing may begin upon evidence that does not hold.
 * @param bundles what the command line names. @param config the bytes of the configuration
 * @param tell told what was unpacked and can't be removed afterwards
 * @returns undefined for a plan that follows nothing. @throws SetupError
 */
export async function openPrior(
  bundles: readonly string[],
  plan: Plan,
  config: Buffer,
  tell: (line: string) => void,
): Promise<PriorBundle | undefined> {
  const [bundle, ...others] = bundles;
  const { stage } = plan;
  if (stage?.after === undefined) {
    if (bundle === undefined) return undefined;
    throw new SetupError(stage ? `--prior: no stage comes before "${stage.name}"` : '--prior: expected with --stage alone');
  }
  const wanted = `the evidence of stage "${stage.after}"`;
  if (bundle === undefined) throw new SetupError(`--stage ${stage.name}: --prior is missing; expected ${wanted}`);
  if (others.length > 0)
    throw new SetupError(`--prior: found ${bundles.length} bundles, expected ${wanted}, which holds that of the stages before it`);
  const opened = await openBundle(soleBundle(bundle), tell);
  try {
    const before = planOfPart(config, plan);
    checkPlan(opened.folder, bundle, before);
    const check = await breathing(stageCheck(opened.folder, before));
    if (check.result !== 'holds')
      throw new SetupError(`${bundle}: stage "${stage.name}" does not begin upon this evidence`, ...checkLines(check));
    return { ...(await breathing(priorOf(opened.folder, before))), ...opened };
  } catch (error) {
    opened.cleanup();
    throw error;
  }
}

/** For evidence of another plan the message says what differs, not only that hashes do. */
function checkPlan(folder: string, bundle: string, expected: Plan): void {
  const file = path.join(folder, BUNDLE.plan);
  const bytes = fs.existsSync(file) ? readWhole(file, MOST.plan) : Buffer.alloc(0);
  if (sha256OfBytes(bytes) === sha256OfBytes(jsonText(expected))) return;
  const found = planIn(bytes);
  const stage = found?.stage?.name;
  const wanted = expected.stage?.name ?? '';
  if (found && stage !== wanted)
    throw new SetupError(`${bundle}: is of ${stage === undefined ? 'no stage' : `stage "${stage}"`}, expected "${wanted}"`);
  const keys = Object.keys(expected) as (keyof Plan)[];
  const other = keys.find((key) => JSON.stringify(found?.[key]) !== JSON.stringify(expected[key]));
  throw new SetupError(`${bundle}: is of another plan${other === undefined ? '' : `: its ${IN_WORDS[other] ?? other} differs`}`);
}

const IN_WORDS: Partial<Readonly<Record<keyof Plan, string>>> = {
  configSha256: 'configuration',
  vars: 'value of a variable',
  capturedEnv: 'captured environment',
  selection: 'selection of gates',
};

function planIn(bytes: Buffer): Partial<Plan> | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Partial<Plan>;
  } catch {
    return undefined;
  }
}
