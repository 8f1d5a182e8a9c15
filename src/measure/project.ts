import type { Json, JsonObject } from '../core/json.ts';
import { own, type Scope } from './scope.ts';
import type { Node } from './syntax.ts';

/** A value that a condition reads may be so long, as JSON; one that is longer is not recorded, and its condition is blocked. */
const MAX_VALUE = 4096;
/** And all that one condition reads together. */
const MAX_TOTAL = 64 * 1024;

/** Stands for a value that was too large. No condition can name this key. */
const TOO_LARGE = '@too-large';

/** What of a value is read: all of it, its size, its elements' parts, its fields. */
interface Shape {
  whole: boolean;
  size: boolean;
  elements: Shape | undefined;
  readonly fields: Map<string, Shape>;
}

/** Whether a recorded value only says that it was too large. */
export function isTooLarge(value: Json): boolean {
  return own(value, TOO_LARGE) !== undefined;
}

/** What a condition reads of a scope and nothing else: judged over it, the condition gives what it gives over the whole scope. */
export function project(node: Node, scope: Scope): JsonObject {
  const root = shape();
  read(node, root, new Map());
  const entries = [...root.fields].flatMap(([name, part]) => {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    return value === undefined ? [] : [[name, prune(value, part)] as const];
  });
  if (JSON.stringify(entries).length <= MAX_TOTAL) return Object.fromEntries(entries);
  return Object.fromEntries(entries.map(([name, value]) => [name, fits(value) ? value : tooLarge(value)]));
}

function shape(): Shape {
  return { whole: false, size: false, elements: undefined, fields: new Map() };
}

/** Marks what an expression reads. @returns the shape of the value that it gives, when that is a part of the scope. */
function read(node: Node, root: Shape, variables: ReadonlyMap<string, Shape>): Shape | undefined {
  const consume = (child: Node): void => markWhole(read(child, root, variables));
  switch (node.kind) {
    case 'constant':
      return undefined;
    case 'name':
      return variables.get(node.name) ?? field(root, node.name);
    case 'field':
      return part(read(node.of, root, variables), (of) => field(of, node.name));
    case 'has': {
      const of = read(node.of, root, variables);
      // Only whether it is there: its size keeps it and nothing of what it holds.
      if (of) field(of, node.name).size = true;
      return undefined;
    }
    case 'index': {
      const of = read(node.of, root, variables);
      consume(node.key);
      if (!of) return undefined;
      return node.key.kind === 'constant' && typeof node.key.value === 'string' ? field(of, node.key.value) : dynamic(of, node.key);
    }
    case 'list':
      node.items.forEach(consume);
      return undefined;
    case 'call': {
      const [only] = node.args;
      if (node.name === 'size' && only) {
        const of = read(only, root, variables);
        if (of) of.size = true;
      } else node.args.forEach(consume);
      return undefined;
    }
    case 'macro': {
      const of = read(node.of, root, variables);
      // The keys of a map are what its macros go over: the size keeps them.
      if (of) of.size = true;
      const element = of ? (of.elements ??= shape()) : shape();
      const inner = new Map(variables).set(node.variable, element);
      markWhole(read(node.body, root, inner));
      if (node.name === 'filter') markWhole(element);
      return undefined;
    }
  }
}

/** A key that is known only when it is read: everything it could name is kept, a place in a list only in part. */
function dynamic(of: Shape, key: Node): Shape {
  if (key.kind !== 'constant') of.whole = true;
  of.size = true;
  return (of.elements ??= shape());
}

function field(of: Shape, name: string): Shape {
  const known = of.fields.get(name) ?? shape();
  of.fields.set(name, known);
  return known;
}

function part(of: Shape | undefined, step: (of: Shape) => Shape): Shape | undefined {
  return of && step(of);
}

function markWhole(of: Shape | undefined): void {
  if (of) of.whole = true;
}

function prune(value: Json, of: Shape): Json {
  if (typeof value !== 'object' || value === null || of.whole) return fits(value) ? finite(value) : tooLarge(value);
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return list.map((item) => (of.elements ? prune(item, of.elements) : null));
  }
  const object = value as Readonly<Record<string, Json>>;
  const keys = Object.keys(object).filter((key) => of.size || of.fields.has(key));
  return Object.fromEntries(keys.map((key) => [key, prunedField(object[key] ?? null, of.fields.get(key))]));
}

/** A field of which only the being there is read keeps no content; its kind stays, so that it judges the same. */
function prunedField(value: Json, of: Shape | undefined): Json {
  if (of) return prune(value, of);
  return true;
}

function fits(value: Json): boolean {
  return JSON.stringify(value).length <= MAX_VALUE;
}

function tooLarge(value: Json): Json {
  return { [TOO_LARGE]: JSON.stringify(value).length };
}

/** JSON has no NaN and no Infinity: they stay what they are to a condition, which is no number. */
function finite(value: Json): Json {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
