import type { z } from 'zod';
import { isProducerWord } from '../core/origin.ts';
import { ENVIRONMENT, EVIDENCE_GATE, type ServicePlan, UNNAMED } from '../core/plan.ts';
import type { GateKind, SpecCondition } from '../gates/shared/kind.ts';
import { nearest } from '../core/suggest.ts';
import { kinds } from '../gates/registry.ts';
import { unknownWord } from '../gates/shared/references.ts';
import { keysBeside } from './beside.ts';
import { SourceDocument } from './document.ts';
import { type GateSurroundings, kindName, type ReadGate, readGate } from './gates.ts';
import { checkNeeds, GATES, inOrder, SERVICES } from './order.ts';
import { checkProducers } from './producers.ts';
import { ProblemList } from './problems.ts';
import { gateKeys, gateSchema, type RawWaiver, sections, service, top, waiver } from './schema.ts';
import { checkPorts, withPorts, readService } from './services.ts';
import { type EnvReference, type Names, substitute } from './substitute.ts';
import { type DataProblem, foundInWords, validate, valueAt } from './validate.ts';
import { environmentOverrides, override, type Overridden } from './variables.ts';
import { checkWaivers } from './waivers.ts';
import { isMap, type Schema } from './walk.ts';

/** What a configuration is read with. */
export interface ReadInput {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly purpose?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Section<Name extends keyof typeof sections> = z.output<(typeof sections)[Name]>;

/** A configuration, its parts read and checked one by one. */
export interface Configuration {
  readonly document: SourceDocument;
  readonly problems: ProblemList;
  readonly name: string;
  readonly env: Section<'env'>;
  readonly policy: Section<'policy'>;
  readonly evidence: Section<'evidence'>;
  readonly stack: Section<'stack'>;
  readonly release: Section<'release'>;
  readonly waivers: readonly RawWaiver[];
  readonly variables: Overridden;
  readonly captured: Readonly<Record<string, string>>;
  /** Where the environment has a say. */
  readonly environment: readonly EnvReference[];
  readonly services: readonly ServicePlan[];
  /** In the order in which they run. */
  readonly gates: readonly ReadGate[];
  readonly conditions: readonly SpecCondition[];
}

/** The kinds that a configuration may name. */
export const USER_KINDS: readonly string[] = Object.keys(kinds).filter((kind) => !kinds[kind]?.spec.builtIn);

const GATE_KEYS: ReadonlySet<string> = new Set([gateKeys, ...Object.values(kinds).map(({ spec }) => spec.shape)].flatMap(Object.keys));
const SERVICE_KEYS: ReadonlySet<string> = new Set(Object.keys(service.shape));

/** Reads all that can be read; what is wrong stands in `problems`. */
export function readConfiguration(input: ReadInput): Configuration {
  const document = SourceDocument.parse(input.text, input.bytes);
  const problems = new ProblemList(input.file, document);
  problems.throwIfAny();
  const written = isMap(document.data) ? document.data : undefined;
  if (!written) problems.at(document.locate([]), 'the configuration must be a map with "version" and "gates"');
  const names = namesOf(written ?? {}, input);
  const { data, environment } = substituted(written ?? {}, names.names, document, problems);
  const overall = written ? validate(top, data) : { problems: [] };
  if ('problems' in overall) problems.add(overall.problems);
  problems.add(checkNames(data));
  const stack = section('stack', data);
  const services = readServices(data, stack !== undefined, problems);
  const serviceIds = keysOf(data['services']);
  const gates = readGates(data, { services: services.plans, serviceIds, purpose: input.purpose }, document, problems);
  return {
    document,
    problems,
    name: section('name', data) ?? UNNAMED,
    env: section('env', data) ?? {},
    policy: section('policy', data) ?? sections.policy.parse({}),
    evidence: section('evidence', data) ?? sections.evidence.parse({}),
    stack,
    release: section('release', data),
    waivers: readWaivers(data, problems),
    variables: withEnvironment(names, environment),
    environment,
    captured: Object.fromEntries(Object.entries(names.names.captured).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    services: services.plans,
    gates,
    conditions: [...services.conditions, ...gates.flatMap(({ conditions }) => conditions)],
  };
}

/** A section that is in order; the problems of one that is not are said for the whole file. */
function section<Name extends keyof typeof sections>(name: Name, data: Readonly<Record<string, unknown>>): Section<Name> | undefined {
  const result = sections[name].safeParse(data[name]);
  return result.success ? (result.data as Section<Name>) : undefined;
}

function keysOf(value: unknown): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

interface KnownNames {
  readonly names: Names;
  readonly variables: Overridden;
  readonly allowed: readonly string[];
}

function withEnvironment({ names, variables, allowed }: KnownNames, environment: readonly EnvReference[]): Overridden {
  const judged = environment.filter(({ use }) => use === 'judged').map(({ name }) => name);
  const { overrides, partial } = environmentOverrides(judged, names.captured, allowed);
  return {
    ...variables,
    overrides: { ...variables.overrides, ...overrides },
    partial: [...variables.partial, ...partial],
  };
}

/** What may be substituted: read before anything is. */
function namesOf(written: Readonly<Record<string, unknown>>, input: ReadInput): KnownNames {
  const texts = (path: readonly string[]): readonly string[] => {
    const list = valueAt(written, path);
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
  };
  const declared = section('vars', written) ?? {};
  const allowed = texts(['policy', 'allow-overrides']);
  const variables = override(declared, input.overrides, allowed);
  const captured = texts(['evidence', 'capture-env']).map(
    (name) => [name, Object.hasOwn(input.env, name) ? input.env[name] : undefined] as const,
  );
  return {
    names: { vars: variables.vars, captured: Object.fromEntries(captured), secret: texts(['evidence', 'secret-env']) },
    variables,
    allowed,
  };
}

/** Names that are listed and mean nothing, or two things. */
function checkNames(data: Readonly<Record<string, unknown>>): readonly DataProblem[] {
  const { policy, evidence, vars } = { policy: section('policy', data), evidence: section('evidence', data), vars: section('vars', data) };
  const listed = [...(evidence?.['capture-env'] ?? []), ...(evidence?.['secret-env'] ?? [])];
  const declared = [...Object.keys(vars ?? {}), ...listed.map((name) => `${ENVIRONMENT}${name}`)];
  const overrides = (policy?.['allow-overrides'] ?? []).flatMap((name, index): DataProblem[] =>
    vars === undefined || evidence === undefined || declared.includes(name)
      ? []
      : [{ path: ['policy', 'allow-overrides', index], part: 'value', message: unknownWord('variable', name, declared) }],
  );
  const secrets = (evidence?.['secret-env'] ?? []).flatMap((name, index): DataProblem[] =>
    evidence?.['capture-env'].includes(name) === true
      ? [{ path: ['evidence', 'secret-env', index], part: 'value', message: `"${name}" is in "capture-env" too: a secret is not kept` }]
      : [],
  );
  return [...overrides, ...secrets];
}

function substituted(
  written: Readonly<Record<string, unknown>>,
  names: Names,
  document: SourceDocument,
  problems: ProblemList,
): { data: Readonly<Record<string, unknown>>; environment: readonly EnvReference[] } {
  const environment: EnvReference[] = [];
  const part = (data: unknown, schema: Schema | undefined, path: readonly string[]): unknown => {
    const result = substitute(data, schema, path, names);
    problems.addFinal(result.problems);
    environment.push(...result.environment);
    for (const place of result.numbers) {
      const [text, value] = [document.written(place), valueAt(written, place)];
      if (text === undefined || text === String(value)) continue;
      problems.at(document.locate(place), `found ${text}, which is the number ${String(value)}; write it in quotes if it is a text`);
    }
    return result.value;
  };
  const each = (data: unknown, key: string, schema: (item: unknown) => Schema): unknown =>
    isMap(data) ? Object.fromEntries(Object.entries(data).map(([id, item]) => [id, part(item, schema(item), [key, id])])) : data;
  const data = Object.fromEntries(
    Object.entries(written).map(([key, value]) => {
      if (key === 'services') return [key, each(value, key, () => service)];
      if (key === 'gates') return [key, each(value, key, schemaOfGate)];
      if (key === 'waivers') return [key, part(value, waiver.array(), [key])];
      return [key, part(value, Object.hasOwn(sections, key) ? sections[key as keyof typeof sections] : undefined, [key])];
    }),
  );
  return { data, environment };
}

function schemaOfGate(data: unknown): Schema {
  const kind = isMap(data) ? kindName(data) : undefined;
  const known = typeof kind === 'string' && USER_KINDS.includes(kind) ? kinds[kind] : undefined;
  return gateSchema('gate', known ? known.spec.shape : {});
}

/** Told from a key of a service that holds a map. */
function isService(entry: unknown): boolean {
  return isMap(entry) && ['run', 'port'].some((key) => Object.hasOwn(entry, key));
}

function readServices(data: Readonly<Record<string, unknown>>, stack: boolean, problems: ProblemList) {
  const plans: ServicePlan[] = [];
  const conditions: SpecCondition[] = [];
  const beside = keysBeside('services', data['services'], SERVICE_KEYS, isService);
  problems.add(beside.problems);
  for (const id of keysOf(data['services'])) {
    if (beside.keys.has(id)) continue;
    const raw = valueAt(data, ['services', id]);
    if (raw === null) {
      problems.add([{ path: ['services', id], part: 'key', message: `service "${id}" is empty: it needs "run" (or "health")` }]);
      continue;
    }
    const result = validate(service, raw);
    if ('problems' in result) {
      problems.add(result.problems.map((problem) => ({ ...problem, path: ['services', id, ...problem.path] })));
      continue;
    }
    const read = readService(id, result.value, stack);
    problems.add(read.problems);
    if (read.problems.length > 0) continue;
    plans.push(read.plan);
    conditions.push(...read.conditions);
  }
  const owned = withPorts(plans, stack);
  const needing = plans.map(({ id, needs = [] }) => ({ id, needs }));
  const wrong = checkNeeds(needing, keysOf(data['services']), SERVICES);
  problems.add(wrong.length > 0 ? wrong : inOrder(needing, SERVICES).problems);
  problems.add([...checkPorts(owned), ...alike('services', keysOf(data['services']))]);
  return { plans: owned, conditions };
}

/** Ids name folders, and on some systems upper and lower case are the same. */
function alike(key: string, ids: readonly string[]): readonly DataProblem[] {
  const lower = ids.map((id) => id.toLowerCase());
  return ids.flatMap((id, index): DataProblem[] => {
    const first = lower.indexOf(lower[index] ?? '');
    return first === index
      ? []
      : [{ path: [key, id], part: 'key', message: `"${id}" and "${ids[first] ?? ''}" differ in upper and lower case only` }];
  });
}

function readGates(
  data: Readonly<Record<string, unknown>>,
  around: Omit<GateSurroundings, 'at' | 'gateIds'>,
  document: SourceDocument,
  problems: ProblemList,
): readonly ReadGate[] {
  const ids = keysOf(data['gates']);
  if (isMap(data['gates']) && ids.length === 0) problems.add([{ path: ['gates'], part: 'value', message: 'expected at least one gate' }]);
  const read: ReadGate[] = [];
  const beside = keysBeside('gates', data['gates'], GATE_KEYS, (entry) => isMap(entry) && kindName(entry) !== undefined);
  problems.add(beside.problems);
  for (const id of ids) {
    if (beside.keys.has(id)) continue;
    const path = ['gates', id];
    const raw = valueAt(data, path);
    if (id === EVIDENCE_GATE) problems.add([{ path, part: 'key', message: 'the id "evidence" is reserved for the built-in gate' }]);
    if (isProducerWord(id))
      problems.add([{ path, part: 'key', message: `"${id}" is a word of "produced-by", so no gate can have it as its id` }]);
    const kind = kindOf(id, raw);
    if ('problems' in kind) problems.add(kind.problems);
    const readAs = (one: GateKind): ReadGate => readGate(id, raw, one, { ...around, gateIds: ids, at: document.locateKey(path) });
    const nothing = { id, needs: [], purposes: [], problems: [], warnings: [], conditions: [], written: raw };
    const gate = 'kind' in kind ? readAs(kind.kind) : { ...nothing, problems: kind.meant ? ofKeys(readAs(kind.meant)) : [] };
    problems.add(gate.problems);
    read.push(gate);
  }
  problems.add([...checkNeeds(read, ids, GATES), ...alike('gates', ids)]);
  const { order, problems: circles } = inOrder(read, GATES);
  problems.add(circles);
  if (circles.length === 0) problems.add(checkProducers(order, data));
  return circles.length === 0 ? order : read;
}

/** What is wrong with the keys that are there: which ones are missing depends on a kind that was only guessed. */
function ofKeys({ problems }: ReadGate): readonly DataProblem[] {
  return problems.filter(({ path }) => path.length > ['gates', 'id'].length);
}

/** The kind of a gate; where it is misspelt, the one that was probably meant: what else is wrong by that one is said at once. */
function kindOf(
  id: string,
  raw: unknown,
): { readonly kind: GateKind } | { readonly problems: readonly DataProblem[]; readonly meant?: GateKind } {
  const path = ['gates', id];
  const key = isMap(raw) ? kindName(raw) : undefined;
  const known = typeof key === 'string' && USER_KINDS.includes(key) ? kinds[key] : undefined;
  if (known) return { kind: known };
  if (raw === null) return { problems: [{ path, part: 'key', message: `gate "${id}" is empty: it needs "kind" (or "run")` }] };
  if (!isMap(raw)) return { problems: [{ path, part: 'value', message: `gate "${id}" must be a map with "kind"` }] };
  if (key === undefined)
    return { problems: [{ path, part: 'key', message: `gate "${id}" needs "kind" (or "run"): one of ${USER_KINDS.join(', ')}` }] };
  const unknown = unknownWord('kind', typeof key === 'string' ? key : foundInWords(key), USER_KINDS);
  const meant = kinds[(typeof key === 'string' && nearest(key, USER_KINDS)) || ''];
  return {
    ...(meant && { meant }),
    problems: [
      {
        path: [...path, 'kind'],
        part: 'value',
        message: unknown.includes('did you mean') ? unknown : `${unknown}; kinds: ${USER_KINDS.join(', ')}`,
      },
    ],
  };
}

function readWaivers(data: Readonly<Record<string, unknown>>, problems: ProblemList): readonly RawWaiver[] {
  const list = data['waivers'];
  if (!Array.isArray(list)) return [];
  const waivers: RawWaiver[] = [];
  list.forEach((item: unknown, index) => {
    const result = validate(waiver, item);
    if ('problems' in result) problems.add(result.problems.map((problem) => ({ ...problem, path: ['waivers', index, ...problem.path] })));
    else {
      problems.add(checkWaivers(result.value, index, keysOf(data['gates'])));
      waivers.push(result.value);
    }
  });
  return waivers;
}
