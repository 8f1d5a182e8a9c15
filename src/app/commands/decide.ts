import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { jsonText } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { type OpenBundle, openBundle } from '../../evidence/bundle.ts';
import { sha256OfBytes } from '../../evidence/hash.ts';
import { loadPlan } from '../../plan/load.ts';
import { summary } from '../../report/summary.ts';
import { terminalTable } from '../../report/terminal.ts';
import { storeAt } from '../execution/execution.ts';
import { type Finished, packBundle } from '../bundle/finish-bundle.ts';
import type { ExitCode, Io } from '../io.ts';
import { judgeBundle, planOf } from '../bundle/judge-bundle.ts';
import { readPlanFile } from '../plan-file.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';
import { type Expectations, NOTHING_EXPECTED, type Verification, verifyBundle } from '../bundle/verify-bundle.ts';
import { inWords } from './verify.ts';

/** The evidence does not hold, or is not of what was asked for: nothing is decided by it. */
export class RejectedBundle extends SetupError {
  readonly verification: Verification;
  constructor(bundle: string, verification: Verification) {
    super(`${bundle}: nothing is decided by this bundle`, inWords(verification));
    this.name = 'RejectedBundle';
    this.verification = verification;
  }
}

export interface DecideRequest {
  readonly bundles: readonly string[];
  /** Output of `gate plan --json`. */
  readonly plan: string;
  readonly out: string;
  readonly json: boolean;
}

/** `gate decide`: takes over the evidence of another machine, if it holds and is of this plan. Exit code as `run`. */
export async function decide({ bundles, plan, out, json }: DecideRequest, io: Io): Promise<ExitCode> {
  const [bundle, ...others] = bundles;
  if (bundle === undefined) throw new SetupError('gate decide: BUNDLE is missing');
  if (others.length > 0) throw new SetupError('gate decide: several bundles are not in this version yet; give one');
  const expected = loadPlan(readPlanFile(plan, io).input).plan;
  const { outcome, folder } = await adopt(path.resolve(io.cwd, bundle), expectationsOf(expected), path.resolve(io.cwd, out));
  io.stdout(json ? summary(outcome) : terminalTable(outcome, { ...io.terminal, bundle: path.relative(io.cwd, folder) || folder }));
  return outcome.decision.exitCode;
}

/** What evidence must show to be of this plan. */
export function expectationsOf(plan: Plan): Expectations {
  return { ...NOTHING_EXPECTED, plan: sha256OfBytes(jsonText(plan)) };
}

/**
 * Verifies a bundle and keeps it, unchanged, among the executions of this machine.
 * @param out folder for executions
 * @throws RejectedBundle when it does not hold or is not what is expected
 */
export async function adopt(bundle: string, expectations: Expectations, out: string): Promise<Finished> {
  const opened = await openBundle(soleBundle(bundle));
  try {
    const verification = verifyBundle(opened.folder, expectations);
    if (verification.exitCode !== 0) throw new RejectedBundle(bundle, verification);
    return await keep(opened, verification.executionId, storeAt(out));
  } finally {
    opened.cleanup();
  }
}

async function keep(opened: OpenBundle, executionId: string, store: string): Promise<Finished> {
  const folder = path.join(store, executionId);
  if (path.resolve(opened.folder) !== folder) fs.cpSync(opened.folder, folder, { recursive: true, errorOnExist: true, force: false });
  const { outcome, seals } = judgeBundle(folder, planOf(folder));
  if (!outcome) throw new SetupError(`${folder}: ${seals.incomplete ?? 'it has no final seal'}`);
  return { outcome, folder, zip: await packBundle(folder, outcome) };
}
