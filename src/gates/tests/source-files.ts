import type { SourceSpec } from './coverage-spec.ts';
import { type Checkout, isBelow, upwards } from './checkout.ts';
import { matcher, placedGlobs } from './glob.ts';

/** What is no source file, unless a report names it: tests, configuration, declarations. */
export const NO_SOURCES: readonly string[] = [
  '**/*.{test,spec,config}.*',
  '**/{test,tests,__tests__}/**',
  '**/{test_*,*_test,conftest}.py',
  '**/*_test.go',
  '**/*_spec.rb',
  '**/*.d.ts',
];

/** What coverage reports show: names of files, and the paths of those that are files of the checkout. */
export interface Shown {
  readonly names: Iterable<string>;
  readonly paths: Iterable<string>;
  /** Of some names nobody knows where their files lie. */
  readonly isOpen: boolean;
}

/**
 * Whether a file that no report names is a source file all the same: by `include`, else with an extension that the reports show, below a
 * folder that they show (from the root: `src` of `src/core/a.ts`) and where `sourcePlaces` says. `exclude` and tests are none.
 */
export function sourceFilter({ include, exclude }: SourceSpec, shown: Shown, checkout: Checkout): (file: string) => boolean {
  const places = (globs: readonly string[]) => placedGlobs(globs, checkout).map(({ glob, place = glob }) => place);
  const excluded = matcher([...NO_SOURCES, ...places(exclude)]);
  const included = include ? matcher(places(include)) : likeThose(shown, sourcePlaces(shown, checkout));
  return (file) => included(file) && !excluded(file);
}

/**
 * The folders below which source files lie that no report names; empty: anywhere. A gate in a package judges that package, and what lies
 * beside it only where the reports show files there: `packages/shared` of `packages/shared/src/a.ts` for one in `packages/money`. A folder
 * of which they show nothing is that of the tests alone: then the one around it and what they show counts.
 */
export function sourcePlaces({ paths, isOpen }: Shown, { workingDirectory }: Checkout): readonly string[] {
  const shown = [...paths];
  if (workingDirectory === '' || isOpen || shown.length === 0) return [];
  const isOwn = shown.some((file) => isBelow(workingDirectory, file));
  const places = new Set(
    isOwn
      ? [workingDirectory, ...shown.map((file) => placeOf(file, workingDirectory))]
      : shown.map((file) => around(file, workingDirectory)),
  );
  return places.has('') ? [] : [...places].filter((one) => ![...places].some((other) => other !== one && isBelow(other, one))).sort();
}

/** The working directory, for a file below it; else the outermost folder around the file that is not around the working directory too. */
function placeOf(file: string, workingDirectory: string): string {
  if (isBelow(workingDirectory, file)) return workingDirectory;
  const outer = around(file, workingDirectory);
  const rest = outer === '' ? file : file.slice(outer.length + 1);
  if (!rest.includes('/')) return outer;
  return `${outer === '' ? '' : `${outer}/`}${folderOf(rest)}`;
}

/** The nearest folder around both. */
function around(file: string, workingDirectory: string): string {
  return upwards(workingDirectory).find((folder) => isBelow(folder, file)) ?? '';
}

/** Whether a folder may have such source files. */
export function sourceFolders(isSource: (file: string) => boolean, { names }: Shown): (folder: string) => boolean {
  const extensions = new Set([...names].map(extensionOf));
  return (folder) => [...extensions].some((extension) => isSource(`${folder}/file${extension}`));
}

/** Why `include` does not say which files are sources. */
export function strayInclude({ include = [] }: Partial<SourceSpec>, checkout: Checkout): string | undefined {
  const stray = placedGlobs(include, checkout).find(({ place }) => place === undefined);
  return stray && `coverage.include matches no file: ${stray.glob}`;
}

function likeThose({ names, paths, isOpen }: Shown, places: readonly string[]): (file: string) => boolean {
  const extensions = new Set([...names].map(extensionOf));
  const folders = new Set([...paths].map(folderOf));
  const anywhere = isOpen || folders.size === 0 || folders.has('');
  const isPlaced = (file: string): boolean => places.length === 0 || places.some((place) => isBelow(place, file));
  return (file) => extensions.has(extensionOf(file)) && (anywhere || folders.has(folderOf(file))) && isPlaced(file);
}

function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.')) : '';
}

/** The first folder of a path from the root; empty for a file that lies there. */
function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}
