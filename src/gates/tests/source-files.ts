import type { SourceSpec } from './coverage-spec.ts';
import type { Checkout } from './checkout.ts';
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
 * folder that they show (from the root: `src` of `src/core/a.ts`). `exclude` and tests are none.
 */
export function sourceFilter({ include, exclude }: SourceSpec, shown: Shown, checkout: Checkout): (file: string) => boolean {
  const places = (globs: readonly string[]) => placedGlobs(globs, checkout).map(({ glob, place = glob }) => place);
  const excluded = matcher([...NO_SOURCES, ...places(exclude)]);
  const included = include ? matcher(places(include)) : likeThose(shown);
  return (file) => included(file) && !excluded(file);
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

function likeThose({ names, paths, isOpen }: Shown): (file: string) => boolean {
  const extensions = new Set([...names].map(extensionOf));
  const folders = new Set([...paths].map(folderOf));
  const anywhere = isOpen || folders.size === 0 || folders.has('');
  return (file) => extensions.has(extensionOf(file)) && (anywhere || folders.has(folderOf(file)));
}

function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.')) : '';
}

/** The first folder of a path from the root; empty for a file that lies there. */
function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}
