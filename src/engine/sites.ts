import path from 'node:path';
import type { Plan } from '../core/plan.ts';
import type { Site } from '../live/looks/marks.ts';
import type { Place } from '../live/looks/origin.ts';
import { isOfKind } from '../probes/registry.ts';
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

/** Where the files lie that gates read and did not write themselves: what lies there when the execution begins is not of this run. */
export function placesOf(plan: Plan, kinds: Registry, checkout: string): readonly Place[] {
  const named = plan.gates.flatMap(({ kind, spec, workingDirectory }) =>
    (kinds[kind]?.spec.files?.(spec) ?? []).map((pattern) => ({ pattern, cwd: path.resolve(checkout, workingDirectory) })),
  );
  const probed = sitesOf(plan, kinds, checkout).flatMap(({ probe, cwd }) => {
    const pattern = isOfKind(probe, 'file') ? probe.target.path : undefined;
    return pattern === undefined ? [] : [{ pattern, cwd }];
  });
  return [...named, ...probed];
}

/** What gates compare with, by the names that git knows. */
export function revisionsOf(plan: Plan, kinds: Registry): readonly string[] {
  return plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.revisions?.(spec) ?? []);
}
