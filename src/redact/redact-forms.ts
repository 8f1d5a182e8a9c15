import { type Letter, letterOf } from './redact-letters.ts';
import { digitsOf } from './redact-spellings.ts';

/** Shorter pieces would rewrite innocent text. In characters. */
export const MIN_SECRET = 8;

const utf8 = new TextEncoder();

/** In which forms a value may stand in a log. */
export interface Forms {
  /** Itself and each of its lines of 8 characters or more, however text is escaped; and these in hex. */
  readonly words: readonly (readonly Letter[])[];
  /** All of these in base64, at every alignment, also of a JSON string, of Latin-1 and of UTF-16. */
  readonly digits: readonly Uint8Array[];
  /** All of these in UTF-16. */
  readonly literals: readonly Uint8Array[];
}

export function formsOf(value: string): Forms {
  const parts = [...partsOf(value)];
  const base64 = new Set(
    [...parts.flatMap(textsOf).flatMap(base64Forms), ...parts.flatMap(wideBase64)].filter((text) => text.length >= MIN_SECRET),
  );
  return {
    words: parts.flatMap((part) => [lettersOf(part), hexLettersOf(part)]),
    digits: [...base64].map((text) => utf8.encode(text)),
    literals: parts.flatMap(wideForms),
  };
}

function lettersOf(text: string): Letter[] {
  return Array.from(text, letterOf);
}

/** What stands between bytes where they are listed. */
const BETWEEN = [' ', ':', '-', ', ', ','];

function hexLettersOf(text: string): Letter[] {
  const bytes = [...utf8.encode(text)];
  return bytes.map((byte, index) =>
    index === 0
      ? { name: `first byte ${byte}`, spellings: digitsOf(byte, []) }
      : { name: `byte ${byte}`, spellings: digitsOf(byte, BETWEEN) },
  );
}

/** The value, the value with the other line ending, and each line that is long enough to be a secret of its own. */
function partsOf(value: string): Set<string> {
  const lines = value.split(/\r\n|[\r\n]/);
  const parts = new Set([value, lines.join('\n'), lines.join('\r\n'), value.trim(), ...lines, ...lines.map((line) => line.trim())]);
  return new Set([...parts].filter((part) => part.length >= MIN_SECRET));
}

/** What base64 is made of: the text in UTF-8, within a JSON string, in Latin-1. */
function textsOf(part: string): Uint8Array[] {
  const json = JSON.stringify(part).slice(1, -1);
  const texts = [part, ...(json === part ? [] : [json])].map((text) => utf8.encode(text));
  return /^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(part) ? [...texts, new Uint8Array(Buffer.from(part, 'latin1'))] : texts;
}

/** As `powershell -EncodedCommand` takes it. */
function wideBase64(part: string): string[] {
  return [0, 1, 2].map((shift) => aligned(Buffer.from(part, 'utf16le'), shift));
}

/** At the start of the encoded text, whole and each line that it may be wrapped into by itself; and at each alignment, without the characters that its neighbours share. */
function base64Forms(bytes: Uint8Array): string[] {
  const whole = Buffer.from(bytes).toString('base64');
  const bare = whole.replace(/=+$/, '');
  return [whole, bare, ...pieces(whole, 76), ...pieces(whole, 64), ...[0, 1, 2].map((shift) => aligned(bytes, shift))];
}

function aligned(bytes: Uint8Array, shift: number): string {
  const encoded = Buffer.concat([new Uint8Array(shift), bytes]).toString('base64');
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}

function pieces(text: string, width: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += width) found.push(text.slice(at, at + width));
  return found;
}

/** UTF-16 in either order of its bytes. */
function wideForms(text: string): Uint8Array[] {
  return [new Uint8Array(Buffer.from(text, 'utf16le')), new Uint8Array(Buffer.from(text, 'utf16le').swap16())];
}
