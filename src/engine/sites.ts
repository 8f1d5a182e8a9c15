import path from 'node:path';
import type { Plan } from '../core/plan.ts';
import type { Site } from '../live/looks/marks.ts';
import type { Registry } from '../verdict/execution.ts';

/** The probes of every gate that has some, with the folder in which each looks, as long as that is the checkout's. */
export function sitesOf(plan: Plan, kinds: Registry, checkout: string): readonly Site[] {
  return plan.gates
    .filter(({ workspace }) => workspace === 'checkout')
    .flatMap(({ kind, spec, workingDirectory }) => {
      const probes = kinds[kind]?.spec.probes?.(spec) ?? [];
      return probes.map((probe) => ({ probe, cwd: path.resolve(checkout, workingDirectory) }));
    });
}
