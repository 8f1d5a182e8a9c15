import { runner } from '../adapters/github/runner.ts';
import { readInputs } from '../app/action/inputs.ts';
import { actionLog } from '../app/action/log.ts';
import { SetupError } from '../core/errors.ts';
import { entry, wire } from './action.ts';

const log = actionLog((text) => process.stdout.write(text), { env: process.env, cwd: process.cwd() });

await entry(log, async () => {
  const { inputs, problems } = readInputs(process.env);
  const action = wire(inputs, log, runner);
  const { announce } = await import('../app/action/publish.ts');
  await log.phase('channels', async () => announce(action));
  if (problems.length > 0) return (await import('../app/action/action.ts')).concludeProblem(action, new SetupError(...problems));
  switch (inputs.command) {
    case 'plan':
      return (await import('../app/action/plan.ts')).plan(action);
    case 'history':
      return (await import('../app/action/history.ts')).history(action);
    case 'decide':
    case 'report':
      return (await import('../app/action/decide.ts')).decide(action);
    default:
      return (await import('../app/action/run.ts')).run(action);
  }
});
