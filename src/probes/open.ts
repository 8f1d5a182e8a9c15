import { type MeasurementTable } from '../conditions/measurements.ts';
import type { JsonObject } from '../core/json.ts';
import { failed, passed, type ProbeVerdict, unrecorded } from './rows.ts';
import type { Reads } from './sight.ts';

/** What conditions over a port may read. */
export function openTable(doc: string): MeasurementTable {
  return { open: { type: 'boolean', doc } };
}

/** The default of a port, unless the condition reads it. @param said the word for each state, the wanted one first */
export function openRows(got: JsonObject, reads: Reads, wanted: boolean, said: readonly [string, string]): readonly ProbeVerdict[] {
  const { open } = got;
  if (typeof open !== 'boolean') return [unrecorded('open')];
  if (reads('open')) return [];
  const [good, bad] = said;
  return [open === wanted ? passed(good, good) : failed(undefined, bad, good)];
}

/** A refusal is an answer to a condition that reads whether the port is open. */
export function answersOpen(got: JsonObject, reads: Reads): boolean {
  return reads('open') && typeof got['open'] === 'boolean';
}
