import { entityNamesOf } from './entity-names.ts';

/** Bytes in which a character may stand. */
export interface Spelling {
  readonly bytes: Uint8Array;
  /** Its letters may be of either case, and its signs may be written as escapes themselves. Else the bytes stand as they are. */
  readonly escape: boolean;
}

const utf8 = new TextEncoder();

/** Escapes of single characters that no rule tells: of JSON, C, shells, PowerShell, JSON pointers, forms. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  "'": ["'\\''", `'"'"'`],
  '!': ["'\\!'"],
  '/': ['~1'],
  '~': ['~0'],
  ' ': ['+'],
  '\0': ['\\0', '`0'],
  '\x07': ['\\a', '`a'],
  '\b': ['\\b', '`b'],
  '\f': ['\\f', '`f'],
  '\n': ['\\n', '`n', "'\n'", "$'\\n'"],
  '\r': ['\\r', '`r', "$'\\r'"],
  '\t': ['\\t', '`t', "$'\\t'"],
  '\v': ['\\v', '`v'],
  '\x1b': ['\\e', '`e'],
};
/** Signs that are written twice: in CSV, SQL, PowerShell, formats, templates and files of cmd. */
const DOUBLED = `"'$%{}\`^`;
/** What cmd has a caret before. */
const CARETED = '&|<>()^%!"';

/** The most digits of a character in XML and in braces, with zeros before it. */
const MOST_DIGITS = 7;

/**
 * Every way in which encoders of text write one character: itself, in UTF-8 and Latin-1; as JSON, JavaScript, Python and C escape it
 * (`\/`, `\u002f`, `\u{2f}`, `\x2f` and `\057` of its code and of its UTF-8); `%2F`; `&#47;`, `&#x2F;`, `&sol;`; quoted for a shell, for
 * PowerShell and cmd; doubled, where CSV or SQL would; and as forms write a blank.
 * Which characters it escapes, and in which case it writes hexadecimal digits, each encoder chooses for itself.
 */
export function spellingsOf(character: string): readonly Spelling[] {
  const code = character.codePointAt(0) ?? 0;
  const encodings = [utf8.encode(character), ...(code >= 0x80 && code <= 0xff ? [Uint8Array.of(code)] : [])];
  const texts = [
    ...(SHORT[character] ?? []),
    ...(/[ -~]/.test(character) ? escapesOfSign(character) : []),
    ...encodings.flatMap((bytes) => escapesOfBytes([...bytes])),
    ...escapesOfCode(code),
    ...escapesOfUnits(Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))),
    ...entityNamesOf(character).map((name) => `&${name};`),
  ];
  return [...encodings.map((bytes) => ({ bytes, escape: false })), ...[...new Set(texts)].map(escape)];
}

/** The two digits of a byte in hex. @param apart also with what stands between bytes where they are listed */
export function digitsOf(byte: number, apart: readonly string[]): readonly Spelling[] {
  return ['', ...apart].map((between) => escape(between + hex(byte, 2)));
}

function escape(text: string): Spelling {
  return { bytes: utf8.encode(text), escape: true };
}

function escapesOfSign(sign: string): string[] {
  const code = sign.charCodeAt(0);
  return [
    ...(/\W|_/.test(sign) ? [`\\${sign}`, `\`${sign}`] : []),
    ...(DOUBLED.includes(sign) ? [sign + sign] : []),
    ...(CARETED.includes(sign) ? [`^${sign}`] : []),
    // CSS.
    `\\${hex(code, 2)} `,
    `\\${hex(code, 6)}`,
  ];
}

function escapesOfBytes(bytes: readonly number[]): string[] {
  const each = (write: (byte: number) => string): string => bytes.map(write).join('');
  const octal = (byte: number): string => byte.toString(8).padStart(3, '0');
  return [
    each((byte) => `%${hex(byte, 2)}`),
    each((byte) => `\\x${hex(byte, 2)}`),
    // LDAP.
    each((byte) => `\\${hex(byte, 2)}`),
    each((byte) => `\\${octal(byte)}`),
    each((byte) => `\\0${octal(byte)}`),
  ];
}

function escapesOfCode(code: number): string[] {
  const digits = padded(code.toString(16));
  return [
    `\\u${hex(code, 8)}`,
    ...(code <= 0xff ? [`\\x${hex(code, 2)}`] : []),
    ...digits.flatMap((each) => [`\\u{${each}}`, `\\x{${each}}`, `&#x${each};`]),
    ...padded(String(code)).map((each) => `&#${each};`),
  ];
}

function escapesOfUnits(units: readonly number[]): string[] {
  return [
    (unit: number) => `\\u${hex(unit, 4)}`,
    (unit: number) => `%u${hex(unit, 4)}`,
    (unit: number) => `&#${unit};`,
    (unit: number) => `&#x${hex(unit, 4)};`,
  ].map((write) => units.map(write).join(''));
}

/** A number with no zero before it, with one, two and so on. */
function padded(digits: string): string[] {
  return Array.from({ length: Math.max(1, MOST_DIGITS + 1 - digits.length) }, (_, zeros) => '0'.repeat(zeros) + digits);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
