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
  return (user !== '' && user.toLowerCase() === password.toLowerCase()) || isExampleHost(host) ? 'example' : 'secret';
}

/** Shorter ones guard nothing. */
const LEAST_PASSWORD = 4;

/** A password of a command line: a word alone is what a help text writes. */
function argumentKind(password: string): Kind | undefined {
  return isPlaceholder(password) || /^[A-Za-z_]+$/.test(password) ? undefined : 'secret';
}

/** Whether the line says before a password which server it is for. */
function ofServer({ input, index }: RegExpExecArray): boolean {
  const line =
    input
      .slice(Math.max(0, index - 400), index)
      .split('\n')
      .at(-1) ?? '';
  return /(?:server|data source|host|address|addr|database|initial catalog|user id|uid)\s?=[^;]{1,200};|jdbc:[a-z0-9:]{2,40}\/\//i.test(
    line,
  );
}

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
    // ADO.NET, ODBC: Server=db;User Id=app;Password=<password>
    id: 'connection-string',
    keywords: ['password=', 'pwd='],
    anyCase: true,
    inBase64: ['password=', 'Password=', 'PASSWORD=', 'pwd=', 'Pwd=', 'PWD='],
    source: String.raw`(?<=[;?&\s"'])(?:password|pwd)=([^\s;&"']{1,180})`,
    ignoreCase: true,
    before: 0,
    looksBack: 400,
    most: SHORT,
    kindOf: (password, match) => (isPlaceholder(password) || !ofServer(match) ? undefined : 'secret'),
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
  {
    id: 'password-argument',
    keywords: ['--password=', '--password '],
    source: String.raw`--password[= ]["']?([^\s"';&-][^\s"';&]{5,128})`,
    before: 0,
    most: 200,
    kindOf: argumentKind,
  },
];
