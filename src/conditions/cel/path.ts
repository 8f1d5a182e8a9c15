import type { Json } from '../../core/json.ts';
import { constantKey, isPath, type Node, type PathNode } from './node.ts';
import { isList, isMap, isReserved, partialOf } from './partial.ts';
import type { Run } from './run.ts';
import { typeOf, unseen } from './type.ts';
import { Blocked, exact, kindOf } from './value.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** One step of a path as it is written: `.counts`, `["health-30m"]`, `[0]`. */
export function stepText(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return NAME.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The part of a value under a key; undefined where there is none. Only own entries count, and list elements by their index. */
export function part(value: Json, key: string | number): Json | undefined {
  if (typeof key === 'number') {
    if (isList(value)) return value[key];
    return isMap(value) ? partialOf(value)?.at?.[key] : undefined;
  }
  if (!isMap(value) || isReserved(key)) return undefined;
  const mark = partialOf(value);
  if (mark) return mark.at && Object.hasOwn(mark.at, key) ? mark.at[key] : undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Follows a path to its value, which may be null or empty. @throws Blocked with the path's name where something is missing */
export function resolve(node: PathNode, run: Run, evaluate: (node: Node, run: Run) => Json): Json {
  run.spend(1);
  switch (node.kind) {
    case 'measurement': {
      const value = Object.hasOwn(run.scope, node.name) ? run.scope[node.name] : undefined;
      if (value === undefined) throw new Blocked(`${node.name} is missing`);
      return value;
    }
    case 'variable':
      return run.elements[node.slot] ?? null;
    case 'select': {
      const of = isPath(node.of) ? resolve(node.of, run, evaluate) : evaluate(node.of, run);
      const key = node.key.kind === 'constant' ? node.key.value : evaluate(node.key, run);
      if (typeof key !== 'string' && typeof key !== 'number') throw new Blocked(`${nameOf(node.key, run)} is ${kindOf(key)}, no key`);
      const value = part(of, key);
      return value === undefined ? otherwise(node, of, key, run) : value;
    }
  }
}

function otherwise(node: Extract<Node, { kind: 'select' }>, of: Json, key: string | number, run: Run): Json {
  const mark = partialOf(of);
  if (mark?.why !== undefined) throw new Blocked(`${nameOf(node.of, run)} ${mark.why}`);
  const value = isMap(of) && run.table && unseen(typeOf(node.of, run.table), key);
  if (value !== undefined && value !== false) return value;
  const name = `${nameOf(node.of, run)}${stepText(key)}`;
  throw new Blocked(isMap(of) || isList(of) ? `${name} is missing` : `${name} is missing: ${nameOf(node.of, run)} is ${kindOf(of)}`);
}

/** Accepts what a path leads to as something that can be judged. @throws Blocked */
export function usable(value: Json, name: () => string): Json {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return exact(value, name);
  if (value === null) throw new Blocked(`${name()} is null`);
  const mark = partialOf(value);
  if (mark) throw new Blocked(`${name()} ${mark.why ?? 'was recorded only in part'}`);
  if (isList(value) ? value.length === 0 : Object.keys(value).length === 0) throw new Blocked(`${name()} is empty`);
  return value;
}

/** How to call what a node stands for. */
export function nameOf(node: Node, run: Run): string {
  switch (node.kind) {
    case 'measurement':
      return node.name;
    case 'variable': {
      const place = run.places[node.slot];
      return isPath(node.range) && place !== undefined ? `${nameOf(node.range, run)}${stepText(place)}` : node.name;
    }
    case 'select': {
      const key = constantKey(node) ?? keyAtHand(node.key, run);
      return `${nameOf(node.of, run)}${key === undefined ? `[${nameOf(node.key, run)}]` : stepText(key)}`;
    }
    case 'call':
      return `${node.name}(${node.args.map((arg) => nameOf(arg, run)).join(', ')})`;
    case 'constant':
      return JSON.stringify(node.value);
    case 'binary':
      return `${nameOf(node.left, run)} ${node.operator} ${nameOf(node.right, run)}`;
    case 'each':
      return `the result of ${node.macro}()`;
    case 'list':
    case 'map':
      return `the ${node.kind} in the condition`;
    default:
      return 'the result';
  }
}

/** The key that a loop over the keys of a map is at, which its variable stands for. */
function keyAtHand(node: Node, run: Run): string | undefined {
  const key = node.kind === 'variable' ? run.elements[node.slot] : undefined;
  return typeof key === 'string' ? key : undefined;
}
