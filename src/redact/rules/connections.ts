import { argumentKind } from './commands.ts';
import { isDocumented } from './examples.ts';
import { isExampleHost, isPlaceholder, type Kind, type Rule, SHORT } from './rule.ts';

/** A password is told from the rest of an address within so many characters. */
const USERINFO = 320;

/** As they begin in base64, where no keyword stands alone. */
const SCHEMES = (
  'postgres postgresql mysql mysqlx mariadb sqlserver mssql mongodb mongodb+srv redis rediss clickhouse amqp amqps nats mqtt mqtts ' +
  'smtp smtps imap imaps ldap ldaps ftp ftps sftp ssh http https git+https ws wss socks5 cloudinary'
).split(' ');

const [AT, BACKSLASH, LETTER_U] = [0x40, 0x5c, 0x75];
/** What neither a user nor a password holds as it is: quotes, angles, slashes. */
const ENDS_USER = Uint8Array.from({ length: 256 }, (_, byte) => ([0x22, 0x27, 0x2f, 0x3c, 0x3e, 0x3f, 0x5c, 0x60].includes(byte) ? 1 : 0));

/** Whether an `@` follows, before anything that no user or password has as it is. */
function hasUser(bytes: Uint8Array, start: number): boolean {
  const end = start + USERINFO;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? AT;
    if (byte === AT) return true;
    // A sign of a password may be escaped.
    if (byte === BACKSLASH && bytes[at + 1] === LETTER_U) return true;
    if (byte <= 0x20 || ENDS_USER[byte] === 1) return false;
  }
  return false;
}

function kindOf(_: string, match: RegExpExecArray): Kind | undefined {
  const { user = '', password = '', host = '' } = match.groups ?? {};
  if (isPlaceholder(password) || /^\d{1,5},/.test(password)) return undefined;
  if (password.length < LEAST_PASSWORD) return 'example';
  // The user and the password of a fresh installation, or of a test: nobody is told anything.
  const isOpen = (user !== '' && user.toLowerCase() === password.toLowerCase()) || isDocumented(password);
  return isOpen || isExampleHost(host) ? 'example' : 'secret';
}

/** Shorter ones guard nothing. */
const LEAST_PASSWORD = 4;

/** Addresses with a password: of a database, a queue, a site. */
export const CONNECTIONS: readonly Rule[] = [
  {
    id: 'connection-string',
    keywords: ['://'],
    inBase64: SCHEMES.map((scheme) => `${scheme}://`),
    source: String.raw`(?:[a-z][a-z+]{1,12})?:\/\/(?<info>(?<user>[^\s:/?#"'<>\\\x60@]{0,128}):(?<password>[^\s/?#"'<>\\\x60]{1,180}))@(?<host>\[[\da-fA-F:.]+\]|[\w.%-]+)`,
    before: 0,
    most: SHORT,
    mayMatch: (bytes, at) => hasUser(bytes, at + 3),
    kindOf,
  },
  {
    // As JSON of PHP writes it, in another encoding.
    id: 'connection-string',
    keywords: [String.raw`:\/\/`],
    source: String.raw`:\\\/\\\/(?<info>(?<user>[^\s:/?#"'<>\\\x60@]{0,128}):(?<password>[^\s/?#"'<>\\\x60]{1,180}))@(?<host>\[[\da-fA-F:.]+\]|[\w.%-]+)`,
    before: 0,
    most: SHORT,
    mayMatch: (bytes, at) => hasUser(bytes, at + 5),
    kindOf,
  },
  {
    // The driver of Go: user:password@tcp(host:3306)/db
    id: 'connection-string',
    keywords: ['@tcp('],
    source: String.raw`(?<![\w/])(?<info>(?<user>[\w.-]{1,64}):(?<password>[^\s:@"'/]{1,128}))@tcp\((?<host>[\w.-]+)`,
    before: 200,
    most: SHORT,
    kindOf,
  },
  {
    // Oracle's driver of JDBC: jdbc:oracle:thin:user/password@//host:1521/service
    id: 'connection-string',
    keywords: ['jdbc:oracle:'],
    source: String.raw`jdbc:oracle:(?:thin|oci\d?):(?<user>[\w$#]{1,64})/"?(?<secret>(?<password>[^\s@"'/<>]{1,128}))"?@(?://)?(?<host>[\w.-]{1,253})`,
    before: 0,
    most: SHORT,
    kindOf,
  },
  {
    // What clients of databases read.
    id: 'database-password',
    keywords: ['PGPASSWORD=', 'PG_PASSWORD=', 'MYSQL_PWD=', 'REDISCLI_AUTH='],
    source: String.raw`(?:PG_?PASSWORD|MYSQL_PWD|REDISCLI_AUTH)=["']?([^\s"';&]{4,128})`,
    before: 0,
    most: 200,
    kindOf: argumentKind,
  },
];
