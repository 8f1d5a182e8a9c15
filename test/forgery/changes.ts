import { declarationOf } from '../../src/core/facts/registry.ts';
import type { Shape } from '../../src/core/facts/field.ts';
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
    ...fields.flatMap(([key, { shape }]) => ofField(type, key, shape)),
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

function ofField(type: string, key: string, shape: Shape): readonly Change[] {
  const other: Change = {
    name: `${type}.${key}: other`,
    apply: (lines, at) => replaced(lines, at, (line) => (line[key] === undefined ? line : { ...line, [key]: otherOf(line[key], shape) })),
  };
  const without: Change = {
    name: `${type}.${key}: without`,
    apply: (lines, at) => replaced(lines, at, (line) => Object.fromEntries(Object.entries(line).filter(([name]) => name !== key)) as Line),
  };
  return [other, without];
}

/** Another value of the same shape. */
function otherOf(value: unknown, shape: Shape): unknown {
  if (shape.is === 'word') return shape.words.find((word) => word !== value) ?? 'none';
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string')
    return /^[0-9a-f]+$/.test(value) ? value.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) : `${value}x`;
  if (Array.isArray(value)) return value.length > 0 ? value.slice(1) : [0];
  if (typeof value === 'object' && value !== null) return { ...value, forged: 1 };
  return 'x';
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
