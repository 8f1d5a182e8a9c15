import type { parse } from '@bufbuild/cel';
import { RE2JS } from 're2js';
import { nearest } from '../../core/suggest.ts';
import { type CelFunction, FUNCTIONS, functionOf, MACROS } from './functions.ts';
import { BINARY_OPERATORS, type BinaryOperator, type CallNode, type EachNode, type Macro, type Node, type VariableNode } from './node.ts';
import { isReserved, RESERVED_WORDS } from './partial.ts';
import { ConditionSyntaxError } from './syntax-error.ts';

type Parsed = ReturnType<typeof parse>;
type Expr = Parsed['expr'];
type Kind<Case extends string> = Extract<Expr['exprKind'], { case: Case }>['value'];

/** Variables of the loops around an expression, by name. */
type Bound = ReadonlyMap<string, Pick<VariableNode, 'slot' | 'range'>>;

const BINARY: ReadonlyMap<string, BinaryOperator> = new Map(
  BINARY_OPERATORS.map((operator) => [operator === 'in' ? '@in' : `_${operator}_`, operator]),
);

/** Turns what the parser found into our own tree: numbers of one type, loops under their names, nothing that we don't evaluate. */
export function lower(parsed: Parsed, source: string): Node {
  return new Lowering(parsed, source).node(parsed.expr, new Map());
}

class Lowering {
  private readonly info: Parsed['sourceInfo'];
  private readonly source: string;

  constructor(parsed: Parsed, source: string) {
    this.info = parsed.sourceInfo;
    this.source = source;
  }

  node(expr: Expr | undefined, bound: Bound): Node {
    if (!expr) throw new ConditionSyntaxError('incomplete', 0);
    const at = this.at(expr.id);
    const kind = expr.exprKind;
    switch (kind.case) {
      case 'constExpr':
        return constant(kind.value, at);
      case 'identExpr':
        return identifier(kind.value.name, at, bound);
      case 'selectExpr':
        return kind.value.testOnly ? this.has(expr, kind.value, bound) : this.select(kind.value, at, bound);
      case 'listExpr':
        return { kind: 'list', at, items: kind.value.elements.map((item) => this.node(item, bound)) };
      case 'structExpr':
        return this.map(kind.value, at, bound);
      case 'callExpr':
        return this.call(kind.value, at, bound);
      case 'comprehensionExpr':
        return this.each(expr, kind.value, at, bound);
      default:
        throw new ConditionSyntaxError('not an expression', at);
    }
  }

  /** The parser's places of operators are those of the spaces before them. */
  private at(id: bigint): number {
    const at = this.info?.positions[id.toString()] ?? 0;
    return at + (/^\s*/.exec(this.source.slice(at))?.[0].length ?? 0);
  }

  private select(select: Kind<'selectExpr'>, at: number, bound: Bound): Node {
    const of = this.node(select.operand, bound);
    refuseReserved(select.field, at);
    return { kind: 'select', at, of, key: { kind: 'constant', at: at + 1, value: select.field, whole: false } };
  }

  /** Its place is that of the field, which the parser notes with what the user wrote. */
  private has(expr: Expr, select: Kind<'selectExpr'>, bound: Bound): Node {
    const written = argsOf(this.info?.macroCalls[expr.id.toString()])[0];
    const at = written ? this.at(written.id) + 1 : this.at(expr.id);
    refuseReserved(select.field, at);
    return { kind: 'has', at, of: this.node(select.operand, bound), key: select.field };
  }

  private map(struct: Kind<'structExpr'>, at: number, bound: Bound): Node {
    if (struct.messageName !== '') throw new ConditionSyntaxError(`unknown type "${struct.messageName}"`, at);
    const entries = struct.entries.map((entry) => {
      const key = entry.keyKind.case === 'mapKey' ? this.node(entry.keyKind.value, bound) : undefined;
      if (key?.kind !== 'constant' || typeof key.value !== 'string') throw new ConditionSyntaxError('the keys of a map must be texts', at);
      refuseReserved(key.value, key.at);
      return { key: key.value, value: this.node(entry.value, bound) };
    });
    if (new Set(entries.map(({ key }) => key)).size < entries.length) throw new ConditionSyntaxError('a key stands twice', at);
    return { kind: 'map', at, entries };
  }

  private call(call: Kind<'callExpr'>, at: number, bound: Bound): Node {
    const nodes = call.args.map((arg) => this.node(arg, bound));
    const [first, second, third] = nodes;
    const name = call.function;
    if (first && second) {
      const operator = BINARY.get(name);
      if (operator) return { kind: 'binary', at, operator, left: first, right: second };
      if (name === '_&&_' || name === '_||_') return { kind: name === '_&&_' ? 'and' : 'or', at, left: first, right: second };
      if (name === '_[_]') return index(first, second, at);
      if (name === '_?_:_' && third) return { kind: 'choice', at, test: first, yes: second, no: third };
    }
    if (first && name === '!_') return { kind: 'unary', at, operator: '!', of: first };
    if (first && name === '-_') return negative(first, at);
    return named(name, call.target ? [this.node(call.target, bound), ...nodes] : nodes, call.target !== undefined, at);
  }

  /** A loop: the parser has replaced it by its definition; the parts that the user wrote stand at known places of that. */
  private each(expr: Expr, loop: Kind<'comprehensionExpr'>, at: number, bound: Bound): EachNode {
    const range = this.node(loop.iterRange, bound);
    const slot = bound.size;
    if (bound.has(loop.iterVar)) throw new ConditionSyntaxError(`"${loop.iterVar}" is the variable of a loop around this one already`, at);
    const inner = new Map([...bound, [loop.iterVar, { slot, range }]]);
    const macro = this.macroOf(expr, at);
    const [first, second] = argsOf(loop.loopStep);
    const base = { kind: 'each', at, macro, range, slot } as const;
    switch (macro) {
      case 'all':
      case 'exists':
        return { ...base, test: this.node(second, inner) };
      case 'exists_one':
      case 'filter':
        return { ...base, test: this.node(first, inner) };
      case 'map': {
        const filtered = argsOf(loop.loopStep).length === 3;
        const appended = filtered ? argsOf(second)[1] : second;
        const result = this.node(appended?.exprKind.case === 'listExpr' ? appended.exprKind.value.elements[0] : undefined, inner);
        return filtered ? { ...base, test: this.node(first, inner), result } : { ...base, result };
      }
    }
  }

  private macroOf(expr: Expr, at: number): Macro {
    const call = this.info?.macroCalls[expr.id.toString()]?.exprKind;
    const name = call?.case === 'callExpr' ? call.value.function : '';
    if (name === 'all' || name === 'exists' || name === 'filter' || name === 'map') return name;
    if (name === 'exists_one' || name === 'existsOne') return 'exists_one';
    throw new ConditionSyntaxError('unknown kind of loop', at);
  }
}

function argsOf(expr: Expr | undefined): readonly Expr[] {
  return expr?.exprKind.case === 'callExpr' ? expr.exprKind.value.args : [];
}

function constant(value: Kind<'constExpr'>, at: number): Node {
  const { constantKind } = value;
  switch (constantKind.case) {
    case 'stringValue':
    case 'boolValue':
      return { kind: 'constant', at, value: constantKind.value, whole: false };
    case 'nullValue':
      return { kind: 'constant', at, value: null, whole: false };
    case 'doubleValue':
      return number(constantKind.value, false, at);
    case 'int64Value':
    case 'uint64Value':
      if (!Number.isSafeInteger(Number(constantKind.value))) throw new ConditionSyntaxError('the number is too large to be exact', at);
      return number(Number(constantKind.value), true, at);
    default:
      throw new ConditionSyntaxError('bytes are not supported: write a text', at);
  }
}

function number(value: number, whole: boolean, at: number): Node {
  if (!Number.isFinite(value)) throw new ConditionSyntaxError('the number is too large', at);
  return { kind: 'constant', at, value, whole };
}

function identifier(name: string, at: number, bound: Bound): Node {
  const variable = bound.get(name);
  if (variable) return { kind: 'variable', at, name, ...variable };
  refuseReserved(name, at);
  return { kind: 'measurement', at, name };
}

function index(of: Node, key: Node, at: number): Node {
  if (key.kind === 'constant') {
    const { value } = key;
    if (typeof value === 'string') refuseReserved(value, key.at);
    else if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new ConditionSyntaxError('expected a whole number or a text between [ and ]', key.at);
    }
  }
  return { kind: 'select', at, of, key };
}

/** `- 1` is a constant, too. */
function negative(of: Node, at: number): Node {
  if (of.kind === 'constant' && typeof of.value === 'number') return { ...of, at, value: -of.value };
  return { kind: 'unary', at, operator: '-', of };
}

function named(name: string, args: readonly Node[], isMethod: boolean, at: number): CallNode {
  const found = functionOf(name);
  if (!found) throw new ConditionSyntaxError(unknownFunction(name), at);
  if ((found.form === 'method' && !isMethod) || (found.form === 'function' && isMethod) || args.length !== found.takes.length) {
    throw new ConditionSyntaxError(`write ${usage(name, found)}`, at);
  }
  return name === 'matches' ? { kind: 'call', at, name, args, pattern: patternOf(args[1], at) } : { kind: 'call', at, name, args };
}

/** What Argo Rollouts has for answers that are no number. */
const NEEDLESS: ReadonlySet<string> = new Set(['isNaN', 'isInf', 'isNil', 'default']);

function unknownFunction(name: string): string {
  if (name === 'has') return 'has() takes a field of something: has(json.error)';
  if (MACROS.includes(name))
    return `write list.${name}(name, ${name === 'map' ? 'value' : 'condition'}), with a name for the element at hand`;
  if (NEEDLESS.has(name)) return `unknown function "${name}"; what has no number (no data, NaN, infinity) blocks by itself`;
  const near = name === 'len' ? 'size' : nearest(name, [...Object.keys(FUNCTIONS), ...MACROS]);
  const known = [...Object.keys(FUNCTIONS), ...MACROS].join(', ');
  return `unknown function "${name}"; ${near === undefined ? `there are ${known}` : `did you mean "${near}"?`}`;
}

function usage(name: string, { form, takes }: CelFunction): string {
  const words = takes.map((type) => (type === 'string' ? 'text' : 'value'));
  return form === 'method' ? `${words[0]}.${name}(${words.slice(1).join(', ')})` : `${name}(${words.join(', ')})`;
}

/** Patterns are written in the condition itself, so that a wrong one is found before anything runs. They match in linear time. */
function patternOf(node: Node | undefined, at: number): RE2JS {
  if (node?.kind !== 'constant' || typeof node.value !== 'string') {
    throw new ConditionSyntaxError('the pattern of matches() must be a text that stands in the condition', node?.at ?? at);
  }
  try {
    return RE2JS.compile(node.value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConditionSyntaxError(`not a pattern (RE2): ${why}`, node.at);
  }
}

function refuseReserved(name: string, at: number): void {
  if (isReserved(name)) throw new ConditionSyntaxError(`"${name}" can't be read (nor can ${RESERVED_WORDS})`, at);
}
