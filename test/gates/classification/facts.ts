import type { Judgement } from '../../../src/core/judgement.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Sketch } from '../../facts.ts';
import { kinds } from '../../../src/gates/registry.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import { filesOf, judge, record, type Scenario } from '../../laws/transcript.ts';

/** A case as a run leaves it: its id, the class that is right, the answer, the status. */
export type Case = readonly [id: string, expected: string, actual: string | null, status?: number];

export const COMMAND = 'node classify.mjs';

/** Twenty cases, five of each class, all answered right. */
export const RIGHT: readonly Case[] = ['pass', 'warn', 'reject', 'blocked'].flatMap((name, kind) =>
  Array.from({ length: 5 }, (_, i): Case => [`c${kind * 5 + i + 1}`, name, name, 200]),
);

/** The same, but some cases answered otherwise. */
export function but(changes: Readonly<Record<string, string | null>>, cases: readonly Case[] = RIGHT): readonly Case[] {
  return cases.map(([id, expected, actual, status = 200]) => [id, expected, id in changes ? (changes[id] ?? null) : actual, status]);
}

export function jsonl(cases: readonly Case[]): string {
  return cases.map(([id, expected, actual, status]) => `${JSON.stringify({ id, expected, actual, status })}\n`).join('');
}

export function manifestOf(cases: readonly Case[]): string {
  return JSON.stringify({ cases: cases.map(([id, expected]) => ({ id, expected })) });
}

/** What one run leaves; the fields given replace those of a run that went well. */
export interface RunFacts {
  readonly results: string;
  readonly before?: Partial<Sketch>;
  readonly step?: Partial<Sketch>;
  readonly after?: Partial<Sketch>;
  readonly attachment?: Partial<Sketch>;
  /** Its own time of beginning, ms. */
  readonly t?: number;
}

/** A gate and what it observed. `keys` are further keys of the gate, in flow style. */
export interface GateFacts {
  readonly keys?: string;
  readonly appendOnly?: true;
  readonly criteria?: readonly string[];
  readonly runs: readonly RunFacts[];
  readonly manifest?: string;
  readonly manifestFact?: Partial<Sketch>;
  /** Facts between manifest and runs, with the files that they name. */
  readonly baseline?: readonly { readonly fact: Sketch; readonly content?: string }[];
  /** Name of the configuration. */
  readonly name?: string;
}

export function scenarioOf(facts: GateFacts): Scenario {
  const criteria = facts.criteria ?? ['accuracy >= 0.7'];
  const text = `version: 1
${facts.name === undefined ? '' : `name: ${facts.name}\n`}gates:
  g: { kind: classification, run: ${COMMAND}, results: { path: results.jsonl, append-only: ${facts.appendOnly === true} }, fields: { case: id, status: status }, classes: [pass, warn, reject, blocked], manifest: { path: manifest.json, cases: 20 }, criteria: ${JSON.stringify(criteria)}${facts.keys === undefined ? '' : `, ${facts.keys}`} }
`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  const files: Record<string, string> = { 'gates/g/manifest/manifest.json': facts.manifest ?? manifestOf(RIGHT) };
  const manifest: Sketch = attachment('gates/g/manifest/manifest.json', 'manifest.json', { role: 'manifest' });
  const observed: Sketch[] = [{ ...manifest, ...facts.manifestFact }];
  for (const { fact, content } of facts.baseline ?? []) {
    observed.push(fact);
    if (content !== undefined && typeof fact.path === 'string') files[fact.path] = content;
  }
  facts.runs.forEach((run, index) => observed.push(...runDrafts(run, index + 1, files)));
  return { plan: loadPlan(input).plan, registry: kinds, files: filesOf(files), observed: { g: observed } };
}

export function attachment(path: string, original: string, labels: Partial<Sketch>): Sketch {
  return { ...labels, type: 'attachment', path, original, sha256: 'x', bytes: 1 };
}

function runDrafts(facts: RunFacts, run: number, files: Record<string, string>): readonly Sketch[] {
  const path = `gates/g/results/run-${run}/results.jsonl`;
  files[path] = facts.results;
  const t = facts.t ?? run * 10_000;
  const place = { run, path: 'results.jsonl', place: 'working-directory' };
  const after = { ...place, at: t + 900, bytes: 9, modifiedAt: t + 800, changedAt: t + 800, inode: '1', ...facts.after };
  return [
    { ...place, at: t, exists: false, ...facts.before, type: 'results.before', t },
    {
      type: 'step',
      name: `run-${run}`,
      run: COMMAND,
      exit: 0,
      timedOut: false,
      aborted: false,
      durationMs: 850,
      leftovers: 0,
      t: t + 900,
      ...facts.step,
    },
    { ...after, type: 'results.after', t: t + 901 },
    ...('code' in after ? [] : [{ ...attachment(path, 'results.jsonl', { role: 'results', run }), ...facts.attachment }]),
  ];
}

/** What the facts amount to. */
export function judged(facts: GateFacts): { judgement: Judgement; lines: readonly Observation[]; status: string } {
  const scenario = scenarioOf(facts);
  const lines = record(scenario);
  const { decision, inconsistencies } = judge(scenario, lines);
  if (inconsistencies.length > 0) throw new Error(inconsistencies.map(({ message }) => message).join('; '));
  const judgement = decision.judgements.find(({ gate }) => gate === 'g');
  if (!judgement) throw new Error('no judgement');
  return { judgement, lines, status: decision.status };
}

/** The rows that are not passed, as `name verdict: measured`. */
export function bad(facts: GateFacts): readonly string[] {
  return judged(facts)
    .judgement.criteria.filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict, measured }) => `${name} ${verdict}: ${measured}`);
}
