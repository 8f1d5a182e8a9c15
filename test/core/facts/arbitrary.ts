import type { Declaration } from '../../../src/core/facts/declaration.ts';
import type { Fields, Shape } from '../../../src/core/facts/field.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Sketch } from '../../facts.ts';

/** One value of each form of text that is ours. */
const FORMS: Readonly<Record<string, string>> = {
  'an id of the plan': 'api',
  'the name of an environment variable': 'TOKEN',
  'the name of a rule': 'private-key',
  'the id of an execution': '20261120-010203-abcdef',
  'a SHA-256': 'a'.repeat(64),
  'the id of a commit': 'b'.repeat(40),
  'a wall time in UTC': '2026-11-20T15:00:00.000Z',
  'a UUID': '00000000-0000-4000-8000-000000000000',
  'a version': 'v24.0.0',
  'a path in the bundle': 'gates/smoke/run.stdout.log',
  'a file of the bundle': 'observations.jsonl',
  'the name of a signal': 'SIGTERM',
  'a code of the operating system': 'ENOENT',
  'the name of a step': 'run-1',
  'the number of an inode': '4711',
  'a status of git': '??',
};

/** A value of a shape. @param text stands for every foreign text in it, keys of objects too */
export function valueOf(shape: Shape, text = 'text'): Json {
  switch (shape.is) {
    case 'number':
      return 7;
    case 'foreign number':
      return /^\d+$/.test(text) ? Number(text) : 7;
    case 'boolean':
    case 'true':
      return true;
    case 'word':
      return shape.words[0] ?? '';
    case 'form':
      return FORMS[shape.what] ?? shape.what;
    case 'foreign':
      return `before ${text} after`;
    case 'nullable':
      return valueOf(shape.of, text);
    case 'list':
      return [valueOf(shape.of, text), valueOf(shape.of, text)];
    case 'tuple':
      return shape.of.map((part) => valueOf(part, text));
    case 'record':
      return recordOf(shape.fields, text);
    case 'operands':
      return { [text]: text, list: [text, { [`a ${text}`]: [`${text} b`, /^\d+$/.test(text) ? Number(text) : 1] }] };
  }
}

function recordOf(fields: Fields, text?: string): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, { shape }]) => [name, valueOf(shape, text)]));
}

/** A fact of a declared type with all of its fields. */
export function wholeFact(type: string, { gate, basis: [basis], fields }: Declaration, text?: string): Sketch {
  return { type, ...(gate !== 'absent' && { gate: 'smoke' }), ...(basis && { basis }), ...recordOf(fields, text) };
}

/** Values that are not of a shape, for each of its parts. */
export function misfitsOf(shape: Shape): readonly Json[] {
  switch (shape.is) {
    case 'number':
      return ['7', null, true, ...(shape.whole ? [1.5] : []), ...(shape.least === undefined ? [] : [shape.least - 1])];
    case 'foreign number':
      return [null, true, []];
    case 'boolean':
      return ['true', 1, null];
    case 'true':
      return [false, 'true', 1];
    case 'word':
      return ['pa ss-w0rd!', '', 1, null, `${shape.words[0]} `];
    case 'form':
      return ['pa ss-w0rd!', '', 1, null, `${FORMS[shape.what]}\n`];
    case 'foreign':
      return [1, null, {}, ['text']];
    case 'nullable':
      return misfitsOf(shape.of).filter((value) => value !== null);
    case 'list':
      return [{}, null, 'text', ...misfitsOf(shape.of).map((item) => [valueOf(shape.of), item])];
    case 'tuple':
      return [[], null, [...shape.of.map((part) => valueOf(part)), 1], ...partsWrong(shape.of)];
    case 'record':
      return [null, [], 'text', { ...recordOf(shape.fields), more: 1 }, ...fieldsWrong(shape.fields)];
    case 'operands':
      return [[], null, 'text', 1];
  }
}

function partsWrong(parts: readonly Shape[]): readonly Json[] {
  const right = parts.map((part) => valueOf(part));
  return parts.flatMap((part, index) => misfitsOf(part).map((wrong) => right.with(index, wrong)));
}

function fieldsWrong(fields: Fields): readonly JsonObject[] {
  const right = recordOf(fields);
  return Object.entries(fields).flatMap(([name, { shape, optional }]) => [
    ...misfitsOf(shape).map((wrong) => ({ ...right, [name]: wrong })),
    ...(optional ? [] : [{ ...right, [name]: undefined }]),
  ]);
}
