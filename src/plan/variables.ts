import { ENVIRONMENT } from '../core/plan.ts';
import { unknownWord } from '../gates/shared/references.ts';
import type { Variable } from './substitute.ts';

export interface Overridden {
  readonly vars: Readonly<Record<string, Variable>>;
  /** Those that have another value than the declared one, as they were written. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Why the decision is PARTIAL at best. */
  readonly partial: readonly string[];
  /** Mistakes of the command line, a line each. */
  readonly mistakes: readonly string[];
}

/** The variables with those of the command line, each of the type with which it is declared. */
export function override(
  declared: Readonly<Record<string, Variable>>,
  overrides: Readonly<Record<string, string>>,
  allowed: readonly string[],
): Overridden {
  const vars: Record<string, Variable> = { ...declared };
  const effective: Record<string, string> = {};
  const partial: string[] = [];
  const mistakes: string[] = [];
  for (const [name, text] of Object.entries(overrides)) {
    const before = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const after = before === undefined ? undefined : typed(before, text);
    if (before === undefined) mistakes.push(`--var: ${unknownWord('variable', name, Object.keys(declared))}`);
    else if (text.includes('${{')) mistakes.push(`--var: the value of "${name}" holds "\${{"; nothing is substituted twice`);
    else if (after === undefined)
      mistakes.push(`--var: found "${text}" for "${name}", expected ${wordsFor(before)} as in the configuration`);
    else if (after !== before) {
      vars[name] = after;
      effective[name] = text;
      if (!allowed.includes(name)) partial.push(`variable "${name}" is overridden: ${text}`);
    }
  }
  return { vars, overrides: effective, partial, mistakes };
}

/** What stands for the value of a secret, which is no part of any plan. */
const SECRET = '(secret)';

/**
 * The environment is no part of the configuration: where it may change a verdict it overrides what was reviewed, as `--var` does.
 * @param judged names of variables that stand where they may
 */
export function environmentOverrides(
  judged: readonly string[],
  captured: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[],
): Pick<Overridden, 'overrides' | 'partial'> {
  const overrides = Object.fromEntries([...new Set(judged)].sort().map((name) => [`${ENVIRONMENT}${name}`, captured[name] ?? SECRET]));
  const partial = Object.entries(overrides)
    .filter(([name]) => !allowed.includes(name))
    .map(([name, value]) => `the configuration takes ${name} from the environment: ${value}; "allow-overrides" does not list it`);
  return { overrides, partial };
}

function typed(before: Variable, text: string): Variable | undefined {
  if (typeof before === 'string') return text;
  if (typeof before === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const value = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : undefined;
}

function wordsFor(before: Variable): string {
  return typeof before === 'number' ? 'a number' : 'true or false';
}
