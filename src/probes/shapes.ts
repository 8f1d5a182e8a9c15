import { z } from 'zod';
import { condition, duration, period, text, whole } from '../language/keys.ts';

/** Attempts in total, and how long to wait between two of them. */
export const retry = z
  .strictObject({
    attempts: whole(1, 1000).describe('Attempts in total.'),
    delay: duration().prefault('1s').describe('Pause between two attempts.'),
  })
  .meta({ title: 'a retry' });

/** Keys of every probe. */
export const sharedKeys = {
  name: text('a name').optional().describe('What to call it in the report; default: what it looks at.'),
  expect: condition()
    .optional()
    .describe('CEL over what the probe sees; it adds to the default, and replaces it where it reads status or exitCode.'),
  timeout: period().optional().describe('When it expires, the check fails. Default 5s; command 10m; tool 30s.'),
  retry: retry.optional().describe('Attempts before it counts as failed.'),
};

/** The keys of a kind of probe, with those of every probe. */
export function probeSchema<Shape extends z.ZodRawShape>(kind: string, keys: Shape) {
  const article = /^[aeho]/.test(kind) ? 'an' : 'a';
  return z.strictObject({ ...keys, ...sharedKeys }).meta({ title: `${article} ${kind} probe` });
}
