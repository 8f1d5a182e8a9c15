import type { Revision } from '../../core/ports.ts';
import { askGit, type GitPlace } from '../git.ts';

/** It says when a name is ambiguous, and takes parents of commits as these name them. */
const SETTINGS = ['-c', 'core.warnAmbiguousRefs=true', '-c', 'core.commitGraph=false'];

/** What names meant when an execution began, by whatever stands for the execution. */
const OF_EXECUTION = new WeakMap<object, ReadonlyMap<string, Revision>>();

/**
 * Looks up, before the first gate, what the plan compares with: code under test that a gate runs could move a branch.
 * @param execution stands for it: its plan
 */
export async function rememberRevisions(
  execution: object,
  place: GitPlace,
  names: Iterable<string>,
): Promise<readonly (Revision & { readonly name: string })[]> {
  const found = new Map<string, Revision>();
  for (const name of names) if (!found.has(name)) found.set(name, await revisionNamed(place, name));
  OF_EXECUTION.set(execution, found);
  return [...found].map(([name, revision]) => ({ name, ...revision }));
}

/** What `rememberRevisions` found; undefined where nobody looked. */
export function rememberedRevision(execution: object, name: string): Revision | undefined {
  return OF_EXECUTION.get(execution)?.get(name);
}

/** A name that git takes for several things (a tag beside a branch) is none: who may push a tag could choose what it means. */
async function revisionNamed(place: GitPlace, name: string): Promise<Revision> {
  if (name.startsWith('-')) return { detail: 'an option is no revision' };
  const answer = await askGit(place, ...SETTINGS, 'rev-parse', '--verify', `${name}^{commit}`);
  if ('trouble' in answer) return { detail: answer.trouble };
  if (/^warning: refname .* is ambiguous/m.test(answer.beside)) return { ambiguous: true };
  return { commit: answer.text.trim() };
}
