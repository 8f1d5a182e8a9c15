import type { RowParser } from '../core/fold.ts';
import { xmlCoverageParser } from './coverage-xml.ts';
import { FormatError } from './format-error.ts';
import { goCoverParser } from './go-cover.ts';
import { jsonCoverageParser } from './coverage-json.ts';
import { lcovParser } from './lcov.ts';

/** The formats of coverage that are read. A new one is a file of its own, a line here, and below the beginning by which it is told. */
const PARSERS = {
  lcov: lcovParser,
  cobertura: () => xmlCoverageParser('cobertura'),
  jacoco: () => xmlCoverageParser('jacoco'),
  clover: () => xmlCoverageParser('clover'),
  json: (path) => jsonCoverageParser(path.endsWith('.json') ? path : `${path}.json`),
  go: goCoverParser,
} as const satisfies Readonly<Record<string, (path: string) => RowParser>>;

/** `json` is that of Istanbul and of coverage.py. */
export type CoverageFormat = keyof typeof PARSERS;

export const COVERAGE_FORMATS = Object.keys(PARSERS) as readonly CoverageFormat[];

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
      const format = detectCoverage(pending);
      if (format) parser = PARSERS[format](path);
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

/** How a file begins tells its format. @returns undefined while too little is known @throws FormatError for what begins like no coverage */
export function detectCoverage(head: Uint8Array): CoverageFormat | undefined {
  const text = new TextDecoder('utf-8').decode(head).trimStart();
  if (text.startsWith('{')) return 'json';
  if (text.startsWith('<')) {
    const root = ROOT.exec(text.replaceAll(/<!--[\s\S]*?-->|<[?!][^>]*>/g, ''));
    if (!root) return undefined;
    if (root[1] === 'report') return 'jacoco';
    if (root[1] !== 'coverage') throw new FormatError(`<${root[1]}> begins no report of coverage`);
    return /\sline-rate\s*=/.test(root[2] ?? '') ? 'cobertura' : 'clover';
  }
  if (/^mode: \w+\r?\n/.test(text)) return 'go';
  if (text.startsWith('GROUP,PACKAGE,CLASS,')) throw new FormatError('JaCoCo’s CSV has no lines: write its XML report');
  return /^(?:#[^\n]*\n|\s)*(?:TN|SF):/.test(text) ? 'lcov' : undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
