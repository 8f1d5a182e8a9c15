/** Which files are there, and where in the repository the gates ran. */
export interface Repository {
  /** The configuration's path in the repository. */
  readonly configuration: string;
  /** The absolute folder of the checkout, for tools that name files by their whole path. */
  readonly checkout?: string;
  /** The folder in the checkout where the execution ran; empty: the checkout itself. */
  readonly folder?: string;
  /** Every file that git knows, so that a place is pointed at only where it is. Without it any path inside counts. */
  readonly files?: ReadonlySet<string>;
}

/**
 * The path in the repository of a file that a finding names: relative, with `/`, never outside. Tools name files from the folder
 * in which they ran, from the folder of the execution, or by their whole path. Undefined: it is none of the repository's.
 */
export function repositoryPath(file: string, workingDirectory: string, repository: Repository): string | undefined {
  const { checkout, folder = '', files } = repository;
  const inCheckout = (path: string) => relative(slashed(path), checkout);
  const named = inCheckout(file);
  if (named === undefined) return undefined;
  const whole = isAbsolute(slashed(file));
  const ranIn = inCheckout(workingDirectory);
  const base = isAbsolute(slashed(workingDirectory)) ? '' : folder;
  const candidates = whole ? [named] : [...(ranIn === undefined ? [] : [`${base}/${ranIn}/${named}`]), `${folder}/${named}`, named];
  const paths = candidates.flatMap((candidate) => normal(candidate) ?? []);
  return files ? paths.find((path) => files.has(path)) : paths[0];
}

/** A whole path as seen from the checkout, undefined outside of it; a relative one as it is. */
function relative(path: string, checkout: string | undefined): string | undefined {
  if (!isAbsolute(path)) return path;
  const root = checkout === undefined ? '' : slashed(checkout).replace(/\/+$/, '');
  return root !== '' && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z][A-Za-z+.-]*:)/.test(path);
}

/** Without `.`, empty and `..` steps; undefined when it leads outside, is none, or has characters that no path should have. */
function normal(path: string): string | undefined {
  if (/\p{C}|[\u2028\u2029]/u.test(path)) return undefined;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.length === 0 || steps[0] === '.git' ? undefined : steps.join('/');
}
