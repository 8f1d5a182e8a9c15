import { constantKey, isPath, type Node, type SelectNode } from './node.ts';

/** What a condition reads of a value. */
export class Need {
  /** The value itself, all of it. */
  value = false;
  size = false;
  /** Whether it is there. */
  presence = false;
  /** Parts under keys and indexes that stand in the condition. */
  readonly parts = new Map<string | number, Need>();
  /** Every element of the list (of a map: its keys), because a loop goes over it. */
  elements: Need | undefined;
  /** Every part, because the key is computed. */
  anyPart: Need | undefined;
}

/** Where the value of an expression comes from: using it says what is needed there. */
interface Place {
  part(key: string | number): Place;
  elements(): Place;
  anyPart(): Place;
  use(what: 'value' | 'size' | 'presence'): void;
}

/** What a condition reads of its scope: the parts of the need are measurements by name. */
export function needOf(root: Node): Need {
  const scope = new Need();
  new Reading(scope).use(root);
  return scope;
}

/** A computed value: its operands were noted when it was computed. */
const NOWHERE: Place = { part: () => NOWHERE, elements: () => NOWHERE, anyPart: () => NOWHERE, use: () => {} };

function placeOf(need: Need): Place {
  return {
    part: (key) => {
      const found = need.parts.get(key) ?? new Need();
      need.parts.set(key, found);
      return placeOf(found);
    },
    elements: () => placeOf((need.elements ??= new Need())),
    anyPart: () => placeOf((need.anyPart ??= new Need())),
    use: (what) => {
      need[what] = true;
    },
  };
}

/** A list of some of such elements. */
function listOf(element: Place): Place {
  const use = (what: 'value' | 'size' | 'presence'): void => (what === 'value' ? element.use(what) : undefined);
  return { part: () => element, elements: () => element, anyPart: () => element, use };
}

/** Walks a condition and notes what it reads. */
class Reading {
  private readonly scope: Place;
  private readonly elements: Place[] = [];

  constructor(scope: Need) {
    this.scope = placeOf(scope);
  }

  /** The node's value is read. */
  use(node: Node): void {
    this.place(node).use('value');
  }

  private place(node: Node): Place {
    switch (node.kind) {
      case 'constant':
        return NOWHERE;
      case 'measurement':
        return this.scope.part(node.name);
      case 'variable':
        return this.elements[node.slot] ?? NOWHERE;
      case 'select':
        return this.select(node);
      case 'has':
        this.place(node.of).part(node.key).use('presence');
        return NOWHERE;
      case 'each':
        return this.loop(node);
      case 'call':
        return this.call(node);
      case 'list':
        return this.all(node.items);
      case 'map':
        return this.all(node.entries.map(({ value }) => value));
      case 'unary':
        return this.all([node.of]);
      case 'binary':
      case 'and':
      case 'or':
        return this.all([node.left, node.right]);
      case 'choice':
        return this.all([node.test, node.yes, node.no]);
    }
  }

  private all(nodes: readonly Node[]): Place {
    for (const node of nodes) this.use(node);
    return NOWHERE;
  }

  private select(node: SelectNode): Place {
    const place = this.place(node.of);
    const key = constantKey(node);
    if (key !== undefined) return place.part(key);
    this.use(node.key);
    return place.anyPart();
  }

  private call({ name, args }: Extract<Node, { kind: 'call' }>): Place {
    const [first] = args;
    if (name !== 'size' || !first) return this.all(args);
    this.place(first).use('size');
    return NOWHERE;
  }

  private loop(node: Extract<Node, { kind: 'each' }>): Place {
    const element = this.place(node.range).elements();
    this.elements[node.slot] = element;
    if (node.test) this.use(node.test);
    if (node.result) this.use(node.result);
    return node.macro === 'filter' ? listOf(element) : NOWHERE;
  }
}

/** Whether an expression is one value of the scope, or the size of one. */
export function isOperand(node: Node): boolean {
  const of = node.kind === 'call' && node.name === 'size' ? node.args[0] : node;
  return of !== undefined && isPath(of) && readsConstantPath(of);
}

function readsConstantPath(node: Node): boolean {
  if (node.kind === 'select') return constantKey(node) !== undefined && readsConstantPath(node.of);
  return node.kind === 'measurement';
}
