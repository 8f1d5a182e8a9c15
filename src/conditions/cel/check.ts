import type { MeasurementTable, MeasurementType } from '../measurements.ts';
import { nearest } from '../../core/suggest.ts';
import { functionOf } from './functions.ts';
import { type BinaryNode, type CallNode, childrenOf, isNull, type Node, type SelectNode } from './node.ts';
import { nameOf } from './path.ts';
import { Run } from './run.ts';
import { typeOf } from './type.ts';
import { isDate, TEXT_ORDER } from './value.ts';

/** Something wrong with a condition. `offset`: where, in characters from 0. */
export interface ConditionProblem {
  readonly message: string;
  readonly offset: number;
  /** The measurement that nobody knows, where that is what is wrong. */
  readonly unknown?: string;
}

/** What can be said of an expression before anything is measured. @param result the type that it must give; `any`: it may give any */
export function problemsOf(root: Node, source: string, table: MeasurementTable, result: MeasurementType): readonly ConditionProblem[] {
  const check = new Check(source, table);
  const problems = check.node(root);
  return problems.length > 0 ? problems : check.mustBe(root, result);
}

class Check {
  private readonly source: string;
  private readonly table: MeasurementTable;

  constructor(source: string, table: MeasurementTable) {
    this.source = source;
    this.table = table;
  }

  node(node: Node): readonly ConditionProblem[] {
    const below = childrenOf(node).flatMap((child) => this.node(child));
    if (below.length > 0) return this.hyphenated(node) ?? below;
    switch (node.kind) {
      case 'measurement':
        return Object.hasOwn(this.table, node.name) ? [] : unknownMeasurement(node.name, node.at, Object.keys(this.table));
      case 'select':
        return this.select(node);
      case 'has':
        return this.key(node.of, node.key, node.at);
      case 'unary':
        return this.mustBe(node.of, node.operator === '!' ? 'boolean' : 'number');
      case 'binary':
        return this.binary(node);
      case 'and':
      case 'or':
        return [...this.mustBe(node.left, 'boolean'), ...this.mustBe(node.right, 'boolean')];
      case 'choice':
        return this.mustBe(node.test, 'boolean');
      case 'call':
        return this.call(node);
      case 'each':
        return this.loop(node);
      default:
        return [];
    }
  }

  mustBe(node: Node, expected: MeasurementType): readonly ConditionProblem[] {
    const type = typeOf(node, this.table);
    if (type === 'any' || expected === 'any' || words(type) === words(expected)) return [];
    return problem(node.at, `${name(node)} is ${words(type)}, expected ${words(expected)}`);
  }

  /** `error-rate`, `gates.health-30m`: an id that is no name is read as a subtraction of names that nobody knows. */
  private hyphenated(node: Node): readonly ConditionProblem[] | undefined {
    if (node.kind !== 'binary' || node.operator !== '-') return undefined;
    const before = /[\w-]*$/.exec(this.source.slice(0, node.at))?.[0] ?? '';
    const id = `${before}${/^[\w-]*/.exec(this.source.slice(node.at))?.[0]}`;
    if (!/^[A-Za-z_]\w*(-\w+)+$/.test(id)) return undefined;
    const at = node.at - before.length;
    const parent = /([A-Za-z_]\w*)\.$/.exec(this.source.slice(0, at))?.[1];
    const near = nearest(id, Object.keys(this.table));
    const hint = near === undefined ? `write ${parent ?? 'gates'}[${JSON.stringify(id)}]` : `did you mean "${near}"?`;
    return problem(at, `"${id}" is read as a subtraction; ${hint}`);
  }

  private select(node: SelectNode): readonly ConditionProblem[] {
    const { key } = node;
    if (key.kind !== 'constant') return [];
    return this.key(node.of, key.value, key.at);
  }

  private key(of: Node, key: string | number | boolean | null, at: number): readonly ConditionProblem[] {
    const type = typeOf(of, this.table);
    if (type === 'any') return [];
    if (typeof type === 'string') return problem(at, `${name(of)} is ${words(type)}, it has no parts`);
    if ('list' in type) {
      return typeof key === 'number' ? [] : problem(at, `${name(of)} is a list: write ${name(of)}[0], or ${name(of)}.all(x, …)`);
    }
    if (typeof key !== 'string') return problem(at, `the keys of ${name(of)} are texts: write ["${String(key)}"]`);
    const keys = 'map' in type ? type.keys : Object.keys(type.fields);
    const known = 'elsewhere' in type && Object.hasOwn(type.elsewhere ?? {}, key) ? type.elsewhere?.[key] : undefined;
    if (known !== undefined) return problem(at, known);
    if ('map' in type && keys?.length === 0) return problem(at, `no ${name(of)} are declared`);
    return keys === undefined || keys.includes(key) ? [] : problem(at, unknownName(`key of ${name(of)}:`, key, keys));
  }

  private binary(node: BinaryNode): readonly ConditionProblem[] {
    const { left, right, operator } = node;
    const [a, b] = [typeOf(left, this.table), typeOf(right, this.table)];
    switch (operator) {
      case '==':
      case '!=':
        return this.sameType(node, a, b);
      case '<':
      case '<=':
      case '>':
      case '>=':
        if (isNull(left) || isNull(right)) return problem(node.at, 'null has no order');
        return [left, right]
          .flatMap((side) => this.ordered(side))
          .concat(this.sameType(node, a, b), textOrder(node))
          .slice(0, 1);
      case 'in':
        return typeof b === 'string' && b !== 'any' ? problem(right.at, `${name(right)} is ${words(b)}, expected a list or a map`) : [];
      case '+':
        return a === 'boolean' || b === 'boolean' ? problem(node.at, 'true and false can not be added') : this.sameType(node, a, b);
      default:
        return wholeDivision(node) ?? [...this.mustBe(left, 'number'), ...this.mustBe(right, 'number')];
    }
  }

  private ordered(side: Node): readonly ConditionProblem[] {
    const type = typeOf(side, this.table);
    if (type === 'any' || type === 'number' || type === 'string') return [];
    return problem(side.at, `${name(side)} is ${words(type)}, which has no order`);
  }

  private sameType({ left, right, at, operator }: BinaryNode, a: MeasurementType, b: MeasurementType): readonly ConditionProblem[] {
    if (a === 'any' || b === 'any' || words(a) === words(b)) return [];
    return problem(at, `${name(left)} is ${words(a)}, ${name(right)} is ${words(b)}: ${operator} needs two of one type`);
  }

  private call(node: CallNode): readonly ConditionProblem[] {
    const [first] = node.args;
    const type = first ? typeOf(first, this.table) : 'any';
    if (first && node.name === 'size' && (type === 'number' || type === 'boolean')) {
      return problem(first.at, `${name(first)} is ${words(type)}, it has no size`);
    }
    const takes = functionOf(node.name)?.takes ?? [];
    return node.args.flatMap((arg, index) => this.mustBe(arg, takes[index] ?? 'any'));
  }

  private loop(node: Extract<Node, { kind: 'each' }>): readonly ConditionProblem[] {
    const type = typeOf(node.range, this.table);
    if (typeof type === 'string' && type !== 'any')
      return problem(node.range.at, `${name(node.range)} is ${words(type)}, it has no elements`);
    return node.test ? this.mustBe(node.test, 'boolean') : [];
  }
}

/** Only dates have an order among texts; what is no constant is looked at when it is measured. */
function textOrder({ left, right }: BinaryNode): readonly ConditionProblem[] {
  const text = [left, right].find((side) => side.kind === 'constant' && typeof side.value === 'string' && !isDate(side.value));
  return text ? problem(text.at, TEXT_ORDER) : [];
}

/** CEL rounds `18 / 20` down to 0; its author means 0.9. */
function wholeDivision({ operator, left, right, at }: BinaryNode): readonly ConditionProblem[] | undefined {
  if (operator !== '/' || left.kind !== 'constant' || right.kind !== 'constant' || !left.whole || !right.whole) return undefined;
  const written = `${String(left.value)} / ${String(right.value)}`;
  return problem(at, `${written} divides whole numbers, which CEL rounds down: write ${String(left.value)}.0 / ${String(right.value)}.0`);
}

function problem(offset: number, message: string): readonly ConditionProblem[] {
  return [{ message, offset }];
}

/** `True`: other languages write it so. */
function unknownMeasurement(found: string, offset: number, known: readonly string[]): readonly ConditionProblem[] {
  const constant = ['true', 'false', 'null'].find((word) => word === found.toLowerCase());
  const message = constant === undefined ? unknownName('measurement', found, known) : `unknown measurement "${found}"; write ${constant}`;
  return [{ message, offset, unknown: found }];
}

function unknownName(what: string, found: string, known: readonly string[]): string {
  const near = nearest(found, known);
  const hint = near === undefined ? listed(known) : `did you mean "${near}"?`;
  return `unknown ${what} "${found}"; ${hint}`;
}

const MAX_LISTED = 20;

function listed(known: readonly string[]): string {
  if (known.length === 0) return 'there is nothing to read here';
  const more = known.length > MAX_LISTED ? `, and ${known.length - MAX_LISTED} more` : '';
  return `there are ${known.slice(0, MAX_LISTED).join(', ')}${more}`;
}

function words(type: MeasurementType): string {
  if (type === 'number') return 'a number';
  if (type === 'string') return 'a text';
  if (type === 'boolean') return 'true or false';
  if (type === 'any') return 'any value';
  return 'list' in type ? 'a list' : 'a map';
}

/** Outside of a run a loop's variable has its own name. */
const UNRUN = new Run({}, undefined);

function name(node: Node): string {
  return nameOf(node, UNRUN);
}
