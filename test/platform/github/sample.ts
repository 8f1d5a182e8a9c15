import { isObject, type OpenApi, type Schema } from './openapi.ts';

const EPOCH = '2026-01-01T00:00:00Z';

/**
 * What GitHub replies, from what a test cares about: `given` with every property that the schema requires and `given` leaves out set to
 * a neutral value (null where that is allowed, else the first of an enum, empty text, 0, false, an empty list).
 */
export function complete(api: OpenApi, schema: Schema, given?: unknown): unknown {
  const known = api.resolve(schema);
  if (given === undefined && known.nullable) return null;
  if (given === null) return null;
  const choice = known.anyOf ?? known.oneOf;
  if (choice) return complete(api, fitting(api, choice, given), given);
  if (known.allOf) return known.allOf.reduce<unknown>((value, part) => complete(api, part, value), given);
  if (Array.isArray(given)) return known.items ? (given as unknown[]).map((one) => complete(api, known.items!, one)) : given;
  if (isObject(given)) return completeObject(api, known, given);
  if (given === undefined && known.properties) return completeObject(api, known, {});
  return given === undefined ? neutral(known) : given;
}

function completeObject(api: OpenApi, schema: Schema, given: Readonly<Record<string, unknown>>): unknown {
  const needed = new Set([...Object.keys(given), ...(schema.required ?? [])]);
  return Object.fromEntries(
    [...needed].map((name) => {
      const property = schema.properties?.[name];
      return [name, property ? complete(api, property, given[name]) : given[name]];
    }),
  );
}

function fitting(api: OpenApi, choice: readonly Schema[], given: unknown): Schema {
  const type = Array.isArray(given) ? 'array' : isObject(given) ? 'object' : typeof given;
  return choice.find((one) => api.resolve(one).type === type) ?? choice[0]!;
}

function neutral(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'string') return schema.format === 'uri' ? 'https://github.com/' : schema.format === 'date-time' ? EPOCH : '';
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'array') return [];
  return {};
}
