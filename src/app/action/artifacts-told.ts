import { artifactAt } from '../../adapters/github/artifacts.ts';
import type { DraftOf } from '../../core/facts/registry.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { Action } from './action.ts';
import { troubleInWords } from './trouble.ts';

type Told = DraftOf<'artifact.told'>;

/** What GitHub tells of the artifacts that brought files to gates. @param facts of the job that observed */
export async function artifactFacts(action: Action, facts: readonly Observation[]): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const o of facts) {
    if (o.type !== 'artifact' || o['trouble'] !== undefined) continue;
    const about = { type: 'artifact.told', basis: 'github-api', name: stringOf(o, 'name'), id: stringOf(o, 'id') } as const;
    told.push({ ...about, ...(await ask(action, about)) });
  }
  return told;
}

async function ask(
  { github, context: { repository, subject } }: Action,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<Pick<Told, 'digest' | 'trouble'>> {
  if (!github) return { trouble: 'there is no token' };
  try {
    const found = await artifactAt(github, repository, id);
    const isOfRun = found?.runId === subject.runId && found.name === name;
    return isOfRun && found.sha256 !== undefined ? { digest: found.sha256 } : {};
  } catch (error) {
    return { trouble: troubleInWords('history', error) };
  }
}
