import { RE2JS } from 're2js';
import type { Json } from '../core/json.ts';
import { significant } from '../core/ratio.ts';
import { Blocked } from './blocked.ts';
import type { MeasurementTable } from './measurements.ts';
import { isTooLarge } from './project.ts';
import { defaultAt, own, pathText, type Scope, type Step } from './scope.ts';
import type { CallName, MacroName, Node } from './syntax.ts';

/** Steps of one evaluation, at most: deterministic, where a clock would not be. */
const MAX_STEPS = 200_000;

/** A value, and the path that it was read from, for words about it. */
interface Read {
  readonly value: Json;
  readonly path: readonly Step[] | undefined;
}

/**
 * Evaluates the syntax tree strictly: what is missing, empty, not finite, null, or of another type than asked for throws `Blocked`;
 * `||` and inner `&&` look at both sides. Where CEL gives a value and this does, they are the same.
 */
export class Evaluation {
  /** The operands that were read, by path, in the order in which they were read. */
  readonly read = new Map<string, Json>();
  private readonly scope: Scope;
  private readonly table: MeasurementTable;
  private readonly variables = new Map<string, Read>();
  private steps = 0;

  constructor(scope: Scope, table: MeasurementTable) {
    this.scope = scope;
    this.table = table;
  }

  /** Conjuncts from left to right: the first that is false decides, before a later one can block. @throws Blocked */
  condition(node: Node): boolean {
    if (node.kind === 'call' && node.name === '_&&_') return node.args.every((part) => this.condition(part));
    return this.boolean(node);
  }

  /** Any value that a condition may give. @throws Blocked */
  value(node: Node): Json {
    return this.usable(this.look(node), node);
  }

  number(node: Node): number {
    const value = this.value(node);
    if (typeof value !== 'number') throw new Blocked(`${this.words(node)} is ${typeInWords(value)}, not a number`);
    return value;
  }

  private boolean(node: Node): boolean {
    const value = this.value(node);
    if (typeof value !== 'boolean') throw new Blocked(`${this.words(node)} is ${typeInWords(value)}, not true or false`);
    return value;
  }

  private text(node: Node): string {
    const value = this.value(node);
    if (typeof value !== 'string') throw new Blocked(`${this.words(node)} is ${typeInWords(value)}, not a text`);
    return value;
  }

  /** Finite, not null, not empty: else it is no evidence of anything. */
  private usable({ value, path }: Read, node: Node): Json {
    const what = path ? pathText(path) : this.words(node);
    if (value === null) throw new Blocked(`${what} is null`);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Blocked(`${what} is ${value}`);
    if (isTooLarge(value)) throw new Blocked(`${what} is larger than 4 KB, so it was not recorded`);
    if (typeof value === 'object' && sizeOf(value) === 0) throw new Blocked(`${what} is empty`);
    if (path) this.read.set(pathText(path), value);
    return value;
  }

  private look(node: Node): Read {
    if (++this.steps > MAX_STEPS) throw new Blocked(`the condition takes more than ${MAX_STEPS} steps over these values`);
    switch (node.kind) {
      case 'constant':
        return { value: node.value, path: undefined };
      case 'name':
        return this.name(node.name);
      case 'field':
        return this.step(this.look(node.of), node.name);
      case 'index':
        return this.index(node.of, node.key);
      case 'has':
        return { value: this.has(node.of, node.name), path: undefined };
      case 'list':
        return { value: node.items.map((item) => this.value(item)), path: undefined };
      case 'call':
        return { value: this.call(node.name, node.args), path: undefined };
      case 'macro':
        return { value: this.macro(node.name, node.of, node.variable, node.body), path: undefined };
    }
  }

  private name(name: string): Read {
    const variable = this.variables.get(name);
    if (variable) return variable;
    const value = Object.hasOwn(this.scope, name) ? this.scope[name] : undefined;
    if (value === undefined) throw new Blocked(`${name} was not measured`);
    return { value, path: [name] };
  }

  private step(of: Read, step: Step): Read {
    const path = of.path && [...of.path, step];
    const found = typeof step === 'number' ? at(of.value, step) : own(of.value, step);
    const value = found ?? (path && found === undefined ? defaultAt(this.table, path) : found);
    if (value === undefined) throw new Blocked(`${path ? pathText(path) : String(step)} is missing`);
    return { value, path };
  }

  private index(of: Node, key: Node): Read {
    const container = this.look(of);
    const step = this.value(key);
    if (typeof step === 'string') return this.step(container, step);
    if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) return this.step(container, step);
    throw new Blocked(`${this.words(key)} is no place in a list and no key`);
  }

  private has(of: Node, name: string): boolean {
    const { value, path } = this.look(of);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Blocked(`${path ? pathText(path) : this.words(of)} is ${typeInWords(value)}, which has no fields`);
    }
    return own(value, name) !== undefined;
  }

  private call(name: CallName, args: readonly Node[]): Json {
    const [a, b, c] = args as readonly [Node, Node, Node];
    switch (name) {
      case '_&&_':
        return args.map((arg) => this.boolean(arg)).every(Boolean);
      case '_||_':
        return args.map((arg) => this.boolean(arg)).some(Boolean);
      case '!_':
        return !this.boolean(a);
      case '_?_:_':
        return this.boolean(a) ? this.value(b) : this.value(c);
      case '_==_':
        return this.same(a, b);
      case '_!=_':
        return !this.same(a, b);
      case '_<_':
        return this.order(a, b) < 0;
      case '_<=_':
        return this.order(a, b) <= 0;
      case '_>_':
        return this.order(a, b) > 0;
      case '_>=_':
        return this.order(a, b) >= 0;
      case '@in':
        return this.contained(a, b);
      case '_+_':
        return this.plus(a, b);
      case 'size':
        return this.size(a);
      case 'startsWith':
        return this.text(a).startsWith(this.text(b));
      case 'endsWith':
        return this.text(a).endsWith(this.text(b));
      case 'contains':
        return this.text(a).includes(this.text(b));
      case 'matches':
        return pattern(this.text(b)).matcher(this.text(a)).find();
      case 'string':
        return this.asText(a);
      case 'double':
      case 'int':
        return this.asNumber(name, a);
      default:
        return this.arithmetic(name, args);
    }
  }

  private arithmetic(name: CallName, args: readonly Node[]): number {
    const [a = 0, b = 0] = args.map((arg) => this.number(arg));
    const value = name === '-_' ? -a : name === '_-_' ? a - b : name === '_*_' ? a * b : name === '_/_' ? a / b : a % b;
    return this.finite(value, args);
  }

  private plus(a: Node, b: Node): Json {
    const [left, right] = [this.value(a), this.value(b)];
    if (typeof left === 'number' && typeof right === 'number') return this.finite(left + right, [a, b]);
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (isList(left) && isList(right)) return [...left, ...right];
    throw new Blocked(`${this.words(a)} is ${typeInWords(left)} and can't be added to ${typeInWords(right)}`);
  }

  private finite(value: number, operands: readonly Node[]): number {
    if (!Number.isFinite(value))
      throw new Blocked(`a calculation with ${operands.map((node) => this.words(node)).join(' and ')} gives ${value}`);
    return value;
  }

  private same(a: Node, b: Node): boolean {
    const [left, right] = [this.value(a), this.value(b)];
    this.comparable(a, left, right);
    return equal(left, right);
  }

  private order(a: Node, b: Node): number {
    const [left, right] = [this.value(a), this.value(b)];
    this.comparable(a, left, right);
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
    throw new Blocked(`${this.words(a)} is ${typeInWords(left)}, which has no order`);
  }

  private comparable(a: Node, left: Json, right: Json): void {
    if (typeInWords(left) !== typeInWords(right))
      throw new Blocked(`${this.words(a)} is ${typeInWords(left)}, compared with ${typeInWords(right)}`);
  }

  private contained(a: Node, b: Node): boolean {
    const [item, container] = [this.value(a), this.value(b)];
    if (isList(container)) return container.some((member) => equal(member, item));
    if (typeof container === 'object' && typeof item === 'string') return own(container, item) !== undefined;
    throw new Blocked(`${this.words(b)} is ${typeInWords(container)}, which holds nothing`);
  }

  /** The one place where an empty list is a value like others. */
  private size(node: Node): number {
    const { value, path } = this.look(node);
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null))
      throw new Blocked(`${this.words(node)} is ${typeInWords(value)}, which has no size`);
    if (isTooLarge(value)) throw new Blocked(`${this.words(node)} is larger than 4 KB, so it was not recorded`);
    const size = typeof value === 'string' ? Array.from(value).length : sizeOf(value);
    if (path) this.read.set(`size(${pathText(path)})`, size);
    return size;
  }

  private asText(node: Node): string {
    const value = this.value(node);
    if (typeof value === 'object') throw new Blocked(`${this.words(node)} is ${typeInWords(value)}, not a text`);
    return String(value);
  }

  private asNumber(name: 'double' | 'int', node: Node): number {
    const value = this.value(node);
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)
          ? Number(value)
          : Number.NaN;
    if (!Number.isFinite(number)) throw new Blocked(`${this.words(node)} is ${typeInWords(value)} and no number can be made of it`);
    return name === 'int' ? Math.trunc(number) : number;
  }

  private macro(name: MacroName, of: Node, variable: string, body: Node): Json {
    const range = this.look(of);
    const list = this.usable(range, of);
    const elements = isList(list) ? list : Object.keys(list as object);
    if (typeof list !== 'object') throw new Blocked(`${this.words(of)} is ${typeInWords(list)}, not a list`);
    const each = elements.map((value, index): Read => ({ value, path: isList(list) && range.path ? [...range.path, index] : undefined }));
    switch (name) {
      case 'all':
        return !this.some(each, variable, body, false);
      case 'exists':
        return this.some(each, variable, body, true);
      case 'exists_one':
        return this.under(variable, each, () => this.boolean(body)).filter(Boolean).length === 1;
      case 'map':
        return this.under(variable, each, () => this.value(body));
      case 'filter': {
        const kept = this.under(variable, each, () => this.boolean(body));
        return elements.filter((_, index) => kept[index]);
      }
    }
  }

  /** Whether the body is `wanted` for some element. One such element decides; without one, an element that blocks does. */
  private some(each: readonly Read[], variable: string, body: Node, wanted: boolean): boolean {
    let blocked: unknown;
    const answers = this.under(variable, each, () => {
      try {
        return this.boolean(body) === wanted;
      } catch (error) {
        if (!(error instanceof Blocked) || this.steps > MAX_STEPS) throw error;
        blocked ??= error;
        return false;
      }
    });
    if (answers.some(Boolean)) return true;
    if (blocked !== undefined) throw blocked;
    return false;
  }

  private under<T>(variable: string, each: readonly Read[], body: () => T): T[] {
    const outer = this.variables.get(variable);
    try {
      return each.map((element) => {
        this.variables.set(variable, element);
        return body();
      });
    } finally {
      if (outer) this.variables.set(variable, outer);
      else this.variables.delete(variable);
    }
  }

  private words(node: Node): string {
    return pathOf(node) ?? 'an expression';
  }
}

/** The text of a plain path; undefined for anything else. */
export function pathOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'field': {
      const of = pathOf(node.of);
      return of && `${of}.${node.name}`;
    }
    case 'index': {
      const of = pathOf(node.of);
      return of && node.key.kind === 'constant' ? `${of}[${JSON.stringify(node.key.value)}]` : undefined;
    }
    case 'constant':
      return JSON.stringify(node.value);
    case 'call':
      return node.name === 'size' && node.args[0] ? `size(${pathOf(node.args[0]) ?? '…'})` : undefined;
    default:
      return undefined;
  }
}

function typeInWords(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  return { number: 'a number', string: 'a text', boolean: 'true or false', object: 'a map' }[
    typeof value as 'number' | 'string' | 'boolean' | 'object'
  ];
}

function equal(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (isList(a) || isList(b))
    return isList(a) && isList(b) && a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null));
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(own(a, key) ?? null, own(b, key) ?? null))
  );
}

function at(value: Json, index: number): Json | undefined {
  return isList(value) ? value[index] : undefined;
}

function sizeOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Linear-time patterns, as RE2. */
function pattern(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch {
    throw new Blocked(`${JSON.stringify(source)} is not a pattern`);
  }
}

/** A number as it is shown: 12 significant digits at most. */
export function shown(value: Json): string {
  if (typeof value === 'number') return String(Number.isFinite(value) ? significant(value) : value);
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value).replace(
      /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
      '',
    );
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `list of ${value.length}` : `map of ${Object.keys(value).length}`;
}
