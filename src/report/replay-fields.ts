import type { Json } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { troubleOf } from '../core/error-code.ts';
import { thousands } from '../core/thousands.ts';
import { cut } from './budget.ts';
import { countOfThings, spanInWords } from './words.ts';

/** Bytes of foreign text in one field. */
const FIELD_BYTES = 200;

/** Words for types of facts; undefined leaves one out. */
export type Words<Types extends string> = Readonly<Record<Types, (o: Observation) => string | undefined>>;

/** Whether a probe did not get the answer it should have: then it carries an error code. */
export function isFailure(o: Observation): boolean {
  return has(o, 'code');
}

export function has(o: Observation, name: string): boolean {
  return o[name] !== undefined && o[name] !== null;
}

export function field(o: Observation, name: string): string {
  return has(o, name) ? cut(jsonWord(o[name]), FIELD_BYTES) : '?';
}

export function jsonWord(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** Why there is no answer, or not the right one. */
export function trouble(o: Observation): string {
  return troubleOf(field(o, 'code'), has(o, 'detail') ? field(o, 'detail') : '');
}

export function withText(o: Observation, name: string): string {
  return has(o, name) ? ` (${field(o, name)})` : '';
}

/** @param one what is counted, in the singular */
export function counted(o: Observation, name: string, one: string): string {
  const value = o[name];
  return typeof value === 'number' ? countOfThings(value, one) : `? ${one}s`;
}

/** How a process ended. */
export function end(o: Observation): string {
  if (has(o, 'folder')) return `could not be started, there is no folder ${field(o, 'folder')}`;
  if (has(o, 'spawnError')) return `could not be started, ${field(o, 'spawnError')}`;
  if (has(o, 'signal')) return `by ${field(o, 'signal')}`;
  return has(o, 'exit') ? `exit code ${field(o, 'exit')}` : 'end unknown';
}

export function late(o: Observation): string {
  return o['timedOut'] === true ? ', its time was up' : '';
}

export function span(o: Observation, name: string): string {
  const value = o[name];
  return typeof value === 'number' ? spanInWords(value) : '?';
}

export function micros(o: Observation): string {
  const value = o['us'];
  return typeof value === 'number' ? `${thousands(value / 1000)} ms` : '?';
}

export function size(o: Observation, name: string): string {
  const value = o[name];
  return Array.isArray(value) ? thousands(value.length) : '?';
}

export function items(o: Observation, name: string): string {
  const value = o[name];
  return Array.isArray(value) ? value.map((item) => jsonWord(item as Json)).join(', ') : '';
}
