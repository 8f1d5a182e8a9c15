import { z } from 'zod';
import { command, period, whole, word } from '../../language/keys.ts';
import type { SpecProblem } from '../shared/kind.ts';
import { SHELL_COULD_NOT } from './sandbox.ts';

const sandboxed = z
  .strictObject({
    run: command().describe('Command that runs in the sandbox.'),
    expect: word(['allowed', 'denied']).describe('allowed: exit code 0. denied: one of `denied-exit`.'),
    'denied-exit': z
      .array(whole(1, 255))
      .min(1)
      .optional()
      .describe('Exit codes by which the sandbox refuses, best some that nothing else ends with.'),
    control: command()
      .optional()
      .describe('The same outside the sandbox: it must end with exit code 0, so that the refusal is the doing of the sandbox.'),
    timeout: period().optional().describe('Longest time for the command; default 10m.'),
  })
  .meta({ title: 'a sandboxed command' });

/** The keys about a sandbox. */
export const sandboxKeys = {
  sandbox: z.array(sandboxed).default([]).describe('Commands, which of them the sandbox must let through and which not.'),
};

export type RawSandbox = z.infer<z.ZodObject<typeof sandboxKeys>>;

export function checkSandbox({ sandbox }: RawSandbox): readonly SpecProblem[] {
  return sandbox.flatMap((one, index) => {
    const path = ['sandbox', index];
    const exits = one['denied-exit'];
    if (one.expect === 'allowed') {
      return (['denied-exit', 'control'] as const)
        .filter((key) => one[key] !== undefined)
        .map((key) => ({ path: [...path, key], message: `an allowed command has no "${key}"` }));
    }
    if (exits === undefined) {
      return [{ path, message: 'a denied command needs "denied-exit": any other failure would look like a refusal' }];
    }
    return exits.flatMap((exit, at) =>
      Object.hasOwn(SHELL_COULD_NOT, exit)
        ? [{ path: [...path, 'denied-exit', at], message: `found ${exit}, by which a shell says that it could not run the command` }]
        : [],
    );
  });
}

/** With these most programs end whatever goes wrong: what starts the sandbox, too, when it is misspelt. */
const COMMON = [1, 2];

export function warnOfSandbox({ sandbox }: RawSandbox): readonly SpecProblem[] {
  return sandbox.flatMap(({ 'denied-exit': exits = [] }, index) =>
    exits.flatMap((exit, at) => {
      const message = `with ${exit} most programs end whatever goes wrong: let the sandbox refuse with an exit code of its own`;
      return COMMON.includes(exit) ? [{ path: ['sandbox', index, 'denied-exit', at], message }] : [];
    }),
  );
}
