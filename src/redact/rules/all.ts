import { BEGINS_ESCAPE } from '../escapes.ts';
import { BY_NAME } from './assigned.ts';
import { COMMANDS } from './commands.ts';
import { CONNECTIONS } from './connections.ts';
import { CREDENTIALS } from './credentials.ts';
import { DOCUMENTS } from './documents.ts';
import { isDocumented } from './examples.ts';
import { KEYS } from './keys.ts';
import { isListed } from './listed.ts';
import { type Kind, LONG, type Rule, SHORT } from './rule.ts';
import { SETTINGS } from './settings.ts';
import { TOKENS } from './tokens.ts';
import { VENDORS } from './vendors.ts';

/** Between the name of a maker and a token of its: the rest of the name, quotes, an assignment. */
const ASSIGNED = String.raw`(?=[ \t\w.-]{0,20}(?:key|token|secret|passw|pwd|auth|access|client|cred|api|pat|login|id|bot))[ \t\w.-]{0,20}[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}`;
const ENDED = String.raw`(?=[\x60'"\s\0;,)&<\]}]|\\|\.(?:[A-Za-z\d]{1,5}(?![\w.(-])|\s|$)|$)`;

/** A token that its maker's name tells is one of few bits, or a word. */
const VENDOR_ENTROPY = 2.5;

/** A sign of assignment, or the beginning of an escape. */
const ASSIGNS = new Set(Array.from('=:>,|\\%&', (sign) => sign.charCodeAt(0)));
/** From the beginning of a maker's name to the assignment. */
const NAME = 50;

/** Whether a name is assigned anything. */
function assigns(bytes: Uint8Array, at: number): boolean {
  for (let next = at + 3; next < at + NAME; next++) if (ASSIGNS.has(bytes[next] ?? 0x3d)) return true;
  return false;
}

/** The shortest token, from the first byte of its keyword on. */
const LEAST = 12;
/** A keyword that is shorter stands within its token, or begins it. */
const WORD = 4;
const OF_TOKEN = Uint8Array.from({ length: 256 }, (_, byte) => (/[\w.+/=~:%|-]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** Whether what follows looks like a token at all. */
function goesOn(bytes: Uint8Array, at: number): boolean {
  for (let next = at; next < at + LEAST; next++) {
    const byte = bytes[next] ?? 0x30;
    // Within a word stands a colour, or what is escaped.
    if (BEGINS_ESCAPE[byte] === 1 && next > at + 2) return true;
    if (OF_TOKEN[byte] !== 1) return false;
  }
  return true;
}

function linesOf(table: string): readonly string[] {
  return table.trim().split('\n');
}

function tokenOf(line: string): Rule {
  const [id = '', keywords = '', before = '', entropy = '', ...source] = line.split(' ');
  return {
    id,
    keywords: keywords.split(','),
    source: source.join(' '),
    before: Number(before),
    most: /\d{4}|\d{3},|\*|\+/.test(source.join(' ')) ? LONG : SHORT,
    entropy: Number(entropy),
    ...((before === '0' || keywords.split(',').every(({ length }) => length < WORD)) && { mayMatch: goesOn }),
    kindOf: (value) => (isDocumented(value) ? 'example' : 'secret'),
  };
}

/** A name as code, prose and variables of an environment have it. */
function asWritten(name: string): readonly string[] {
  return [name, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, name.toUpperCase()];
}

function vendorOf(line: string): Rule {
  const [names = '', ...value] = line.split(' ');
  const [first = ''] = names.split(',');
  return {
    id: `${first.replaceAll('_', '-')}-token`,
    keywords: names.split(','),
    anyCase: true,
    inBase64: names.split(',').flatMap(asWritten),
    source: `(?:${names.replaceAll(',', '|')})${ASSIGNED}(${value.join(' ')})${ENDED}`,
    ignoreCase: true,
    before: 0,
    most: SHORT,
    entropy: VENDOR_ENTROPY,
    mayMatch: assigns,
    kindOf: vendorKind,
  };
}

/** Every rule by which secrets are recognised. Of two that match the same, the first one names it. */
export const RULES: readonly Rule[] = [
  ...KEYS,
  ...CONNECTIONS,
  ...SETTINGS,
  ...CREDENTIALS,
  ...COMMANDS,
  ...linesOf(TOKENS).map(tokenOf),
  ...linesOf(VENDORS).map(vendorOf),
  ...DOCUMENTS,
  ...BY_NAME,
];

/** Not of a rule: a text that is made of beginnings of secrets is searched to a limit alone, and what follows counts as a finding. */
export const TOO_MANY_BEGINNINGS = 'too-many-beginnings';

/** By nothing but the name before it, or the place where it stands: it may well be none. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  'assigned-secret',
  'kubernetes-secret',
  'nuget-config-password',
  'terraform-password',
  'pkcs12-file',
  'npmrc-password',
  'pgpass-password',
]);
/** What is found by these rules is redacted and told, and no harm: nobody can tell by its form whether it is of use to anyone. */
const WARNED: ReadonlySet<string> = new Set(['jwt', 'bearer-authorization', ...DOUBTFUL]);

/** Whether what a rule finds lets the evidence fail. */
export function isHarmful(rule: string): boolean {
  return !WARNED.has(rule);
}

/** Whether a rule finds what may well be no secret: it is redacted and told, and nothing is refused for it. */
export function isDoubtful(rule: string): boolean {
  return DOUBTFUL.has(rule);
}

/** A word, or a path, has no digit, and no capitals in it; what ends like a file or calls a method is code unless it is long or has digits. */
function vendorKind(token: string, { 0: whole, index, input }: RegExpExecArray): Kind | undefined {
  const end = index + whole.length;
  const after = input.slice(end, end + 20);
  if (/^\.[A-Za-z\d]/.test(after) && token.length < 32 && token.replaceAll(/\D/g, '').length < 3) return undefined;
  if (isListed(token, whole.slice(0, whole.length - token.length), after)) return undefined;
  return /\d|[a-z][A-Z]/.test(token) ? 'secret' : undefined;
}
