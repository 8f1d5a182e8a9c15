import { significant } from '../../core/ratio.ts';
import type { Measurement, MeasurementTable } from '../measurements.ts';
import type { ConditionProblem } from './check.ts';
import type { BinaryNode, Node, SelectNode } from './node.ts';
import { constantKey } from './node.ts';
import { nameOf } from './path.ts';
import { Run } from './run.ts';
import { elementType, memberType } from './type.ts';

/** Between which numbers a value lies, both included. */
interface Range {
  readonly least: number;
  readonly most: number;
}

const ANY: Range = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** What two comparisons of the same values must be, so that one of them holds. */
const OPPOSITES: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
/** The same comparison, its sides exchanged. */
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const REFLEXIVE: ReadonlySet<string> = new Set(['==', '<=', '>=']);

/**
 * Why a condition can't fail, whatever is measured; undefined when it can, as far as its tree and the ranges of the table tell. Only
 * the whole of it counts: a part that can't fail beside one that can does no harm.
 */
export function certaintyOf(root: Node, table: MeasurementTable): ConditionProblem | undefined {
  const certainty = new Certainty(table, isNone);
  const why = certainty.always(root);
  return why === undefined ? undefined : { message: `can't fail: ${[why, ...certainty.percentages(root)].join('; ')}`, offset: root.at };
}

/** Why a condition only asks whether there is a value at all (`status > 0`); undefined for one that asks more, or can't fail anyway. */
export function presenceOf(root: Node, table: MeasurementTable): ConditionProblem | undefined {
  const why = certaintyOf(root, table) ? undefined : new Certainty(table).always(root);
  return why === undefined ? undefined : { message: `can't fail once there is an answer: ${why}`, offset: root.at };
}

/**
 * Why a condition can't hold, whatever is measured; undefined when it can, as far as its tree and the ranges of the table tell. Says
 * what was probably meant where a share is compared with a percentage.
 */
export function impossibilityOf(root: Node, table: MeasurementTable): ConditionProblem | undefined {
  const certainty = new Certainty(table);
  const why = certainty.never(root);
  if (why === undefined) return undefined;
  return { message: `can never hold: ${[why, ...certainty.percentages(root)].join('; ')}`, offset: root.at };
}

/** Whether a comparison asks of a measurement no more than that it is there. */
type Asks = (operator: string, measurement: Measurement | undefined, value: Range) => boolean;

const isNone: Asks = (operator, measurement, { least, most }) =>
  measurement?.none !== undefined && least === measurement.none && most === measurement.none && (operator === '>' || operator === '!=');

class Certainty {
  private readonly table: MeasurementTable;
  private readonly leavesOpen: Asks;

  /** @param leavesOpen comparisons of which nothing is to be said */
  constructor(table: MeasurementTable, leavesOpen: Asks = () => false) {
    this.table = table;
    this.leavesOpen = leavesOpen;
  }

  /** Why an expression is never false, where it has a value at all. */
  always(node: Node): string | undefined {
    switch (node.kind) {
      case 'constant':
        return node.value === true ? 'it is true' : undefined;
      case 'unary':
        return node.operator === '!' ? this.never(node.of) : undefined;
      case 'and': {
        const whys = [this.always(node.left), this.always(node.right)];
        return whys.includes(undefined) ? undefined : whys.join(', and ');
      }
      case 'or':
        return this.either(node);
      case 'choice':
        return this.always(node.yes) === undefined ? undefined : this.always(node.no);
      case 'each':
        return node.macro === 'all' && node.test ? this.always(node.test) : undefined;
      case 'binary':
        return REFLEXIVE.has(node.operator) && same(node.left, node.right) ? 'both sides are the same' : this.compared(node);
      default:
        return undefined;
    }
  }

  /** Why an expression is never true, where it has a value at all. */
  never(node: Node): string | undefined {
    if (node.kind === 'constant') return node.value === false ? 'false is never true' : undefined;
    if (node.kind === 'unary' && node.operator === '!') return this.always(node.of);
    if (node.kind === 'or') return this.never(node.left) === undefined ? undefined : this.never(node.right);
    if (node.kind === 'and') return this.never(node.left) ?? this.never(node.right);
    if (node.kind === 'choice') return this.never(node.yes) === undefined ? undefined : this.never(node.no);
    if (node.kind === 'each') return node.macro === 'exists' && node.test ? this.never(node.test) : undefined;
    const opposite = oppositeOf(node);
    return opposite && this.always(opposite);
  }

  /** What to write where a share, 0..1, is compared with a number that looks like a percentage. */
  percentages(node: Node): readonly string[] {
    switch (node.kind) {
      case 'and':
      case 'or':
        return [node.left, node.right].flatMap((side) => this.percentages(side));
      case 'unary':
        return this.percentages(node.of);
      case 'each':
        return node.test ? this.percentages(node.test) : [];
      case 'binary':
        return [...this.percentage(node.left, node.right), ...this.percentage(node.right, node.left)];
      default:
        return [];
    }
  }

  private percentage(share: Node, number: Node): readonly string[] {
    const { least, most } = this.rangeOf(share);
    const value = number.kind === 'constant' && typeof number.value === 'number' ? number.value : 0;
    if (least !== 0 || most !== 1 || value <= 1 || value > 100) return [];
    const ratio = String(significant(value / 100));
    return [`write ${ratio.length < 4 ? (value / 100).toFixed(2) : ratio} for ${value} %`];
  }

  private either(node: Node): string | undefined {
    const sides = sidesOf(node);
    const certain = sides.map((side) => this.always(side)).find((why) => why !== undefined);
    if (certain !== undefined) return certain;
    const opposed = sides.some((one) => sides.some((other) => areOpposites(one, other)));
    return opposed ? 'one of its sides holds in any case' : undefined;
  }

  private compared(node: BinaryNode): string | undefined {
    const [left, right] = [this.rangeOf(node.left), this.rangeOf(node.right)];
    const { operator } = node;
    if (this.leavesOpen(operator, this.measurementOf(node.left), right)) return undefined;
    if (this.leavesOpen(MIRRORED[operator] ?? operator, this.measurementOf(node.right), left)) return undefined;
    if (operator === '<=' && this.isPart(node.left, node.right)) return `${shown(node.left)} is a part of ${shown(node.right)}`;
    if (operator === '>=' && this.isPart(node.right, node.left)) return `${shown(node.right)} is a part of ${shown(node.left)}`;
    if (!isCertain(operator, left, right)) return undefined;
    return [node.left, node.right]
      .filter((side) => side.kind !== 'constant')
      .map((side) => `${shown(side)} is ${rangeText(this.rangeOf(side))}`)
      .join(', ');
  }

  private rangeOf(node: Node): Range {
    switch (node.kind) {
      case 'constant':
        return typeof node.value === 'number' ? { least: node.value, most: node.value } : ANY;
      case 'measurement':
      case 'variable':
      case 'select':
        return rangeIn(this.measurementOf(node));
      case 'call':
        return node.name === 'size' ? { least: 0, most: ANY.most } : ANY;
      case 'unary':
        return node.operator === '-' ? negated(this.rangeOf(node.of)) : ANY;
      case 'binary':
        if (node.operator === '/' && this.isPart(node.left, node.right)) return { least: 0, most: 1 };
        return computed(node.operator, this.rangeOf(node.left), this.rangeOf(node.right));
      default:
        return ANY;
    }
  }

  /** Whether one counts some of those that the other counts. */
  private isPart(some: Node, all: Node): boolean {
    const of = this.measurementOf(some)?.partOf;
    if (of === undefined) return false;
    if (some.kind === 'measurement') return all.kind === 'measurement' && all.name === of;
    return some.kind === 'select' && all.kind === 'select' && same(some.of, all.of) && constantKey(all) === of;
  }

  /** What the table says of a value or of a part of one. */
  private measurementOf(node: Node): Measurement | undefined {
    if (node.kind === 'measurement') return Object.hasOwn(this.table, node.name) ? this.table[node.name] : undefined;
    if (node.kind === 'select') return partOf(node, this.measurementOf(node.of));
    const of = node.kind === 'variable' ? this.measurementOf(node.range) : undefined;
    return of && { ...of, type: elementType(of.type) };
  }
}

/** A part has the range of the whole, unless it is a field with one of its own. */
function partOf(node: SelectNode, of: Measurement | undefined): Measurement | undefined {
  if (!of) return undefined;
  const key = constantKey(node);
  const { type } = of;
  if (typeof type === 'object' && 'fields' in type) return typeof key === 'string' ? type.fields[key] : undefined;
  return { ...of, type: memberType(type, key) };
}

function rangeIn(measurement: Measurement | undefined): Range {
  if (measurement?.type !== 'number') return ANY;
  const { least = ANY.least, most = ANY.most } = measurement;
  return { least, most };
}

function isCertain(operator: string, left: Range, right: Range): boolean {
  switch (operator) {
    case '<':
      return left.most < right.least;
    case '<=':
      return left.most <= right.least;
    case '>':
      return left.least > right.most;
    case '>=':
      return left.least >= right.most;
    case '!=':
      return left.most < right.least || left.least > right.most;
    default:
      return false;
  }
}

function negated({ least, most }: Range): Range {
  return { least: -most, most: -least };
}

/** Sums and differences; products and quotients of numbers that are never negative. */
function computed(operator: string, left: Range, right: Range): Range {
  if (operator === '+') return { least: left.least + right.least, most: left.most + right.most };
  if (operator === '-') return computed('+', left, negated(right));
  if (left.least < 0 || right.least < 0) return ANY;
  if (operator === '*') return { least: times(left.least, right.least), most: times(left.most, right.most) };
  return operator === '/' ? { least: 0, most: right.least > 0 ? left.most / right.least : ANY.most } : ANY;
}

/** Nothing, however often, is nothing. */
function times(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}

function rangeText({ least, most }: Range): string {
  if (least === ANY.least) return `never above ${most}`;
  return most === ANY.most ? `never below ${least}` : `between ${least} and ${most}`;
}

function sidesOf(node: Node): readonly Node[] {
  return node.kind === 'or' ? [...sidesOf(node.left), ...sidesOf(node.right)] : [node];
}

function areOpposites(one: Node, other: Node): boolean {
  if (one.kind === 'unary' && one.operator === '!') return same(one.of, other);
  const opposite = oppositeOf(one);
  return opposite !== undefined && same(opposite, other);
}

/** The comparison that holds where this one does not. */
function oppositeOf(node: Node): Node | undefined {
  const operator = node.kind === 'binary' ? OPPOSITES[node.operator] : undefined;
  return operator === undefined ? undefined : ({ ...node, operator } as BinaryNode);
}

/** Whether two expressions are written the same; where they stand, and a pattern that was compiled, are no part of it. */
function same(one: Node, other: Node): boolean {
  return written(one) === written(other);
}

function written(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => (key === 'at' || key === 'pattern' ? undefined : value));
}

/** Outside of a run a loop's variable has its own name. */
const UNRUN = new Run({}, undefined);

function shown(node: Node): string {
  return nameOf(node, UNRUN);
}
