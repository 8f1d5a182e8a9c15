import semver from 'semver';

/** Says something of a version other than that it is this tool's. */
const NOTICE =
  /\b(?:warn(?:ing)?|error|notice|note|info|hint|deprecat\w*|obsolete|outdated|out of date|updates?|upgrade|newer|latest|available|requires?|required|supported|expected)\b|\d\s+(?:is|are|was|were|will|has|have|had|does|do|should|must|can|may|or|and|to)\b/i;

/** A line that begins with a version, or with the word and then one. */
const BARE = /^\s*(?:version\b\W*)?v?\d/i;

/**
 * What a tool says its version is, each once: several only where it names several, and nobody knows which is meant. Lines that name
 * the tool and then a version count first, then those that begin with one, then the first that has any. Lines that warn don't count.
 */
export function versionsOf(tool: string, answer: string): readonly string[] {
  const lines = answer.split(/\r?\n/).filter((line) => !NOTICE.test(line));
  const name = namePattern(tool);
  const named = lines.flatMap((line) => name.exec(line)?.[1] ?? []);
  const bare = lines.filter((line) => BARE.test(line));
  for (const own of [named, bare]) if (own.length > 0) return distinct(own);
  return distinct([lines.find((line) => DOTTED.test(line)) ?? lines.find((line) => /\d/.test(line)) ?? '']);
}

/** The tool's name, whatever stands in brackets, the word `version`, and what follows: `gcc (Debian 12.2.0-14) 12.2.0`. */
function namePattern(tool: string): RegExp {
  const base = tool.split(/[/\\]/).at(-1) ?? tool;
  const bare = base.replace(/\.(?:exe|cmd|bat|sh|js|mjs)$/i, '').replace(/[\d.]+$/, '') || base;
  const name = bare.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
  return new RegExp(
    String.raw`(?<![\w-])${name}(?:\d+(?!\.))?(?!\w)\W*(?:\([^)]*\)\W*)?(?:version\b\W*)?(?:${name})?((?:\bv\W?)?\d.*)`,
    'i',
  );
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.flatMap((line) => versionIn(line) ?? []))];
}

const DOTTED = /\d+(?:\.\d+)+/;

/** How a version says that it is not out yet; other endings (`-1ubuntu2`, `-el9`) are builds of one that is. */
const UNRELEASED = /^[-.+_]?((?:a|alpha|b|beta|c|rc|pre|preview|dev|nightly|canary|snapshot|insiders)(?![a-z]))[-.]?(\d*)/i;

/** The first version-like number of a text, one with dots before a plain one, as major.minor.patch, with a pre-release's ending. */
function versionIn(text: string): string | undefined {
  const found = DOTTED.exec(text) ?? /\d+/.exec(text);
  const version = semver.coerce(found?.[0])?.version;
  if (!found || version === undefined) return version;
  const [, word, number] = UNRELEASED.exec(text.slice(found.index + found[0].length)) ?? [];
  return word === undefined ? version : `${version}-${word.toLowerCase()}${number === '' ? '' : `.${number}`}`;
}
