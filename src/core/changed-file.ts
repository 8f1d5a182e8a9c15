/** How git's status calls a file of a merge that nobody has resolved yet. */
const UNMERGED: ReadonlySet<string> = new Set(['DD', 'AU', 'UD', 'UA', 'DU', 'AA', 'UU']);

/** A file of the work tree that differs from the commit, as git's status calls it. */
export interface ChangedFile {
  readonly status?: string;
  readonly path?: string;
}

/** `src/a.ts has an unresolved merge conflict`; undefined where no file has one. */
export function conflictInWords(files: readonly ChangedFile[]): string | undefined {
  const paths = files.filter(({ status = '' }) => UNMERGED.has(status)).map(({ path = '?' }) => path);
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ', …' : '');
  return `${named} ${paths.length === 1 ? 'has an unresolved merge conflict' : 'have unresolved merge conflicts'}`;
}
