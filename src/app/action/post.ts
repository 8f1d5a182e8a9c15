import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { hashFile } from '../../evidence/hash.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { GUARD_PID } from '../../live/guard.ts';
import { endAll } from '../../live/guard-duty.ts';
import { isAlive } from '../../live/processes/table.ts';
import { nameIn } from '../../plan/name.ts';
import { terminalTable } from '../../report/terminal.ts';
import { readUnfinished } from '../execution/unfinished.ts';
import { type Finished, UnverifiedBundle } from '../bundle/finish-bundle.ts';
import type { Execution } from '../execution/execution.ts';
import { takeOver } from '../execution/handover.ts';
import type { ExitCode } from '../io.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { asideOf } from '../bundle/leak-check.ts';
import { rescue } from '../execution/rescue.ts';
import { settleExecution } from '../execution/settle.ts';
import { type Action, conclude, concludeProblem, type Known } from './action.ts';

/** What `main` leaves for `post`. */
type Left = Pick<Execution, 'folder' | 'workFolder'>;

const PAUSE_MS = 100;

/**
 * After a `main` that did not come to its end: everything of it is stopped, a rollback that is due runs, what was recorded is sealed
 * and bundled (by the guard, or here where the guard is gone too, or has left it to us), and shown: BLOCKED, or NO-GO where a
 * required gate had failed before.
 */
export async function post(action: Action, left: Left): Promise<ExitCode> {
  try {
    const finished = await action.log.foreign('cleanup', () => bundled(action, left));
    action.log.say(terminalTable(finished.outcome, { ...action.log.io.terminal, bundle: finished.zip.path }));
    return await conclude(action, { finished, notes: [] });
  } catch (error) {
    return concludeProblem(action, error, { notes: [], ...nameOf(left) });
  }
}

async function bundled(action: Action, left: Left): Promise<Finished> {
  const { log } = action;
  const { folder, workFolder } = left;
  // While its guard lives, the execution is the guard's: two who end and bundle the same thing would spoil it.
  if (isGuarded(workFolder)) log.say('the guard ends what is left and seals the evidence');
  while (isGuarded(workFolder)) await pause();
  if (fs.existsSync(workFolder)) {
    log.say('ending what is left and sealing the evidence here');
    await endAll(path.basename(folder), []);
    const settled = await settledHere(action, left);
    if (settled) return settled;
    if (fs.existsSync(workFolder)) await rescue(folder, workFolder, log.error);
  }
  if (fs.existsSync(`${folder}.unverified`))
    throw new SetupError(`the evidence of the interrupted run does not verify; it is kept as ${folder}.unverified`);
  if (fs.existsSync(asideOf(folder)))
    throw new SetupError(
      `a secret is left in the evidence of the interrupted run, so nothing of it is published; it is kept as ${asideOf(folder)}`,
    );
  if (!fs.existsSync(`${folder}.zip`)) throw new SetupError('interrupted before the first gate: there is no evidence');
  const { outcome } = judgeBundle(folder, planIn(folder));
  if (!outcome) throw new SetupError('the evidence of the interrupted run has no final seal');
  return { outcome, folder, zip: { path: `${folder}.zip`, sha256: hashFile(`${folder}.zip`).sha256 } };
}

/** What the configuration calls itself, where that much was written. */
function nameOf({ folder }: Left): Pick<Known, 'name'> {
  try {
    const name = nameIn(readRegular(path.join(folder, BUNDLE.config), MOST.config).toString('utf8'));
    return name === undefined ? {} : { name };
  } catch {
    return {};
  }
}

/** Settles what is pending. @returns undefined where nothing is, or where that can't be: then the evidence says so */
async function settledHere({ log }: Action, { folder, workFolder }: Left): Promise<Finished | undefined> {
  try {
    const handover = takeOver(workFolder);
    const unfinished = handover && readUnfinished(folder);
    if (!unfinished) return undefined;
    log.say(`gate "${unfinished.pending.gate.id}" must not stay as it is: putting that right first`);
    return await settleExecution({ id: path.basename(folder), folder, workFolder }, unfinished, handover, log.io);
  } catch (error) {
    if (error instanceof UnverifiedBundle) throw error;
    log.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Its guard removes the work folder last of all. */
function isGuarded(workFolder: string): boolean {
  try {
    const pid = Number(fs.readFileSync(path.join(workFolder, GUARD_PID), 'utf8'));
    return Number.isSafeInteger(pid) && pid > 1 && isAlive(pid);
  } catch {
    return false;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
