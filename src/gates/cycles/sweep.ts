import type { Json, JsonObject } from '../../core/json.ts';
import { listOf, MalformedObservation, type Observation } from '../../core/observation.ts';

/** A process that outlived the stop of its service. `by`: the techniques that found it. */
export interface Leftover {
  readonly pid: number;
  readonly start: string;
  readonly command: string;
  readonly by: readonly string[];
  readonly service?: string;
}

/** An ended process that its parent has not yet collected. */
export interface Zombie {
  readonly pid: number;
  readonly command: string;
  readonly parent: number;
}

/** What a sweep saw of one port; `free` is absent when the system would not tell. */
export interface PortState {
  readonly service: string;
  readonly port: number;
  readonly free?: boolean;
  readonly owners: readonly number[];
}

/** A recorded sweep, checked. */
export interface Sweep {
  readonly services: readonly string[];
  readonly phase: string;
  readonly techniques: readonly string[];
  readonly found: readonly Leftover[];
  readonly zombies: readonly Zombie[];
  readonly ports: readonly PortState[];
  readonly pidFiles: readonly { readonly service: string; readonly state: string }[];
  /** Whether the `ready` of a stopped service still holds; absent where nobody asked. */
  readonly stillReady?: readonly { readonly service: string; readonly holds: boolean }[];
}

/** @throws MalformedObservation when the fact is not a whole sweep. */
export function readSweep(o: Observation): Sweep {
  return {
    services: texts(o, 'services'),
    phase: text(o, 'sweep', o['phase']),
    techniques: texts(o, 'techniques'),
    found: rows(o, 'found').map((row) => ({
      pid: whole(o, 'found', row['pid']),
      start: text(o, 'found', row['start']),
      command: text(o, 'found', row['command']),
      by: textList(o, 'found', row['by']),
      ...(row['service'] !== undefined && { service: text(o, 'found', row['service']) }),
    })),
    zombies: rows(o, 'zombies').map((row) => ({
      pid: whole(o, 'zombies', row['pid']),
      command: text(o, 'zombies', row['command']),
      parent: whole(o, 'zombies', row['parent']),
    })),
    ports: rows(o, 'ports').map((row) => ({
      service: text(o, 'ports', row['service']),
      port: whole(o, 'ports', row['port']),
      owners: (Array.isArray(row['owners']) ? (row['owners'] as readonly Json[]) : fail(o, 'ports')).map((owner) =>
        whole(o, 'ports', owner),
      ),
      ...(row['free'] !== undefined && { free: typeof row['free'] === 'boolean' ? row['free'] : fail(o, 'ports') }),
    })),
    pidFiles: rows(o, 'pidFiles').map((row) => ({
      service: text(o, 'pidFiles', row['service']),
      state: text(o, 'pidFiles', row['state']),
    })),
    ...(o['stillReady'] !== undefined && {
      stillReady: rows(o, 'stillReady').map((row) => ({
        service: text(o, 'stillReady', row['service']),
        holds: typeof row['holds'] === 'boolean' ? row['holds'] : fail(o, 'stillReady'),
      })),
    }),
  };
}

/** Why a sweep with these techniques can't vouch for "nothing left"; undefined when it can. */
export function blindness(techniques: readonly string[]): string | undefined {
  const worked = new Set(techniques);
  const lacks = ['tree', 'group'].filter((technique) => !worked.has(technique));
  if (!worked.has('marker') && !worked.has('port')) lacks.push('marker or port');
  return lacks.length === 0 ? undefined : `the sweep could not look by ${lacks.join(', ')}`;
}

function rows(o: Observation, field: string): readonly JsonObject[] {
  return listOf(o, field).map((row) =>
    typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as JsonObject) : fail(o, field),
  );
}

function texts(o: Observation, field: string): readonly string[] {
  return textList(o, field, o[field]);
}

function textList(o: Observation, field: string, value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).map((item) => text(o, field, item)) : fail(o, field);
}

function text(o: Observation, field: string, value: Json | undefined): string {
  return typeof value === 'string' ? value : fail(o, field);
}

function whole(o: Observation, field: string, value: Json | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fail(o, field);
}

function fail(o: Observation, field: string): never {
  throw new MalformedObservation(o, field, 'what a sweep records');
}
