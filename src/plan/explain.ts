import type { GatePlan } from '../core/plan.ts';
import { kinds } from '../gates/registry.ts';
import { countsTable, type GateSpec } from '../gates/shared/kind.ts';
import { PROBE_KINDS, type ProbeKind, probeKinds } from '../probes/registry.ts';
import { retry, sharedKeys } from '../probes/shapes.ts';
import { exampleGate } from './example.ts';
import { tableText } from './explain-measurements.ts';
import { USER_KINDS } from './configuration.ts';
import { gateKeys, gateTitle, sections, service, waiver } from './schema.ts';
import { defaultOf, descriptionOf, entryOf, expectedOf, isOptional, optionsOf, type Schema, shapeOf } from './walk.ts';

/** Words that `gate explain` knows besides the kinds of gates. */
export const TOPICS: Readonly<Record<string, { readonly says: string; readonly text: () => string }>> = {
  file: { says: 'the keys of gates.yml', text: explainFile },
  services: { says: 'the keys of a service', text: () => `A service, under "services" by its id.\n\n${keysText(shapeOf(service) ?? {})}` },
  gate: { says: 'the keys that every gate has', text: explainGate },
  probes: { says: 'what checks can look at, and what their conditions read', text: explainProbes },
  conditions: { says: 'how conditions are written', text: () => CONDITIONS },
};

const START = `version: 1
name: My release
services:
  api: { run: node server.js, port: 8080, health: /healthz }
gates:
  tools:  { kind: checks, checks: [ { tool: node, version: ">=20" } ] }
  cycles: { kind: cycles, needs: [ tools ], services: all, count: 3 }
  health: { kind: health, needs: [ cycles ], services: all, interval: 1s, duration: 30s }
`;

const CONDITIONS = `Every condition (criteria, expect, values, progress) is CEL (https://cel.dev) over named measurements:

  p95Ms < 200                                  200 and 200.0 mean the same
  status == 200 && json.ok
  services["api"].failures == 0
  gates["health-30m"].counts.failures == 0     in assert gates, of what the gate needs
  json.items.all(i, i.price > 0.0)
  gates["unit"].counts.perRun.all(r, r.failed == 0)    of each run
  errorRate < vars.limit                       vars: the variables of the configuration

A condition passes only when it is true. A measurement that is missing, empty or not a number blocks the gate.
A criterion is a condition, or { name, pass, warn }: when pass is false and warn is true, the gate warns.
`;

const NOT_THERE = `Failed, or blocked

  A probe fails where what it looks at answers wrongly or is not there: a connection that is refused, reset or silent until the
  timeout, another status, a file, a variable, a process or a database that is missing.
  It blocks where nobody can tell: a name that is not resolved, a certificate that is not trusted, no permission, a program that
  can not be started, a daemon that can not be asked (containers), a disk that is not there, an answer longer than what is read.
`;

/** \`gate explain\` without a word: where to begin. */
export function explainOverview(): string {
  const kindRows = USER_KINDS.map((kind) => row(kind, kinds[kind]?.spec.summary ?? ''));
  const topicRows = Object.entries(TOPICS).map(([topic, { says }]) => row(topic, says));
  return [
    'A configuration (.github/gates.yml) names services and gates; gates run one after another, each passes, fails or is blocked.\n',
    indented(START),
    'Kinds of gates; `gate explain KIND` says more:',
    ...kindRows,
    '\nMore to explain:',
    ...topicRows,
    row('KEY', 'a section, a probe or a key, such as evidence, http or failure-limit: where it stands, what it takes'),
    row('MEASUREMENT', 'a number that conditions read, such as p95Ms or coverage.changedLines: which kinds have it, what it needs'),
    row('GATE', 'the id of a gate of your configuration: what it amounts to, defaults included'),
    '\n`gate check` finds mistakes, `gate plan` shows what will run, `gate run` runs it, `gate schema` helps your editor.\n',
  ].join('\n');
}

/** A kind's keys, and what its example measures and requires. */
export function explainKind(kind: string): string {
  const spec = kinds[kind]?.spec;
  if (spec?.example === undefined) throw new Error(`no gate kind "${kind}"`);
  const gate = exampleGate(kind, spec.example);
  const defaults = gate.defaults.map(({ name, target }) => `  ${name}: ${target}\n`).join('');
  return [
    `${kind}: ${spec.summary}\n`,
    `Keys (besides those of every gate: gate explain gate)\n\n${keysText(spec.shape)}`,
    `An example\n\n${indented(spec.example)}`,
    ...notesText(spec.notes),
    `Measurements that its criteria may read\n\n${tableText(spec.measurements(gate.spec))}`,
    ...countsText(spec, gate),
    `Criteria that it has by default\n\n${defaults === '' ? '  none: at least one criterion is yours\n' : defaults}`,
  ].join('\n');
}

function notesText(notes: readonly string[] = []): readonly string[] {
  return notes.length === 0 ? [] : [`To know\n\n${notes.map((note) => `  ${note}\n`).join('\n')}`];
}

/** What later gates may read besides its measurements. */
function countsText(spec: GateSpec, { id, spec: own }: GatePlan): readonly string[] {
  const measured = spec.measurements(own);
  const counted = Object.entries(countsTable(spec, own)).filter(([name]) => !Object.hasOwn(measured, name));
  if (counted.length === 0) return [];
  return [
    `Counts that later gates and summary.json have besides (gates["${id}"].counts.${counted[0]?.[0] ?? ''})\n\n${tableText(Object.fromEntries(counted))}`,
  ];
}

function explainFile(): string {
  return `The keys of gates.yml.\n\n${keysText(sections)}\nA waiver\n\n${keysText(shapeOf(waiver) ?? {})}`;
}

function explainGate(): string {
  return `The keys that every gate has, under "gates" by its id.\n\n${keysText(gateKeys)}`;
}

/** A probe, a section of the file, or every key of a name with where it stands; nothing for a word that is none of these. */
export function explainWord(word: string): readonly string[] {
  const probe = PROBE_KINDS.find((kind) => kind === word);
  if (probe !== undefined) return [`A probe, one of the checks of a checks gate.\n\n${probeText(probe)}`];
  const places = placesOf(word);
  return places.length === 0 ? [] : [places.map(({ title, schema }) => `${title}\n\n${keysText({ [word]: schema })}`).join('\n')];
}

/** The names of sections and keys, to suggest one for a word that is none. */
export function keyWords(): readonly string[] {
  return [...new Set(maps().flatMap(({ shape }) => Object.keys(shape)))];
}

interface KeyMap {
  readonly title: string;
  readonly shape: Readonly<Record<string, Schema>>;
}

function placesOf(word: string): readonly { readonly title: string; readonly schema: Schema }[] {
  const within = maps().flatMap(({ title, shape }) => {
    const schema = Object.hasOwn(shape, word) ? shape[word] : undefined;
    return schema ? [{ title, schema }] : [];
  });
  return word === 'waivers'
    ? [
        {
          title: 'In gates.yml',
          schema: waiver
            .array()
            .default([])
            .describe(descriptionOf(sections.waivers) ?? ''),
        },
      ]
    : within;
}

/** Every map of the language with keys of its own. */
function maps(): readonly KeyMap[] {
  const roots: readonly KeyMap[] = [
    { title: 'In gates.yml', shape: sections },
    { title: 'In a waiver', shape: shapeOf(waiver) ?? {} },
    { title: 'In a service', shape: shapeOf(service) ?? {} },
    { title: 'In every gate', shape: gateKeys },
    ...USER_KINDS.map((kind) => ({ title: `In ${gateTitle(kind)}`, shape: kinds[kind]?.spec.shape ?? {} })),
    { title: 'In every probe', shape: sharedKeys },
  ];
  return roots.flatMap(({ title, shape }) => [{ title, shape }, ...mapsWithin(title, shape)]);
}

function mapsWithin(title: string, shape: KeyMap['shape']): readonly KeyMap[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const inner = innerShape(schema);
    const below = `${title}, "${key}"`;
    return inner ? [{ title: below, shape: inner }, ...mapsWithin(below, inner)] : [];
  });
}

/** The defaults of the keys that a gate of the user's leaves out, as one would write them. */
export function defaultsOf(kind: string, written: object): object {
  const shape: Readonly<Record<string, Schema>> = { ...kinds[kind]?.spec.shape, ...gateKeys };
  const defaults = Object.entries(shape).flatMap(([key, schema]) => {
    const value = defaultOf(schema);
    const isEmpty = value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    return isEmpty || Object.hasOwn(written, key) ? [] : [[key, value] as const];
  });
  return Object.fromEntries(defaults);
}

function probeText(kind: ProbeKind): string {
  const { schema, reads } = probeKinds[kind];
  const own = Object.fromEntries(Object.entries(schema.shape).filter(([key]) => !Object.hasOwn(sharedKeys, key)));
  return `${kind}\n\n${keysText(own)}\n  expect reads\n\n${indented(tableText(reads))}`;
}

function explainProbes(): string {
  const parts = PROBE_KINDS.map(probeText);
  return `Each check of a checks gate is one probe; its first word says what it looks at.\n\n${parts.join('\n')}\nKeys of every probe\n\n${keysText(sharedKeys)}\nretry\n\n${keysText(shapeOf(retry) ?? {})}\n${NOT_THERE}`;
}

/** A key a row, what it is below it, the keys inside it further in. */
function keysText(shape: Readonly<Record<string, Schema>>, depth = 1): string {
  const pad = '  '.repeat(depth);
  return Object.entries(shape)
    .map(([key, schema]) => {
      const inner = innerShape(schema);
      const below = inner ? keysText(inner, depth + 2) : '';
      return `${pad}${key}: ${typeText(schema)}${defaultText(schema)}\n${pad}    ${descriptionOf(schema) ?? ''}\n${below}`;
    })
    .join('');
}

/** The keys of a map inside: of the value itself, of its entries, of one of its forms. */
function innerShape(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const entry = entryOf(schema);
  const options = optionsOf(entry ?? schema);
  const forms = options?.map((option) => shapeOf(option)).filter((shape) => shape !== undefined);
  // Probes have a page of their own.
  if (forms && forms.length > 5) return undefined;
  return shapeOf(entry ?? schema) ?? forms?.[0];
}

function typeText(schema: Schema): string {
  const entry = entryOf(schema);
  const expected = expectedOf(schema);
  if (!entry) return expected;
  const each = expectedOf(entry);
  return each === 'something else' ? expected : `${expected} of ${each.replace(/^an? /, '')}`;
}

function defaultText(schema: Schema): string {
  const value = defaultOf(schema);
  if (value === undefined) return isOptional(schema) ? '' : ' (required)';
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return empty ? '' : `, default ${Array.isArray(value) ? value.join(', ') : JSON.stringify(value).replaceAll('"', '')}`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(16)} ${text}`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
