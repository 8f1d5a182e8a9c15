import path from 'node:path';
import { attemptBegan } from '../../adapters/github/attempts.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import type { DraftOf } from '../../core/facts/registry.ts';
import type { Observation } from '../../core/observation.ts';
import type { GatePlan } from '../../core/plan.ts';
import { earlierResults } from '../../evidence/earlier.ts';
import { hashFile } from '../../evidence/hash.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { kinds } from '../../gates/registry.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import { lastGoIn } from '../history/last-go.ts';
import { isOfGitHub } from '../history/places.ts';
import type { Action } from './action.ts';
import { fetchGo, type FetchedGo, publishedGoes, type PublishedGo } from './last-go.ts';
import { troubleInWords } from './trouble.ts';

type Told = DraftOf<'baseline.told'>;
type Answer = Omit<Told, 'type' | 'basis' | 'gate'>;

/** What GitHub tells of the last GO, for each gate that compares with it. @param facts of the job that observed */
export async function baselineFacts(action: Action, { outcome }: Finished, facts: readonly Observation[]): Promise<readonly Told[]> {
  const { plan, timeline } = outcome;
  const ended = new Set(timeline.flatMap(({ gate, endedT }) => (endedT === undefined ? [] : [gate])));
  const asking = isOfGitHub(plan) ? plan.gates.filter((gate) => ended.has(gate.id) && comparesWithLastGo(gate)) : [];
  if (asking.length === 0) return [];
  const told = (gate: string, answer: Answer): Told => ({ type: 'baseline.told', basis: 'github-api', gate, ...answer });
  const { github } = action;
  if (!github) return asking.map(({ id }) => told(id, { trouble: 'there is no token' }));
  try {
    const goes = new Goes(action, github, await began(action, github, outcome.facts.started?.['runAttempt']));
    const answers: Told[] = [];
    for (const gate of asking) answers.push(told(gate.id, await goes.answer(gate, plan.name, compared(facts, gate.id))));
    return answers;
  } catch (error) {
    const trouble = troubleInWords('history', error);
    action.log.say(trouble);
    return asking.map(({ id }) => told(id, { trouble }));
  }
}

/** Whether a gate compares with the last GO of its configuration. */
export function comparesWithLastGo({ kind, spec }: GatePlan): boolean {
  return kinds[kind]?.spec.told?.(spec).includes('baseline.told') === true;
}

/** When the attempt began that left the evidence. */
async function began({ context: { repository, subject } }: Action, github: GitHub, attempt: unknown): Promise<number> {
  const runAttempt = typeof attempt === 'string' ? attempt : subject.runAttempt;
  return attemptBegan(github, repository, { runId: subject.runId, runAttempt });
}

/** Hashes of the files that a gate compared with. */
function compared(facts: readonly Observation[], gate: string): ReadonlySet<unknown> {
  return new Set(facts.filter((o) => o.gate === gate && o['role'] === 'baseline').map((o) => o['sha256']));
}

/** The GOs that may have been the last one when the evidence was begun, or was decided since; each is fetched once. */
class Goes {
  private readonly action: Action;
  private readonly github: GitHub;
  private readonly began: number;
  private published: Promise<readonly PublishedGo[]> | undefined;
  private readonly fetched = new Map<PublishedGo, FetchedGo>();

  constructor(action: Action, github: GitHub, began: number) {
    this.action = action;
    this.github = github;
    this.began = began;
  }

  /** The one that was compared with; where it is none of them, that which was there from the beginning. */
  async answer(gate: GatePlan, configuration: string, files: ReadonlySet<unknown>): Promise<Answer> {
    this.published ??= publishedGoes(this.action, this.github, { before: this.began });
    let first: Answer = { none: 'no run of this workflow before was a GO of this configuration' };
    for (const go of await this.published) {
      const answer = await answerOf(go, await this.fetch(go), gate, configuration);
      if (answer.files?.some((sha256) => files.has(sha256))) return answer;
      if (go.decidedAt < this.began) first = answer;
    }
    return first;
  }

  private async fetch(go: PublishedGo): Promise<FetchedGo> {
    const found = this.fetched.get(go) ?? (await fetchGo(this.action, this.github, go));
    this.fetched.set(go, found);
    return found;
  }
}

async function answerOf(
  { runId, head }: PublishedGo,
  fetched: FetchedGo,
  { id: gate, kind, spec }: GatePlan,
  configuration: string,
): Promise<Answer> {
  if (!('store' in fetched)) return fetched;
  const isAlike = (earlier: GatePlan['spec']): boolean => kinds[kind]?.spec.comparable?.(spec, earlier) === true;
  const found = await lastGoIn(fetched.store, { configuration, gate, isAlike }, fetched.store);
  if (!found) return { none: `the last GO (run ${runId}) has no gate "${gate}" that passed with these classes and fields` };
  if ('trouble' in found) return { trouble: found.trouble };
  const sources = [path.join(found.bundle, BUNDLE.decision), ...earlierResults(found.bundle, gate).map(({ source }) => source)];
  const files = sources.map((source) => hashFile(source).sha256);
  return { executionId: found.executionId, runId, head, artifact: fetched.sha256, files };
}
