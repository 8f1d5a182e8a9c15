import type { ServicePlan } from '../../core/plan.ts';

/** Starts a script in a shell of its own, and hands no signal on to what that shell starts (npm 11, npx, pnpm 9). */
const RUNNER = /(?:^|[\s;&|(])(npm|npx|pnpm)\s/;

/** A script of a shell. Our own shell is no matter: what it waits for gets the signal as well. */
const SCRIPT = /(?:^|[\s;&|(])(?:(?:ba|da|z|k)?sh\s|\S+\.sh\s)/;

/** Why a program that the command of a service starts may not have heard the signal to stop, and what to write. */
export function whyUnheard({ run = '' }: ServicePlan): string | undefined {
  const command = `${run.trim()} `;
  const [, runner] = RUNNER.exec(command) ?? [];
  if (runner !== undefined)
    return `${runner} does not hand the stop signal on to what its script starts: let \`run\` be the program itself (\`node server.js\`), or begin the script with \`exec\``;
  return SCRIPT.test(command)
    ? 'a shell does not hand the stop signal on to what its script starts: write `exec` before the program there'
    : undefined;
}
