import { LineCounter, parseAllDocuments } from 'yaml';
import type { RowParser } from '../core/fold.ts';
import type { Json } from '../core/json.ts';
import { FormatError } from './format-error.ts';

/** A larger document is not read. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The document formats, by the end of a file's name. */
export type DocumentFormat = 'json' | 'yaml';

export function documentFormat(path: string): DocumentFormat {
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'json';
}

/** A JSON or YAML document as one row. Strict: no duplicate keys, no tags, one document, nothing cut short. */
export function documentParser(format: DocumentFormat): RowParser {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(piece) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw new FormatError(`the document is larger than ${MAX_BYTES} bytes`);
      parts.push(piece.slice());
      return [];
    },
    end() {
      const text = decode(parts, bytes);
      if (text.trim() === '') throw new FormatError('the document is empty');
      return [format === 'json' ? parseJson(text) : parseYaml(text)];
    },
  };
}

function decode(parts: readonly Uint8Array[], bytes: number): string {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(whole);
  } catch {
    throw new FormatError('the document is not UTF-8');
  }
}

/** YAML's parser finds duplicate keys in JSON, which JSON.parse would drop; JSON.parse finds what is not JSON. */
function parseJson(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new FormatError(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  parseYaml(text);
  return value;
}

function parseYaml(text: string): Json {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines, merge: false });
  if (!Array.isArray(documents) || documents.length === 0) throw new FormatError('the document is empty');
  const [document] = documents;
  if (!document || documents.length > 1) throw new FormatError('more than one document');
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new FormatError(problem.message.split('\n')[0] ?? 'not YAML', lines.linePos(problem.pos[0]).line);
  try {
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    throw new FormatError(error instanceof Error ? error.message : String(error));
  }
}
