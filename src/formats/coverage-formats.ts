import type { RowParser } from '../core/fold.ts';
import { xmlCoverageParser } from './coverage-xml.ts';
import { FormatError } from './format-error.ts';
import { goCoverParser } from './go-cover.ts';
import { jsonCoverageParser } from './coverage-json.ts';
import { lcovParser } from './lcov.ts';

/** How far into a file its format is looked for. */
const SNIFFED_BYTES = 64 * 1024;

/**
 * A coverage report of whatever format: lcov, Cobertura, JaCoCo, Clover, the JSON of Istanbul and of coverage.py, a cover profile of Go. It
 * is told by how the file begins, not by its name. @param path of the report, for messages
 */
export function coverageParser(path: string): RowParser {
  let pending = new Uint8Array();
  let parser: RowParser | undefined;
  return {
    *push(bytes) {
      if (parser) return yield* parser.push(bytes);
      pending = joined(pending, bytes);
      parser = parserFor(path, pending);
      if (parser) yield* parser.push(pending);
      else if (pending.length > SNIFFED_BYTES) throw new FormatError(UNKNOWN);
    },
    *end() {
      if (!parser) throw new FormatError(pending.length === 0 ? 'empty' : UNKNOWN);
      yield* parser.end();
    },
  };
}

const UNKNOWN =
  'no known format of coverage: expected lcov, Cobertura, JaCoCo, Clover, JSON of Istanbul or coverage.py, or a cover profile of Go';

/** The first element: its name, its attributes. */
const ROOT = /<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/;

/** @returns undefined while too little is known */
function parserFor(path: string, head: Uint8Array): RowParser | undefined {
  const text = new TextDecoder('utf-8').decode(head).trimStart();
  if (text.startsWith('{')) return jsonCoverageParser(path.endsWith('.json') ? path : `${path}.json`);
  if (text.startsWith('<')) {
    const root = ROOT.exec(text.replaceAll(/<!--[\s\S]*?-->|<[?!][^>]*>/g, ''));
    if (!root) return undefined;
    if (root[1] === 'report') return xmlCoverageParser('jacoco');
    if (root[1] !== 'coverage') throw new FormatError(`<${root[1]}> begins no report of coverage`);
    return xmlCoverageParser(/\sline-rate\s*=/.test(root[2] ?? '') ? 'cobertura' : 'clover');
  }
  if (/^mode: \w+\r?\n/.test(text)) return goCoverParser();
  if (text.startsWith('GROUP,PACKAGE,CLASS,')) throw new FormatError('JaCoCo’s CSV has no lines: write its XML report');
  return /^(?:#[^\n]*\n|\s)*(?:TN|SF):/.test(text) ? lcovParser() : undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
