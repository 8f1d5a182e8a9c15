import type { RowParser } from '../core/fold.ts';
import type { Json } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { jsonMistake } from './json-scan.ts';
import { yamlDocument, YamlMistake } from './yaml-document.ts';

/** A larger document is not read. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * A JSON or YAML 1.2 file, told apart by its name, as one row. Strict: no key twice, no tags of its own, one document, nothing cut
 * short, UTF-8, at most 16 MiB and 500 levels; a BOM is let pass. Its FormatErrors begin with the path.
 */
export function documentParser(path: string): RowParser {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(piece) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw new FormatError(`${path}: larger than 16 MiB`);
      // Its memory holds the next piece, soon; `slice` of a Buffer would not copy it.
      pieces.push(Uint8Array.from(piece));
      return [];
    },
    end: () => [documentOf(path, textOf(path, pieces, bytes))],
  };
}

function textOf(path: string, pieces: readonly Uint8Array[], bytes: number): string {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(whole);
  } catch {
    throw new FormatError(`${path}: not UTF-8`);
  }
}

function documentOf(path: string, text: string): Json {
  if (text.trim() === '') throw new FormatError(`${path}: empty`);
  if (/\.json$/i.test(path)) return fromJson(path, text);
  if (/\.ya?ml$/i.test(path)) return fromYaml(path, text);
  throw new FormatError(`${path}: expected a name that ends in .json, .yaml or .yml`);
}

function fromJson(path: string, text: string): Json {
  const mistake = jsonMistake(text);
  if (mistake) throw new FormatError(`${path}: ${mistake.message}`, text.slice(0, mistake.at).split('\n').length);
  return JSON.parse(text) as Json;
}

function fromYaml(path: string, text: string): Json {
  try {
    return yamlDocument(text);
  } catch (error) {
    if (error instanceof YamlMistake) throw new FormatError(`${path}: ${error.message}`, error.line);
    throw error;
  }
}
