import type { ProbePlan } from '../../core/plan.ts';
import type { ContainerTarget } from '../../probes/kinds/container.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { isObject } from '../../probes/target.ts';
import { brokenOff } from './command.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { type Sight, unseen } from '../../probes/sight.ts';

/** Letters of an id as docker shows it. */
const SHORT_ID = 12;

const NO_SUCH_CONTAINER = /no such (container|object)/i;

/** A container's state as `docker inspect` tells it. Only a daemon that answers can say that there is none. */
export async function lookContainer(plan: ProbePlan<ContainerTarget>, context: ProbeContext): Promise<Sight> {
  const { container } = plan.target;
  const run = `docker inspect --type container ${container}`;
  const ended = await context.command({ run, timeoutMs: plan.timeoutMs });
  const broken = brokenOff(ended, plan.timeoutMs);
  if (broken) return broken;
  if (ended.exit === 0) return stateOf(ended.stdout, container);
  const said = ended.stderr.trim();
  if (NO_SUCH_CONTAINER.test(said)) return { facts: { exists: false } };
  return unseen(ended.exit === 127 ? 'NOT_FOUND' : 'MISSED', said === '' ? `docker ended with exit code ${ended.exit}` : said);
}

function stateOf(inspected: string, wanted: string): Sight {
  const all = JSON.parse(inspected) as Json;
  const one = Array.isArray(all) && all.length === 1 ? (all[0] as Json) : undefined;
  const state = isObject(one) ? one['State'] : undefined;
  const status = isObject(state) ? state['Status'] : undefined;
  if (!isObject(state) || typeof status !== 'string') return unseen('MISSED', 'docker inspect tells no state');
  if (isObject(one) && !isCalled(one, wanted)) return { facts: { exists: false } };
  const health = isObject(state['Health']) ? state['Health']['Status'] : undefined;
  return { facts: { exists: true, state: status, health: typeof health === 'string' ? health : 'none' } };
}

/** Docker also takes the first letters of an id: then `db` may be any container. */
function isCalled({ Name, Id }: JsonObject, wanted: string): boolean {
  const byId = wanted.length >= SHORT_ID && typeof Id === 'string' && Id.startsWith(wanted);
  return byId || (typeof Name === 'string' && Name.replace(/^\//, '') === wanted);
}
