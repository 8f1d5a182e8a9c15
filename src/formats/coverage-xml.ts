import { SaxesParser } from 'saxes';
import type { RowParser } from '../core/fold.ts';
import { CLOVER } from './clover.ts';
import { COBERTURA } from './cobertura.ts';
import type { CoverageRow } from './coverage.ts';
import { FormatError } from './format-error.ts';
import { JACOCO } from './jacoco.ts';
import type { Element, FileReader } from './xml-dialect.ts';

const XML_COVERAGE = { cobertura: COBERTURA, jacoco: JACOCO, clover: CLOVER } as const;

/**
 * A coverage report in XML, one row a file or class, and what is left at the end. A document type is let pass and never fetched; one
 * that declares entities is refused. A FormatError says where the file is not well-formed, cut short, of another dialect, or without any source file.
 */
export function xmlCoverageParser(name: keyof typeof XML_COVERAGE): RowParser {
  const dialect = XML_COVERAGE[name];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new SaxesParser();
  const above: Element[] = [];
  let rows: CoverageRow[] = [];
  let count = 0;
  let reader: FileReader | undefined;
  /** How deep the file at hand lies; undefined between files. */
  let depth: number | undefined;
  let text = '';
  parser.on('error', (error) => {
    throw new FormatError(error.message.replace(/^\d+:\d+: /, ''), parser.line);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw new FormatError('a document type that declares something is not read', parser.line);
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    const element: Element = { name: tag, attributes };
    if (!reader) {
      if (!dialect.root(element)) throw new FormatError(`<${tag}> does not begin a report of ${name}`, parser.line);
      reader = dialect.reader(element);
    }
    const files = reader;
    const begins = files.isFile(element, above);
    if (begins && depth !== undefined) throw new FormatError(`<${tag}> inside of another file`, parser.line);
    if (begins) depth = above.length;
    if (depth !== undefined) placed(parser.line, () => (begins ? files.begin(element, above) : files.within(element, above)));
    else placed(parser.line, () => files.outside?.(element, above));
    above.push(element);
    text = '';
  });
  parser.on('text', (piece) => {
    if (reader?.texts?.has(above.at(-1)?.name ?? '')) text += piece;
  });
  parser.on('closetag', () => {
    const element = above.pop();
    if (element && reader?.texts?.has(element.name)) reader.text?.(element, text);
    if (depth !== above.length || !reader) return;
    rows.push(reader.ends());
    count++;
    depth = undefined;
  });
  const take = (piece: string): readonly CoverageRow[] => {
    parser.write(piece);
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
      return [...last, ...(reader?.rest?.() ?? [])];
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
