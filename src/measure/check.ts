import type { MeasurementTable, MeasurementType } from './measurements.ts';
import { nearest } from './suggest.ts';
import type { CallName, Node } from './syntax.ts';

/** Something that is wrong with a condition whatever is measured. `offset`: in characters from 0. */
export interface ConditionProblem {
  readonly message: string;
  readonly offset: number;
}

const LOGIC: ReadonlySet<CallName> = new Set<CallName>(['_&&_', '_||_', '!_']);
const COMPARISON: ReadonlySet<CallName> = new Set<CallName>(['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_']);
const ARITHMETIC: ReadonlySet<CallName> = new Set<CallName>(['_-_', '_*_', '_/_', '_%_', '-_']);

/** Finds what can't be right: unknown names and fields, constants of another type, integer division, a condition that is none. */
export function checkSyntax(node: Node, table: MeasurementTable, expected: 'boolean' | 'any'): readonly ConditionProblem[] {
  const check = new Check(table);
  const type = check.typeOf(node);
  if (expected === 'boolean' && type !== 'boolean' && type !== 'any') {
    check.object(node, `a condition is true or false, and this is ${inWords(type)}; compare it with something`);
  }
  return check.problems;
}

class Check {
  readonly problems: ConditionProblem[] = [];
  private readonly table: MeasurementTable;
  private readonly variables = new Map<string, MeasurementType>();

  constructor(table: MeasurementTable) {
    this.table = table;
  }

  object(node: Node, message: string): void {
    this.problems.push({ message, offset: node.offset });
  }

  typeOf(node: Node): MeasurementType {
    switch (node.kind) {
      case 'constant':
        return typeof node.value as 'number' | 'string' | 'boolean';
      case 'name':
        return this.variables.get(node.name) ?? this.named(node);
      case 'field':
        return this.field(node, this.typeOf(node.of), node.name);
      case 'has':
        this.typeOf(node.of);
        return 'boolean';
      case 'index':
        return this.index(node);
      case 'list':
        return { list: this.common(node.items.map((item) => this.typeOf(item))) };
      case 'call':
        return this.call(node);
      case 'macro':
        return this.macro(node);
    }
  }

  private named(node: Extract<Node, { kind: 'name' }>): MeasurementType {
    const measurement = Object.hasOwn(this.table, node.name) ? this.table[node.name] : undefined;
    if (measurement) return measurement.type;
    const near = nearest(node.name, Object.keys(this.table));
    const known = Object.keys(this.table).join(', ');
    this.object(node, `unknown measurement "${node.name}"; ${near === undefined ? `known are ${known}` : `did you mean "${near}"?`}`);
    return 'any';
  }

  private field(node: Node, of: MeasurementType, name: string): MeasurementType {
    if (of === 'any') return 'any';
    if (typeof of === 'object' && 'map' in of) return this.key(node, of, name);
    if (typeof of !== 'object' || !('fields' in of)) {
      this.object(node, `${inWords(of)} has no field "${name}"`);
      return 'any';
    }
    const measurement = Object.hasOwn(of.fields, name) ? of.fields[name] : undefined;
    if (measurement) return measurement.type;
    const near = nearest(name, Object.keys(of.fields));
    this.object(
      node,
      `unknown field "${name}"; ${near === undefined ? `known are ${Object.keys(of.fields).join(', ')}` : `did you mean "${near}"?`}`,
    );
    return 'any';
  }

  private key(node: Node, of: Extract<MeasurementType, { map: MeasurementType }>, key: string): MeasurementType {
    if (of.keys && !of.keys.includes(key)) {
      const near = nearest(key, of.keys);
      this.object(node, `unknown key "${key}"; ${near === undefined ? `known are ${of.keys.join(', ')}` : `did you mean "${near}"?`}`);
    }
    return of.map;
  }

  private index(node: Extract<Node, { kind: 'index' }>): MeasurementType {
    const of = this.typeOf(node.of);
    const key = this.typeOf(node.key);
    if (node.key.kind === 'constant' && typeof node.key.value === 'string') return this.field(node, of, node.key.value);
    if (typeof of !== 'object') {
      if (of !== 'any') this.object(node, `${inWords(of)} has no elements`);
      return 'any';
    }
    if ('list' in of) {
      if (key !== 'number' && key !== 'any') this.object(node.key, `a place in a list is a number, not ${inWords(key)}`);
      return of.list;
    }
    return 'map' in of ? of.map : 'any';
  }

  private call(node: Extract<Node, { kind: 'call' }>): MeasurementType {
    const { name, args } = node;
    const types = args.map((arg) => this.typeOf(arg));
    if (LOGIC.has(name)) {
      this.each(node, types, 'boolean', 'is not true or false; compare it with something');
      return 'boolean';
    }
    if (COMPARISON.has(name)) return this.comparison(node, types);
    if (ARITHMETIC.has(name)) {
      if (name === '_/_' && args.every((arg) => arg.kind === 'constant' && arg.integer)) {
        this.object(node, 'a division of two whole numbers is cut to a whole number in CEL; write 18.0 / 20.0');
      }
      this.each(
        node,
        types,
        'number',
        name === '_-_' ? 'is no number (a "-" is a subtraction: an id with "-" is read as gates["health-30m"])' : 'is no number',
      );
      return 'number';
    }
    switch (name) {
      case 'size':
        return 'number';
      case 'double':
      case 'int':
        return 'number';
      case 'string':
        return 'string';
      case '_+_':
        return this.common(types);
      case '_?_:_':
        return this.common(types.slice(1));
      case '@in':
        return 'boolean';
      default:
        this.each(node, types, 'string', 'is no text');
        return 'boolean';
    }
  }

  private comparison(node: Extract<Node, { kind: 'call' }>, types: readonly MeasurementType[]): MeasurementType {
    const [left = 'any', right = 'any'] = types;
    if (kindOf(left) !== kindOf(right) && left !== 'any' && right !== 'any') {
      this.object(node, `${inWords(left)} is compared with ${inWords(right)}, which is never equal`);
    }
    return 'boolean';
  }

  private each(node: Extract<Node, { kind: 'call' }>, types: readonly MeasurementType[], wanted: MeasurementType, message: string): void {
    for (const [index, type] of types.entries()) {
      if (type !== wanted && type !== 'any') this.object(node.args[index] ?? node, `${inWords(type)} ${message}`);
    }
  }

  private macro(node: Extract<Node, { kind: 'macro' }>): MeasurementType {
    const of = this.typeOf(node.of);
    if (of !== 'any' && (typeof of !== 'object' || 'fields' in of)) this.object(node, `${inWords(of)} is no list`);
    const element = typeof of === 'object' ? ('list' in of ? of.list : 'map' in of ? 'string' : 'any') : 'any';
    const outer = this.variables.get(node.variable);
    this.variables.set(node.variable, element);
    const body = this.typeOf(node.body);
    if (outer === undefined) this.variables.delete(node.variable);
    else this.variables.set(node.variable, outer);
    if (node.name !== 'map' && body !== 'boolean' && body !== 'any') this.object(node.body, `${inWords(body)} is not true or false`);
    if (node.name === 'map') return { list: body };
    return node.name === 'filter' ? { list: element } : 'boolean';
  }

  private common(types: readonly MeasurementType[]): MeasurementType {
    const [first = 'any'] = types;
    return types.every((type) => typeof type === 'string' && type === first) ? first : 'any';
  }
}

function kindOf(type: MeasurementType): string {
  if (typeof type === 'string') return type;
  return 'list' in type ? 'list' : 'map';
}

function inWords(type: MeasurementType): string {
  return (
    { number: 'a number', string: 'a text', boolean: 'true or false', any: 'a value', list: 'a list', map: 'a map' }[kindOf(type)] ??
    'a value'
  );
}
