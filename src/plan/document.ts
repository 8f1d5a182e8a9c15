import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments, type Document as YamlDocument } from 'yaml';
import type { Location } from '../core/location.ts';
import { mistakeInWords, needsQuotes } from './yaml-mistakes.ts';

export type Path = readonly (string | number)[];

/** Bounds of a configuration: larger ones are no configuration but an attack or an accident. */
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 50;
/** Aliases count with all that they repeat. */
const MAX_NODES = 100_000;

/** Something wrong at a place of the text. */
export interface TextProblem {
  readonly at: Location;
  readonly message: string;
}

const START: Location = { line: 1, column: 1 };

/** A YAML text as plain data, and the place of every part of it. */
export class SourceDocument {
  /** Maps, lists, texts, finite numbers, truth values, null. Undefined when the text is no YAML. */
  readonly data: unknown;
  readonly problems: readonly TextProblem[];
  private readonly text: string;
  private readonly lines: LineCounter;
  private readonly root: Node | null;
  private readonly anchors: ReadonlyMap<string, Node>;

  private constructor(
    text: string,
    lines: LineCounter,
    reader: Reader,
    document: YamlDocument | undefined,
    problems: readonly TextProblem[],
  ) {
    this.text = text;
    this.lines = lines;
    this.anchors = reader.anchors;
    this.root = document?.contents ?? null;
    this.data = problems.length === 0 ? reader.data : undefined;
    this.problems = problems;
  }

  /** @param raw the text that `bytes` encode in UTF-8, with or without a mark at its start */
  static parse(raw: string, bytes: Uint8Array): SourceDocument {
    const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
    const lines = new LineCounter();
    const reader = new Reader(lines);
    const reject = (message: string, at = START): SourceDocument => new SourceDocument('', lines, reader, undefined, [{ at, message }]);
    if (bytes.length > MAX_BYTES) return reject('the configuration is larger than 256 KiB');
    const broken = notUtf8(bytes, text);
    if (broken) return reject('found bytes that are no UTF-8', broken);
    const parsed = parseYaml(text, lines);
    if (!parsed) return reject(`nested more than ${MAX_DEPTH} levels deep`);
    const [document, second] = parsed;
    if (!document || document.contents === null) return reject('the configuration is empty; it needs at least "version" and "gates"');
    if (second) return reject('found a second YAML document, expected one', place(lines, second.range?.[0] ?? 0));
    const syntax = syntaxProblems(text, document, lines);
    if (syntax.length === 0) reader.read(document.contents);
    return new SourceDocument(text, lines, reader, document, [...syntax, ...reader.problems]);
  }

  /** Where a value stands; a map or a list of several lines is pointed at by its key. Of what is not there: the nearest part around it. */
  locate(path: Path): Location {
    const found = this.find(path);
    const empty = found.node === null || (isScalar(found.node) && found.node.value === null && found.node.source === '');
    const block = empty || ((isMap(found.node) || isSeq(found.node)) && found.node.flow !== true);
    const node = block || !found.complete ? (found.key ?? found.node) : found.node;
    return this.placeOf(node);
  }

  /** Where the key of a value stands. */
  locateKey(path: Path): Location {
    const found = this.find(path);
    return this.placeOf(found.key ?? found.node);
  }

  /** Where a character of a text stands; the start of the text where that can't be told (escapes, several lines). */
  locateIn(path: Path, offset: number): Location {
    const { node, complete } = this.find(path);
    if (!complete || !isScalar(node) || typeof node.value !== 'string' || !node.range) return this.locate(path);
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    const start = node.range[0] + (quoted ? 1 : 0);
    const asWritten = this.text.slice(start, start + node.value.length) === node.value;
    return asWritten ? place(this.lines, start + Math.min(offset, node.value.length)) : this.locate(path);
  }

  /** A scalar as it stands in the text, before any type is made of it; undefined for anything else. */
  written(path: Path): string | undefined {
    const { node, complete } = this.find(path);
    return complete && isScalar(node) ? (node.source ?? String(node.value)) : undefined;
  }

  private placeOf(node: Node | null): Location {
    return node?.range ? place(this.lines, node.range[0]) : START;
  }

  private find(path: Path): { node: Node | null; key: Node | undefined; complete: boolean } {
    let node = this.root;
    let key: Node | undefined;
    for (const step of path) {
      const holder = this.resolved(node);
      // A value alone where a list may stand is its only item.
      if (isScalar(holder) && typeof step === 'number') continue;
      const item = isSeq(holder) && typeof step === 'number' ? holder.items[step] : undefined;
      const pair = isMap(holder) ? holder.items.find((entry) => keyText(entry) === String(step)) : undefined;
      if (!item && !pair) return { node, key, complete: false };
      key = pair ? (pair.key as Node) : undefined;
      node = (pair ? pair.value : item) as Node | null;
    }
    return { node: isAlias(node) ? this.resolved(node) : node, key, complete: true };
  }

  private resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.anchors.get(node.source) ?? null) : node;
  }
}

/** Where the first bytes are that are not those of the text: where there is no UTF-8, decoding has put U+FFFD. */
function notUtf8(bytes: Uint8Array, text: string): Location | undefined {
  const encoded = new TextEncoder().encode(text);
  const start = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const differs = encoded.findIndex((byte, index) => byte !== bytes[start + index]);
  if (differs < 0 && encoded.length === bytes.length - start) return undefined;
  const at = differs < 0 ? encoded.length : differs;
  const before = new TextDecoder().decode(encoded.subarray(0, at)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function place(lines: LineCounter, offset: number): Location {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Undefined when the text is nested so deep that the parser gives up; it may say so by an error of its own. */
function parseYaml(text: string, lineCounter: LineCounter): YamlDocument[] | undefined {
  const options = { version: '1.2', lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'silent' } as const;
  try {
    const documents = [...parseAllDocuments(text, options)] as YamlDocument[];
    return documents.some(({ errors }) => errors.some(({ message }) => message.includes('call stack'))) ? undefined : documents;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What follows the first mistakes of a text, or the first of a line, is mostly said because of them. */
const MOST_MISTAKES = 2;

function syntaxProblems(text: string, document: YamlDocument, lines: LineCounter): readonly TextProblem[] {
  const version = document.directives?.yaml;
  const old =
    version?.explicit === true && version.version !== '1.2' ? [{ at: START, message: `found YAML ${version.version}, expected 1.2` }] : [];
  const found = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  const unquoted = found.find(({ pos }) => text.startsWith('${{', pos[0] - 1));
  if (unquoted) return [...old, unquotedProblem(text, unquoted.pos[0] - 1, lines)];
  const mistakes = found.map((problem) => ({ at: place(lines, problem.pos[0]), message: mistakeInWords(text, problem) }));
  const firstOfLines = mistakes.filter(({ at }, index) => mistakes[index - 1]?.at.line !== at.line);
  return [...old, ...firstOfLines.slice(0, MOST_MISTAKES)];
}

/** Inside `{ }` and `[ ]` YAML takes the braces of `${{ }}` for a map of its own. */
function unquotedProblem(text: string, offset: number, lines: LineCounter): TextProblem {
  const written = /^\$\{\{[^{}\n]*\}\}/.exec(text.slice(offset))?.[0] ?? '${{ … }}';
  return { at: place(lines, offset), message: `${written} inside { } or [ ]: write the whole value in quotes` };
}

function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : undefined;
}

/** Makes plain data of the nodes of a document. */
class Reader {
  data: unknown;
  readonly problems: TextProblem[] = [];
  readonly anchors = new Map<string, Node>();
  private readonly lines: LineCounter;
  private nodes = 0;

  constructor(lines: LineCounter) {
    this.lines = lines;
  }

  read(root: Node): void {
    this.data = this.value(root, 0);
  }

  private value(node: Node | null, depth: number): unknown {
    if (node === null) return null;
    this.nodes++;
    if (depth > MAX_DEPTH) return this.reject(node, `nested more than ${MAX_DEPTH} levels deep`);
    if (this.nodes > MAX_NODES) return this.reject(node, `more than ${MAX_NODES} values, what aliases repeat included`);
    if (isAlias(node)) return this.alias(node, node.source, depth);
    const value = isMap(node) ? this.map(node.items, depth) : isSeq(node) ? this.list(node.items, depth) : this.scalar(node);
    if (node.anchor !== undefined && !isAlias(node)) this.anchors.set(node.anchor, node);
    return value;
  }

  private list(items: readonly unknown[], depth: number): unknown[] {
    const list: unknown[] = [];
    for (const item of items) {
      if (this.nodes > MAX_NODES) break;
      list.push(this.value(item as Node | null, depth + 1));
    }
    return list;
  }

  /** An anchor counts only once what it names has ended, so that nothing can hold itself. */
  private alias(node: Node, name: string, depth: number): unknown {
    const target = this.anchors.get(name);
    if (target) return this.value(target, depth);
    const isName = /^[A-Za-z_][\w-]*$/.test(name);
    return this.reject(
      node,
      isName ? `no earlier value has the anchor "&${name}"; for a text write "*${name}"` : needsQuotes(`*${name}`, 'begins with *'),
    );
  }

  private map(pairs: readonly Pair[], depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    const first = new Map<string, Node>();
    for (const pair of pairs) {
      if (this.nodes > MAX_NODES) break;
      const key = keyText(pair);
      const keyNode = pair.key as Node;
      if (key === undefined || key === '__proto__') {
        this.reject(keyNode, 'a key must be a text');
        continue;
      }
      const earlier = first.get(key);
      if (earlier)
        this.reject(keyNode, `a second key "${key}"; the first stands on line ${place(this.lines, earlier.range?.[0] ?? 0).line}`);
      first.set(key, keyNode);
      entries.set(key, this.value(pair.value as Node | null, depth + 1));
    }
    return Object.fromEntries(entries);
  }

  private scalar(node: Node): unknown {
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) {
      return this.reject(
        node,
        `found ${node.source ?? value}, which is no number that can be kept exactly; write it in quotes if it is a text`,
      );
    }
    return value;
  }

  private reject(node: Node | null, message: string): undefined {
    const at = node?.range ? place(this.lines, node.range[0]) : START;
    // A bound is passed once for every value that follows: said once.
    if (!this.problems.some((problem) => problem.message === message)) this.problems.push({ at, message });
    return undefined;
  }
}
