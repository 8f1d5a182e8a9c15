import { z } from 'zod';
import { type KeyFacts, keyFacts } from '../language/keys.ts';

/** Looks into zod types: which one describes a part of a value, what it is called, what it expects. */
export type Schema = z.core.$ZodType;

type Def = z.core.$ZodTypes['_zod']['def'];

function defOf(schema: Schema): Def {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** A type, and those that it wraps: defaults, options, transformations of their input. */
function layers(schema: Schema): readonly Schema[] {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return [schema, ...layers(def.innerType)];
    case 'pipe':
      return [schema, ...layers(def.in)];
    default:
      return [schema];
  }
}

/** The type without its wrappers. */
function bare(schema: Schema): Schema {
  return layers(schema).at(-1) ?? schema;
}

/** What keyFacts knows of a type or of what it wraps; the outermost word counts. */
export function keyFactsOf(schema: Schema | undefined): KeyFacts {
  if (!schema) return {};
  return Object.assign(
    {},
    ...layers(schema)
      .toReversed()
      .map((layer) => keyFacts.get(layer as z.ZodType) ?? {}),
  ) as KeyFacts;
}

/** What a type is called: `a health gate`. */
export function titleOf(schema: Schema | undefined): string | undefined {
  for (const layer of schema ? layers(schema) : []) {
    const title = z.globalRegistry.get(layer as z.ZodType)?.title;
    if (title !== undefined) return title;
  }
  return undefined;
}

/** The keys of a map type with their types; undefined when it is none. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const def = defOf(bare(schema));
  return def.type === 'object' ? def.shape : undefined;
}

export function isOptional(schema: Schema): boolean {
  return (schema as z.core.$ZodTypes)._zod.optin === 'optional';
}

/** The members of a union, unions among them taken apart; undefined when it is none. */
export function optionsOf(schema: Schema): readonly Schema[] | undefined {
  const def = defOf(bare(schema));
  return def.type === 'union' ? def.options : undefined;
}

/** The member of a union that a value was meant for; undefined when none is of its kind. */
export function chosen(options: readonly Schema[], value: unknown): Schema | undefined {
  const alike = options.filter((option) => accepts(option, value));
  if (!isMap(value)) return alike[0];
  if (alike.length === 1) return alike[0];
  const candidates = alike.filter((option) => firstRequired(option).every((key) => Object.hasOwn(value, key)));
  const keys = Object.keys(value);
  const known = (option: Schema): number => keys.filter((key) => Object.hasOwn(shapeOf(option) ?? {}, key)).length;
  return candidates.reduce<Schema | undefined>((best, option) => (best && known(best) >= known(option) ? best : option), undefined);
}

/** The key by which a map type is told from its like: the first that must be there. */
function firstRequired(option: Schema): readonly string[] {
  const required = Object.entries(shapeOf(option) ?? {}).filter(([, type]) => !isOptional(type));
  return required.slice(0, 1).map(([key]) => key);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function accepts(schema: Schema, value: unknown): boolean {
  const def = defOf(bare(schema));
  switch (def.type) {
    case 'union':
      return def.options.some((option) => accepts(option, value));
    case 'object':
    case 'record':
      return isMap(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'enum':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'literal':
      return def.values.some((known) => known === value);
    default:
      return true;
  }
}

/** The type without wrappers, and of a union the member that the value was meant for. */
export function meant(schema: Schema, value: unknown): Schema | undefined {
  const options = optionsOf(schema);
  if (!options) return bare(schema);
  const option = chosen(options, value);
  return option && meant(option, value);
}

/** The type of one part of a value. @param holder the value that holds the part */
export function childOf(schema: Schema, holder: unknown, key: string | number): Schema | undefined {
  const type = meant(schema, holder);
  if (!type) return undefined;
  const def = defOf(type);
  if (def.type === 'object') return Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  if (def.type === 'record') return def.valueType;
  return def.type === 'array' ? def.element : undefined;
}

/** What a type expects, in words. */
export function expectedOf(schema: Schema): string {
  const { expected } = keyFactsOf(schema);
  if (expected !== undefined) return expected;
  const options = optionsOf(schema);
  const title = titleOf(schema);
  if (options && !title) return [...new Set(options.map(expectedOf))].join(' or ');
  const def = defOf(bare(schema));
  switch (def.type) {
    case 'object':
    case 'record':
      return 'a map';
    case 'array':
      return 'a list';
    case 'literal':
      return def.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return title ?? 'something else';
  }
}

/** What `.describe()` says of a type. */
export function descriptionOf(schema: Schema): string | undefined {
  for (const layer of layers(schema)) {
    const description = z.globalRegistry.get(layer as z.ZodType)?.description;
    if (description !== undefined) return description;
  }
  return undefined;
}

/** The default of a type as one would write it; undefined when it has none. */
export function defaultOf(schema: Schema): unknown {
  for (const layer of layers(schema)) {
    const def = defOf(layer);
    if (def.type === 'default' || def.type === 'prefault') return def.defaultValue;
  }
  return undefined;
}

/** The type of the entries of a list or a map of any keys. */
export function entryOf(schema: Schema): Schema | undefined {
  const def = defOf(bare(schema));
  return def.type === 'array' ? def.element : def.type === 'record' ? def.valueType : undefined;
}
