import type { CaseRow } from '../../formats/cases.ts';

/** What stands between two titles: Vitest, Playwright. */
const BETWEEN = / [>›] /;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** The path that a tool wrote, with `/`, and relative to the folder where it ran if it lies there. */
export function relativeTo(root: string | undefined, file: string): string {
  const plain = (path: string): string => path.replaceAll('\\', '/');
  const path = plain(file)
    .replace(/^file:\/\//, '')
    .replace(/^\.\//, '');
  const folder = root === undefined ? undefined : `${plain(root).replace(/\/$/, '')}/`;
  return folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/**
 * The id of a test: what findings print, and a waiver takes. It is the same in every format that one runner writes: `class::test`, or
 * for tests that only have titles `file::title of the suite title of the test`.
 */
export function idOf(row: CaseRow): string {
  const { suite, classname = '', file, name } = row;
  const suites = suite === '' ? [] : suite.split(BETWEEN);
  if (isClass(row, suites)) return `${classname}::${name}`;
  const titles = name.split(BETWEEN);
  const place = (SCRIPT.test(file ?? '') ? file : undefined) ?? [classname, suites[0] ?? titles[0] ?? ''].find(isPlace);
  if (place === undefined) return suite === '' ? ownName(file, name) : `${suite}::${name}`;
  const isOther = (part: string): boolean => place !== part && !place.endsWith(`/${part}`);
  const around = suites.filter(isOther).join(' ');
  const title = (titles.length > 1 ? titles.filter((part, index) => index > 0 || isOther(part)) : titles).join(' ');
  return `${place}::${around === '' || title.includes(around) ? title : `${around} ${title}`}`;
}

/** The names by which a waiver may call a test: its id; with its suite, its class or its file before it; or alone. */
export function namesOf(row: CaseRow): readonly string[] {
  const { suite, classname, file, name } = row;
  const places = [suite, classname, file].filter((part) => part !== undefined && part !== '');
  return [...new Set([idOf(row), ...places.map((part) => `${part}::${name}`), name])];
}

/** What globs of a suite may match: its file, its package, its class as it is written and as a path. */
export function placesOf({ file, classname = '', suite }: CaseRow): readonly string[] {
  const [first = ''] = suite.split(BETWEEN);
  const named = [file, classname, classname.replaceAll('.', '/'), isPlace(first) ? first : undefined];
  return [...new Set(named.filter((part): part is string => part !== undefined && part !== ''))];
}

/** Whether the class says more than the suites do, and is no title or file itself. */
function isClass({ classname = '', name, file = '' }: CaseRow, suites: readonly string[]): boolean {
  if (classname === '' || isPlace(classname) || name.includes(classname)) return false;
  // node:test: the suites with dots between them, or `test` for none.
  return classname !== suites.join('.') && !(classname === 'test' && SCRIPT.test(file));
}

/** A file of scripts, or a package of Go. */
function isPlace(text: string): boolean {
  return SCRIPT.test(text) || /^[\w.~-]+(?:\/[\w.~-]+)+$/.test(text);
}

function ownName(file: string | undefined, name: string): string {
  return file === undefined ? name : `${file}::${name}`;
}
