import type { EvidenceProblem } from '../../evidence/problem.ts';
import { terminal } from '../../report/escape.ts';
import type { Check, Verification } from './verify-bundle.ts';

/** Problems of one check that are printed; more are counted. */
const SHOWN = 20;

/** What was checked and what came of it, for a terminal. */
export function verificationText(verification: Verification): string {
  return [...verification.checks.flatMap(checkLines), '', conclusion(verification), ''].join('\n');
}

/** One check with its problems, a line each. */
export function checkLines({ name, result, problems, note, unasked }: Check): string[] {
  const head = `${name.padEnd(12)} ${unasked ? 'not checked' : result}${note === undefined ? '' : `: ${terminal(note)}`}`;
  const more = problems.length > SHOWN ? [`  … and ${problems.length - SHOWN} more`] : [];
  return [head, ...problems.slice(0, SHOWN).map(problemLine), ...more];
}

function problemLine({ file, seq, line, message }: EvidenceProblem): string {
  const place = [terminal(file), ...(line === undefined ? [] : [`line ${line}`]), ...(seq === undefined ? [] : [`seq ${seq}`])].join(', ');
  return `  ${place}: ${terminal(message)}`;
}

function conclusion({ checks, exitCode, status, head, executionId, anchored }: Verification): string {
  // What can't be verified decides nothing, whatever its folds gave; what was changed is not what was decided.
  const isDecided = exitCode === 0 || (exitCode === 1 && isConsistent(checks));
  const decision = isDecided ? (status ?? 'no decision') : 'no decision';
  const named = executionId === '' ? decision : `${terminal(executionId)}: ${decision}`;
  const what = `${named}${head === null ? '' : `, head ${head}`}`;
  switch (exitCode) {
    case 0:
      return anchored
        ? `${what}\nauthentic: it is the bundle with the expected head`
        : `${what}\nconsistent: every verdict follows from the evidence; compare the head with the published one`;
    case 1:
      return isConsistent(checks) ? `${what}\nconsistent in itself, but NOT as expected` : `${what}\nNOT as it was written`;
    default:
      return `${what}\ncan't be verified: incomplete, or judged by another version`;
  }
}

/** Whether everything holds but what was asked of it. */
function isConsistent(checks: readonly Check[]): boolean {
  return checks.every(({ name, result }) => name === 'expectations' || result === 'holds');
}
