import type { z } from 'zod';
import { nearest } from '../core/suggest.ts';
import type { Path } from './document.ts';
import { emptyInWords } from './empty.ts';
import { peerInWords } from './peers.ts';
import { meantForm } from './short-forms.ts';
import { childOf, chosen, expectedOf, isMap, meant, optionsOf, type Schema, shapeOf, titleOf } from './walk.ts';

/** Something wrong at a part of the configuration. */
export interface DataProblem {
  readonly path: Path;
  /** Whether the key or the value is to be pointed at. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** A value as its type has it, or what is wrong with it, in the words of the configuration. */
export function validate<T extends z.ZodType>(schema: T, data: unknown): { value: z.output<T> } | { problems: readonly DataProblem[] } {
  const result = schema.safeParse(data);
  if (result.success) return { value: result.data };
  const { issues } = result.error;
  // What is of another type is not too short or too small as well.
  const ofType = issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('/'));
  const told = issues.filter(({ code, path }) => code === 'invalid_type' || !ofType.includes(path.join('/')));
  return { problems: told.flatMap((issue) => problemsOf(issue, schema, data)) };
}

function problemsOf(issue: Issue, root: Schema, data: unknown): readonly DataProblem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const schema = typeAt(root, data, path);
  const value = valueAt(data, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, schema, value));
  if (issue.code === 'invalid_key')
    return [{ path, part: 'key', message: `found "${String(path.at(-1))}", ${issue.issues[0]?.message ?? 'expected a name'}` }];
  if (value === undefined) return [missing(path, root, data, schema)];
  if (value === null && path.length > 0)
    return [{ path, part: typeof path.at(-1) === 'string' ? 'key' : 'value', message: emptyInWords(path, schema) }];
  if (issue.code === 'invalid_union') return ofUnion(issue, path, schema, value);
  return [{ path, part: 'value', message: mismatch(issue, schema, value, path.at(-1)) }];
}

function mismatch(issue: Issue, schema: Schema | undefined, value: unknown, key: string | number | undefined): string {
  const own = issue.message.startsWith('expected ') || !schema;
  const expected = own ? issue.message : `expected ${expectedOf(schema)}`;
  const near = issue.code === 'invalid_value' && typeof value === 'string' ? nearest(value, issue.values.map(String)) : undefined;
  // Words of the language are told from other types of value by quotes alone.
  if (near !== undefined && near === value) return `found ${foundInWords(value)}, ${expected}: write ${near} without quotes`;
  if (near !== undefined) return `found ${foundInWords(value)}, ${expected}; did you mean "${near}"?`;
  return `found ${foundInWords(value)}, ${expected}${hint(schema, value, key)}`;
}

/** What to write instead, where that is clear. */
function hint(schema: Schema | undefined, value: unknown, key: string | number | undefined): string {
  const form = schema && meantForm(schema, value, key);
  return form === undefined ? '' : `: ${form}`;
}

/** Takes the complaints of that member of the union for which the value was meant. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, schema: Schema | undefined, value: unknown): readonly DataProblem[] {
  const options = schema && optionsOf(schema);
  if (!schema || !options) return [{ path, part: 'value', message: issue.message }];
  const form = hint(schema, value, path.at(-1));
  if (form !== '') return [{ path, part: 'value', message: `found ${foundInWords(value)}, expected ${expectedOf(schema)}${form}` }];
  const option = chosen(options, value);
  const complaints = option && issue.errors[options.indexOf(option)];
  if (option && complaints) {
    return complaints
      .flatMap((inner) => problemsOf(inner, option, value))
      .map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
  }
  const maps = options.map(shapeOf).filter((shape) => shape !== undefined);
  if (!isMap(value) || maps.length === 0)
    return [{ path, part: 'value', message: `found ${foundInWords(value)}, expected ${expectedOf(schema)}` }];
  return unidentified(path, titleOf(schema), maps, value);
}

/** A map that no member of a union can be meant by: the key that tells them apart is missing or misspelt. */
function unidentified(path: Path, title: string | undefined, maps: readonly object[], value: object): readonly DataProblem[] {
  const known = new Set(maps.flatMap((shape) => Object.keys(shape)));
  const unknown = Object.keys(value).filter((key) => !known.has(key));
  const subjects = [...new Set(maps.map((shape) => Object.keys(shape)[0] ?? ''))];
  const what = title ?? 'this map';
  if (unknown.length === 0) return [{ path, part: 'value', message: `${what} needs one of ${subjects.join(', ')}` }];
  return unknown.map((key) => ({
    path: [...path, key],
    part: 'key',
    message: `unknown key "${key}" of ${what}${suggestion(key, [...known], { shown: subjects, holder: value })}`,
  }));
}

function unknownKey(key: string, path: Path, schema: Schema | undefined, holder: unknown): DataProblem {
  const type = schema && meant(schema, holder);
  const shapes = (type ? [type] : ((schema && optionsOf(schema)) ?? [])).map(shapeOf).filter((shape) => shape !== undefined);
  const known = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const shown = shapes.length === 1 ? known : shapes.flatMap((shape) => Object.keys(shape).slice(0, 1));
  const title = titleOf(type ?? schema) ?? (path.length === 0 ? 'the configuration' : `"${String(path.at(-1))}"`);
  return { path: [...path, key], part: 'key', message: `unknown key "${key}" of ${title}${suggestion(key, known, { shown, holder })}` };
}

function suggestion(
  key: string,
  known: readonly string[],
  { shown, holder }: { readonly shown: readonly string[]; readonly holder: unknown },
): string {
  const peer = peerInWords(key, known, holder);
  if (peer !== undefined) return `; ${peer}`;
  const near = nearest(key, known);
  return near === undefined ? `; known keys: ${shown.join(', ')}` : `; did you mean "${near}"?`;
}

function missing(path: Path, root: Schema, data: unknown, schema: Schema | undefined): DataProblem {
  const holder = path.slice(0, -1);
  const type = typeAt(root, data, holder);
  const title =
    (type && titleOf(meant(type, valueAt(data, holder)) ?? type)) ??
    (holder.length === 0 ? 'the configuration' : `"${String(holder.at(-1))}"`);
  const expected = schema ? `: ${expectedOf(schema)}` : '';
  return { path: holder, part: 'value', message: `${title} needs "${String(path.at(-1))}"${expected}` };
}

function typeAt(root: Schema, data: unknown, path: Path): Schema | undefined {
  let schema: Schema | undefined = root;
  let value = data;
  for (const step of path) {
    schema = schema && childOf(schema, value, step);
    value = valueAt(value, [step]);
  }
  return schema;
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A found value for an error message, short. */
export function foundInWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (value === '') return 'an empty text';
  return JSON.stringify(typeof value === 'string' && value.length > 60 ? `${value.slice(0, 59)}…` : value);
}
