import picomatch from 'picomatch';
import { plainStars } from '../../core/glob.ts';
import { below, type Checkout } from './checkout.ts';

/** Whether any of these globs matches a path with `/`; the same on every machine. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch(globs.map(plainStars), { windows: false, dot: true });
}

/** The same for paths outside of the checkout: a glob that is relative matches from any folder on. */
export function anywhereMatcher(globs: readonly string[]): (path: string) => boolean {
  return matcher(globs.flatMap((glob) => (glob.startsWith('/') ? [glob] : [glob, `**/${glob}`])));
}

/** What globs over source files match. */
export interface SourceMatch {
  /** Whether they match a file of the checkout, by its path from the root, or by the name that a report gives it. */
  readonly inside: (path: string) => boolean;
  /** Whether they match a name that means no file of the checkout. */
  readonly outside: (name: string) => boolean;
}

/** A relative glob stands below the working directory, else the root, where it matches a file of the checkout there. */
export function sourceMatcher(globs: readonly string[], checkout: Checkout): SourceMatch {
  const placed = placedGlobs(globs, checkout);
  const inside = matcher(placed.map(({ glob, place = glob }) => place));
  const lost = placed.filter(({ place }) => place === undefined).map(({ glob }) => glob);
  const anywhere = anywhereMatcher(lost);
  return { inside, outside: (name) => inside(name) || (lost.length > 0 && anywhere(name)) };
}

/** Globs, each with the one that it stands for; without it where it matches no file of the checkout. */
export function placedGlobs(
  globs: readonly string[],
  checkout: Checkout,
): readonly { readonly glob: string; readonly place: string | undefined }[] {
  const files = [...checkout.all()];
  return globs.map((glob) => {
    const places = glob.startsWith('/') ? [] : [below(checkout.workingDirectory, glob), glob];
    return { glob, place: places.find((one) => files.some(matcher([one]))) };
  });
}
