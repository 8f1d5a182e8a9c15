import fs from 'node:fs';
import path from 'node:path';
import { describePlan } from '../../plan/describe.ts';
import { loadPublishable } from '../discreet-plan.ts';
import { loadInput } from '../configuration-input.ts';
import type { ExitCode } from '../io.ts';
import { planJson } from '../commands/plan.ts';
import { type Action, call, concludeProblem, type Known } from './action.ts';
import { trustedConfiguration } from './configuration.ts';

/** `command: plan`: writes plan.json for other jobs. Runs nothing. */
export async function plan(action: Action): Promise<ExitCode> {
  const known: Known = { notes: [] };
  try {
    const { inputs, log, runner, store } = action;
    const { config } = await log.phase('configuration', () => trustedConfiguration(inputs.config, action));
    call(known, config);
    const file = path.join(store, 'plan.json');
    await log.foreign('plan', async () => {
      log.say(describePlan(loadPublishable(loadInput(config, inputs, log.io), config, log.io).plan));
      fs.mkdirSync(store, { recursive: true });
      fs.writeFileSync(file, planJson(config, inputs, log.io));
    });
    await runner.outputs({ summary: file });
    return 0;
  } catch (error) {
    return concludeProblem(action, error, known);
  }
}
