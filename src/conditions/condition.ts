import type { Json, JsonObject } from '../core/json.ts';
import { certaintyOf, impossibilityOf, presenceOf } from './cel/certain.ts';
import { type ConditionProblem, problemsOf } from './cel/check.ts';
import { evaluate, holds } from './cel/evaluate.ts';
import { demandOf } from './cel/demand.ts';
import { type Need, needOf } from './cel/need.ts';
import type { Node } from './cel/node.ts';
import { type Operand, operandsOf } from './cel/operand.ts';
import { treeOf } from './cel/parse.ts';
import { project } from './cel/project.ts';
import { Run, type Scope } from './cel/run.ts';
import { limitsIn, measuredOf, targetOf } from './cel/show.ts';
import { Blocked } from './cel/value.ts';
import type { MeasurementTable, MeasurementType } from './measurements.ts';

export { ConditionSyntaxError } from './cel/syntax-error.ts';
export type { ConditionProblem, Operand, Scope };

/** A condition of the user's, read once and judged as often as there is something to judge. */
export interface Condition {
  readonly source: string;
  /** The measurements that it reads. */
  readonly names: ReadonlySet<string>;
  /** What it reads of them, in the order in which it mentions it. */
  readonly operands: readonly Operand[];
  readonly tree: Node;
  readonly need: Need;
  readonly target: string;
  /** The numbers that measured ones are compared with, where that is all that is done with them. */
  readonly limits: readonly number[] | undefined;
}

export interface ConditionOutcome {
  readonly verdict: 'passed' | 'failed' | 'blocked';
  /** `errorRate = 0.0042`; of several operands all, joined with commas. */
  readonly measured: string;
  /** `< 0.005`; the whole condition unless it compares one value with a constant. */
  readonly target: string;
  /** Why it is blocked. */
  readonly why?: string;
}

const NOTHING_READ = 'reads nothing that is measured, so it can never fail';

/** @throws ConditionSyntaxError for a text that is no condition, is longer than 2,000 bytes or deeper than 50 levels */
export function parseCondition(source: string): Condition {
  const tree = treeOf(source);
  const need = needOf(tree);
  const names = new Set([...need.parts.keys()].map(String));
  return { source, names, operands: operandsOf(need), tree, need, target: targetOf(tree, source), limits: limitsIn(tree) };
}

/**
 * What is wrong with a condition, as far as can be said before anything is measured. That it reads anything at all (`names`) is
 * for the caller to ask. @param table all that it may read
 */
export function checkCondition(condition: Condition, table: MeasurementTable): readonly ConditionProblem[] {
  return checkValue(condition, table, 'boolean');
}

/** The same for an expression that gives a value. @param type what it must be; `any` for whatever it is */
export function checkValue(condition: Condition, table: MeasurementTable, type: MeasurementType = 'any'): readonly ConditionProblem[] {
  return problemsOf(condition.tree, condition.source, table, type);
}

/** Why a condition in which nothing is wrong can't fail; undefined for one that can, or of which nobody knows. */
export function certaintyIn({ tree }: Condition, table: MeasurementTable): ConditionProblem | undefined {
  return certaintyOf(tree, table);
}

/** The least that it demands of a measurement that is a whole number; undefined where it demands nothing of it by itself. */
export function leastDemanded({ tree }: Condition, name: string): number | undefined {
  return demandOf(tree, name);
}

/** Why a condition in which nothing is wrong only asks whether there is a value at all; undefined for one that asks more. */
export function presenceIn({ tree }: Condition, table: MeasurementTable): ConditionProblem | undefined {
  return presenceOf(tree, table);
}

/** Why a condition in which nothing is wrong can never hold; undefined for one that can, or of which nobody knows. */
export function impossibilityIn({ tree }: Condition, table: MeasurementTable): ConditionProblem | undefined {
  return impossibilityOf(tree, table);
}

/**
 * The part of a scope that the condition reads: what is recorded, and judged later. Judging it gives what judging the whole scope
 * gives. A value of more than 4 KB (64 KB of one measurement) becomes a mark that blocks with that reason.
 */
export function projectOperands(condition: Condition, scope: Scope): JsonObject {
  return project(condition.need, scope);
}

/**
 * Judges a condition. It passes only when it is true and every value that it reads is there: what is missing, null, empty, not
 * finite, of the wrong type, or too much work, blocks.
 * @param table tells which maps are total: there a key that was never seen reads a number
 */
export function judgeCondition(condition: Condition, scope: Scope, table?: MeasurementTable): ConditionOutcome {
  const { tree, operands, target, limits } = condition;
  const measured = measuredOf(operands, scope, table, limits);
  if (operands.length === 0) return { verdict: 'blocked', measured: 'nothing', target, why: NOTHING_READ };
  try {
    return { verdict: holds(tree, new Run(scope, table)) ? 'passed' : 'failed', measured, target };
  } catch (error) {
    if (error instanceof Blocked) return { verdict: 'blocked', measured, target, why: error.message };
    throw error;
  }
}

/** The value of an expression, of any type, or why it has none. */
export function evaluateValue(condition: Condition, scope: Scope, table?: MeasurementTable): { value: Json } | { blocked: string } {
  try {
    return { value: evaluate(condition.tree, new Run(scope, table)) };
  } catch (error) {
    if (error instanceof Blocked) return { blocked: error.message };
    throw error;
  }
}

/** The value of an expression that must be a finite number, or why it is none. */
export function evaluateNumber(condition: Condition, scope: Scope, table?: MeasurementTable): { value: number } | { blocked: string } {
  const result = evaluateValue(condition, scope, table);
  if ('blocked' in result) return result;
  const { value } = result;
  return typeof value === 'number' ? { value } : { blocked: `${condition.source.trim()} is not a number` };
}
