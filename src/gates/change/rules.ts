import picomatch from 'picomatch';
import { type Risk, RISKS } from '../../core/changeset.ts';
import { plainStars } from '../../core/glob.ts';
import type { JsonObject } from '../../core/json.ts';

/** A rule of the configuration. */
export interface Rule extends JsonObject {
  readonly paths: readonly string[];
  readonly risk: Risk;
}

/** What a path is rated, and by which glob; without one no rule names it. */
export interface Rating {
  readonly risk: Risk;
  readonly rule: string | undefined;
}

interface Glob {
  readonly written: string;
  readonly risk: Risk;
  readonly matches: (path: string) => boolean;
  /** The same, whatever the case of letters. */
  readonly matchesAnyCase: (path: string) => boolean;
}

/** Nobody has said how risky it is. */
const UNNAMED: Rating = { risk: 'critical', rule: undefined };

/** Rates paths: the worst rule that matches counts. */
export class Rules {
  /** The riskiest first. */
  private readonly globs: readonly Glob[];

  constructor(rules: readonly Rule[]) {
    const globs = rules.flatMap(({ paths, risk }) => paths.map((written) => globOf(written, risk)));
    this.globs = globs.toSorted((a, b) => worseFirst(a.risk, b.risk));
  }

  /**
   * Where files have the same name but for the case of letters, a machine may take one for the other: a rule that would match but for that
   * makes a path riskier, and never less so.
   */
  rate(path: string): Rating {
    let alike: Rating | undefined;
    for (const { written, risk, matches, matchesAnyCase } of this.globs) {
      if (matches(path)) return alike ?? { risk, rule: written };
      if (!alike && matchesAnyCase(path)) alike = { risk, rule: written };
    }
    return UNNAMED;
  }
}

/** For sorting: the riskier one first. */
export function worseFirst(a: Risk, b: Risk): number {
  return RISKS.indexOf(b) - RISKS.indexOf(a);
}

/**
 * The globs that stand for a path of a rule: from the root, and of a folder all that lies below. Brackets mean both what they mean in a glob
 * and themselves, as in `app/[id]/(shop)`: a rule that its author takes for one of a folder must not miss it. Empty: it means nothing.
 */
function globsFor(written: string): readonly string[] {
  const path = plainStars(written.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '/**'));
  if (path === '' || path === '.') return [];
  const literal = path.includes('\\') ? path : path.replaceAll(/[()[\]]/g, '\\$&');
  const own = path === literal ? [path] : [path, literal];
  return /[*?{}]/.test(path) ? own : [...own, ...own.map((glob) => `${glob}/**`)];
}

function globOf(written: string, risk: Risk): Glob {
  const globs = [...globsFor(written)];
  // A name may hold the end of a line.
  const options = { windows: false, dot: true };
  const matches = picomatch(globs, { ...options, flags: 's' });
  const anyCase = picomatch(globs, { ...options, flags: 'si' });
  const isLower = globs.every((glob) => glob === glob.toLowerCase());
  return {
    written,
    risk,
    matches: (path) => matches(path),
    matchesAnyCase: (path) => (!isLower || path !== path.toLowerCase()) && anyCase(path),
  };
}

/** Whether a path of a rule names any of these files. */
export function namesAny(written: string, files: readonly string[]): boolean {
  const { matches } = globOf(written, 'low');
  return files.some(matches);
}

/** A path that matches less than its author thinks would let a risky change pass for a harmless one. */
function missesByHowItIsWritten(written: string): string | undefined {
  if (written !== written.trim())
    return 'a space stands before or behind it: write it without (? stands for a space that belongs to a name)';
  if (/[^/]\/\//.test(written)) return 'between two slashes there is no folder: write one';
  const joined = written
    .replaceAll(/\\./g, '')
    .split(/[/{}(),|]/)
    .find((step) => step.includes('**') && step !== '**');
  if (joined === undefined) return undefined;
  const better = joined.replaceAll(/\*{2,}/g, '*');
  return `** stands for folders only alone between slashes, and "${joined}" for one name: write **/${better}`;
}

/** What is wrong with a path of a rule; undefined where it can match something. */
export function unusable(written: string): string | undefined {
  // To another rule of a list such a path would add everything that it does not name.
  if (/^!(?!\()/.test(written))
    return 'a path can\'t be left out with "!": the worst rule counts, so give the rest a rule of its own, or write src/!(generated)/**';
  const misread = missesByHowItIsWritten(written);
  if (misread !== undefined) return misread;
  const globs = globsFor(written);
  if (globs.length === 0) return 'expected a path below the root of the repository: ** means all of it';
  if (globs.some((glob) => glob.split('/').some((step) => step === '..' || step === '.')))
    return 'paths begin at the root of the repository';
  try {
    for (const glob of globs) picomatch.makeRe(glob, { debug: true });
    return undefined;
  } catch {
    return 'no glob that can be matched';
  }
}
