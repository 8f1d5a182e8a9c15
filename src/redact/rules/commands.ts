import { isDocumented } from './examples.ts';
import { isExampleHost, isPlaceholder, type Kind, type Rule, SHORT } from './rule.ts';

/** A word alone is what a text about passwords writes, a number what a port is. */
const WORD = /^(?:[A-Za-z_]+[.,:!?)\]]*|[\d.:]+(?:\/(?:tcp|udp))?)$/;
/** Behind `--password` stands help as well: words of any language, in bytes of UTF-8, with dashes in them. */
const HELP = /^[A-Za-z_\x80-\xff-]+[.,:!?)\]]*$/;

/** A password of a command line; signs alone are what code is. */
export function argumentKind(password: string): Kind | undefined {
  const isCode = !/[A-Za-z\d\x80-\xff]/.test(password.replaceAll(/\\[nrt]/g, ''));
  if (isPlaceholder(password) || WORD.test(password) || isCode) return undefined;
  return isDocumented(password) ? 'example' : 'secret';
}

function optionKind(password: string): Kind | undefined {
  return HELP.test(password) ? undefined : argumentKind(password);
}

/** The same of a program that asks this machine, unless it is told another one. */
function clientKind(password: string, { input, index }: RegExpExecArray): Kind | undefined {
  const [command = ''] = input.slice(index).split('\n', 1);
  const host = /\s(?:-h|--host)[ =]?["']?([\w.-]+)/.exec(command)?.[1] ?? 'localhost';
  const kind = argumentKind(password);
  return kind && isExampleHost(host) ? 'example' : kind;
}

/** Arguments before the one that is looked for, of the same command. */
const ARGUMENTS = String.raw`(?:[^\n|;&\\]|\\[^]){0,300}?(?<=\s)`;
const VALUE = String.raw`["']?([^\s\x00-\x1f"'\x60|;&<>]{4,128})`;

/** Programs that take a password as an argument. */
export const COMMANDS: readonly Rule[] = [
  {
    id: 'password-argument',
    keywords: ['--password=', '--password '],
    source: String.raw`--password[= ]["']?([^\s\x00-\x1f"';&-][^\s\x00-\x1f"';&]{5,128})`,
    before: 0,
    most: 200,
    kindOf: optionKind,
  },
  {
    id: 'password-argument',
    keywords: ['mysql', 'mariadb'],
    source: String.raw`(?:mysql(?:dump|admin|import|show|check|slap|pump)?|mariadb(?:-\w{2,10})?) ${ARGUMENTS}-p${VALUE}`,
    before: 0,
    most: SHORT,
    mayMatch: isFollowed,
    kindOf: clientKind,
  },
  {
    id: 'password-argument',
    keywords: ['redis-cli ', 'valkey-cli '],
    source: String.raw`(?:redis|valkey)-cli ${ARGUMENTS}(?:-a|--pass)[ =]${VALUE}`,
    before: 0,
    most: SHORT,
    kindOf: clientKind,
  },
  {
    id: 'password-argument',
    keywords: ['docker login', 'podman login', 'nerdctl login', 'buildah login', 'skopeo login', 'oras login', 'registry login'],
    source: String.raw`(?:docker|podman|nerdctl|buildah|skopeo|oras|registry) login ${ARGUMENTS}-p[ =]?${VALUE}`,
    before: 0,
    most: SHORT,
    kindOf: argumentKind,
  },
  {
    id: 'password-argument',
    keywords: ['sshpass -p'],
    source: String.raw`sshpass -p ?${VALUE}`,
    before: 0,
    most: 200,
    kindOf: argumentKind,
  },
];

/** The longest name of a client has so many letters more. */
const CLIENT = 16;
const [SPACE, DASH] = [0x20, 0x2d];
/** A space may be written as an escape. */
const ENDS_NAME = new Set([SPACE, ...Array.from('\\&%', (sign) => sign.charCodeAt(0))]);

/** Whether arguments follow a name: most mentions of a database have none. */
function isFollowed(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + CLIENT; at++) {
    const byte = bytes[at] ?? SPACE;
    if (ENDS_NAME.has(byte)) return true;
    if (byte !== DASH && (byte < 0x61 || byte > 0x7a)) return false;
  }
  return true;
}
