/** A glob as picomatch is to read it: three stars mean one, but it takes a dot behind them for any character, and so matches too much. */
export function plainStars(glob: string): string {
  return glob.replaceAll(/(?<!\\)\*{3,}/g, '*');
}
