/** What a match of a rule amounts to. `example`: a value that is documented, or of this machine alone: told, and no harm. */
export type Kind = 'secret' | 'example';

/** How one kind of secret is recognised by its form. */
export interface Rule {
  /** Stands in the evidence for what was found: `[REDACTED:github-pat]`. */
  readonly id: string;
  /** One of these texts, of 3 characters or more, stands in every match. */
  readonly keywords: readonly string[];
  /** The keywords may be written in either case. */
  readonly anyCase?: true;
  /** Texts that are looked for in base64 instead of the keywords. */
  readonly inBase64?: readonly string[];
  /** It is looked for as it is alone: not in base64, nor in UTF-16. */
  readonly plain?: true;
  /** The secret is the group `last`, which ends the match, or `secret`; or the first group, or else the whole match. */
  readonly source: string;
  readonly ignoreCase?: true;
  /** A match begins at most so many bytes before a keyword, and ends at most so many after its beginning. */
  readonly before: number;
  readonly most: number;
  /** Where alone a match can begin, in a text in which the keyword stands there. */
  readonly from?: (text: string, keyword: number) => number;
  /** It begins with the keyword, and looks at so many bytes before it. */
  readonly looksBack?: number;
  /** What a look costs, against one that goes on for long; 1 unless it says so. */
  readonly cost?: number;
  /** Least entropy of the secret, in bits a character. */
  readonly entropy?: number;
  /** Whether anything can match where a keyword stands: quicker than the expression. Where the bytes end too early it may. */
  readonly mayMatch?: (bytes: Uint8Array, at: number) => boolean;
  /** Doubts a match. @returns undefined where it is no secret */
  readonly kindOf?: (secret: string, match: RegExpExecArray) => Kind | undefined;
}

/** Matches of most rules are no longer. */
export const SHORT = 600;
/** Matches of some rules: keys and long tokens. */
export const LONG = 16 * 1024;

/** How often each byte stands in a text; all 0 between two calls. */
const counts = new Uint32Array(256);

/** Shannon's entropy in bits a character of a text in Latin 1. */
export function entropyOf(text: string): number {
  for (let at = 0; at < text.length; at++) counts[text.charCodeAt(at) & 0xff]!++;
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) & 0xff;
    const count = counts[code] ?? 0;
    if (count === 0) continue;
    sum -= (count / text.length) * Math.log2(count / text.length);
    counts[code] = 0;
  }
  return sum;
}

/** Whether a password stands for any: a variable, asterisks, a word that documentation writes. */
export function isPlaceholder(text: string): boolean {
  const plain = text.replace(/^[<[{(]+|[>\]})]+$/g, '').toLowerCase();
  return (
    /^(.)\1*$/.test(plain) ||
    /[$%]?\{[^}]{1,50}\}|\$[A-Za-z_(]|^%[a-z0-9_]+%?$|^<.*>$|^\[redacted|^\*+|\*{3}|\.{3}|\xe2\x80\xa6/i.test(text) ||
    /^(?:my|your|the|some|db|replace|example|sample|dummy|fake)?[-_]?(?:with[-_])?(?:my|your)?[-_]?(?:passw(?:or)?d|pass|pwd|pw|secret|token|username|user|apikey|api[-_]key|redacted|masked|hidden|placeholder|change[-_]?me|change[-_]?it|xxx+|example|null|undefined|none)$/.test(
      plain,
    )
  );
}

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|host\.docker\.internal)$/i;

/** Whether a host name is of this machine, or of those that documentation uses. */
export function isExampleHost(host: string): boolean {
  return LOCAL.test(host) || /(?:^|\.)example(?:\.(?:com|org|net|edu))?$|\.(?:test|invalid|localhost)$/i.test(host);
}
