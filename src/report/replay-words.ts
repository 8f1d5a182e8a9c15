import type { Json } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { thousands } from '../core/thousands.ts';
import { cut } from './budget.ts';
import { terminal } from './escape.ts';
import { spanInWords } from './words.ts';

/** Bytes of one line's foreign text. */
const LINE_BYTES = 400;
const FIELD_BYTES = 200;

/** Facts that a timeline leaves out while they carry no error code. */
const QUIET: ReadonlySet<string> = new Set(['progress', 'attachment', 'after.attachment']);
/** Series of one sample that a line shows. */
const SHOWN_SERIES = 3;
const NO_LABELS: ReadonlySet<string> = new Set(['', '{}']);

function sourceWords(o: Observation): string {
  return o['vcs'] === 'git'
    ? `source is commit ${field(o, 'commit')}, ${field(o, 'dirtyCount')} uncommitted changes`
    : 'source is no git work tree';
}

/** Words for the facts that every execution has; undefined leaves one out. Any other type is shown with its fields. */
const WORDS: Readonly<Record<string, (o: Observation) => string | undefined>> = {
  'execution.started': (o) => `execution ${field(o, 'executionId')} starts at ${field(o, 'at')} on ${field(o, 'os')} ${field(o, 'arch')}`,
  'execution.ended': (o) => `execution ended: ${field(o, 'reason')}`,
  source: sourceWords,
  'change.base': (o) =>
    has(o, 'trouble')
      ? `no list of what changed since ${field(o, 'base')}: ${field(o, 'trouble')}${withText(o, 'detail')}`
      : `compared ${field(o, 'head')} with ${field(o, 'mergeBase')}, where it left ${field(o, 'base')} (${field(o, 'commit')})`,
  review: (o) =>
    `${field(o, 'reviewer')} (${field(o, 'permission')}) ${field(o, 'state')} ${field(o, 'commit')} at ${field(o, 'submittedAt')}`,
  reviews: (o) =>
    `pull request #${field(o, 'pullRequest')} by ${field(o, 'author')} at ${field(o, 'head')}: ${field(o, 'count')} reviews${withText(o, 'trouble')}`,
  'source.end': (o) => `after the gates ${sourceWords(o)}`,
  attempt: (o) => `earlier attempt of this commit: ${field(o, 'executionId')} ${field(o, 'status')}`,
  history: (o) =>
    o['commit'] === undefined
      ? undefined
      : `${countOf(o, 'attempts')} of this commit before, ${field(o, 'noGo')} NO-GO, in ${field(o, 'store')}`,
  part: (o) => `follows execution ${field(o, 'executionId')}, head ${field(o, 'head')}`,
  stage: (o) => `stage ${field(o, 'name')} begins, weight ${field(o, 'weight')} %`,
  changed: () => 'its weight is set',
  rollback: (o) => `rollback begins, from weight ${field(o, 'weight')} %`,
  clock: (o) => `the wall clock jumped by ${field(o, 'jumpMs')} ms`,
  resumed: () => 'taken up again by another process',
  interrupted: (o) => `interrupted by ${field(o, 'signal')}`,
  'gate.started': () => 'gate starts',
  'gate.ended': (o) => `gate ended: ${field(o, 'reason')}${withText(o, 'detail')}`,
  control: (o) => `${field(o, 'action')}, because of observation ${field(o, 'because')}`,
  'service.started': (o) => `${field(o, 'service')} started, pid ${field(o, 'pid')}${has(o, 'port') ? `, port ${field(o, 'port')}` : ''}`,
  'service.ready': (o) => `${field(o, 'service')} ready after ${span(o, 'ms')}`,
  'service.failed': (o) => `${field(o, 'service')} failed: ${field(o, 'cause')}${code(o)}${withText(o, 'detail')}`,
  'service.exited': (o) => `${field(o, 'service')} died (${end(o)})`,
  'service.usurped': (o) => `${field(o, 'service')} ${o['shared'] === true ? 'shares' : 'lost'} its port: ${field(o, 'detail')}`,
  'service.crashed': (o) => `${field(o, 'service')} killed: ${size(o, 'killed')} processes`,
  'service.stopped': (o) => `${field(o, 'service')} stopped (${end(o)}) after ${span(o, 'ms')}`,
  'service.verified': (o) =>
    `${field(o, 'service')} ${o['alive'] === true ? 'alive' : 'not alive'}, ${o['ours'] === true ? 'ours' : 'not ours'}, port ${field(o, 'portOwner')}${code(o)}`,
  sweep: (o) => `sweep ${field(o, 'phase')}: ${size(o, 'found')} left, ${size(o, 'zombies')} zombies, by ${items(o, 'techniques')}`,
  check: (o) => (isFailure(o) ? `${failureWords(o)} after ${micros(o)}` : undefined),
  missed: (o) =>
    `${has(o, 'service') ? `${field(o, 'service')} ` : ''}${slotWords(o)}: ${o['busy'] === true ? 'busy, no answer yet to the check before' : 'missed'}`,
  sample: (o) => (isFailure(o) || ofRollout(o) ? `${slotWords(o)}: ${field(o, 'query')} ${sampleWords(o)}` : undefined),
  probe: (o) =>
    `${field(o, 'name')}, ${has(o, 'try') ? `try ${field(o, 'try')}` : slotWords(o)}: ${has(o, 'code') ? `${field(o, 'code')}${withText(o, 'detail')}` : 'answered'} after ${micros(o)}`,
  step: stepWords,
  'after.step': (o) => `afterwards: ${stepWords(o)}`,
};

/** One line about an observation, without time and gate; undefined for one that a timeline leaves out. */
export function describe(o: Observation): string | undefined {
  if (QUIET.has(o.type) && !isFailure(o)) return undefined;
  const words = Object.hasOwn(WORDS, o.type) ? WORDS[o.type] : undefined;
  const text = words ? words(o) : `${o.type} ${fields(o)}`;
  return text === undefined ? undefined : terminal(cut(text, LINE_BYTES)).trimEnd();
}

/** Whether a probe did not get the answer it should have: then it carries an error code. */
export function isFailure(o: Observation): boolean {
  return has(o, 'code');
}

function failureWords(o: Observation): string {
  return `${field(o, 'service')} ${slotWords(o)}: ${field(o, 'code')}${withText(o, 'detail')}`;
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
  if (isFailure(o)) return `${field(o, 'code')}${withText(o, 'detail')}`;
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

function stepWords(o: Observation): string {
  const how = has(o, 'spawnError') ? `could not be started, ${field(o, 'spawnError')}` : end(o);
  const late = o['timedOut'] === true ? ', its time was up' : '';
  return `${field(o, 'name')} ${how}${late} after ${span(o, 'durationMs')}: ${field(o, 'run')}`;
}

function end(o: Observation): string {
  if (has(o, 'signal')) return `by ${field(o, 'signal')}`;
  return has(o, 'exit') ? `exit code ${field(o, 'exit')}` : 'end unknown';
}

/** All fields of a fact whose type this page does not know. */
function fields(o: Observation): string {
  const { seq: _seq, t: _t, type: _type, gate: _gate, basis: _basis, ...rest } = o;
  return Object.keys(rest)
    .map((name) => `${name}=${field(o, name)}`)
    .join(' ');
}

function has(o: Observation, name: string): boolean {
  return o[name] !== undefined && o[name] !== null;
}

function field(o: Observation, name: string): string {
  return has(o, name) ? cut(jsonWord(o[name]), FIELD_BYTES) : '?';
}

function jsonWord(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function code(o: Observation): string {
  return has(o, 'code') ? `, ${field(o, 'code')}` : '';
}

function withText(o: Observation, name: string): string {
  return has(o, name) ? ` (${field(o, name)})` : '';
}

function countOf(o: Observation, name: 'attempts'): string {
  return o[name] === 1 ? '1 attempt' : `${field(o, name)} ${name}`;
}

function span(o: Observation, name: string): string {
  const value = o[name];
  return typeof value === 'number' ? spanInWords(value) : '?';
}

function micros(o: Observation): string {
  const value = o['us'];
  return typeof value === 'number' ? `${thousands(value / 1000)} ms` : '?';
}

function size(o: Observation, name: string): string {
  const value = o[name];
  return Array.isArray(value) ? thousands(value.length) : '?';
}

function items(o: Observation, name: string): string {
  const value = o[name];
  return Array.isArray(value) && value.length > 0 ? value.map((item) => jsonWord(item as Json)).join(', ') : 'no technique';
}
