import path from 'node:path';
import type { ExitCode } from '../app/io.ts';
import type { Action } from '../app/action/action.ts';
import type { ActionInputs } from '../app/action/inputs.ts';
import type { ActionLog } from '../app/action/log.ts';
import { runContext } from '../adapters/github/context.ts';
import { GitHub } from '../adapters/github/octokit.ts';
import type { Runner } from '../adapters/github/runner.ts';
import { unexpected } from '../core/refusal.ts';
import { SetupError } from '../core/errors.ts';

/** Wires the adapters to what the inputs ask for. @throws SetupError outside of a runner */
export function wire(inputs: ActionInputs, log: ActionLog, runner: Runner): Action {
  const { env } = process;
  const context = runContext(env);
  const workspace = path.resolve(env['GITHUB_WORKSPACE'] ?? process.cwd());
  const cwd = path.resolve(workspace, inputs.workingDirectory);
  const store = path.join(env['RUNNER_TEMP'] ?? path.join(cwd, '.gate'), 'gate-executions');
  const github = inputs.token === '' ? undefined : new GitHub(inputs.token, log.say);
  return { inputs, context, log: { ...log, io: { ...log.io, cwd } }, runner, github, workspace, cwd, store };
}

/** Runs one entry of the action. A mistake of the user's is a line; a defect of ours shows where it is. Both are exit code 2. */
export async function entry(log: ActionLog, work: () => Promise<ExitCode>): Promise<void> {
  // A defect of ours is no verdict: Node's own exit code for it, 1, would say NO-GO.
  process.on('uncaughtException', (error) => {
    log.error(unexpected(error));
    process.exit(2);
  });
  try {
    process.exitCode = await work();
  } catch (error) {
    log.error(errorText(error));
    process.exitCode = 2;
  }
  // What a stopped gate may have left open (a socket, a timer) must not keep the step.
  process.stdout.write('', () => process.exit());
}

function errorText(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  return unexpected(error);
}
