import type { Measurement, MeasurementTable, MeasurementType } from '../conditions/measurements.ts';
import { kinds } from '../gates/registry.ts';
import { countsTable } from '../gates/shared/kind.ts';
import { PROBE_KINDS, probeKinds } from '../probes/registry.ts';
import { exampleGate } from './example.ts';
import { USER_KINDS } from './configuration.ts';
import { gateTitle } from './schema.ts';

/** A measurement as a condition names it, where it can be read. */
interface Readable {
  readonly where: string;
  /** As one writes it: `suites["…"].passRate`. */
  readonly name: string;
  readonly measurement: Measurement;
  /** What the gate must have for it. */
  readonly needs?: string;
}

/** Every measurement of a name, `changedLines` or `coverage.changedLines`, with who has it; nothing for a word that is none. */
export function explainMeasurement(word: string): readonly string[] {
  const wanted = withoutKeys(word);
  const found = readable().filter(({ name }) => withoutKeys(name) === wanted || withoutKeys(name).endsWith(`.${wanted}`));
  if (found.length === 0) return [];
  return [`Measurements, which conditions read\n\n${found.map(readableText).join('')}`];
}

/** To suggest one for a word that is none. */
export function measurementWords(): readonly string[] {
  return [...new Set(readable().flatMap(({ name }) => [withoutKeys(name), withoutKeys(name).split('.').at(-1) ?? '']))];
}

/** A measurement a row, its parts below it. */
export function tableText(table: MeasurementTable): string {
  const rows = Object.entries(table).flatMap(([name, measurement]) => [
    { name, measurement },
    ...partsOf(name, measurement).filter((part) => !part.name.includes('[')),
  ]);
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, measurement: { type, doc } }) => `  ${name.padEnd(width)}  ${doc} (${typeInWords(type)})\n`).join('');
}

function readableText({ where, name, measurement: { type, doc }, needs }: Readable): string {
  return `  ${name}: ${where}\n      ${doc} (${typeInWords(type)})\n${needs === undefined ? '' : `      It ${needs}.\n`}`;
}

function readable(): readonly Readable[] {
  return [
    ...USER_KINDS.flatMap(ofKind),
    ...PROBE_KINDS.flatMap((kind) => ofTable(probeKinds[kind].reads, `\`expect\` of ${kind}, a probe`)),
  ];
}

function ofKind(kind: string): readonly Readable[] {
  const spec = kinds[kind]?.spec;
  if (spec?.example === undefined) return [];
  const { id, spec: own } = exampleGate(kind, spec.example);
  const measured = spec.measurements(own);
  const counted = Object.entries(countsTable(spec, own)).filter(([name]) => !Object.hasOwn(measured, name));
  const needing = (one: Readable): Readable => {
    const needs = spec.brings?.[one.name] ?? spec.brings?.[one.name.split(/[.[]/)[0] ?? ''];
    return needs === undefined ? one : { ...one, needs };
  };
  // Queries of the example: every gate has its own.
  const queries = Object.keys(spec.queries?.(own) ?? {});
  return [
    ...ofTable(measured, `criteria of ${gateTitle(kind)}`).map(needing),
    ...ofTable(Object.fromEntries(counted), `counts of ${gateTitle(kind)}, which later gates read as gates["${id}"].counts`),
  ].filter(({ name }) => !queries.includes(name.split('.').at(-1) ?? ''));
}

function ofTable(table: MeasurementTable, where: string): readonly Readable[] {
  return Object.entries(table).flatMap(([name, measurement]) => [
    { where, name, measurement },
    ...partsOf(name, measurement).map((part) => ({ where, ...part })),
  ]);
}

/** What a measurement of several has inside. */
function partsOf(name: string, { type }: Measurement): readonly Pick<Readable, 'name' | 'measurement'>[] {
  if (typeof type === 'string') return [];
  const [fields, prefix] = 'fields' in type ? [type.fields, name] : [fieldsOfEach(type), `${name}["…"]`];
  return Object.entries(fields).map(([field, measurement]) => ({ name: `${prefix}.${field}`, measurement }));
}

function fieldsOfEach(type: MeasurementType): MeasurementTable {
  if (typeof type === 'string' || !('map' in type)) return {};
  return typeof type.map === 'object' && 'fields' in type.map ? type.map.fields : {};
}

function typeInWords(type: MeasurementType): string {
  if (typeof type === 'string') return type;
  if ('list' in type) return 'list';
  return 'map' in type ? 'by name' : Object.keys(type.fields).join(', ');
}

/** `recall["ham"]` and `recall` are one measurement. */
function withoutKeys(name: string): string {
  return name.replaceAll(/\[[^\]]*\]/g, '');
}
