import type { Json } from '../core/json.ts';
import type { Counts } from '../core/judgement.ts';
import { thousands } from '../core/thousands.ts';

/** What a gate counted, for people: `checks 2,160 · failures 0`; nested counts as `services["api"].failures 0`. */
export function countsInWords(counts: Counts): string {
  return entriesOf(counts, '')
    .map(([name, value]) => `${name} ${valueInWords(value)}`)
    .join(' · ');
}

function entriesOf(counts: Counts, prefix: string): readonly (readonly [string, Json])[] {
  return Object.entries(counts).flatMap(([key, value]) => {
    if (value === undefined || isTable(value)) return [];
    const name = prefix === '' ? key : prefix + step(key);
    return isCounts(value) ? entriesOf(value, name) : [[name, value] as const];
  });
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A list of counts (of each run) is for programs: as a text nobody reads it. */
function isTable(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one: Json) => isCounts(one));
}

function isCounts(value: Json): value is Counts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueInWords(value: Json): string {
  if (typeof value === 'number') return thousands(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
