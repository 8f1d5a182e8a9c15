import type { Json, JsonObject } from '../../core/json.ts';
import { significant } from '../../core/ratio.ts';
import type { MeasurementTable } from '../measurements.ts';
import { codePoints } from './apply.ts';
import { isOperand } from './need.ts';
import { type BinaryOperator, childrenOf, type Node } from './node.ts';
import { type Operand, valuesOf } from './operand.ts';
import { isList, isMap, partialOf } from './partial.ts';
import type { Scope } from './run.ts';

/** Characters of a text that are shown. */
const MAX_TEXT = 80;
/** Different values of one operand, elements of a list, and operands, that are shown one by one. */
const MAX_VALUES = 5;
const MAX_OPERANDS = 12;

const ARITHMETIC: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/', '%']);

/** Significant digits of a measured fraction: what a person reads, and what is compared. */
const FEW_DIGITS = 4;
const MOST_DIGITS = 12;

/** Whole numbers below this have at most 12 digits. */
const SHORT_INTEGER = 1e12;

/** Characters without a shape, which are shown as JSON escapes them. Listed, because what counts as one differs between versions of Unicode. */
const INVISIBLE = /\p{Cc}|[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** The signs that a target starts with; the second where the constant stands on the left. */
const SIGNS: Partial<Record<BinaryOperator, readonly [string, string]>> = {
  '==': ['=', '='],
  '!=': ['≠', '≠'],
  '<': ['<', '>'],
  '<=': ['≤', '≥'],
  '>': ['>', '<'],
  '>=': ['≥', '≤'],
};

/** What was required: `< 0.005` where one value is compared with a constant, else the condition as it is written. */
export function targetOf(root: Node, source: string): string {
  const signs = root.kind === 'binary' ? SIGNS[root.operator] : undefined;
  if (root.kind !== 'binary' || !signs) return source.trim();
  const { left, right } = root;
  if (isOperand(left) && right.kind === 'constant') return `${signs[0]} ${showValue(right.value)}`;
  if (isOperand(right) && left.kind === 'constant') return `${signs[1]} ${showValue(left.value)}`;
  return source.trim();
}

/**
 * What was measured: `errorRate = 0.0042`, several joined with commas.
 * @param limits `limitsIn` the condition: no fraction is shown so short that it seems to be on the other side of one
 */
export function measuredOf(
  operands: readonly Operand[],
  scope: Scope,
  table: MeasurementTable | undefined,
  limits: readonly number[] | undefined,
): string {
  const show = (value: Json): string => (typeof value === 'number' && limits ? showMeasured(value, limits) : showValue(value));
  const shown = operands.slice(0, MAX_OPERANDS).map((operand) => `${operand.name} = ${showOperand(operand, scope, table, show)}`);
  return listed(shown, operands.length);
}

type Show = (value: Json) => string;

function showOperand(operand: Operand, scope: Scope, table: MeasurementTable | undefined, show: Show): string {
  const values = valuesOf(operand, scope, table);
  const [first] = values;
  if (values.length === 1) return showUse(operand.use, first, show);
  const different = new Set(values.map((value) => showUse(operand.use, value, show)));
  return different.size === 0 ? 'nothing' : listed([...different].slice(0, MAX_VALUES), different.size);
}

function showUse(use: Operand['use'], value: Json | undefined, show: Show): string {
  if (use === 'presence') return String(value !== undefined);
  if (value === undefined) return 'missing';
  return use === 'size' ? showSize(value) : show(value);
}

function showSize(value: Json): string {
  if (typeof value === 'string') return String(codePoints(value));
  if (isList(value)) return String(value.length);
  const mark = partialOf(value);
  if (!isMap(value) || (mark && mark.size === undefined)) return showValue(value);
  return String(mark?.size ?? Object.keys(value).length);
}

/** A whole number as it is; a fraction with 4 significant digits, and with more where these would hide on which side of a limit it is. */
function showMeasured(value: number, limits: readonly number[]): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return showValue(value);
  const exact = significant(value);
  for (let digits = FEW_DIGITS; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (limits.every((limit) => Math.sign(short - limit) === Math.sign(exact - limit))) return String(short);
  }
  return String(exact);
}

/** The numbers that measured ones are compared with; undefined where they are also compared with each other, or reckoned with. */
export function limitsIn(node: Node): readonly number[] | undefined {
  if (node.kind === 'constant') return typeof node.value === 'number' ? [node.value] : [];
  if (node.kind === 'binary' && node.left.kind !== 'constant' && node.right.kind !== 'constant') return undefined;
  if (node.kind === 'binary' && ARITHMETIC.has(node.operator)) return undefined;
  const below = childrenOf(node).map(limitsIn);
  return below.includes(undefined) ? undefined : below.flatMap((limits) => limits ?? []);
}

/** A value in one line: numbers with at most 12 significant digits, texts quoted and cut, of larger things how large they are. */
function showValue(value: Json): string {
  if (typeof value === 'number') return String(Number.isInteger(value) && Math.abs(value) < SHORT_INTEGER ? value : significant(value));
  if (typeof value === 'string') return showText(value);
  if (isList(value)) return showList(value);
  if (isMap(value)) return showMap(value);
  return String(value);
}

function showText(text: string): string {
  const characters = Array.from(text.slice(0, 4 * MAX_TEXT));
  const cut = characters.length > MAX_TEXT || text.length > 4 * MAX_TEXT;
  const quoted = JSON.stringify(characters.slice(0, MAX_TEXT).join('') + (cut ? '…' : ''));
  // A line end that nobody sees is often all that two texts differ in.
  return quoted.replaceAll(INVISIBLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function showList(list: readonly Json[]): string {
  const scalars = list.length <= MAX_VALUES && list.every((item) => !isList(item) && (!isMap(item) || partialOf(item)));
  return scalars ? `[${list.map(showValue).join(', ')}]` : `a list of ${list.length}`;
}

function showMap(map: JsonObject): string {
  const mark = partialOf(map);
  if (!mark) return `a map of ${Object.keys(map).length}`;
  return mark.why?.replace(/^is /, '') ?? 'not recorded';
}

function listed(shown: readonly string[], all: number): string {
  return `${shown.join(', ')}${all > shown.length ? ` and ${all - shown.length} more` : ''}`;
}
