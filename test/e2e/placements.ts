/** A secret of its own for each place in which a world under test may write one, in eight encodings each. */

/** Letters and digits that are the same for the same place. */
function valueOf(place: string): string {
  let state = Array.from(place).reduce((sum, character) => (Math.imul(sum, 31) + character.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: 22 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'.charAt((state >>> 8) % 57);
  }).join('');
}

const base64 = (shift: number) => (value: string) => Buffer.from(`${'x'.repeat(shift)}${value}.`).toString('base64');
const each = (code: (character: number) => string) => (value: string) => Array.from(value, (one) => code(one.charCodeAt(0))).join('');

/** Eight that the program claims to know. */
const ENCODINGS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  'base64, first': base64(0),
  'base64, second': base64(1),
  'base64url, third': (value) => base64(2)(value).replaceAll('+', '-').replaceAll('/', '_'),
  hex: (value) => Buffer.from(value).toString('hex'),
  url: each((code) => `%${code.toString(16)}`),
  json: each((code) => `\\u${code.toString(16).padStart(4, '0')}`),
  html: each((code) => `&#${code};`),
};

/** Where a command, a service, a file, a tool or a server may say something. */
export const PLACES = [
  'stdout',
  'stderr',
  'stdout of a failure',
  'stderr of a failure',
  'on-failure',
  'tool version',
  'sandbox',
  'control',
  'command json',
  'file head',
  'file at 64 KiB',
  'file at 1 MiB',
  'file end',
  'file name',
  'folder name',
  'captured',
  'captured name',
  'hand-written',

  'junit name',
  'junit class',
  'junit message',
  'junit text',
  'junit output',
  'junit file',
  'junit suite',
  'junit property',
  'junit error',
  'tap name',
  'tap diagnostics',
  'go package',
  'go output',
  'lcov file',
  'lcov function',
  'json value',
  'env-file',
  'log line',
  'log excerpt',
  'http body',
  'http json',
  'http key',
  'http header',
  'http redirect',
  'http status text',
  'access answer',
  'health answer',
  'service stdout',
  'service stderr',
  'service death',
  'ready answer',
  'background argument',
  'json key',
  'env',
  'glob name',
  'scan name',
  'case id',
  'answer',
  'answer note',
  'expected note',
  'baseline case',
  'baseline note',
  'write said',
  'read said',
  'label',
  'value',
  'warning',
  'server error',
  'info',
  'branch',
  'dirty name',
  'changed name',
  'asserted',
  'commit message',
  'pull request',
  'stdout at 64 KiB',
  'stderr at 64 KiB',
  'captured at 64 KiB',
  'junit at 64 KiB',
  'json at 64 KiB',
  'log at 64 KiB',
  'service at 64 KiB',
  'body at 2 KiB',
  'body at 64 KiB',
] as const;

export const values: Readonly<Record<string, string>> = Object.fromEntries(PLACES.map((place) => [place, valueOf(place)]));

/** In each encoding. */
export const textsOf = (place: string): readonly string[] => Object.values(ENCODINGS).map((encode) => encode(values[place] ?? ''));

/** The places and encodings of secrets that a text shows, or the most of one. */
export function shownIn(whole: string): readonly string[] {
  // What only fills up to a border.
  const text = whole.replaceAll(/x{99,}/g, 'xx');
  return PLACES.flatMap((place) =>
    Object.entries(ENCODINGS).flatMap(([name, encode]) => {
      const form = encode(values[place] ?? '');
      const [third, end] = [Math.ceil(form.length / 3), Math.floor((form.length * 2) / 3)];
      return text.includes(form.slice(0, end)) || text.includes(form.slice(third)) || text.includes(form.slice(third, end))
        ? [`${place}, ${name}`]
        : [];
    }),
  );
}

/** The name of the variable that holds the secret of a place. */
export const variableOf = (place: string): string => `OWN_${place.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
