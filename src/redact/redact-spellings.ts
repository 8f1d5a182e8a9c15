/** Bytes in which a text may stand; letters of `anyCase` may be of either case. */
export interface Spelling {
  readonly text: string;
  readonly anyCase: boolean;
}

const utf8 = new TextEncoder();

/** The escapes of one character that JSON, JavaScript and shells have a short form for. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  '"': ['\\"', '&quot;'],
  "'": ["\\'", "'\\''", '&apos;'],
  '\\': ['\\\\'],
  '/': ['\\/'],
  '\b': ['\\b'],
  '\f': ['\\f'],
  '\n': ['\\n'],
  '\r': ['\\r'],
  '\t': ['\\t'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  ' ': ['+'],
};

/**
 * Every way in which encoders of text write one character: itself; `%2F`, `%252F`; `\/`, `\u002f`, `\x2f`, `\057` (of its code and of its UTF-8),
 * and each of these inside a JSON string once more; `&#47;`, `&#x2F;`, `&amp;`, also inside XML once more; quoted for a shell, and as forms write a blank.
 * Which characters it escapes, and in which case it writes hexadecimal digits, each encoder chooses for itself.
 */
export function spellingsOf(character: string): readonly Spelling[] {
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...utf8.encode(character)];
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const escaped = [
    ...(SHORT[character] ?? []),
    units.map((unit) => `\\u${hex(unit, 4)}`).join(''),
    bytes.map((byte) => `\\x${hex(byte, 2)}`).join(''),
    bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    ...(code <= 0xff ? [`\\x${hex(code, 2)}`] : []),
  ];
  const inJson = escaped.filter((text) => text.includes('\\')).map((text) => JSON.stringify(text).slice(1, -1));
  const references = [...escaped.filter((text) => /^&\w+;$/.test(text)), `&#${code};`, `&#x${code.toString(16)};`];
  const inXml = references.map((text) => `&amp;${text.slice(1)}`);
  const inUrls = ['%', '%25'].map((sign) => bytes.map((byte) => sign + hex(byte, 2)).join(''));
  const coded = [...inUrls, `&#${code};`, `&#x${code.toString(16)};`];
  return [{ text: character, anyCase: false }, ...[...escaped, ...inJson, ...coded, ...inXml].map((text) => ({ text, anyCase: true }))];
}

/** The two digits of a byte in hex. */
export function digitsOf(byte: number): readonly Spelling[] {
  return [{ text: hex(byte, 2), anyCase: true }];
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
