import type { Json, JsonObject } from '../core/json.ts';
import { fact, failed, passed, type ProbeVerdict } from './rows.ts';
import { isObject } from './target.ts';

/** One row for each wanted value. Of a secret only `same` is known, and neither side is shown. */
export function equalRows(wanted: readonly (readonly [string, string])[], got: JsonObject): readonly ProbeVerdict[] {
  const values = ownObject(got['seen']);
  const same = ownObject(got['same']);
  return wanted.map(([key, value]) => {
    const equal = Object.hasOwn(same, key) ? same[key] : undefined;
    if (typeof equal === 'boolean') return fact(equal, `${key} is equal`, `${key} differs`);
    const target = `${key} = ${value}`;
    const actual = Object.hasOwn(values, key) ? values[key] : undefined;
    if (typeof actual !== 'string') return failed(undefined, `${key} is not there`, target);
    return actual === value ? passed(`${key} = ${actual}`, target) : failed(undefined, `${key} = ${actual}`, target);
  });
}

function ownObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
