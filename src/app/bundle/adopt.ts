import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { jsonText } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { type OpenBundle, openBundle } from '../../evidence/bundle.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { checkEnvironment } from './environment.ts';
import { storeAt } from '../history/folder.ts';
import { type Finished, pack } from './finish-bundle.ts';
import { judging, planIn } from './judge-bundle.ts';
import { soleBundle } from './sole-bundle.ts';
import { verificationText } from './verification-text.ts';
import { type Expectations, isSound, NOTHING_EXPECTED, type Verification, verifying } from './verify-bundle.ts';
import { breathing } from '../../live/breathing.ts';

/** The evidence does not hold, or is not of what was asked for: nothing is decided by it. */
export class RejectedBundle extends SetupError {
  readonly verification: Verification;
  constructor(bundle: string, verification: Verification) {
    super(whatHappened(verification), `${bundle}: nothing is decided by this bundle`, verificationText(verification));
    this.name = 'RejectedBundle';
    this.verification = verification;
  }
}

/** What a reader wants to know first; which byte it is follows. */
function whatHappened({ checks }: Verification): string {
  const bad = checks.filter(({ result }) => result !== 'holds');
  if (bad.some(({ name, result }) => name !== 'expectations' && result === 'differs'))
    return 'The evidence was changed after it was written';
  if (bad.some(({ result }) => result === 'incomplete')) return 'The evidence is incomplete';
  if (bad.some(({ result }) => result === 'unchecked')) return 'The evidence was judged by another version of this program';
  const [other] = bad.flatMap(({ problems }) => problems).filter(({ message }) => !message.startsWith('the plan is '));
  return other
    ? `The evidence is not what was expected: ${other.message}`
    : 'The evidence is of other gates: another configuration, selection or variables';
}

/**
 * Verifies a bundle and keeps it, unchanged, among the executions of this machine.
 * @param expected `plan`: of which it must be; and what else is known of it from elsewhere. @param out folder for executions
 * @param tell told what was unpacked and can't be removed afterwards
 * @throws RejectedBundle when it does not hold or is not what is expected
 */
export async function adopt(
  bundle: string,
  { plan, ...known }: { readonly plan: Plan } & Partial<Pick<Expectations, 'head' | 'commit' | 'run'>>,
  out: string,
  tell: (line: string) => void,
): Promise<Finished> {
  const opened = await openBundle(soleBundle(bundle), tell);
  try {
    checkEnvironment(bundle, opened.folder, plan);
    const expected = { ...NOTHING_EXPECTED, ...known, plan: sha256OfBytes(jsonText(plan)) };
    const verification = await breathing(verifying(opened.folder, expected));
    if (!isSound(verification.checks)) throw new RejectedBundle(bundle, verification);
    return await keep(opened, verification.executionId, storeAt(out));
  } finally {
    opened.cleanup();
  }
}

async function keep(opened: OpenBundle, executionId: string, store: string): Promise<Finished> {
  const folder = path.join(store, executionId);
  const isElsewhere = path.resolve(opened.folder) !== folder;
  if (isElsewhere && fs.existsSync(folder))
    throw new SetupError(`execution ${executionId} lies in ${store} already; --out DIR decides in another folder`);
  if (isElsewhere) await fs.promises.cp(opened.folder, folder, { recursive: true, errorOnExist: true, force: false });
  const { outcome, seals } = await breathing(judging(folder, planIn(folder)));
  if (!outcome) throw new SetupError(`${folder}: ${seals.incomplete ?? 'it has no final seal'}`);
  return pack(folder, outcome);
}
