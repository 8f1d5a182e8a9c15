/** Files that runners take for tests. */
const FOUND = /(?:^|[\\/])(?:(?:test(?:-.+)?|.+[._-](?:test|spec))|tests?[\\/].+)\.[cm]?[jt]sx?$/;

/** A file of any name, as node:test of Node 20 writes it. */
const WHOLE_PATH = /^(?:\/|[A-Za-z]:[\\/]).+\.[cm]?[jt]sx?$/;

/** Whether what a report calls a test has the name of a file in which a runner looks for tests. */
export function isTestFile(name: string): boolean {
  return FOUND.test(name);
}

/** The same of what node:test calls a test, of whatever name the file was that it was given. */
export function isTestFileOfNode(name: string): boolean {
  return FOUND.test(name) || WHOLE_PATH.test(name);
}
