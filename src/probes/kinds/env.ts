import { comparedText, pattern } from '../../language/keys.ts';
import { equalRows } from '../equal.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { fact, failed } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

/** Why a variable that is there is not there for commands. */
const WITHHELD = 'withheld from commands and probes, as a secret or credential is: name it in an `env`';

const schema = probeSchema('env', {
  env: pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable').describe(
    'A variable of the commands’ environment. Secrets and credentials (`secret-env`, `…_TOKEN`) are there only where an `env` names them.',
  ),
  equals: comparedText().optional().describe('Value that it must have; without it, it must be set and not empty.'),
});

export type EnvTarget = {
  readonly variable: string;
  readonly equals?: string;
};

export const env: ProbeKindSpec<typeof schema, EnvTarget> = {
  schema,
  reads: { values: operand({ map: 'string' }, 'the value by its name') },
  target: (raw) => ({ variable: raw.env, ...(raw.equals !== undefined && { equals: raw.equals }) }),
  name: ({ variable }) => `$${variable}`,
  rows({ variable, equals }, got) {
    if (got['withheld'] === true) return [failed(undefined, WITHHELD, 'set')];
    return equals === undefined ? [fact(got['set'], 'set', 'not set, or empty')] : equalRows([[variable, equals]], got);
  },
};
