import type { Problem } from '../core/location.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import { kinds } from '../gates/registry.ts';
import type { Configuration } from './configuration.ts';
import type { Path } from './document.ts';
import { ProblemList } from './problems.ts';
import { isMap } from './walk.ts';
import { valueAt } from './validate.ts';

/** Keys that `check` knows and `run` can't honour yet; silence about them would be a promise broken. */
const SETTINGS: readonly { readonly path: Path; readonly why: string }[] = ['tag', 'environment', 'checklist', 'attach'].map((key) => ({
  path: ['release', key],
  why: `"${key}" of a release is not supported yet`,
}));

const GATE_KEYS = ['shard', 'runs-on'];

/** What a plan asks for and `run` can't do yet, each with its place, in the order of the file. Gates that are left out count for nothing. */
export function notYet({ document }: Configuration, plan: Plan, file: string): readonly Problem[] {
  const list = new ProblemList(file, document);
  const written = (path: Path): boolean => {
    const value = valueAt(document.data, path);
    return value !== undefined && !(Array.isArray(value) && value.length === 0) && !(isMap(value) && Object.keys(value).length === 0);
  };
  const say = (path: Path, message: string): void => list.add([{ path, part: 'key', message }]);
  for (const { path, why } of SETTINGS) if (written(path)) say(path, why);
  for (const gate of plan.gates) {
    for (const key of GATE_KEYS) if (written(['gates', gate.id, key])) say(['gates', gate.id, key], `"${key}" is not supported yet`);
    for (const path of approvals(gate, plan))
      say(path, 'an environment belongs to a job: run this stage as one (`--stage`), in that environment');
  }
  return list.sorted();
}

/** Stages that wait for somebody's approval, although all are one job. */
function approvals({ id, kind, spec }: GatePlan, plan: Plan): readonly Path[] {
  if (plan.stage) return [];
  return kinds[kind]?.spec.staged?.approvals(spec).map((path) => ['gates', id, ...path]) ?? [];
}
