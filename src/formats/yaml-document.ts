import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, Scalar, visit } from 'yaml';
import type { Json } from '../core/json.ts';
import { MAX_LEVELS } from './json-scan.ts';

/** Values that a document may hold, those that aliases repeat counted each time. */
const MAX_VALUES = 2_000_000;

/** To YAML 1.1 a map with this key has what it leads to as well: read as a key, a document would seem to lack that. */
const MERGE = '<<';

/** What is wrong with a text that should be YAML; `line` from 1, where it is known. */
export class YamlMistake extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

const TOO_DEEP = `nested more than ${MAX_LEVELS} levels deep`;

/** The one document of a YAML 1.2 text, as plain data. @throws YamlMistake also for keys that stand twice, merge keys, tags, and endless aliases */
export function yamlDocument(text: string): Json {
  const lines = new LineCounter();
  const [document, second] = parsed(text, lines);
  if (!document?.contents) throw new YamlMistake('empty');
  if (second) throw new YamlMistake('more than one document', lines.linePos(second.range[0]).line);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'RESOURCE_EXHAUSTION') throw new YamlMistake(TOO_DEEP);
  if (problem) throw new YamlMistake(problem.message.split('\n')[0] ?? 'not YAML', lines.linePos(problem.pos[0]).line);
  const version = document.directives.yaml;
  if (version.explicit && version.version !== '1.2') throw new YamlMistake(`YAML ${version.version}, expected 1.2`, 1);
  return new Plain(targetsOf(document.contents), lines).value(document.contents, 0);
}

function parsed(text: string, lines: LineCounter) {
  try {
    const options = { version: '1.2', schema: 'core', resolveKnownTags: false, merge: false, uniqueKeys: false } as const;
    const documents = parseAllDocuments(text, { ...options, lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    return [...documents];
  } catch (error) {
    if (error instanceof RangeError) throw new YamlMistake(TOO_DEEP);
    throw error;
  }
}

/** What each alias stands for: the last node of that name before it. */
function targetsOf(root: Node): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(root, {
    Node(_, node) {
      const target = isAlias(node) ? anchors.get(node.source) : undefined;
      if (isAlias(node)) {
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, node);
      }
    },
  });
  return targets;
}

/** Makes plain data of nodes. */
class Plain {
  private readonly targets: ReadonlyMap<Alias, Node>;
  private readonly lines: LineCounter;
  private values = 0;

  constructor(targets: ReadonlyMap<Alias, Node>, lines: LineCounter) {
    this.targets = targets;
    this.lines = lines;
  }

  value(node: unknown, level: number): Json {
    if (level > MAX_LEVELS) throw new YamlMistake(TOO_DEEP);
    if (++this.values > MAX_VALUES) throw new YamlMistake(`more than ${MAX_VALUES} values, those that aliases repeat included`);
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = this.targets.get(node);
      if (!target) throw this.mistake(node, `nothing is named "${node.source}"`);
      return this.value(target, level + 1);
    }
    if (isScalar(node)) return this.scalar(node, node.value);
    if (isSeq(node)) return node.items.map((item) => this.value(item, level + 1));
    if (isMap(node)) return this.map(node.items, level);
    throw new YamlMistake('not a value');
  }

  private scalar(node: Node, value: unknown): Json {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw this.mistake(node, 'not a JSON value');
  }

  private map(pairs: readonly { key: unknown; value: unknown }[], level: number): Json {
    const entries = new Map<string, Json>();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) throw this.mistake(key, 'a key that is no text');
      const plain = this.scalar(key, key.value);
      const name = typeof plain === 'string' ? plain : JSON.stringify(plain);
      if (plain === MERGE && key.type === Scalar.PLAIN)
        throw this.mistake(key, 'merge keys (<<) are not of YAML 1.2: write out what is merged');
      if (entries.has(name)) throw this.mistake(key, `the key ${JSON.stringify(name.slice(0, 80))} stands twice`);
      entries.set(name, this.value(value, level + 1));
    }
    return Object.fromEntries(entries);
  }

  private mistake(node: unknown, message: string): YamlMistake {
    const at = isScalar(node) || isAlias(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
    return new YamlMistake(message, at === undefined ? undefined : this.lines.linePos(at).line);
  }
}
