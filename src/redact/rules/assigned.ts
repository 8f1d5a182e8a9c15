import { isDocumented } from './examples.ts';
import { ENDS_FILE } from './listed.ts';
import { looksRandom } from './random.ts';
import { isPlaceholder, type Kind, type Rule } from './rule.ts';

/** What a name of a key says before the word itself. */
const OF_KEYS = ['api', 'access', 'private', 'auth', 'signing', 'encryption', 'master', 'admin', 'service'];
/** Makers whose tokens have a length of their own, and what they look like: such a name alone may stand before anything else. */
const MAKERS: Readonly<Record<string, RegExp>> = {
  cloudflare: /^(?:[\da-f]{37}|[\w-]{40})$/i,
  artifactory: /^[\da-z]{64}$/i,
  sourcegraph: /^[\da-f]{40}$/i,
};
/** Words of names whose value is a secret. */
const NAMES: readonly string[] = [
  ...Object.keys(MAKERS),
  'token',
  'secret',
  'passwd',
  'password',
  'passphrase',
  'credential',
  'creds',
  '_auth',
  ...OF_KEYS.flatMap((of) => ['', '_', '-', '.'].map((sign) => `${of}${sign}key`)),
];

/** The rest of a name, up to what is assigned. */
const NAME = 40;
/** From the assignment to the value: blanks, quotes. */
const GAP = 12;
/** The least of a value; among its first characters is a digit. */
const LEAST = 12;
const HAS_DIGIT = 100;
const MOST_VALUE = 400;

const table = (of: RegExp): Uint8Array => Uint8Array.from({ length: 256 }, (_, byte) => (of.test(String.fromCharCode(byte)) ? 1 : 0));
const OF_NAME = table(/[\w.\s"'`\]\\?-]/);
const ASSIGNS = table(/[=:>,|]/);
const OF_GAP = table(/[\s"'`\\=:>|]/);
const OF_VALUE = table(/[\w.=+/~-]/);
const [ZERO, NINE] = [0x30, 0x39];

/** Whether a value of some length is assigned; quicker than the expression. */
function assigns(bytes: Uint8Array, start: number): boolean {
  let at = start;
  const name = start + NAME;
  while (at < name && OF_NAME[bytes[at] ?? 0] === 1) at++;
  if (at >= bytes.length) return true;
  if (ASSIGNS[bytes[at] ?? 0] !== 1) return false;
  const gap = at + GAP;
  do at++;
  while (at < gap && OF_GAP[bytes[at] ?? 0] === 1);
  return isValue(bytes, at);
}

function isValue(bytes: Uint8Array, start: number): boolean {
  const least = start + LEAST;
  for (let [at, digit] = [start, false]; at < start + HAS_DIGIT; at++) {
    const byte = bytes[at];
    if (byte === undefined) return true;
    if (OF_VALUE[byte] !== 1) return false;
    digit ||= byte >= ZERO && byte <= NINE;
    if (digit && at + 1 >= least) return true;
  }
  return false;
}

/** What such a name may end with, and then says something about a secret, and holds none; or it is the name of a file. */
const ABOUT = new RegExp(
  String.raw`[_.-]?(?:ids?|types?|names?|ur[il]s?|endpoint|files?|paths?|dir|counts?|size|len|length|limits?|expir\w*|ttl|hash|digest|checksum|fingerprint|thumbprint|version|index|kind|class|issuer|audience|scopes?|format|encoding|algorithm|alg|policy|provider|manager|service|store|ref|arn|field|param|prefix|suffix|usage|budget|time|timeout|at|date|status|state)$|${ENDS_FILE}$`,
  'i',
);
/** What it may begin with: known to everybody, or no secret any more. */
const PUBLIC = /(?:csrf|xsrf|public|cache|hash|hashed|encrypted|masked)[_.-]?$/i;
/** Tokens that are worth nothing elsewhere: places in a list, names of requests. */
const PASSING =
  /(?:page|next|continuation|pagination|backward|forward|cancellation|sync|idempotency|client|request|change|lock|action)[_.-]?$/i;
/** A path; a name of many parts (`arn:aws:secretsmanager:eu-west-1:1:secret:name`, `AWS::IAM::AccessKey`). */
const WITHIN = /\/[\w.-]*$/;
const WITHIN_NAMES = /:[\w.-]*$/;

function kindOf(value: string, { groups = {} }: RegExpExecArray): Kind | undefined {
  const { before = '', word = '', name = '', sign = '' } = groups;
  if (PUBLIC.test(before) || (word.toLowerCase() === 'token' && PASSING.test(before)) || ABOUT.test(name)) return undefined;
  if (WITHIN.test(before) || (sign.includes(':') && WITHIN_NAMES.test(before))) return undefined;
  const maker = MAKERS[word.toLowerCase()];
  if (maker && (name !== '' || !maker.test(value) || LIKE_COMMITS.test(value))) return undefined;
  if (isPlaceholder(value) || isDigest(value) || !looksRandom(value)) return undefined;
  return isDocumented(value) ? 'example' : 'secret';
}

/** Digests of files, names of commits. */
const LIKE_COMMITS = /^(?:[\da-f]{40}|[\dA-F]{40}|[\da-f]{64}|[\dA-F]{64})$/;

/** As files of locks write them. */
function isDigest(value: string): boolean {
  return /^(?:sha\d+|md5|h1)[-:=]/i.test(value);
}

/**
 * A value that looks random, assigned to a name such as token or password. The form of assignments is that of the rule generic-api-key of
 * gitleaks 8.30.1 (MIT, copyright 2019 Zachary Rice).
 */
export const BY_NAME: readonly Rule[] = [
  {
    id: 'assigned-secret',
    keywords: NAMES,
    anyCase: true,
    plain: true,
    source: String.raw`(?<=(?<before>[\w.:/-]{0,30}))(?<word>${Object.keys(MAKERS).join('|')}|token|secret|passw(?:or)?d|passphrase|credential|creds|_auth(?![\w.-])|(?:${OF_KEYS.join('|')})[_.-]?key)(?<name>[\w.-]{0,24}?)(?: string)?(?<sign>\\?["'\x60\]]{0,2}\s{0,3}(?:=>|[:?.]{0,3}=|:)\s{0,5}\\?["'\x60]?|>\s{0,20}|\\?["'],\s{0,3}\\?["'\x60]|\s{0,3}\|\|\s{0,3}["'\x60])(?<last>[\w.=+~-][\w.=+/~-]{11,${MOST_VALUE}})(?=["'\x60\s\0;,)}\]<&\\]|$)`,
    ignoreCase: true,
    before: 0,
    looksBack: 30,
    most: 512,
    cost: 1 / 4,
    mayMatch: assigns,
    kindOf,
  },
];
