import type { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { limitOf } from '../../core/ratio.ts';
import { thousands } from '../../core/thousands.ts';
import { flag, limit, period, whole } from '../../language/keys.ts';
import { amount, type MeasurementTable, share, someOf } from '../../conditions/measurements.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { type Allowance, failuresAllowed, type Limited, mayNeverHold, missedAllowed } from './limits.ts';

const shape = {
  interval: period().prefault('5s').describe('Time between two checks of a service.'),
  duration: period().optional().describe('How long; a whole number of intervals. Either this or `count`.'),
  count: whole(1).optional().describe('How many checks of each service. Either this or `duration`.'),
  'failure-limit': limit()
    .prefault(0)
    .describe(
      'How many checks may fail: a count, or a ratio of the expected ones, rounded down. A ratio holds for each service too. More fails the gate.',
    ),
  'per-service': flag()
    .default(true)
    .describe('false: the ratios of `failure-limit` and `missed-limit` hold for all services together, not for each.'),
  'consecutive-failure-limit': whole(0)
    .optional()
    .describe('How many checks of one service may fail in a row; one more ends the gate at once.'),
  'missed-limit': limit()
    .prefault(0)
    .describe('How many checks may not happen in time: a count, or a ratio as above. More blocks the gate.'),
  'fail-fast': flag().optional().describe('true: ends when it can not pass any more. Default: true for gates of 1h and more, else false.'),
  uninterrupted: period().optional().describe('Every service must once have been well for so long without a break.'),
};

/** A gate that takes so long is given up once it is lost. */
const LONG_MS = 3_600_000;

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface Stall extends JsonObject {
  readonly service: string;
  readonly withinMs: number;
  /** False: the gate is no longer than `withinMs`, so it can't judge. */
  readonly judged: boolean;
}

export interface HealthSpec extends JsonObject, Limited {
  readonly intervalMs: number;
  readonly consecutiveFailureLimit?: number;
  readonly uninterruptedMs?: number;
  /** Absent in plans of before: false. */
  readonly failFast?: boolean;
  /** Services that are not counted, whose death fails the gate. */
  readonly watched: readonly string[];
  readonly stalls: readonly Stall[];
}

function countOf(raw: Raw): number {
  return raw.count ?? (raw.duration ?? 0) / raw.interval;
}

function stallsOf(raw: Raw, context: SpecContext): readonly Stall[] {
  const lengthMs = countOf(raw) * raw.interval;
  return context.services.flatMap(({ id, progressWithinMs: withinMs }) =>
    withinMs === undefined ? [] : [{ service: id, withinMs, judged: withinMs < lengthMs }],
  );
}

function checkSchedule(raw: Raw): readonly SpecProblem[] {
  const { duration, count, interval } = raw;
  if (duration === undefined && count === undefined) return [{ path: [], message: 'a health gate needs "duration" or "count"' }];
  if (duration === undefined) return [];
  if (count !== undefined) return [{ path: ['count'], message: 'expected either "duration" or "count", found both' }];
  if (duration % interval === 0) return [];
  const fewer = formatDuration(Math.floor(duration / interval) * interval);
  const more = formatDuration(Math.ceil(duration / interval) * interval);
  const near = duration < interval ? more : `${fewer} or ${more}`;
  return [
    {
      path: ['duration'],
      message: `found ${formatDuration(duration)}, expected a whole number of intervals of ${formatDuration(interval)}, such as ${near}`,
    },
  ];
}

function checkLimits(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const checks = countOf(raw) * context.services.filter(({ counted }) => counted).length;
  const problems: SpecProblem[] = [];
  if (limitOf(raw['failure-limit'], checks) >= checks && !failsOtherwise(raw, context)) {
    problems.push({ path: ['failure-limit'], message: `a gate that can't fail: all ${checks} checks may fail` });
  }
  const missed = limitOf(raw['missed-limit'], checks);
  if (missed >= checks) {
    problems.push({ path: ['missed-limit'], message: `found ${missed}, expected less than the ${checks} checks that the gate expects` });
  }
  if (raw.uninterrupted !== undefined && raw.uninterrupted > countOf(raw) * raw.interval) {
    problems.push({ path: ['uninterrupted'], message: `found ${formatDuration(raw.uninterrupted)}, which is longer than the gate` });
  }
  return problems;
}

/** Whether more is required of a gate than that each service was well once. */
function failsOtherwise(raw: Raw, context: SpecContext): boolean {
  const { uninterrupted, 'consecutive-failure-limit': consecutive } = raw;
  return (
    [uninterrupted, consecutive].some((limit) => limit !== undefined) ||
    context.criteria.length > 0 ||
    stallsOf(raw, context).some(({ judged }) => judged)
  );
}

/** A limit of failures in a row that no service can exceed. */
function idleLimit(raw: Raw, { gateId }: SpecContext): readonly SpecProblem[] {
  const limit = raw['consecutive-failure-limit'];
  const count = countOf(raw);
  if (limit === undefined || limit < count) return [];
  const message = `gate "${gateId}" checks each service ${count} times, so more than ${limit} failures in a row never happen`;
  return [{ path: ['consecutive-failure-limit'], message }];
}

/** Ratios that allow a gate something and a single service nothing. */
function emptyShares(raw: Raw, { gateId, services }: SpecContext): readonly SpecProblem[] {
  const count = countOf(raw);
  const checked = services.filter(({ counted }) => counted).length;
  return (['failure-limit', 'missed-limit'] as const).flatMap((key) => {
    const limit = raw[key];
    if (!raw['per-service'] || limitOf(limit, count) > 0 || limitOf(limit, count * checked) === 0) return [];
    const message = `gate "${gateId}" checks each service ${count} times, of which this ratio allows none; "per-service: false" takes it of all services together`;
    return [{ path: [key], message }];
  });
}

/** Answers that may take longer than the time to the next check. */
function slowAnswers(raw: Raw, { gateId, services }: SpecContext): readonly SpecProblem[] {
  const slow = services.flatMap(({ id, timeoutMs = 0 }) => (timeoutMs > raw.interval ? [`${id} (${formatDuration(timeoutMs)})`] : []));
  if (slow.length === 0) return [];
  const message = `gate "${gateId}" checks every ${formatDuration(raw.interval)}, but its answers may take longer: ${slow.join(', ')}; checks that are due meanwhile fail`;
  return [{ path: ['interval'], message }];
}

function unjudgedStalls(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const unjudged = stallsOf(raw, context).filter(({ judged }) => !judged);
  if (unjudged.length === 0) return [];
  const which = unjudged.map(({ service, withinMs }) => `${service} (within ${formatDuration(withinMs)})`).join(', ');
  const length = formatDuration(countOf(raw) * raw.interval);
  return [{ path: [], message: `gate "${context.gateId}" takes ${length} and so judges no stalls of ${which}` }];
}

const EXAMPLE = `health-30m:
  kind: health
  services: all
  interval: 5s
  duration: 30m
  failure-limit: 0
  criteria: [ "p95Ms < 200.0" ]
`;

const NOTES: readonly string[] = [
  'A check fails when the answer is not 2xx (or `expect` does not hold), when there is none in time, and when the service still owes the one before. A redirect is not 2xx: `follow: true` of the probe follows it, as Kubernetes does.',
  'failureThreshold: 3 of Kubernetes is failure-limit: 100% with consecutive-failure-limit: 2: two failures in a row may be, the third ends the gate. Each service must have been well once at least.',
];

export const spec: GateSpec<typeof shape, HealthSpec> = {
  kind: 'health',
  intervalMs: ({ intervalMs }) => intervalMs,
  summary: 'Checks every service at a fixed rate and counts each check: failures, latency, stalls, checks that did not happen.',
  example: EXAMPLE,
  notes: NOTES,
  shape,

  check(raw, context) {
    const schedule = checkSchedule(raw);
    const counted = context.services.filter((service) => service.counted).length;
    if (context.services.length === 0) return [...schedule, { path: [], message: 'a health gate needs "services"' }];
    if (counted === 0)
      return [...schedule, { path: ['services'], message: 'none of these services has "health": there is nothing to check' }];
    return schedule.length > 0 ? schedule : checkLimits(raw, context);
  },

  warnings: (raw, context) => [
    ...idleLimit(raw, context),
    ...emptyShares(raw, context),
    ...slowAnswers(raw, context),
    ...unjudgedStalls(raw, context),
  ],

  resolve: (raw, context) => ({
    intervalMs: raw.interval,
    count: countOf(raw),
    failureLimit: raw['failure-limit'],
    perService: raw['per-service'],
    ...(raw['consecutive-failure-limit'] !== undefined && { consecutiveFailureLimit: raw['consecutive-failure-limit'] }),
    missedLimit: raw['missed-limit'],
    ...(raw.uninterrupted !== undefined && { uninterruptedMs: raw.uninterrupted }),
    failFast: raw['fail-fast'] ?? countOf(raw) * raw.interval >= LONG_MS,
    services: context.services.filter(({ counted }) => counted).map(({ id }) => id),
    watched: context.services.filter(({ counted }) => !counted).map(({ id }) => id),
    stalls: stallsOf(raw, context),
  }),

  expect: (spec) => ({ checks: spec.count * spec.services.length, intervals: spec.count, services: spec.services }),

  measurements: tableOf,

  defaults: healthDefaults,

  // It ends with its last check, which is due at the beginning of an interval.
  leastDurationMs: (spec) => (spec.count - 1) * spec.intervalMs,

  longestMs: (spec) => spec.count * spec.intervalMs,

  share: { bad: 'failures', all: 'checks', things: 'checks', criterion: 'failures' },

  progressOf: (spec) => spec.stalls.filter(({ judged }) => judged).map(({ service }) => service),
};

/** What is measured of all services together, and of each. */
export const SHARED = {
  checks: someOf('expectedChecks', 'checks that happened'),
  failures: someOf('checks', 'checks that failed'),
  errorRate: share('failures / checks, 0..1'),
  busy: someOf('failures', 'failed checks that were due while the service still owed the answer of one before'),
  missed: someOf('expectedChecks', 'checks that did not happen in time, by the fault of this program or its machine'),
  stalls: amount('times that `progress` did not grow within its bound'),
  p50Ms: amount('latency in ms that half of the answered checks did not exceed'),
  p95Ms: amount('latency in ms that 95 % of the answered checks did not exceed'),
  p99Ms: amount('latency in ms that 99 % of the answered checks did not exceed'),
  maxMs: amount('longest latency in ms'),
  longestUninterruptedSeconds: amount('longest time without a failed or missed check, in seconds'),
};

export function tableOf(spec: HealthSpec) {
  return {
    expectedChecks: amount('checks that had to happen: intervals × services with `health`'),
    intervals: amount('intervals in which every service was checked'),
    ...SHARED,
    services: { type: { map: { fields: SHARED }, keys: spec.services }, doc: 'the same of one service: services["api"].failures' },
  } satisfies MeasurementTable;
}

function healthDefaults(spec: HealthSpec): readonly DefaultCriterion[] {
  const checks = spec.count * spec.services.length;
  const judged = spec.stalls.filter((stall) => stall.judged).length;
  const missed = missedAllowed(spec);
  return [
    { name: 'every expected check happened', target: `${checks} of ${checks}` },
    ...(mayNeverHold(spec) ? [WELL_ONCE] : []),
    ...limitRows('failures', failuresAllowed(spec)),
    ...(spec.consecutiveFailureLimit === undefined
      ? []
      : [{ name: 'consecutive failures', target: `≤ ${spec.consecutiveFailureLimit} of each service` }]),
    ...(missed.all === 0 ? [] : limitRows('missed', missed)),
    ...(judged === 0 ? [] : [{ name: 'stalls', target: '= 0' }]),
    ...(spec.uninterruptedMs === undefined ? [] : [{ name: 'uninterrupted', target: `≥ ${formatDuration(spec.uninterruptedMs)}` }]),
  ];
}

/** Required where the limits alone would let a service pass of which no check held. */
export const WELL_ONCE: DefaultCriterion = { name: 'each service was well', target: 'once at least' };

/** The rows of a limit: of all services, and of each where that is less. */
export function limitRows(name: 'failures' | 'missed', { all, each }: Allowance): readonly DefaultCriterion[] {
  return [
    { name, target: `≤ ${thousands(all)}` },
    ...(each === undefined ? [] : [{ name: `${name} of each service`, target: `≤ ${thousands(each)}` }]),
  ];
}
