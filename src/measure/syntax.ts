import { parse } from '@bufbuild/cel';

/** The syntax tree of a condition, as far as our language goes: CEL without messages, maps and timestamps. */
export type Node =
  | { readonly kind: 'constant'; readonly value: number | string | boolean; readonly integer: boolean; readonly offset: number }
  | { readonly kind: 'name'; readonly name: string; readonly offset: number }
  | { readonly kind: 'field'; readonly of: Node; readonly name: string; readonly offset: number }
  | { readonly kind: 'has'; readonly of: Node; readonly name: string; readonly offset: number }
  | { readonly kind: 'index'; readonly of: Node; readonly key: Node; readonly offset: number }
  | { readonly kind: 'call'; readonly name: CallName; readonly args: readonly Node[]; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly offset: number }
  | {
      readonly kind: 'macro';
      readonly name: MacroName;
      readonly of: Node;
      readonly variable: string;
      readonly body: Node;
      readonly offset: number;
    };

export type MacroName = 'all' | 'exists' | 'exists_one' | 'map' | 'filter';

/** Operators and functions, by CEL's own names; a method is a function of its target. */
export const CALLS = {
  '_&&_': 2,
  '_||_': 2,
  '!_': 1,
  '-_': 1,
  '_?_:_': 3,
  '_==_': 2,
  '_!=_': 2,
  '_<_': 2,
  '_<=_': 2,
  '_>_': 2,
  '_>=_': 2,
  '_+_': 2,
  '_-_': 2,
  '_*_': 2,
  '_/_': 2,
  '_%_': 2,
  '@in': 2,
  size: 1,
  startsWith: 2,
  endsWith: 2,
  contains: 2,
  matches: 2,
  double: 1,
  int: 1,
  string: 1,
} as const;
export type CallName = keyof typeof CALLS;

const MACROS: ReadonlySet<string> = new Set<MacroName>(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Bounds on what is parsed at all: the parser itself is recursive. */
const MAX_BYTES = 2000;
const MAX_DEPTH = 50;

/** A condition is not one. `offset`: where, in characters from 0. */
export class ConditionSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ConditionSyntaxError';
    this.offset = offset;
  }
}

/** The library's tree, as far as it is read here. */
interface Expr {
  readonly id: bigint;
  readonly exprKind: { readonly case: string | undefined; readonly value?: unknown };
}

/** @throws ConditionSyntaxError */
export function parseSyntax(source: string): Node {
  guard(source);
  const parsed = parseCel(source);
  if (!parsed.expr) throw new ConditionSyntaxError('the condition is empty', 0);
  const info = parsed.sourceInfo;
  const translation = new Translation(info?.positions ?? {}, info?.macroCalls ?? {});
  return translation.node(parsed.expr, 0);
}

function guard(source: string): void {
  if (source.trim() === '') throw new ConditionSyntaxError('the condition is empty', 0);
  if (new TextEncoder().encode(source).length > MAX_BYTES)
    throw new ConditionSyntaxError(`the condition is longer than ${MAX_BYTES} bytes`, MAX_BYTES);
  const substitution = source.indexOf('${{');
  if (substitution >= 0) throw new ConditionSyntaxError('${{ }} does not stand inside a condition; write vars.x', substitution);
  let depth = 0;
  for (const [offset, character] of Array.from(source).entries()) {
    if ('([{?!-'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    // A bound on nesting that counts operators in a row, too: generous for conditions, small for the parser's stack.
    if (depth > MAX_DEPTH * 4) throw new ConditionSyntaxError(`the condition is nested more than ${MAX_DEPTH} levels deep`, offset);
  }
}

function parseCel(source: string): ReturnType<typeof parse> {
  try {
    return parse(source);
  } catch (error) {
    const { rawMessage, location } = error as { rawMessage?: string; location?: { start?: { offset?: number } } };
    throw new ConditionSyntaxError(
      `not a condition: ${rawMessage ?? (error instanceof Error ? error.message : String(error))}`,
      location?.start?.offset ?? 0,
    );
  }
}

class Translation {
  private readonly positions: Readonly<Record<string, number>>;
  private readonly macros: Readonly<Record<string, Expr>>;

  constructor(positions: Readonly<Record<string, number>>, macros: Readonly<Record<string, Expr>>) {
    this.positions = positions;
    this.macros = macros;
  }

  node(expr: Expr, depth: number): Node {
    const offset = this.positions[String(expr.id)] ?? 0;
    if (depth > MAX_DEPTH) throw new ConditionSyntaxError(`the condition is nested more than ${MAX_DEPTH} levels deep`, offset);
    const inner = (child: unknown): Node => this.node(child as Expr, depth + 1);
    const macro = this.macros[String(expr.id)];
    if (macro) return this.macro(macro, offset, inner);
    const value = expr.exprKind.value as Record<string, unknown>;
    switch (expr.exprKind.case) {
      case 'constExpr':
        return this.constant(value, offset);
      case 'identExpr':
        return { kind: 'name', name: String(value['name']), offset };
      case 'selectExpr':
        return { kind: value['testOnly'] === true ? 'has' : 'field', of: inner(value['operand']), name: String(value['field']), offset };
      case 'listExpr':
        return { kind: 'list', items: (value['elements'] as unknown[]).map(inner), offset };
      case 'callExpr':
        return this.call(value, offset, inner);
      default:
        throw new ConditionSyntaxError('maps and messages have no place in a condition', offset);
    }
  }

  private constant(value: Record<string, unknown>, offset: number): Node {
    const constant = value['constantKind'] as { case: string; value: unknown };
    switch (constant.case) {
      case 'int64Value':
      case 'uint64Value':
        return { kind: 'constant', value: Number(constant.value), integer: true, offset };
      case 'doubleValue':
        return { kind: 'constant', value: constant.value as number, integer: false, offset };
      case 'stringValue':
      case 'boolValue':
        return { kind: 'constant', value: constant.value as string | boolean, integer: false, offset };
      default:
        throw new ConditionSyntaxError(
          'only numbers, strings and booleans are compared; null and bytes have no place in a condition',
          offset,
        );
    }
  }

  private call(value: Record<string, unknown>, offset: number, inner: (child: unknown) => Node): Node {
    const name = String(value['function']);
    const target = value['target'];
    const args = [...(target === undefined ? [] : [inner(target)]), ...(value['args'] as unknown[]).map(inner)];
    const [of, key] = args;
    if (name === '_[_]' && of && key) return { kind: 'index', of, key, offset };
    if (!Object.hasOwn(CALLS, name))
      throw new ConditionSyntaxError(
        `unknown function "${name}"; there are size, startsWith, endsWith, contains, matches, double, int, string, has, all, exists, exists_one, map, filter`,
        offset,
      );
    const call = name as CallName;
    if (args.length !== CALLS[call] && call !== '_&&_' && call !== '_||_')
      throw new ConditionSyntaxError(`${name} takes ${CALLS[call]} operands, not ${args.length}`, offset);
    return { kind: 'call', name: call, args, offset };
  }

  private macro(expr: Expr, offset: number, inner: (child: unknown) => Node): Node {
    const value = expr.exprKind.value as { function: string; target?: unknown; args: readonly Expr[] };
    const [first, body] = value.args;
    if (value.function === 'has') {
      const path = inner(first);
      if (path.kind !== 'field') throw new ConditionSyntaxError('has() takes a field, such as has(json.error)', offset);
      return { kind: 'has', of: path.of, name: path.name, offset };
    }
    const variable = (first?.exprKind.value as { name?: string } | undefined)?.name;
    if (!MACROS.has(value.function) || variable === undefined || !body || value.args.length !== 2) {
      throw new ConditionSyntaxError(`"${value.function}" is not known in this form`, offset);
    }
    return { kind: 'macro', name: value.function as MacroName, of: inner(value.target), variable, body: inner(body), offset };
  }
}
