import type { RE2JS } from 're2js';

/** A condition as a tree. `at`: where it stands in the source, in characters from 0. */
export type Node =
  | ConstantNode
  | ListNode
  | MapNode
  | MeasurementNode
  | VariableNode
  | SelectNode
  | HasNode
  | UnaryNode
  | BinaryNode
  | LogicNode
  | ChoiceNode
  | CallNode
  | EachNode;

/** What names a value of the scope or a part of one. */
export type PathNode = MeasurementNode | VariableNode | SelectNode;

interface ConstantNode {
  readonly kind: 'constant';
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** Written as a whole number: `18`, not `18.0`. */
  readonly whole: boolean;
}

interface ListNode {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Node[];
}

interface MapNode {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: readonly { readonly key: string; readonly value: Node }[];
}

interface MeasurementNode {
  readonly kind: 'measurement';
  readonly at: number;
  readonly name: string;
}

/** The element at hand of the list or map that `range` is. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly at: number;
  readonly name: string;
  readonly slot: number;
  readonly range: Node;
}

/** `of.key`, `of["key"]`, `of[0]`. */
export interface SelectNode {
  readonly kind: 'select';
  readonly at: number;
  readonly of: Node;
  readonly key: Node;
}

export interface HasNode {
  readonly kind: 'has';
  readonly at: number;
  readonly of: Node;
  readonly key: string;
}

interface UnaryNode {
  readonly kind: 'unary';
  readonly at: number;
  readonly operator: '!' | '-';
  readonly of: Node;
}

export const BINARY_OPERATORS = ['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'in'] as const;
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

export interface BinaryNode {
  readonly kind: 'binary';
  readonly at: number;
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

export interface LogicNode {
  readonly kind: 'and' | 'or';
  readonly at: number;
  readonly left: Node;
  readonly right: Node;
}

interface ChoiceNode {
  readonly kind: 'choice';
  readonly at: number;
  readonly test: Node;
  readonly yes: Node;
  readonly no: Node;
}

export interface CallNode {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  readonly args: readonly Node[];
  /** Of `matches`. */
  readonly pattern?: RE2JS;
}

export type Macro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** `range.all(variable, test)` and its kin; `map` has a result, and may have a test. */
export interface EachNode {
  readonly kind: 'each';
  readonly at: number;
  readonly macro: Macro;
  readonly range: Node;
  /** Where the element at hand is kept while the tree is evaluated: how many loops stand around this one. */
  readonly slot: number;
  readonly test?: Node;
  readonly result?: Node;
}

export function isPath(node: Node): node is PathNode {
  return node.kind === 'measurement' || node.kind === 'variable' || node.kind === 'select';
}

/** The key of a part, unless it is computed. */
export function constantKey({ key }: SelectNode): string | number | undefined {
  const value = key.kind === 'constant' ? key.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

export function isNull(node: Node): boolean {
  return node.kind === 'constant' && node.value === null;
}

/** The nodes right below, in the order in which they stand. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'constant':
    case 'measurement':
    case 'variable':
      return [];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.map(({ value }) => value);
    case 'select':
      return [node.of, node.key];
    case 'has':
    case 'unary':
      return [node.of];
    case 'binary':
    case 'and':
    case 'or':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.yes, node.no];
    case 'call':
      return node.args;
    case 'each':
      return [node.range, ...(node.test ? [node.test] : []), ...(node.result ? [node.result] : [])];
  }
}
