import { basicKind, decoded } from './basic.ts';
import { isExampleHost, isPlaceholder, type Kind, LONG, type Rule, SHORT } from './rule.ts';

const AUTH = 'auth'.length;
/** What may stand between the name and its value, or begin an escape of that. */
const AFTER_AUTH = new Set(Array.from('"\'\\&%=: \t', (sign) => sign.charCodeAt(0)));

/** Credentials of a cloud's registry: a document of many lines with a user before it. */
function authKind(value: string): Kind | undefined {
  return /^_json_key(?:_base64)?:/.test(decoded(value)) ? 'secret' : basicKind(value);
}

/** A password in base64, as npm writes it; it may be any text. */
function passwordKind(value: string): Kind | undefined {
  const password = decoded(value);
  return /^[\x20-\x7e]{4,}$/.test(password) && !isPlaceholder(password) ? 'secret' : undefined;
}

function loginKind(password: string, { groups = {} }: RegExpExecArray): Kind | undefined {
  const { host = '', user = '', before = user } = groups;
  // Fields of a type in source have one word for all of them.
  if (isPlaceholder(password) || password === host) return undefined;
  // A word is what documentation writes.
  const isWord = /^[A-Za-z_]+$/.test(password);
  const isOpen = /^anonymous$/i.test(before) || before.toLowerCase() === password.toLowerCase() || isExampleHost(host);
  return isWord || isOpen ? 'example' : 'secret';
}

/** Of five fields with colons between them: a word, and a number, may be anything. */
function fieldKind(password: string, match: RegExpExecArray): Kind | undefined {
  return /^(?:[A-Za-z_]+|[\d.]+)$/.test(password) ? undefined : loginKind(password, match);
}

/** Of a line in .netrc, what may stand around the password. */
const NETRC_FIELD = String.raw`(?:(?:login\s{1,8}(?<before>\S{1,128})|(?:account|port|protocol)\s{1,8}\S{1,128})\s{1,40})`;

/** Credentials in the files that clients of registries, sites and databases read. */
export const CREDENTIALS: readonly Rule[] = [
  {
    // Docker's config.json, npm's .npmrc: a user and a password in base64.
    id: 'basic-auth',
    keywords: ['auth'],
    anyCase: true,
    inBase64: ['"auth"', '_auth', '_AUTH'],
    source: String.raw`["_]?(?<![A-Za-z\d])auth(?:\\{0,3}["']){0,2}\s{0,4}[:=]\s{0,8}(?:\\{0,3}["']){0,2}([A-Za-z\d+/]{8,8000}={0,2})(?![\w+/=-])`,
    ignoreCase: true,
    before: 0,
    most: LONG,
    mayMatch: (bytes, at) => AFTER_AUTH.has(bytes[at + AUTH] ?? 0x3d),
    kindOf: authKind,
  },
  {
    id: 'npmrc-password',
    keywords: [':_password'],
    source: String.raw`:_password\s{0,3}=\s{0,3}["']?(?<last>[A-Za-z\d+/]{4,400}={0,2})(?![\w+/=-])`,
    before: 0,
    most: SHORT,
    kindOf: passwordKind,
  },
  {
    id: 'netrc-password',
    keywords: ['machine ', 'machine\t', 'default login'],
    source: String.raw`(?:machine\s{1,8}(?<host>[\w.*-]{1,253})|default)\s{1,40}${NETRC_FIELD}{0,3}password\s{1,8}(?<secret>[^\s\x00-\x1f"']{3,200})(?![^\s"'])(?:(?<=login\s[^]{0,400})|\s{1,40}login\s{1,8}(?<user>\S{1,128}))`,
    before: 0,
    most: SHORT,
    kindOf: loginKind,
  },
  {
    // A line of .pgpass: host:port:database:user:password
    id: 'pgpass-password',
    keywords: [':5432:', ':5433:', ':6432:', ':*:*:'],
    source: String.raw`(?<![^\s"'=])(?<host>\*|[\w.-]{1,253}):(?:\d{2,5}|\*):[\w.*$-]{1,63}:(?<user>[\w.*@$-]{1,63}):(?<secret>(?:\\[^\s]|[^\s:\\"'<>]){4,128})(?![^\s"'])`,
    before: 260,
    most: SHORT,
    kindOf: fieldKind,
  },
];
