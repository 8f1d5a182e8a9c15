import { BEGINS_ESCAPE, endsEscape } from '../escapes.ts';
import { basicKind, decoded } from './basic.ts';
import { isDocumented } from './examples.ts';
import { looksRandom } from './random.ts';
import { isPlaceholder, type Kind, LONG, type Rule, SHORT } from './rule.ts';

/** Keys of private use are mixed: what names a file or a word is not. */
function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** Whether there is a key below the line that announces one: an error message may name that line alone. */
function holdsKey(text: string): boolean {
  return (text.slice(0, 1200).match(/[A-Za-z0-9+/]{32,}/g) ?? []).some(isMixed);
}

const documented = (value: string): Kind => (isDocumented(value) ? 'example' : 'secret');

function isJwt(text: string): boolean {
  const header = /^\{\s*"([\w#]+)"\s*:/.exec(decoded(text.split('.')[0] ?? ''))?.[1];
  return header !== undefined && HEADERS.includes(header);
}

/** The longest header of a JWT. */
const HEADER = 4096;
const IS_DIGIT = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9_-]/.test(String.fromCharCode(byte)) ? 1 : 0));
const DOT = 0x2e;

/** Whether a word of digits of base64 begins here and ends with a dot. */
function beginsJwt(bytes: Uint8Array, start: number): boolean {
  if (start > 0 && IS_DIGIT[bytes[start - 1] ?? 0] === 1 && !endsEscape(bytes, start)) return false;
  for (let at = start; at < start + HEADER; at++) {
    const byte = bytes[at] ?? DOT;
    if (byte === DOT) return true;
    if (IS_DIGIT[byte] !== 1) return false;
  }
  return false;
}

/** Makers take a key for a user who has no password. Braces are what a template has, unless somebody wrote a value in them. */
function userKind(credentials: string): Kind | undefined {
  const [, user = '', password = ''] = /^(.*?)["']?:["']?(.*)$/.exec(credentials) ?? [];
  if (password === '') return looksRandom(user) ? 'secret' : undefined;
  const [, inBraces] = /^\{([^{}]+)\}$/.exec(password) ?? [];
  if (inBraces === undefined ? isPlaceholder(password) : !looksRandom(inBraces)) return undefined;
  return user === password ? 'example' : 'secret';
}

/** The value of a header that names a credential; of the schemes that have rules of their own, those tell. */
function headerKind(value: string): Kind | undefined {
  const [, scheme = '', token = ''] = /^(?:([A-Za-z-]{2,20})\s+)?(\S+)$/.exec(value) ?? [];
  if (/^(?:bearer|token)$/i.test(scheme) || isJwt(token) || !/\d/.test(token) || isPlaceholder(token)) return undefined;
  // What decodes to a user and a password is judged as such.
  if (/^basic$/i.test(scheme) && /^[\x20-\x7e]*$/.test(decoded(token))) return undefined;
  return documented(token);
}

/** With which the header of a JWT may begin. */
const HEADERS =
  'alg apu apv aud b64 crit cty epk enc jku jwk iss iv kid key_ops kty nonce p2c p2s ppt sub svt tag typ url use ver version x5c x5t x5t#S256 x5u zip'.split(
    ' ',
  );

/** A header's beginning in base64, without the digit that what follows it shares. */
function beginningOf(name: string): string {
  const text = `{"${name}":`;
  return Buffer.from(text)
    .toString('base64')
    .slice(0, Math.floor((text.length * 8) / 6));
}

const HEX = Array.from('0123456789abcdef');

/** `SK`, `test_`, `pub_` */
const [KIND, SANDBOX, PUBLISHABLE] = [2, 5, 4];

/** Whether eight digits of base 16 follow, or some and an escape. */
function isHex(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + 8; at++) {
    const byte = bytes[at] ?? 0x30;
    if (BEGINS_ESCAPE[byte] === 1) return true;
    if (!/[a-f\d]/i.test(String.fromCharCode(byte))) return false;
  }
  return true;
}

/** The scheme stands so near behind the name of the header; without their first letters. */
const SCHEME = 80;
const SCHEMES = ['asic', 'earer', 'oken'];

/** Whether a scheme follows that has a credential. */
function namesScheme(bytes: Uint8Array, start: number): boolean {
  if (start + SCHEME > bytes.length) return true;
  const text = String.fromCharCode(...bytes.subarray(start, start + SCHEME)).toLowerCase();
  return SCHEMES.some((scheme) => text.includes(scheme));
}

/** Keys, and headers that hold a credential. */
export const KEYS: readonly Rule[] = [
  {
    id: 'private-key',
    // In the fields of a form a blank is a plus.
    keywords: ['PRIVATE KEY', 'PRIVATE+KEY'],
    inBase64: [
      '-----BEGIN PRIVATE',
      '-----BEGIN RSA P',
      '-----BEGIN EC P',
      '-----BEGIN OPENSSH P',
      '-----BEGIN ENCRYPTED P',
      '-----BEGIN PGP P',
      '-----BEGIN DSA P',
    ],
    // To its end; one that was cut as far as it may reach.
    source: String.raw`-{4,5} ?BEGIN[ +A-Z0-9_-]{0,100}PRIVATE[ +]KEY(?:[ +]BLOCK)? ?-{4,5}(?:[^]{20,15000}?-{4,5} ?END[ +A-Z0-9_-]{0,100}KEY(?:[ +]BLOCK)? ?-{4,5}|[^]{20,15000})`,
    before: 120,
    most: LONG,
    kindOf: (key) => (holdsKey(key) ? 'secret' : undefined),
  },
  {
    // What is left of a key whose beginning was cut off.
    id: 'private-key',
    keywords: ['KEY-----', 'KEY BLOCK-----'],
    source: String.raw`(?<=([A-Za-z0-9+/=\s\\]{64,8000})-{5}END[ A-Z0-9]{0,30}PRIVATE )KEY`,
    before: 0,
    looksBack: 8200,
    most: SHORT,
    mayMatch: (bytes, at) => endsKey(bytes, at),
    kindOf: (key) => (holdsKey(key) ? 'secret' : undefined),
  },
  {
    id: 'putty-private-key',
    keywords: ['PuTTY-User-Key-File-'],
    source: String.raw`PuTTY-User-Key-File-\d[^]{20,15000}?Private-(?:MAC|Hash): ?[0-9a-f]+|PuTTY-User-Key-File-\d[^]{20,15000}`,
    before: 0,
    most: LONG,
    kindOf: (key) => (/Private-Lines: ?\d/.test(key) ? 'secret' : undefined),
  },
  {
    id: 'aws-access-key',
    keywords: ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'],
    source: String.raw`(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])(?:[A-Z2-7]{16}(?![A-Za-z0-9])|(?<![_/+-].{4})[A-Z0-9]{16}(?![A-Za-z0-9_/+=-]))`,
    before: 0,
    most: 100,
    entropy: 2.5,
    kindOf: documented,
  },
  {
    id: 'aws-secret-key',
    keywords: ['secret_access_key', 'secretaccesskey', 'aws_secret_key', 'awssecretkey', 'secret access key', 'secret-access-key'],
    anyCase: true,
    inBase64: ['secret_access_key', 'SECRET_ACCESS_KEY', 'SecretAccessKey', 'secretAccessKey'],
    source: String.raw`(?:secret[_ -]?access[_ -]?key|aws_?secret_?key)(?:"|'|\\"|&quot;|\]|>){0,2}\s{0,8}(?:=>|:=|=|:|,|\]|\s)?\s{0,8}(?:"|'|\\"|&quot;){0,2}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])`,
    ignoreCase: true,
    before: 0,
    most: 160,
    kindOf: (key) => (isMixed(key) ? documented(key) : undefined),
  },
  {
    id: 'twilio-api-key',
    keywords: HEX.flatMap((first) => HEX.map((second) => `SK${first}${second}`)),
    source: String.raw`(?<![A-Za-z0-9_+/-])SK[0-9a-fA-F]{32}(?![A-Za-z0-9_+/=-])`,
    before: 0,
    most: 150,
    entropy: 3,
    mayMatch: (bytes, at) => isHex(bytes, at + KIND),
  },
  {
    id: 'azure-storage-key',
    keywords: ['AccountKey=', 'accountKey', 'AZURE_STORAGE', 'STORAGE_KEY', 'STORAGE_ACCOUNT_KEY'],
    inBase64: ['AccountKey='],
    source: String.raw`(?:AccountKey|accountKey|AZURE_STORAGE\w{0,20}|STORAGE(?:_ACCOUNT)?_KEY)["']?\s{0,3}[=:]\s{0,3}["']?([A-Za-z0-9+/]{86}==)`,
    before: 0,
    most: SHORT,
    kindOf: documented,
  },
  {
    id: 'azure-shared-access-key',
    keywords: ['SharedAccessKey='],
    source: String.raw`SharedAccessKey=([A-Za-z0-9+/]{43}=)`,
    before: 0,
    most: 200,
  },
  {
    id: 'azure-sas-token',
    keywords: ['sig='],
    source: String.raw`(?:[?&](?:s[a-z]{1,2}|spr)=[^\s&"'<>]{1,80}){3,12}&sig=([A-Za-z0-9+/%]{40,100}={0,1})|[?&]sig=([A-Za-z0-9+/%]{40,100}={0,1})(?:&(?:s[a-z]{1,2}|spr)=[^\s&"'<>]{1,80}){3,12}`,
    before: 500,
    most: SHORT,
  },
  {
    id: 'jwt',
    keywords: ['eyJ'],
    inBase64: ['eyJ', ...HEADERS.map(beginningOf)],
    source: String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,4000}\.[A-Za-z0-9_-]{4,12000}(?:\.[A-Za-z0-9_-]{0,8000}){1,3}`,
    before: 0,
    most: LONG,
    mayMatch: beginsJwt,
    kindOf: (token) => (isJwt(token) ? 'secret' : undefined),
  },
  {
    id: 'basic-authorization',
    keywords: ['authorization'],
    anyCase: true,
    inBase64: ['authorization', 'Authorization', 'AUTHORIZATION'],
    source: String.raw`authorization(?:"|'|\\"|\]|&quot;){0,2}\s{0,4}[:=,]\s{0,4}\[?(?:"|'|\\"|&quot;){0,2}basic\s{1,4}([A-Za-z0-9+/]{8,512}={0,2})`,
    ignoreCase: true,
    before: 0,
    mayMatch: namesScheme,
    most: SHORT,
    kindOf: basicKind,
  },
  {
    id: 'bearer-authorization',
    keywords: ['authorization'],
    anyCase: true,
    inBase64: ['authorization', 'Authorization', 'AUTHORIZATION'],
    source: String.raw`authorization(?:"|'|\\"|\]|&quot;){0,2}\s{0,4}[:=,]\s{0,4}\[?(?:"|'|\\"|&quot;){0,2}(?:bearer|token)\s{1,4}([\w.~+/=-]{16,4096})`,
    ignoreCase: true,
    before: 0,
    mayMatch: namesScheme,
    most: LONG,
    entropy: 3.5,
    kindOf: (token) => (/\d/.test(token) ? documented(token) : undefined),
  },
  {
    id: 'curl-user',
    keywords: ['curl '],
    // Over several lines, where each but the last ends with a backslash.
    source: String.raw`\bcurl (?:[^\n\\]|\\[^]){0,400}?(?<=\s)(?:-u|--user)[ =]{0,2}["']?([\w.@+!{}-]{0,64}["']?:(?:["']?[^\s"'$]{3,128}|(?=["'\s]|$)))`,
    before: 0,
    most: SHORT,
    kindOf: userKind,
  },
  {
    // Of the sandbox, which begin as the names of tests do.
    id: 'lob-api-key',
    keywords: ['test_'],
    plain: true,
    source: String.raw`test_(?:pub_[a-f\d]{31}|[a-f\d]{35})(?![\w-])`,
    before: 0,
    most: 64,
    mayMatch: (bytes, at) => isHex(bytes, at + SANDBOX) || isHex(bytes, at + SANDBOX + PUBLISHABLE),
  },
  {
    id: 'curl-header',
    keywords: ['-H "', "-H '", '-H \\"', '--header'],
    source: String.raw`(?:-H|--header)[ =]\s{0,4}\\?["'](?:[\w-]{0,40}(?:authorization|token|api-?key|secret)):\s{0,4}([^"'\n\\]{8,600})\\?["']`,
    ignoreCase: true,
    before: 0,
    most: 800,
    kindOf: headerKind,
  },
];

const END = new TextEncoder().encode('-----END ');
/** Before its first letter; `PRIVATE ` ends with the same one. */
const DASHES = 5;
const [LETTER_E, SPACE] = [0x45, 0x20];

/** Whether the line of a keyword is the last one of a key. */
function endsKey(bytes: Uint8Array, at: number): boolean {
  if (bytes[at - 1] !== SPACE || bytes[at - 2] !== LETTER_E) return false;
  for (let from = Math.max(0, at - 60); from < at; from++)
    if (bytes[from + DASHES] === LETTER_E && END.every((byte, index) => bytes[from + index] === byte)) return true;
  return false;
}
