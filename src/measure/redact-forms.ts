/** Shorter pieces would rewrite innocent text. In characters. */
export const MIN_SECRET = 8;

const utf8 = new TextEncoder();

/**
 * Every sequence of bytes in which a value may stand in a log: itself, each of its lines of 8 characters or more, and all of
 * these in base64 (plain and URL alphabet, at every alignment, wrapped), hex, URL-encoded, JSON- and XML-escaped, quoted for a
 * shell, in UTF-16.
 */
export function formsOf(value: string): Uint8Array[] {
  const texts = new Set<string>();
  const forms: Uint8Array[] = [];
  for (const part of partsOf(value)) {
    for (const text of textForms(part)) texts.add(text);
    forms.push(new Uint8Array(Buffer.from(part, 'utf16le')));
  }
  for (const text of texts) if (text.length >= MIN_SECRET) forms.push(utf8.encode(text));
  return forms;
}

/** The value, the value with the other line ending, and each line that is long enough to be a secret of its own. */
function partsOf(value: string): Set<string> {
  const lines = value.split(/\r\n|[\r\n]/);
  const parts = new Set([value, lines.join('\n'), lines.join('\r\n'), value.trim(), ...lines, ...lines.map((line) => line.trim())]);
  return new Set([...parts].filter((part) => part.length >= MIN_SECRET));
}

function textForms(text: string): string[] {
  const escaped = [text, ...jsonForms(text), ...xmlForms(text), ...urlForms(text), text.replaceAll("'", `'\\''`), byteEscaped(text)];
  return [...escaped, ...hexForms(utf8.encode(text)), ...base64Forms(utf8.encode(text))];
}

/** As Python prints bytes: what is no ASCII as `\\xNN`. */
function byteEscaped(text: string): string {
  const escape = (byte: number): string => (byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`);
  return [...utf8.encode(text)].map(escape).join('');
}

/** As the common encoders write: plain, with `\/`, ASCII only, safe inside HTML; and each of these quoted once more. */
function jsonForms(text: string): string[] {
  const plain = inQuotes(text);
  const ascii = plain.replace(/[\u007f-\uffff]/g, unicodeEscape);
  const htmlSafe = plain.replace(/[<>&]/g, unicodeEscape);
  const strictest = plain.replaceAll('\\"', '\\u0022').replace(/[<>&'+`\u007f-\uffff]/g, (c) => `\\u${hex4(c).toUpperCase()}`);
  const forms = [plain, ascii, plain.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/'), htmlSafe, strictest];
  return [...forms, ...forms.map(inQuotes)];
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicodeEscape(c: string): string {
  return `\\u${hex4(c)}`;
}

function hex4(c: string): string {
  return c.charCodeAt(0).toString(16).padStart(4, '0');
}

const QUOTES: readonly Readonly<Record<string, string>>[] = [
  {},
  { '"': '&quot;', "'": '&apos;' },
  { '"': '&quot;', "'": '&#39;' },
  { '"': '&quot;', "'": '&#x27;' },
  { '"': '&#34;', "'": '&#39;' },
  { '"': '&quot;' },
];

function xmlForms(text: string): string[] {
  const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const inner = QUOTES.map((quotes) => text.replace(/[&<>"']/g, (c) => markup[c] ?? quotes[c] ?? c));
  return [...inner, ...inner.map((form) => form.replaceAll('\n', '&#10;')), ...inner.map((form) => form.replaceAll('\n', '&#xA;'))];
}

function urlForms(text: string): string[] {
  // A lone half of a surrogate pair has no URL form of its own.
  const whole = Buffer.from(text).toString();
  const component = encodeURIComponent(whole);
  const strict = component.replace(/[!'()*]/g, percent);
  const forms = [
    component,
    strict,
    encodeURI(whole),
    component.replaceAll('%20', '+'),
    strict.replaceAll('%20', '+').replaceAll('%2A', '*'),
  ];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function percent(c: string): string {
  return `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
}

function hexForms(bytes: Uint8Array): string[] {
  const lower = Buffer.from(bytes).toString('hex');
  return [lower, lower.toUpperCase()];
}

/** At the start of the encoded text, whole and wrapped; and at each alignment, without the characters that its neighbours share. */
function base64Forms(bytes: Uint8Array): string[] {
  const whole = Buffer.from(bytes).toString('base64');
  const bare = whole.replace(/=+$/, '');
  const forms = [whole, bare, ...pieces(whole, 76), ...pieces(whole, 64), ...[0, 1, 2].map((shift) => aligned(bytes, shift))];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
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
