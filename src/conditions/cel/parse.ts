import { parse } from '@bufbuild/cel';
import { parseDuration } from '../../core/duration.ts';
import { significant } from '../../core/ratio.ts';
import { FUNCTIONS } from './functions.ts';
import { lower } from './lower.ts';
import { childrenOf, type Node } from './node.ts';
import { ConditionSyntaxError } from './syntax-error.ts';

const MAX_BYTES = 2000;
const MAX_LEVELS = 50;
const TOO_DEEP = `nested more than ${MAX_LEVELS} levels deep`;

/** Texts and comments, in which brackets are no brackets. */
const QUOTED = /[rR]?("""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\/.*/g;

/** The tree of a condition. @throws ConditionSyntaxError for what is none, or is too long or too deep */
export function treeOf(source: string): Node {
  guard(source);
  const tree = lower(parsed(source), source);
  if (levelsOf(tree) > MAX_LEVELS) throw new ConditionSyntaxError(TOO_DEEP, 0);
  return tree;
}

/** What must be known before the parser runs: it recurses, and its time grows with the depth. */
function guard(source: string): void {
  const bytes = new TextEncoder().encode(source).length;
  if (bytes > MAX_BYTES) throw new ConditionSyntaxError(`${bytes} bytes long, at most ${MAX_BYTES} are allowed`, 0);
  if (source.trim() === '') throw new ConditionSyntaxError('empty', 0);
  const substitution = source.indexOf('${{');
  if (substitution >= 0) throw new ConditionSyntaxError('${{ }} is not substituted in conditions: write vars.name', substitution);
  let level = 0;
  const bare = source.replaceAll(QUOTED, (quoted) => ' '.repeat(quoted.length));
  for (let at = 0; at < bare.length; at++) {
    if ('([{'.includes(bare.charAt(at))) level++;
    else if (')]}'.includes(bare.charAt(at))) level--;
    if (level > MAX_LEVELS) throw new ConditionSyntaxError(TOO_DEEP, at);
  }
}

function parsed(source: string): ReturnType<typeof parse> {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof RangeError) throw new ConditionSyntaxError(TOO_DEEP, 0);
    const at = culprit(source, offsetOf(error) ?? 0);
    throw new ConditionSyntaxError(wordsFor(source, at), at);
  }
}

/** The parser's own kind of error is not exported; its place is all that is wanted of it. */
function offsetOf(error: unknown): number | undefined {
  const { location } = error as { location?: { start?: { offset?: unknown } } };
  return typeof location?.start?.offset === 'number' ? location.start.offset : undefined;
}

const OPERATOR = /^(?:[=!<>]=|[<>]|&&|\|\||[-+*%?:]|\/(?!\/)|in\b)\s*/;

/** The parser stops at an operator when it can't read what stands after it. */
function culprit(source: string, at: number): number {
  return at + (OPERATOR.exec(source.slice(at))?.[0].length ?? 0);
}

/** Habits from other languages, and what to write here. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^=>/, 'write >='],
  [/^=</, 'write <='],
  [/^=/, 'to compare, write =='],
  [/^is\b/i, 'write =='],
  [/^and\b/i, 'write &&'],
  [/^or\b/i, 'write ||'],
  [/^not\b/i, 'write !'],
  [/^&/, 'write &&'],
  [/^\|/, 'write ||'],
  [/^\/\//, 'a comment may not stand at the end'],
];

const METHODS = Object.entries(FUNCTIONS).flatMap(([name, { form }]) => (form === 'method' ? [name] : []));

function wordsFor(source: string, at: number): string {
  const rest = source.slice(at);
  const before = source.slice(0, at);
  const unit = percentHint(before) ?? durationHint(before, rest);
  if (unit !== undefined) return unit;
  if (rest.trim() === '') return 'the condition ends too early';
  const habit = HABITS.find(([pattern]) => pattern.test(rest))?.[1];
  const hint = habit ?? notHint(before, rest) ?? methodHint(before, rest) ?? hyphenHint(source, at);
  const found = /^(["'])((?!\1)[^])*$/.test(rest)
    ? 'a text without its closing quote'
    : `unexpected ${JSON.stringify(/^\w+|^./su.exec(rest)?.[0])}`;
  return hint === undefined ? found : `${found}; ${hint}`;
}

/** `errorRate < 1%`: in CEL a percent sign is the remainder of a division. */
function percentHint(before: string): string | undefined {
  const percent = /(\d+(?:\.\d+)?)\s*%\s*$/.exec(before)?.[1];
  if (percent === undefined) return undefined;
  const ratio = String(significant(Number(percent) / 100));
  return `a condition knows no percent sign: write ${ratio.includes('.') ? ratio : `${ratio}.0`} for ${percent}%`;
}

/** `durationMs < 1s`: what is measured in milliseconds is a number. */
function durationHint(before: string, rest: string): string | undefined {
  const number = /(?<![\w.-])(\d+(?:\.\d+)?)\s*$/.exec(before)?.[1];
  const unit = /^(?:ms|s|m|h|d)\b/.exec(rest)?.[0];
  const ms = number === undefined || unit === undefined ? undefined : parseDuration(`${number}${unit}`);
  if (ms === undefined) return undefined;
  return `a condition knows no units: write ${Number.isInteger(ms) ? `${ms}.0` : ms} (milliseconds) for ${number}${unit}`;
}

/** A measurement or a part of one, at the start or the end of a text. */
const READ = String.raw`[A-Za-z_]\w*(?:\.\w+|\[[^\]]*\])*`;
const READ_AT_START = new RegExp(`^${READ}`);
const READ_AT_END = new RegExp(`(${READ})\\s+$`);

/** `not json.ok` */
function notHint(before: string, rest: string): string | undefined {
  const read = /\bnot\s+$/i.test(before) ? READ_AT_START.exec(rest)?.[0] : undefined;
  return read === undefined ? undefined : `write !${read}`;
}

/** `body contains "x"` */
function methodHint(before: string, rest: string): string | undefined {
  const of = READ_AT_END.exec(before)?.[1];
  const [, word = '', text] = /^(\w+)\s+("[^"]*"|'[^']*')/.exec(rest) ?? [];
  const name = METHODS.find((method) => method.toLowerCase() === word.toLowerCase());
  return of === undefined || name === undefined ? undefined : `write ${of}.${name}(${text})`;
}

/** `gates.health-30m.counts`: an id that is no name. */
function hyphenHint(source: string, at: number): string | undefined {
  const before = /([A-Za-z_]\w*)\.([A-Za-z_]\w*(?:-\w+)*-\w*)$/.exec(source.slice(0, at));
  const rest = /^[\w-]*/.exec(source.slice(at))?.[0] ?? '';
  return before ? `an id with "-" is written ${before[1]}[${JSON.stringify(`${before[2]}${rest}`)}]` : undefined;
}

function levelsOf(node: Node): number {
  const below = childrenOf(node).map(levelsOf);
  return 1 + Math.max(0, ...below);
}
