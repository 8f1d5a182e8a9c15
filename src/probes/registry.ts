import { z } from 'zod';
import type { ProbePlan } from '../core/plan.ts';
import type { ProbeKindSpec } from './kind.ts';
import { command } from './kinds/command.ts';
import { container } from './kinds/container.ts';
import { disk } from './kinds/disk.ts';
import { env } from './kinds/env.ts';
import { envFile } from './kinds/env-file.ts';
import { file } from './kinds/file.ts';
import { http } from './kinds/http.ts';
import { portFree } from './kinds/port-free.ts';
import { processKind } from './kinds/process.ts';
import { sqlite } from './kinds/sqlite.ts';
import { tcp } from './kinds/tcp.ts';
import { tool } from './kinds/tool.ts';

/** The kinds of probes, by their word. A new kind is a line here, and one among the looks (live/looks/registry.ts). */
export const probeKinds = {
  http,
  tcp,
  'port-free': portFree,
  command,
  tool,
  file,
  disk,
  'env-file': envFile,
  env,
  process: processKind,
  container,
  sqlite,
};

type Kinds = typeof probeKinds;

export type ProbeKind = keyof Kinds;

export const PROBE_KINDS = Object.keys(probeKinds) as readonly ProbeKind[];

/** The keys of a kind of probe in their resolved form. */
export type TargetOf<Kind extends ProbeKind> = ReturnType<Kinds[Kind]['target']>;

/** The plan of a probe of this kind. */
export type PlanOf<Kind extends ProbeKind> = ProbePlan<TargetOf<Kind>> & { readonly kind: Kind };

/** The plan of a probe whose kind is in the registry, told apart by `kind`. */
export type AnyPlan = { readonly [Kind in ProbeKind]: PlanOf<Kind> }[ProbeKind];

/** One probe of a list; its first word says which kind. */
export const anyProbe = z.union(PROBE_KINDS.map((kind) => probeKinds[kind].schema)).meta({ title: 'a probe', id: 'probe' });

export type RawProbe = z.output<Kinds[ProbeKind]['schema']>;

/** Every kind, for code that does not know which one it has: a target goes only to the kind that made it. */
const SPECS: Readonly<Record<string, ProbeKindSpec>> = probeKinds;

/** The kind of a written probe: the first word of a kind among its keys. */
export function probeKind(raw: object): ProbeKind | undefined {
  return PROBE_KINDS.find((kind) => Object.hasOwn(raw, kind));
}

/** What is known of a kind; undefined for a word that is none. */
export function specOf(kind: string): ProbeKindSpec | undefined {
  return Object.hasOwn(SPECS, kind) ? SPECS[kind] : undefined;
}

/** Whether it is of a kind of the registry. Plans hold targets as data; from here on they have the type that their kind gave them. */
export function isKnown(plan: ProbePlan): plan is AnyPlan {
  return specOf(plan.kind) !== undefined;
}

/** The same for a certain kind. */
export function isOfKind<Kind extends ProbeKind>(plan: ProbePlan, kind: Kind): plan is PlanOf<Kind> {
  return plan.kind === kind;
}

/** Whether it runs a command, which is a step of the gate. */
export function runsCommand({ kind }: ProbePlan): boolean {
  return specOf(kind)?.agrees !== undefined;
}
