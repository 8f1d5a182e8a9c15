import type { METRIC_FACTS } from '../core/facts/metrics.ts';
import type { PROBE_FACTS } from '../core/facts/probes.ts';
import type { Json } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { counted, end, field, has, isFailure, jsonWord, late, micros, trouble, type Words } from './replay-fields.ts';

/** Series of one sample that a line shows. */
const SHOWN_SERIES = 3;
const NO_LABELS: ReadonlySet<string> = new Set(['', '{}']);

/** What gates saw that look at something themselves, or ask Prometheus. */
export const LOOK_WORDS: Words<keyof typeof PROBE_FACTS | keyof typeof METRIC_FACTS> = {
  check: (o) => (isFailure(o) ? `${failureWords(o)} after ${micros(o)}` : undefined),
  missed: (o) =>
    `${has(o, 'service') ? `${field(o, 'service')} ` : ''}${slotWords(o)}: ${o['busy'] === true ? 'busy, no answer yet to the check before' : 'missed'}`,
  progress: (o) => (isFailure(o) ? `progress of ${field(o, 'service')}: ${trouble(o)}` : undefined),
  probe: (o) =>
    `${field(o, 'name')}, ${has(o, 'try') ? `try ${field(o, 'try')}` : slotWords(o)}: ${isFailure(o) ? trouble(o) : 'answered'} after ${micros(o)}`,
  request: (o) =>
    `${field(o, 'identity')}, rule ${place(o, 'rule')}: ${isFailure(o) ? trouble(o) : `status ${field(o, 'status')}`} after ${micros(o)}`,
  sandbox: (o) =>
    `sandbox ${place(o, 'index')}, ${field(o, 'step')}: ${end(o)}${late(o)}${has(o, 'control') ? '; the same command outside was run as well' : ''}`,
  prometheus: (o) => (isFailure(o) ? `Prometheus: ${trouble(o)}` : `Prometheus answers${skew(o)}`),
  sample: (o) => (isFailure(o) || ofRollout(o) ? `${slotWords(o)}: ${field(o, 'query')} ${sampleWords(o)}` : undefined),
  stage: (o) => `stage ${field(o, 'name')} begins, weight ${field(o, 'weight')} %`,
  changed: () => 'its weight is set',
  between: (o) => `${counted(o, 'looks', 'look')} back at the time since the job before`,
  rollback: (o) => `rollback begins, from weight ${field(o, 'weight')} %`,
};

function skew(o: Observation): string {
  const ms = o['skewMs'];
  return typeof ms === 'number' && Math.abs(ms) >= 1000 ? `; its clock is ${Math.abs(ms)} ms ${ms > 0 ? 'ahead' : 'behind'}` : '';
}

/** Counted from 1, as people do. */
function place(o: Observation, name: string): string {
  const index = o[name];
  return typeof index === 'number' ? String(index + 1) : '?';
}

function failureWords(o: Observation): string {
  return `${field(o, 'service')} ${slotWords(o)}: ${trouble(o)}`;
}

/** The samples of a `metrics` gate are as many as its checks; those of a rollout are its story. */
function ofRollout(o: Observation): boolean {
  return has(o, 'stage') || o['rollback'] === true;
}

/** What is asked of a source of metrics, or in a rollout, is a look; what is asked of a service is a check. */
function isLook(o: Observation): boolean {
  return ofRollout(o) || o.type === 'sample' || (o.type === 'missed' && !has(o, 'service'));
}

/** Which check it is, or where in a rollout and in which of its looks; all count from 1. */
function slotWords(o: Observation): string {
  const slot = o['slot'];
  const look = `${isLook(o) ? 'look' : 'check'} ${typeof slot === 'number' ? slot + 1 : '?'}`;
  if (o['rollback'] === true) return `rollback, ${look}`;
  const stage = o['stage'];
  if (typeof stage !== 'number') return look;
  if (o['after'] === true) return `after the last stage, ${look}`;
  return `stage ${stage + 1}, ${o['changing'] === true ? 'its weight changes, ' : ''}${look}`;
}

/** `= 0.004`, or of several series each with its labels. */
function sampleWords(o: Observation): string {
  if (isFailure(o)) return trouble(o);
  const series = Array.isArray(o['values']) ? (o['values'] as readonly unknown[]) : [];
  if (series.length === 0) return 'has no value';
  const shown = series.slice(0, SHOWN_SERIES).map(seriesWords).join(', ');
  return `= ${shown}${series.length > SHOWN_SERIES ? `, and ${series.length - SHOWN_SERIES} more` : ''}`;
}

function seriesWords(one: unknown): string {
  const [labels, value] = Array.isArray(one) ? (one as readonly Json[]) : [];
  const words = value === undefined ? '?' : jsonWord(value);
  return typeof labels === 'string' && !NO_LABELS.has(labels) ? `${words} ${labels}` : words;
}
