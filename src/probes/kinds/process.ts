import { z } from 'zod';
import { amount } from '../../conditions/measurements.ts';
import { text } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { fact } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('process', {
  process: z
    .union([
      text('a name'),
      z.strictObject({ 'pid-file': text('a path').describe('File whose first line is the pid.') }).meta({ title: 'a process' }),
    ])
    .describe('Name of a process, or { pid-file }.'),
});

export type ProcessTarget = { readonly name: string } | { readonly pidFile: string };

export const processKind: ProbeKindSpec<typeof schema, ProcessTarget> = {
  schema,
  reads: {
    running: operand('boolean', 'whether it runs'),
    count: amount('how many of that name run'),
  },
  target: ({ process: named }) => (typeof named === 'string' ? { name: named } : { pidFile: named['pid-file'] }),
  name: (target) => `process ${'name' in target ? target.name : target.pidFile}`,
  rows: (_target, got, reads) => (reads('running') || reads('count') ? [] : [fact(got['running'], 'running', 'not running')]),
};
