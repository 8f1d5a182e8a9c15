import type { Node } from './node.ts';

/**
 * The least number that a condition demands of a measurement, by a conjunct that compares it with a constant (`passed >= 42`,
 * `passed == 42`, `42 <= passed`); undefined where no conjunct does. For whole numbers: `passed > 41` demands 42.
 */
export function demandOf(node: Node, name: string): number | undefined {
  if (node.kind === 'and') return most(demandOf(node.left, name), demandOf(node.right, name));
  if (node.kind !== 'binary') return undefined;
  const { left, right, operator } = node;
  if (left.kind === 'measurement' && left.name === name) return bound(operator, right);
  return right.kind === 'measurement' && right.name === name ? bound(MIRRORED[operator] ?? '', left) : undefined;
}

const MIRRORED: Readonly<Record<string, string>> = { '==': '==', '<=': '>=', '<': '>' };

function bound(operator: string, constant: Node): number | undefined {
  if (constant.kind !== 'constant' || typeof constant.value !== 'number') return undefined;
  if (operator === '==' || operator === '>=') return constant.value;
  return operator === '>' ? Math.floor(constant.value) + 1 : undefined;
}

function most(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
