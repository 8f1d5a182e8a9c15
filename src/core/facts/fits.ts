import type { Fields, Shape } from './field.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** Whether a value is of a shape. */
export function fits(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      return (!shape.whole || Number.isSafeInteger(value)) && (shape.least === undefined || value >= shape.least);
    case 'foreign number':
      return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'true':
      return value === true;
    case 'word':
      return (shape.words as readonly unknown[]).includes(value);
    case 'form':
      return typeof value === 'string' && shape.pattern.test(value);
    case 'foreign':
      return typeof value === 'string';
    case 'nullable':
      return value === null || fits(value, shape.of);
    case 'list':
      return Array.isArray(value) && value.every((item) => fits(item, shape.of));
    case 'tuple':
      return Array.isArray(value) && value.length === shape.of.length && shape.of.every((one, index) => fits(value[index], one));
    case 'record':
      return isPlain(value) && holds(value, shape.fields);
    case 'operands':
      return isPlain(value);
  }
}

function holds(object: Plain, fields: Fields): boolean {
  let known = 0;
  for (const name in fields) {
    const field = fields[name] as Fields[string];
    const value = object[name];
    if (value === undefined) {
      if (!field.optional) return false;
    } else if (fits(value, field.shape)) known++;
    else return false;
  }
  return Object.keys(object).length === known;
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
