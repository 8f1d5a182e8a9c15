import picomatch from 'picomatch';
import { below, type Checkout } from './checkout.ts';

/** Whether any of these globs matches a path with `/`; the same on every machine. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch([...globs], { windows: false, dot: true });
}

/** The same for paths outside of the checkout: a glob that is relative matches from any folder on. */
export function anywhereMatcher(globs: readonly string[]): (path: string) => boolean {
  return matcher(globs.flatMap((glob) => (glob.startsWith('/') ? [glob] : [glob, `**/${glob}`])));
}

/**
 * The same for source files, by path from the root of the checkout or as tools call them. A relative glob stands below the working
 * directory, else the root, where it matches a file of the checkout there; one that matches none matches from any folder on.
 */
export function sourceMatcher(globs: readonly string[], checkout: Checkout): (path: string) => boolean {
  const files = [...checkout.all()];
  return matcher(
    globs.flatMap((glob) => {
      if (glob.startsWith('/')) return [glob];
      const places = [below(checkout.workingDirectory, glob), glob];
      const place = places.find((one) => files.some(matcher([one])));
      return place === undefined ? [glob, `**/${glob}`] : [place];
    }),
  );
}
