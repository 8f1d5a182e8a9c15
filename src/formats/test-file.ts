/** Files that runners take for tests. */
const FOUND = /(?:^|[\\/])(?:(?:test(?:-.+)?|.+[._-](?:test|spec))|tests?[\\/].+)\.[cm]?[jt]sx?$/;

/** A file of any name, as node:test of Node 20 writes it. */
const WHOLE_PATH = /^(?:\/|[A-Za-z]:[\\/]).+\.[cm]?[jt]sx?$/;

/** What node:test says of a file, told by its name where the report does not say of which file a test is. */
export const NO_TEST_OF_ITS_OWN =
  'it ended without a test of its own (process.exit?), or is a test with the name of a file: JUnit by Node 22.6 and later tells';

/** Whether what a report calls a test has the name of a file in which a runner looks for tests. */
export function isTestFile(name: string): boolean {
  return FOUND.test(name);
}

/** The same of what node:test calls a test, of whatever name the file was that it was given. A name with spaces is that of a test. */
export function isTestFileOfNode(name: string): boolean {
  return WHOLE_PATH.test(name) || (FOUND.test(name) && !/\s/.test(name));
}

/** Whether a name is that of a file, in full or its end. */
export function isNameOf(name: string, file: string): boolean {
  return `/${plain(file)}`.endsWith(`/${plain(name)}`);
}

function plain(path: string): string {
  return path.replaceAll('\\', '/');
}
