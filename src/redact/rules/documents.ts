import { isDocumented } from './examples.ts';
import { isPlaceholder, type Kind, LONG, type Rule } from './rule.ts';

/** The data of a manifest stands at most so far before its kind. */
const BEFORE = 8000;

const KIND = String.raw`kind:[ \t]{1,4}["']?secret["']?[ \t]*(?:\r?\n|$)`;
/** Other lines of the same object: as far in, and neither the next object nor the values themselves. */
const LINES = String.raw`(?:(?:[ \t\r]*|(?!---|\k<indent>(?:kind|(?:string)?data):)\k<indent>[ \t]*\S[^\n]{0,2000})\n){0,80}?`;

const YAML_DATA = String.raw`(?<=(?:^|\n)(?<indent>[ \t]{0,40})(?:string)?)data:[ \t]*\r?\n`;

/** Lines that are further in than where they belong. */
function valuesOf(group: string, indent: string): string {
  return String.raw`\k<${indent}>[ \t]+(?<${group}>\S[^\n]*(?:\n(?:[ \t\r]*\n){0,3}\k<${indent}>[ \t]+\S[^\n]*){0,400})`;
}

/** A value in base64, in one line or below its name. */
const ENCODED = /^[ \t]*["']?[\w.-]+["']?:[ \t]*(?:[|>][-+]?[ \t]*\r?\n\s*)?["']?[A-Za-z\d+/]{10,}={0,2}["']?\s*$/m;
/** A value as it is. */
const PLAIN = /^[ \t]*["']?[\w.-]+["']?:[ \t]*["']?[^\s"'{}$<*|>[\]#]{4,}/m;

/** The last of what begins data before a keyword: what stands between the two belongs to the same object. */
function lastOf(beginning: string): (text: string, keyword: number) => number {
  const expression = new RegExp(beginning, 'gi');
  return (text, keyword) => {
    let last = 0;
    for (const { index } of text.slice(0, keyword).matchAll(expression)) last = index;
    return last;
  };
}

function manifestKind(values: string, { 0: whole }: RegExpExecArray): Kind | undefined {
  return ENCODED.test(values) || (/stringdata:/i.test(whole) && PLAIN.test(values)) ? 'secret' : undefined;
}

const QUOTE = String.raw`\\{0,3}"`;
/** The kind, from behind its first quote. */
const JSON_KIND = String.raw`kind${QUOTE}: ?${QUOTE}Secret`;
/** The values, from the first one on: what is left is still JSON. */
const JSON_DATA = String.raw`ata${QUOTE}:\s{0,40}\{\s{0,40}${QUOTE}[\w.-]{1,253}${QUOTE}:\s?${QUOTE}`;
const JSON_END = String.raw`(?=${QUOTE}\s{0,40}\})`;

function jsonKind(values: string): Kind | undefined {
  return /(?:^|")[A-Za-z\d+/]{10,}={0,2}(?:\\{0,3}"|$)/.test(values) ? 'secret' : undefined;
}

const JSON_KEYWORDS = [String.raw`kind":"Secret"`, String.raw`kind": "Secret"`, String.raw`kind\":\"Secret`, String.raw`kind\": \"Secret`];
const YAML_KEYWORDS = ['kind: secret', 'kind: "secret"', "kind: 'secret'"] as const;

/** A password that is written out where one is configured. */
function passwordKind(password: string): Kind | undefined {
  if (isPlaceholder(password) || /^%.*%$|^(?:var|local|data|module)\./.test(password)) return undefined;
  return isDocumented(password) ? 'example' : 'secret';
}

/** How a PKCS #12 file begins behind its length: version 3, and the object identifier of PKCS #7 data or signed data. */
const PKCS12 = '\x02\x01\x03\x30';
const PKCS12_TYPE = Uint8Array.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]);
/** Between the two stands a length of 1 to 5 bytes. */
const MOST_LENGTH = 5;

function beginsPkcs12(bytes: Uint8Array, start: number): boolean {
  for (let at = start + PKCS12.length + 1; at <= start + PKCS12.length + MOST_LENGTH; at++)
    if (PKCS12_TYPE.every((byte, index) => (bytes[at + index] ?? byte) === byte)) return true;
  return false;
}

const [LF, CR, BRACE, QUOTATION, BACKSLASH] = [0x0a, 0x0d, 0x7d, 0x22, 0x5c];
const among = (signs: string): ReadonlySet<number> => new Set(Array.from(signs, (sign) => sign.charCodeAt(0)));
const BEFORE_KIND = among(' \t-');
/** The last letter as well, before which the quote of a quoted one stands. */
const AFTER_KIND = among(' \t\'"tT');
const BETWEEN = among(' \t\r\n,"\\n');

/** Whether a line says the kind, and nothing else: a log that mentions one says more. */
function isLine(bytes: Uint8Array, start: number): boolean {
  let from = start - 1;
  while (BEFORE_KIND.has(bytes[from] ?? LF)) from--;
  if ((bytes[from] ?? LF) !== LF) return false;
  let to = start + YAML_KEYWORDS[0].length;
  while (AFTER_KIND.has(bytes[to] ?? LF)) to++;
  return [LF, CR].includes(bytes[to] ?? LF);
}

/** Whether an object ends before the kind. */
function followsObject(bytes: Uint8Array, start: number): boolean {
  let from = start - 1;
  while (BETWEEN.has(bytes[from] ?? 0)) from--;
  return bytes[from] === BRACE;
}

/** From a kind on, data are named within so many bytes. */
const SOON = 2000;
const DATA = new TextEncoder().encode('ata');

function namesData(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + SOON; at++) {
    if (bytes[at] === undefined) return true;
    if (DATA.every((byte, index) => bytes[at + index] === byte) && [QUOTATION, BACKSLASH].includes(bytes[at + DATA.length] ?? 0))
      return true;
  }
  return false;
}

/** Secrets that their place in a document tells, whatever they look like. */
export const DOCUMENTS: readonly Rule[] = [
  {
    // As people write it: the kind, then the data.
    id: 'kubernetes-secret',
    keywords: YAML_KEYWORDS,
    mayMatch: isLine,
    anyCase: true,
    plain: true,
    source: String.raw`(?<=(?:^|\n)(?<indent>[ \t]{0,40})(?:-[ \t])?)${KIND}${LINES}(?<own>\k<indent>(?: {2})?)(?:string)?data:[ \t]*\r?\n${valuesOf('last', 'own')}`,
    ignoreCase: true,
    before: 0,
    looksBack: BEFORE,
    most: LONG,
    cost: 1 / 16,
    kindOf: manifestKind,
  },
  {
    // As kubectl writes it: in the order of the alphabet.
    id: 'kubernetes-secret',
    keywords: YAML_KEYWORDS,
    mayMatch: isLine,
    anyCase: true,
    plain: true,
    source: String.raw`${YAML_DATA}${valuesOf('secret', 'indent')}\n${LINES}\k<indent>${KIND}`,
    ignoreCase: true,
    before: BEFORE,
    from: lastOf(YAML_DATA),
    looksBack: BEFORE,
    most: LONG,
    cost: 1 / 16,
    kindOf: manifestKind,
  },
  {
    id: 'kubernetes-secret',
    keywords: JSON_KEYWORDS,
    mayMatch: followsObject,
    plain: true,
    source: String.raw`${JSON_DATA}(?<secret>[^{}]{10,7000}?)${JSON_END}[^{}]{0,40}\}[^{}]{0,300}?${JSON_KIND}`,
    before: BEFORE,
    from: lastOf(String.raw`ata${QUOTE}:\s{0,40}\{`),
    looksBack: BEFORE,
    most: LONG,
    cost: 1 / 16,
    kindOf: jsonKind,
  },
  {
    id: 'kubernetes-secret',
    keywords: JSON_KEYWORDS,
    mayMatch: namesData,
    plain: true,
    source: String.raw`${JSON_KIND}(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,4000}\}){0,4000}\}){0,4000}?${JSON_DATA}(?<last>[^{}]{10,8000}?)${JSON_END}`,
    before: 0,
    looksBack: BEFORE,
    most: LONG,
    cost: 1 / 16,
    kindOf: jsonKind,
  },
  {
    id: 'nuget-config-password',
    keywords: ['key="ClearTextPassword"', 'key="Password"'],
    plain: true,
    source: String.raw`key="(?:ClearText)?Password"\s{1,8}value="(?<last>[^"\n]{8,200})(?=")`,
    before: 0,
    most: 300,
    kindOf: passwordKind,
  },
  {
    id: 'terraform-password',
    keywords: ['administrator_login_password'],
    plain: true,
    source: String.raw`administrator_login_password"?\s{0,20}[=:]\s{0,4}"(?<last>[^"\n]{8,128})(?=")`,
    before: 0,
    most: 300,
    kindOf: passwordKind,
  },
  {
    id: 'freemius-secret-key',
    keywords: ['secret_key'],
    source: String.raw`secret_key["']\s{0,8}=>\s{0,8}["'](?<last>sk_\S{29})(?=["'])`,
    before: 0,
    most: 100,
  },
  {
    id: 'pkcs12-file',
    keywords: [PKCS12],
    inBase64: [`${PKCS12}\x82`],
    source: String.raw`\x02\x01\x03\x30[^]{1,5}?\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01\x02][^]{20,15000}`,
    before: 0,
    most: LONG,
    mayMatch: beginsPkcs12,
  },
];
