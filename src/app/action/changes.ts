import { commitOf, compare, type ComparedFile } from '../../adapters/github/compare.ts';
import type { DraftOf } from '../../core/facts/registry.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import type { Action } from './action.ts';
import { troubleInWords } from './trouble.ts';

type Told = DraftOf<'change.told'>;
type Compared = Omit<Told, 'type' | 'basis' | 'gate' | 'base' | 'head'>;

/** What GitHub tells of the commits that gates compared which came to an end. @param facts of the job that observed */
export async function changeFacts(action: Action, { outcome }: Finished, facts: readonly Observation[]): Promise<readonly Told[]> {
  const ended = new Set(outcome.timeline.flatMap(({ gate, endedT }) => (endedT === undefined ? [] : [gate])));
  const told: Told[] = [];
  for (const o of facts) {
    const { gate, commit: base, head } = o;
    if (
      o.type !== 'change.base' ||
      !ended.has(gate ?? '') ||
      o['trouble'] !== undefined ||
      typeof base !== 'string' ||
      typeof head !== 'string'
    )
      continue;
    const answer = await ask(action, { name: stringOf(o, 'base'), base, head });
    if (answer.trouble !== undefined) action.log.say(`${gate}: the change was not compared with GitHub's: ${answer.trouble}`);
    told.push({ type: 'change.told', basis: 'github-api', ...(gate !== undefined && { gate }), base, head, ...answer });
  }
  return told;
}

async function ask(
  { github, context: { repository } }: Action,
  { name, base, head }: { readonly name: string; readonly base: string; readonly head: string },
): Promise<Compared> {
  if (!github) return { trouble: 'there is no token' };
  try {
    const { mergeBase, files } = await compare(github, repository, base, head);
    const ref = refOf(name);
    const now = ref === undefined ? undefined : await commitOf(github, repository, ref);
    const held = now === undefined ? undefined : HOLDS.has((await compare(github, repository, base, now)).standing);
    return { mergeBase, ...(held !== undefined && { held }), ...(files && { files: files.flatMap(fates) }) };
  } catch (error) {
    return { trouble: troubleInWords('changes', error) };
  }
}

/** What a commit is to one that it holds. */
const HOLDS: ReadonlySet<string> = new Set(['ahead', 'identical']);

/** What a name of git is on GitHub, which knows no remotes, and nothing that is relative. */
function refOf(name: string): string | undefined {
  if (/^(?:HEAD|@)|[~^]/.test(name)) return undefined;
  return name.replace(/^refs\/remotes\/[^/]+\/|^(?:remotes\/)?origin\/|^refs\/(?:heads|tags)\//, '');
}

type Fate = NonNullable<Compared['files']>[number];

const FATE: Readonly<Record<string, Fate['fate'] | undefined>> = { added: 'added', copied: 'added', renamed: 'added', removed: 'removed' };

function fates({ name, status, from }: ComparedFile): readonly Fate[] {
  if (status === 'unchanged') return [];
  const left: readonly Fate[] = status === 'renamed' && from !== undefined ? [{ name: from, fate: 'removed' }] : [];
  return [...left, { name, fate: FATE[status] ?? 'changed' }];
}
