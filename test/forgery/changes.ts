import { declarationOf } from '../../src/core/facts/registry.ts';
import type { Field, Shape } from '../../src/core/facts/field.ts';
import type { Line } from './forge.ts';

/** One way to forge a fact of a type. */
export interface Change {
  /** `check: drop`, `check.us: other` */
  readonly name: string;
  readonly apply: (lines: Line[], at: number) => Line[];
}

/** Every change of a type of facts, from its declaration. */
export function changesOf(type: string): readonly Change[] {
  const fields = Object.entries(declarationOf(type)?.fields ?? {});
  return [
    ...OF_ANY.map(({ name, apply }) => ({ name: `${type}: ${name}`, apply })),
    ...fields.flatMap(([key, field]) => ofField(type, key, field)),
  ];
}

const OF_ANY: readonly Change[] = [
  { name: 'drop', apply: (lines, at) => lines.toSpliced(at, 1) },
  { name: 'double', apply: (lines, at) => lines.toSpliced(at, 0, lines[at] as Line) },
  { name: 'earlier', apply: (lines, at) => moved(lines, at, -1) },
  { name: 'later', apply: (lines, at) => moved(lines, at, 1) },
  { name: 'another gate', apply: (lines, at) => replaced(lines, at, (line) => ({ ...line, gate: 'work2' })) },
  { name: 'another field', apply: (lines, at) => replaced(lines, at, (line) => ({ ...line, forged: 1 })) },
  { name: 'an hour later', apply: (lines, at) => replaced(lines, at, (line) => ({ ...line, t: Number(line['t']) + 3_600_000 })) },
];

function ofField(type: string, key: string, { shape, optional }: Field<unknown>): readonly Change[] {
  const other: Change = {
    name: `${type}.${key}: other`,
    apply: (lines, at) => replaced(lines, at, (line) => (line[key] === undefined ? line : { ...line, [key]: otherOf(line[key], shape) })),
  };
  const without: Change = {
    name: `${type}.${key}: without`,
    apply: (lines, at) => replaced(lines, at, (line) => Object.fromEntries(Object.entries(line).filter(([name]) => name !== key)) as Line),
  };
  const added: Change = {
    name: `${type}.${key}: added`,
    apply: (lines, at) => replaced(lines, at, (line) => (line[key] === undefined ? { ...line, [key]: anyOf(shape) } : line)),
  };
  return optional ? [other, without, added] : [other, without];
}

/** Another value of the same shape. */
function otherOf(value: unknown, shape: Shape): unknown {
  if (shape.is === 'nullable' && value !== null) return otherOf(value, shape.of);
  if (shape.is === 'word') return shape.words.find((word) => word !== value) ?? 'none';
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return shape.is === 'form' ? otherForm(value, shape.pattern) : otherText(value);
  if (Array.isArray(value)) return value.length > 0 ? value.slice(1) : [0];
  if (typeof value === 'object' && value !== null) return { ...value, forged: 1 };
  return 'x';
}

/** A number stays one. */
function otherText(value: string): string {
  return /^[1-9]\d{0,14}$/.test(value) ? String(Number(value) + 1) : `${value}x`;
}

/** One of another digit that has the form as well. */
function otherForm(value: string, pattern: RegExp): string {
  for (let at = value.length - 1; at >= 0; at--) {
    const other = `${value.slice(0, at)}${value[at] === '1' ? '2' : '1'}${value.slice(at + 1)}`;
    if (pattern.test(other)) return other;
  }
  return FORMED.find((one) => one !== value && pattern.test(one)) ?? `${value}x`;
}

const FORMED = [
  'a'.repeat(64),
  'a'.repeat(40),
  'SIGHUP',
  'ENOENT',
  '20260101-000000-abcdef',
  '2026-01-01T00:00:00.000Z',
  'gates/x/y',
  'observations.jsonl',
  'M',
  '1',
  'NAME',
];

/** Some value of a shape. */
function anyOf(shape: Shape): unknown {
  switch (shape.is) {
    case 'number':
    case 'foreign number':
      return 1;
    case 'boolean':
    case 'true':
      return true;
    case 'word':
      return shape.words[0];
    case 'form':
      return FORMED.find((one) => shape.pattern.test(one)) ?? 'none';
    case 'foreign':
      return 'x';
    case 'nullable':
      return anyOf(shape.of);
    case 'list':
      return [anyOf(shape.of)];
    case 'tuple':
      return shape.of.map(anyOf);
    case 'record':
      return Object.fromEntries(Object.entries(shape.fields).flatMap(([key, of]) => (of.optional ? [] : [[key, anyOf(of.shape)]])));
    case 'operands':
      return {};
  }
}

function replaced(lines: readonly Line[], at: number, change: (line: Line) => Line): Line[] {
  return lines.map((line, index) => (index === at ? change(line) : line));
}

/** A fact and its neighbour change places, seals aside; each takes the other's time. */
function moved(lines: readonly Line[], at: number, step: 1 | -1): Line[] {
  let to = at + step;
  while (lines[to]?.type === 'seal') to += step;
  const [a, b] = [lines[at], lines[to]];
  if (!a || !b) return [...lines];
  return lines.map((line, index) => (index === at ? { ...b, t: a['t'] } : index === to ? { ...a, t: b['t'] } : line));
}
