import picomatch from 'picomatch';

/** Whether any of these globs matches a path with `/`; the same on every machine. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch([...globs], { windows: false, dot: true });
}

/**
 * The same for the names that tools give to source files: relative to a folder of theirs, or whole. A glob that is relative matches
 * from any folder on.
 */
export function sourceMatcher(globs: readonly string[]): (path: string) => boolean {
  return matcher(globs.flatMap((glob) => (glob.startsWith('/') ? [glob] : [glob, `**/${glob}`])));
}
