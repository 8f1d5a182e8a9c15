import picomatch from 'picomatch';
import { plainStars } from '../core/glob.ts';
import type { AllowedSecret } from '../core/plan.ts';

/**
 * The false alarm that a finding is, by its rule and by one of the names of its file: where it lies, how the user calls it.
 * @returns its index; -1 for none
 */
export function allowedIndex(allowed: readonly AllowedSecret[], rule: string, paths: readonly string[]): number {
  return allowed.findIndex((one) => one.rule === rule && paths.some((path) => matches(one.path, path)));
}

const MATCHERS = new Map<string, (path: string) => boolean>();

/** @param written as the user wrote it; reports and the folder of a bundle name its files with `data/` before them */
function matches(written: string, path: string): boolean {
  const glob = plainStars(written.replace(/^data\/(?=gates\/)/, ''));
  if (written === path || glob === path) return true;
  const known = MATCHERS.get(glob) ?? picomatch(glob, { dot: true, windows: false });
  MATCHERS.set(glob, known);
  return known(path.replace(/^\.\//, ''));
}
