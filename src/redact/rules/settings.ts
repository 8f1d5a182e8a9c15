import { isExampleHost, isPlaceholder, type Kind, type Rule, SHORT } from './rule.ts';

/** So far before a password and behind it the same connection is described. */
const AROUND = 400;

/** The line of a match: what stands before it, and behind it. */
function lineAround({ 0: whole, input, index }: RegExpExecArray): { readonly before: string; readonly behind: string } {
  const end = index + whole.length;
  const before =
    input
      .slice(Math.max(0, index - AROUND), index)
      .split('\n')
      .at(-1) ?? '';
  return { before, behind: input.slice(end, end + AROUND).split('\n', 1)[0] ?? '' };
}

const NAMES_SERVER =
  /(?:server|data source|host|address|addr|database|initial catalog|user id|uid)\s?=[^;]{1,200};|jdbc:[a-z0-9:]{2,40}\/\//i;
const HOST = /(?:server|data source|host|address|addr)\s?=\s?(?:tcp:)?([^;,\s]{1,253})|jdbc:[a-z0-9:]{2,40}\/\/([\w.-]{1,253})/i;

/** Among settings with semicolons between them. */
function amongSemicolons(password: string, match: RegExpExecArray): Kind | undefined {
  const { before, behind } = lineAround(match);
  const line = behind.startsWith(';') ? `${before}${behind};` : before;
  if (isPlaceholder(password) || !NAMES_SERVER.test(line)) return undefined;
  const [, host, ofJdbc] = HOST.exec(line) ?? [];
  return isLocal(host ?? ofJdbc ?? '') ? 'example' : 'secret';
}

function isLocal(host: string): boolean {
  return isExampleHost(host) || /^(?:\.$|\.\\|\(local)/i.test(host);
}

const SETTING = String.raw`(?:host(?:addr)?|port|dbname|user|sslmode|connect_timeout|application_name)=(?:'[^'\n]{0,128}'|[^\s'",;&]{1,253})`;
const SETTINGS_BEFORE = new RegExp(String.raw`(?:^|[\s"'=(])((?:${SETTING}[ \t]+){1,8})$`);
const SETTINGS_BEHIND = new RegExp(String.raw`^(?:[ \t]+${SETTING}){1,8}`);

/** Among settings of libpq, with blanks between them. */
function amongBlanks(password: string, match: RegExpExecArray): Kind | undefined {
  const { before, behind } = lineAround(match);
  const settings = `${SETTINGS_BEFORE.exec(before)?.[1] ?? ''} ${SETTINGS_BEHIND.exec(behind)?.[0] ?? ''}`;
  if (isPlaceholder(password) || !/\b(?:host|hostaddr|dbname)=/.test(settings)) return undefined;
  const valueOf = (name: string): string | undefined => new RegExp(`\\b${name}=(\\S+)`).exec(settings)?.[1];
  return valueOf('user') === password || isLocal(valueOf('host') ?? 'localhost') ? 'example' : 'secret';
}

const PASSWORDS = ['password=', 'pwd='];
const IN_BASE64 = ['password=', 'Password=', 'PASSWORD=', 'pwd=', 'Pwd=', 'PWD='];

/** Connections that are described by names and values. */
export const SETTINGS: readonly Rule[] = [
  {
    // ADO.NET, ODBC: Server=db;User Id=app;Password=<password>
    id: 'connection-string',
    keywords: PASSWORDS,
    anyCase: true,
    inBase64: IN_BASE64,
    source: String.raw`(?<![\w.-])(?:password=|pwd=(?!\/))([^\s\0;&"']{1,180})`,
    ignoreCase: true,
    before: 0,
    looksBack: AROUND,
    most: SHORT,
    kindOf: amongSemicolons,
  },
  {
    // libpq: host=db user=app password=<password>
    id: 'connection-string',
    keywords: ['password='],
    inBase64: ['password='],
    source: String.raw`(?<![\w.-])password=(?:'([^'\n]{1,180})'|([^\s\0;&"',]{1,180}))`,
    before: 0,
    looksBack: AROUND,
    most: SHORT,
    kindOf: amongBlanks,
  },
];
