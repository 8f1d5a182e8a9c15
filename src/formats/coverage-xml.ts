import { SaxesParser } from 'saxes';
import type { RowParser } from '../core/fold.ts';
import { countedBranches, covered, type CoverageRow, slashed } from './coverage.ts';
import { FormatError } from './format-error.ts';

type Attributes = Readonly<Record<string, string>>;

interface Element {
  readonly name: string;
  readonly attributes: Attributes;
}

/** A dialect of XML coverage: which elements are files, and what a line in one says. */
interface Dialect {
  /** The root element, and what tells it from another dialect with the same one. */
  readonly root: (element: Element) => boolean;
  /** The element of one file; undefined for any other. `above`: the elements around it, the root first. */
  readonly file: (element: Element, above: readonly Element[]) => string | undefined;
  /** An element of a line within a file. */
  readonly line: (element: Element, into: Lines) => void;
}

/** The lines of one file, each once: covered where any mention says so. */
class Lines {
  private readonly lines = new Map<number, 0 | 1>();
  private readonly branches = new Map<string, 0 | 1>();

  line(number: number, hit: 0 | 1): void {
    this.lines.set(number, this.lines.get(number) === 1 ? 1 : hit);
  }

  branch(ways: CoverageRow['branches']): void {
    for (const [id, hit] of ways) this.branches.set(id, this.branches.get(id) === 1 ? 1 : hit);
  }

  row(file: string): CoverageRow {
    return { file: slashed(file), lines: [...this.lines], branches: [...this.branches] };
  }
}

/** Cobertura (coverage.py, gocover-cobertura, coverlet, …): lines stand below a class and again below its methods. */
const COBERTURA: Dialect = {
  root: ({ name, attributes }) => name === 'coverage' && attributes['line-rate'] !== undefined,
  file: ({ name, attributes }) => (name === 'class' ? needed(attributes, 'filename') : undefined),
  line({ name, attributes }, into) {
    if (name !== 'line') return;
    const number = whole(attributes, 'number');
    into.line(number, covered(whole(attributes, 'hits')));
    const conditions = /\((\d+)\/(\d+)\)/.exec(attributes['condition-coverage'] ?? '');
    if (conditions) into.branch(countedBranches(number, Number(conditions[1]), Number(conditions[2])));
  },
};

/** JaCoCo: instructions and branches of a line, missed and covered. Its counters repeat the same on every level and are passed over. */
const JACOCO: Dialect = {
  root: ({ name }) => name === 'report',
  file({ name, attributes }, above) {
    if (name !== 'sourcefile') return undefined;
    const folder = above.findLast((element) => element.name === 'package')?.attributes['name'] ?? '';
    return folder === '' ? needed(attributes, 'name') : `${folder}/${needed(attributes, 'name')}`;
  },
  line({ name, attributes }, into) {
    if (name !== 'line') return;
    const number = whole(attributes, 'nr');
    const branches = whole(attributes, 'cb');
    into.line(number, covered(whole(attributes, 'ci')));
    into.branch(countedBranches(number, branches, branches + whole(attributes, 'mb')));
  },
};

/** Clover (OpenClover, PHPUnit, istanbul): statements, and conditions that were true and false. Tests are no sources. */
const CLOVER: Dialect = {
  root: ({ name, attributes }) => name === 'coverage' && attributes['line-rate'] === undefined,
  file({ name, attributes }, above) {
    if (name !== 'file' || above.some((element) => element.name === 'testproject')) return undefined;
    return attributes['path'] ?? needed(attributes, 'name');
  },
  line({ name, attributes }, into) {
    if (name !== 'line') return;
    const number = whole(attributes, 'num');
    if (attributes['type'] === 'stmt') into.line(number, covered(whole(attributes, 'count')));
    if (attributes['type'] !== 'cond') return;
    const ways = [whole(attributes, 'truecount'), whole(attributes, 'falsecount')] as const;
    into.line(number, covered(ways[0] + ways[1]));
    into.branch([
      [`${number}:true`, covered(ways[0])],
      [`${number}:false`, covered(ways[1])],
    ]);
  },
};

export const XML_COVERAGE = { cobertura: COBERTURA, jacoco: JACOCO, clover: CLOVER } as const;

/**
 * A coverage report in XML, one row a file or class. A document type is let pass and never fetched; one that declares entities is
 * refused. A FormatError says where the file is not well-formed, cut short, of another dialect, or without any source file.
 */
export function xmlCoverageParser(name: keyof typeof XML_COVERAGE): RowParser {
  const dialect = XML_COVERAGE[name];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new SaxesParser();
  const above: Element[] = [];
  let rows: CoverageRow[] = [];
  let count = 0;
  let current: { readonly file: string; readonly depth: number; readonly lines: Lines } | undefined;
  parser.on('error', (error) => {
    throw new FormatError(error.message.replace(/^\d+:\d+: /, ''), parser.line);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw new FormatError('a document type that declares something is not read', parser.line);
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    const element: Element = { name: tag, attributes };
    if (above.length === 0 && !dialect.root(element)) throw new FormatError(`<${tag}> does not begin a report of ${name}`, parser.line);
    const file = placed(parser.line, () => dialect.file(element, above));
    if (file !== undefined && current) throw new FormatError(`<${tag}> inside of another file`, parser.line);
    if (file !== undefined) current = { file, depth: above.length, lines: new Lines() };
    else if (current) placed(parser.line, () => dialect.line(element, current?.lines ?? new Lines()));
    above.push(element);
  });
  parser.on('closetag', () => {
    above.pop();
    if (current?.depth !== above.length) return;
    rows.push(current.lines.row(current.file));
    count++;
    current = undefined;
  });
  const take = (text: string): readonly CoverageRow[] => {
    parser.write(text);
    const done = rows;
    rows = [];
    return done;
  };
  return {
    push: (bytes) => take(decoded(decoder, bytes, parser.line)),
    end() {
      const last = take(decoded(decoder, undefined, parser.line));
      parser.close();
      if (count === 0) throw new FormatError('no source file in it');
      return last;
    },
  };
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined, line: number): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw new FormatError('not UTF-8', line);
  }
}

/** What a dialect complains of, with its place. */
function placed<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FormatError && error.line === undefined ? new FormatError(error.message, line) : error;
  }
}

function needed(attributes: Attributes, name: string): string {
  const value = attributes[name] ?? '';
  if (value === '') throw new FormatError(`an element without "${name}"`);
  return value;
}

/** Counts of hits may be beyond 2^53; none is negative. */
function whole(attributes: Attributes, name: string): number {
  const value = attributes[name] ?? '';
  if (!/^\d+$/.test(value)) throw new FormatError(`${name}="${value.slice(0, 60)}" is no count`);
  return Number(value);
}
