import { z } from 'zod';
import type { JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import { address, condition, period, text } from '../language/keys.ts';
import type { ProbeProblem, ProbeSite, WatchKindSpec } from './kind.ts';
import { command } from './kinds/command.ts';
import { http } from './kinds/http.ts';
import { tcp } from './kinds/tcp.ts';

/** The kinds of probe that services are watched with. */
const WATCHES: Readonly<Record<string, WatchKindSpec>> = { http, tcp, command };

const watch = {
  expect: condition().optional().describe('CEL over what the probe sees.'),
  timeout: period()
    .optional()
    .describe(
      'Longest time until the answer. When it expires, the check fails. Default: 5s, in a health gate at most 0.9 of its interval.',
    ),
};

function watchOf<More extends z.ZodRawShape>(title: string, more: More) {
  return [
    z.strictObject({ http: http.schema.shape.http, follow: http.schema.shape.follow, ...more }).meta({ title }),
    z.strictObject({ tcp: tcp.schema.shape.tcp, ...more }).meta({ title }),
    z.strictObject({ command: command.schema.shape.command, ...more }).meta({ title }),
  ] as const;
}

const pathOrUrl = address(text('a path such as /healthz, or a URL'));

/** A service's `health`. */
export const healthProbe = z.union([pathOrUrl, ...watchOf('a health probe', watch)]).meta({ title: 'a health probe' });

const waiting = {
  expect: watch.expect,
  interval: period().prefault('200ms').describe('Pause between two attempts.'),
  timeout: period().prefault('30s').describe('How long it may take to become ready.'),
};

/** A service's `ready`; without a probe of its own it takes that of `health`. */
export const readyProbe = z
  .union([
    pathOrUrl,
    ...watchOf('a ready probe', waiting),
    z.strictObject({ interval: waiting.interval, timeout: waiting.timeout }).meta({ title: 'a ready probe' }),
  ])
  .meta({ title: 'a ready probe' });

const advancing = {
  value: condition().describe('CEL over what the probe sees: the number that must grow.'),
  within: period().describe('Longest time without growth; longer is a stall.'),
  timeout: period().optional().describe('Longest time until the answer; longer is no answer. Default 5s.'),
};

/** A service's `progress`. */
export const progressProbe = z.union([...watchOf('a progress probe', advancing)]).meta({ title: 'a progress probe' });

/** What a watching probe looks at; the rest of its keys is its owner's. */
export type RawWatch = (
  | Pick<z.output<typeof http.schema>, 'http'>
  | Pick<z.output<typeof tcp.schema>, 'tcp'>
  | Pick<z.output<typeof command.schema>, 'command'>
) & { readonly expect?: string | undefined };

/** Whether it says what to look at. */
export function isWatch(raw: object): raw is RawWatch {
  return Object.keys(WATCHES).some((kind) => Object.hasOwn(raw, kind));
}

/** The kind of a watch. */
export function watchKind(raw: RawWatch): string {
  return written(raw).kind;
}

/** What zod can't see of the probe of a service. */
export function checkWatch(raw: RawWatch, site: ProbeSite): readonly ProbeProblem[] {
  return written(raw).spec.check?.(raw, site) ?? [];
}

/** The probe of a service in its resolved form. @param raw one without problems */
export function resolveWatch(raw: RawWatch, name: string, timeoutMs: number | undefined, site: ProbeSite): ProbePlan {
  const { kind, spec } = written(raw);
  return {
    name,
    kind,
    target: spec.target(raw, site),
    ...(raw.expect !== undefined && { expect: raw.expect }),
    timeoutMs: timeoutMs ?? site.timeoutMs,
    retry: site.retry,
  };
}

/** Whether it asks the service itself, over the network: what answers it, listens. */
export function asksItself({ kind }: ProbePlan): boolean {
  return WATCHES[kind]?.localPort !== undefined;
}

/** The port of this machine that it asks; undefined where it asks none. */
export function localPortOf({ kind, target }: ProbePlan): number | undefined {
  return WATCHES[kind]?.localPort?.(target);
}

/** Whether an answer came from the service that is watched. */
export function isFromService({ kind }: ProbePlan, got: JsonObject): boolean {
  return WATCHES[kind]?.fromService(got) ?? true;
}

function written(raw: RawWatch): { readonly kind: string; readonly spec: WatchKindSpec } {
  const [kind, spec] = Object.entries(WATCHES).find(([word]) => Object.hasOwn(raw, word)) ?? [];
  if (kind === undefined || spec === undefined) throw new Error('a watching probe without a kind');
  return { kind, spec };
}
