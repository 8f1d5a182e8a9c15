import type { Json, JsonObject } from '../../core/json.ts';
import { convert, sizeOf, testText } from './apply.ts';
import {
  type BinaryNode,
  type CallNode,
  childrenOf,
  type EachNode,
  type HasNode,
  isNull,
  isPath,
  type LogicNode,
  type Node,
} from './node.ts';
import { isList, isMap, isReserved, partialOf } from './partial.ts';
import { nameOf, part, resolve, stepText, usable } from './path.ts';
import type { Run } from './run.ts';
import { Blocked, exact, kindOf, operate, truth } from './value.ts';

/**
 * Judges a condition. Conjuncts, and the elements under `all`, are judged left to right, so that a false one ends it before a later
 * one blocks. Everywhere else every operand must be there, also those that the result does not depend on: `true || missing` blocks.
 * @throws Blocked
 */
export function holds(node: Node, run: Run): boolean {
  if (node.kind === 'and') return holds(node.left, run) && holds(node.right, run);
  if (node.kind !== 'each' || node.macro !== 'all') return boolean(node, run);
  for (const _ of elements(node, run)) if (!node.test || !holds(node.test, run)) return false;
  return true;
}

/** The value of an expression. @throws Blocked for an operand that is missing, null, not finite or empty, and for wrong types */
export function evaluate(node: Node, run: Run): Json {
  run.spend(1);
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'measurement':
    case 'variable':
    case 'select':
      return usable(resolve(node, run, evaluate), () => nameOf(node, run));
    case 'list':
      return node.items.map((item) => evaluate(item, run));
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, evaluate(value, run)]));
    case 'has':
      return has(node, run);
    case 'unary':
      return node.operator === '!' ? !boolean(node.of, run) : negative(evaluate(node.of, run), () => nameOf(node.of, run));
    case 'binary':
      return isNullTest(node) ? nullTest(node, run) : binary(node, run);
    case 'and':
    case 'or':
      return logic(node, run);
    case 'choice': {
      const chosen = boolean(node.test, run);
      if (!isGuard(node.test)) demand(chosen ? node.no : node.yes, run);
      return evaluate(chosen ? node.yes : node.no, run);
    }
    case 'call':
      return call(node, run);
    case 'each':
      return each(node, run);
  }
}

function boolean(node: Node, run: Run): boolean {
  return truth(evaluate(node, run), () => nameOf(node, run));
}

/** Asks for every operand below a node that is not evaluated, and for nothing else. @throws Blocked */
function demand(node: Node, run: Run): void {
  if (isPath(node) || node.kind === 'has' || isSize(node) || isNullTest(node)) {
    evaluate(node, run);
  } else if (node.kind === 'each') {
    for (const _ of elements(node, run)) for (const child of [node.test, node.result]) if (child) demand(child, run);
  } else if ((node.kind === 'and' || node.kind === 'or') && isGuard(node.left)) {
    if (boolean(node.left, run) !== isDecisive(node)) demand(node.right, run);
  } else if (node.kind === 'choice' && isGuard(node.test)) {
    demand(boolean(node.test, run) ? node.yes : node.no, run);
  } else {
    run.spend(1);
    for (const child of childrenOf(node)) demand(child, run);
  }
}

/** Made of has() alone: what such a test rules out is not asked for, as in `!has(json.error) || json.error.code == 0`. */
function isGuard(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return isGuard(node.left) && isGuard(node.right);
  return node.kind === 'has' || (node.kind === 'unary' && node.operator === '!' && isGuard(node.of));
}

/** The truth value of the left side that settles it. */
function isDecisive(node: LogicNode): boolean {
  return node.kind === 'or';
}

function isSize(node: Node): boolean {
  return node.kind === 'call' && node.name === 'size';
}

function isNullTest(node: Node): node is BinaryNode {
  return node.kind === 'binary' && (isNull(node.left) || isNull(node.right));
}

/** The right side is evaluated only if it matters, but its operands must be there. */
function logic(node: LogicNode, run: Run): boolean {
  const decisive = isDecisive(node);
  if (boolean(node.left, run) !== decisive) return boolean(node.right, run);
  if (!isGuard(node.left)) demand(node.right, run);
  return decisive;
}

/** Whether a field is there. Only that one may be missing; null is neither there nor not. */
function has(node: HasNode, run: Run): boolean {
  const of = isPath(node.of) ? resolve(node.of, run, evaluate) : evaluate(node.of, run);
  const name = nameOf(node.of, run);
  const why = partialOf(of)?.why;
  if (why !== undefined) throw new Blocked(`${name} ${why}`);
  if (!isMap(of)) throw new Blocked(`${name} is ${kindOf(of)}, it has no fields`);
  const value = part(of, node.key);
  if (value === null) throw new Blocked(`${name}${stepText(node.key)} is null: compare it with == null`);
  return value !== undefined;
}

function negative(value: Json, name: () => string): number {
  if (typeof value !== 'number') throw new Blocked(`${name()} is ${kindOf(value)}, not a number`);
  return -value;
}

function binary({ left, right, operator }: BinaryNode, run: Run): Json {
  const [a, b] = [evaluate(left, run), evaluate(right, run)];
  try {
    return operate(operator, a, b, run.spend);
  } catch (error) {
    throw error instanceof Blocked ? new Blocked(`${nameOf(left, run)} ${operator} ${nameOf(right, run)}: ${error.message}`) : error;
  }
}

/** A comparison with a literal null: the one place where a value may be null. */
function nullTest({ left, right, operator }: BinaryNode, run: Run): boolean {
  if (operator !== '==' && operator !== '!=') throw new Blocked(`null ${operator} is not defined`);
  const other = isNull(right) ? left : right;
  const value = isPath(other) ? resolve(other, run, evaluate) : evaluate(other, run);
  if (typeof value === 'number') exact(value, () => nameOf(other, run));
  return (value === null) === (operator === '==');
}

function call(node: CallNode, run: Run): Json {
  const [first, second] = node.args;
  if (!first) throw new Error(`${node.name}() of nothing`);
  const name = (): string => nameOf(first, run);
  if (isSize(node)) return sizeOf(isPath(first) ? resolve(first, run, evaluate) : evaluate(first, run), name, run.spend);
  const value = evaluate(first, run);
  return second ? testText(node, value, evaluate(second, run), run.spend) : convert(node.name, value, name);
}

/** Outside of conjuncts a loop looks at every element, also when the first has settled the matter. */
function each(node: EachNode, run: Run): Json {
  const kept: Json[] = [];
  let seen = 0;
  for (const element of elements(node, run)) {
    seen++;
    if (node.test && !boolean(node.test, run)) continue;
    kept.push(node.result ? evaluate(node.result, run) : element);
  }
  switch (node.macro) {
    case 'all':
      return kept.length === seen;
    case 'exists':
      return kept.length > 0;
    case 'exists_one':
      return kept.length === 1;
    default:
      return kept;
  }
}

/** The elements of a list, the keys of a map, each bound to the loop's variable while it is at hand. @throws Blocked when there are none */
function* elements(node: EachNode, run: Run): Generator<Json> {
  const name = (): string => nameOf(node.range, run);
  const range = usable(evaluate(node.range, run), name);
  if (!isList(range) && !isMap(range)) throw new Blocked(`${name()} is ${kindOf(range)}, it has no elements`);
  const items: readonly Json[] = isList(range) ? range : keysOf(range, name);
  for (const [index, item] of items.entries()) {
    run.spend(1);
    run.elements[node.slot] = item;
    run.places[node.slot] = typeof item === 'string' && !isList(range) ? item : index;
    yield item;
  }
}

function keysOf(map: JsonObject, name: () => string): readonly string[] {
  const keys = Object.keys(map);
  if (keys.some(isReserved)) throw new Blocked(`${name()} has a key that can't be read`);
  return keys;
}
