import type { ProbePlan } from '../../core/plan.ts';
import { type ToolTarget, VERSION_QUESTIONS } from '../../probes/kinds/tool.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { brokenOff } from './command.ts';
import { type Sight, unseen } from '../../probes/sight.ts';
import { versionsOf } from './tool-version.ts';

/** What a POSIX shell says of a command that it did not find. */
const COMMAND_NOT_FOUND = 127;

/** Whether a tool can be called, and its version. */
export async function lookTool(plan: ProbePlan<ToolTarget>, context: ProbeContext): Promise<Sight> {
  const { tool, step } = plan.target;
  let last: Sight = unseen('NOT_FOUND', `${tool} can not be called`);
  for (const question of VERSION_QUESTIONS) {
    const run = `${tool} ${question}`;
    const ended = await context.command({ run, timeoutMs: plan.timeoutMs, ...(step !== undefined && { name: step }) });
    const said = `${ended.stdout}\n${ended.stderr}`.trim();
    const broken = brokenOff(ended, plan.timeoutMs);
    if (broken) return broken;
    if (ended.exit === 0) {
      const answer = ended.stdout.trim() === '' ? ended.stderr : ended.stdout;
      const versions = versionsOf(tool, answer);
      const [version = ''] = versions;
      const facts = versions.length > 1 ? { callable: true, version: '', versions } : { callable: true, version };
      return { facts, excerpt: () => said };
    }
    if (ended.exit === COMMAND_NOT_FOUND) return { ...last, excerpt: () => said };
    last = { ...unseen('NOT_FOUND', `"${run}" ended with ${ended.signal ?? `exit code ${ended.exit}`}`), excerpt: () => said };
  }
  return last;
}
