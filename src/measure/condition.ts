import type { Json, JsonObject } from '../core/json.ts';
import { Blocked } from './blocked.ts';
import { type ConditionProblem, checkSyntax } from './check.ts';
import { Evaluation, shown } from './evaluate.ts';
import type { MeasurementTable } from './measurements.ts';
import { project } from './project.ts';
import type { Scope } from './scope.ts';
import { type Node, parseSyntax } from './syntax.ts';

export { ConditionSyntaxError } from './syntax.ts';
export type { Scope } from './scope.ts';

/** A condition that parses: CEL (https://cel.dev) over named measurements, every operand of which must be known. */
export interface Condition {
  readonly source: string;
  readonly node: Node;
  /** Names that it reads, the variables of its own macros left out. */
  readonly names: ReadonlySet<string>;
}

export interface ConditionOutcome {
  readonly verdict: 'passed' | 'failed' | 'blocked';
  /** The operands with their values: `errorRate = 0.0042`. */
  readonly measured: string;
  /** What was required of them: `< 0.005`; the condition itself where it is more than one comparison. */
  readonly target: string;
  /** Why it is blocked. */
  readonly why?: string;
}

const COMPARISONS: Readonly<Record<string, string>> = { '_==_': '=', '_!=_': '≠', '_<_': '<', '_<=_': '≤', '_>_': '>', '_>=_': '≥' };

const NO_TABLE: MeasurementTable = {};

/** Parsed conditions: a gate asks the same one up to a million times. Bounded by what a configuration can hold. */
const parsed = new Map<string, Condition>();
const MAX_PARSED = 10_000;

/** @throws ConditionSyntaxError with the offset of what is wrong. */
export function parseCondition(source: string): Condition {
  const known = parsed.get(source);
  if (known) return known;
  const node = parseSyntax(source);
  const condition = { source, node, names: new Set(namesOf(node, new Set())) };
  if (parsed.size < MAX_PARSED) parsed.set(source, condition);
  return condition;
}

/** What is wrong with a condition whatever is measured: unknown names, constants of another type, integer division. */
export function checkCondition(condition: Condition, table: MeasurementTable): readonly ConditionProblem[] {
  return checkSyntax(condition.node, table, 'boolean');
}

/** The same for an expression that gives a value: `progress.value`, `values` of assert. */
export function checkExpression(condition: Condition, table: MeasurementTable): readonly ConditionProblem[] {
  return checkSyntax(condition.node, table, 'any');
}

/** What a condition reads of a scope, to be recorded: judged over it, it gives what it gives over the whole scope. */
export function projectOperands(condition: Condition, scope: Scope): JsonObject {
  return project(condition.node, scope);
}

/**
 * Judges a condition. It passes only when it is true; what can't be known blocks it, and never throws.
 * @param table tells which maps are total: a key that was never seen then has a value
 */
export function judgeCondition(condition: Condition, scope: Scope, table: MeasurementTable = NO_TABLE): ConditionOutcome {
  const evaluation = new Evaluation(scope, table);
  const target = targetOf(condition);
  try {
    const holds = evaluation.condition(condition.node);
    return { verdict: holds ? 'passed' : 'failed', measured: measured(evaluation), target };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return { verdict: 'blocked', measured: measured(evaluation), target, why: error.message };
  }
}

/** The value of an expression, or why it has none. */
export function evaluateValue(
  condition: Condition,
  scope: Scope,
  table: MeasurementTable = NO_TABLE,
): { value: Json } | { blocked: string } {
  try {
    return { value: new Evaluation(scope, table).value(condition.node) };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return { blocked: error.message };
  }
}

/** The same, of an expression that must give a number. */
export function evaluateNumber(
  condition: Condition,
  scope: Scope,
  table: MeasurementTable = NO_TABLE,
): { value: number } | { blocked: string } {
  try {
    return { value: new Evaluation(scope, table).number(condition.node) };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    return { blocked: error.message };
  }
}

function measured({ read }: Evaluation): string {
  return [...read].map(([path, value]) => `${path} = ${shown(value)}`).join(', ');
}

function targetOf({ node, source }: Condition): string {
  const [, right] = node.kind === 'call' ? node.args : [];
  const sign = node.kind === 'call' ? COMPARISONS[node.name] : undefined;
  return sign !== undefined && right?.kind === 'constant' ? `${sign} ${shown(right.value)}` : source;
}

function namesOf(node: Node, bound: ReadonlySet<string>): string[] {
  switch (node.kind) {
    case 'constant':
      return [];
    case 'name':
      return bound.has(node.name) ? [] : [node.name];
    case 'field':
    case 'has':
      return namesOf(node.of, bound);
    case 'index':
      return [...namesOf(node.of, bound), ...namesOf(node.key, bound)];
    case 'list':
      return node.items.flatMap((item) => namesOf(item, bound));
    case 'call':
      return node.args.flatMap((arg) => namesOf(arg, bound));
    case 'macro':
      return [...namesOf(node.of, bound), ...namesOf(node.body, new Set(bound).add(node.variable))];
  }
}
