import { pattern } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { failed, passed, unrecorded } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('container', {
  container: pattern(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'the name of a container').describe('A container; it must run.'),
});

export type ContainerTarget = {
  readonly container: string;
};

export const container: ProbeKindSpec<typeof schema, ContainerTarget> = {
  schema,
  reads: {
    state: operand('string', 'running, exited, …'),
    health: operand('string', 'healthy, unhealthy, starting, or none'),
  },
  target: (raw) => ({ container: raw.container }),
  name: (target) => `container ${target.container}`,
  rows(_target, got, reads) {
    const { state } = got;
    if (got['exists'] === false) return [failed('NOT_FOUND', 'no such container', 'state = running')];
    if (typeof state !== 'string') return [unrecorded('state')];
    if (reads('state')) return [];
    return [state === 'running' ? passed('running', 'running') : failed(undefined, state, 'running')];
  },
};
