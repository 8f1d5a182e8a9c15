import type { Judgement } from '../core/judgement.ts';
import { conflictInWords } from '../core/changed-file.ts';
import type { Json } from '../core/json.ts';
import { rowInWords } from '../core/row-words.ts';
import { VERDICTS } from '../core/verdict.ts';
import { attemptsInWords } from './attempts.ts';
import { ROWS } from './budget.ts';
import { BUILT_IN, configured, evidenceVerdict, numberInWords, requiredInWords } from './gate-counts.ts';
import { brief, type GateView } from './model.ts';
import type { Outcome } from './outcome.ts';
import { apart } from './provenance.ts';
import { sourceOf, type SourceState } from './source.ts';
import { countOfThings, listInWords, momentInWords, spanInWords } from './words.ts';

/** Names of what was waived, in one line. */
const NAMED = 3;

/** What the decision means, in one sentence for somebody who reads nothing else. */
export function headline({ decision: { status, judgements } }: Outcome): string {
  const required = judgements.filter((judgement) => judgement.required);
  const counted = (...verdicts: Judgement['verdict'][]) => required.filter(({ verdict }) => verdicts.includes(verdict));
  const failed = counted('failed');
  const open = counted('blocked', 'skipped');
  switch (status) {
    case 'GO':
      return `Ready for release: ${verdictsInWords(required)}.`;
    case 'NO-GO':
      return `Do not release: ${requiredInWords(failed)} failed${open.length > 0 ? `, ${numberInWords(open)} could not be judged` : ''}.`;
    case 'BLOCKED':
      return open.length > 0
        ? `No decision is possible: no required gate failed, but ${requiredInWords(open)} could not be judged.`
        : `No decision is possible: no ${judgements.some((one) => !one.required) ? 'required ' : ''}gate was judged.`;
    default:
      return 'Not a GO: this was not the whole plan. What did run holds.';
  }
}

/** What was looked at and when, in one line: `commit 4c1f7d9e2b3a on main · 2026-11-21 04:16:09 UTC · 33 min 3 s`. */
export function subtitle(outcome: Outcome): string {
  const source = sourceOf(outcome);
  const commit = source?.commit ? [`commit ${source.commit.slice(0, 12)}${branchInWords(source)}`] : [];
  return [...commit, momentInWords(outcome.startedAt), spanInWords(outcome.durationMs)].join(' · ');
}

function branchInWords({ branch }: SourceState): string {
  return branch === null ? '' : ` on ${branch}`;
}

function verdictsInWords(judgements: readonly Judgement[]): string {
  const required = configured(judgements);
  const evidence = evidenceVerdict(judgements);
  const parts = VERDICTS.flatMap((verdict) => {
    const count = required.filter((judgement) => judgement.verdict === verdict).length;
    return count > 0 ? [{ verdict, count }] : [];
  });
  const all = required.length === 1 ? 'the one required gate' : `all ${required.length} required gates`;
  const own =
    parts.length === 1
      ? `${all} ${parts[0]?.verdict}`
      : `of ${required.length} required gates ${listInWords(parts.map(({ verdict, count }) => `${count} ${verdict}`))}`;
  if (evidence === undefined) return own;
  return own === `${all} ${evidence}` ? `${all} and ${BUILT_IN} ${evidence}` : `${own}; ${BUILT_IN} ${evidence}`;
}

/** What to say where no criterion needs attention; without a criterion that is nothing to be glad of. */
export function nothingToAttend(gates: readonly GateView[]): string {
  const rows = gates.flatMap(({ criteria }) => criteria.shown);
  if (rows.length === 0) return 'No criterion was judged.';
  return rows.some(({ verdict }) => verdict === 'waived') ? 'Every criterion passed or is waived.' : 'Every criterion passed.';
}

/** What a reader must know before he believes the decision: that it is only a part, what was left out, what was changed. */
export function notices({ plan, decision, files, facts }: Outcome): readonly string[] {
  const { part } = facts;
  const advisory = decision.judgements.filter(({ required, verdict }) => !required && verdict === 'warned').length;
  return [
    ...(decision.partial.length > 0
      ? [`This execution is partial and never counts as a GO of the whole plan: ${decision.partial.map(brief).join('; ')}.`]
      : []),
    ...leftOut(plan.excluded),
    ...editedInWords(sourceOf({ facts }), didRun(decision.judgements)),
    ...failedBefore(facts.history),
    ...(part
      ? [`The gates that ran before stage "${plan.stage?.name ?? ''}" are as they were judged in execution ${words(part['executionId'])}.`]
      : []),
    ...handWrittenInWords(files),
    ...(advisory > 0 ? [`${countOfThings(advisory, 'advisory gate')} did not pass; advisory gates do not change the decision.`] : []),
  ];
}

/** What a GO let pass, by gate: what was waived, by whom and until when, and what only warned. */
export function letPass({ decision: { status, judgements } }: Outcome): readonly string[] {
  if (status !== 'GO') return [];
  return judgements.flatMap(({ gate, required, waived = [], verdict, criteria }) => [
    ...waived.map(
      ({ failed, passed, owner, expires, reason }) =>
        `${gate}: waived ${listInWords([...failed, ...passed].slice(0, NAMED))}${more(failed.length + passed.length)}, owner ${owner}, until ${expires}: ${reason}`,
    ),
    ...(required && verdict === 'warned'
      ? criteria.filter((row) => row.verdict === 'warned').map((row) => `${gate} warned: ${rowInWords(row)}`)
      : []),
  ]);
}

function more(count: number): string {
  return count > NAMED ? ` and ${countOfThings(count - NAMED, 'more', 'more')}` : '';
}

function didRun(judgements: readonly Judgement[]): boolean {
  return configured(judgements).some(({ verdict }) => verdict !== 'skipped');
}

/** Gates look at the work tree: what was edited in it since the commit, or is new in it, was looked at, too. */
function editedInWords(source: SourceState | null, ran: boolean): readonly string[] {
  if (source?.commit == null) return [];
  const commit = source.commit.slice(0, 12);
  // Not all are named where there are very many.
  const counted = source.dirtyCount > source.dirty.length ? 'at least ' : '';
  const [fresh, edited] = [true, false].map((isNew) =>
    source.dirty.flatMap(({ status, path }) => ((status === '??') === isNew ? [path] : [])),
  );
  const conflict = conflictInWords(source.dirty);
  const so = ran ? ': what ran is not what that commit holds' : '';
  return [
    ...(conflict === undefined ? [] : [`${conflict}.`]),
    ...naming(edited, (files) => `${counted}${files} of commit ${commit} had been edited${so}`),
    ...naming(fresh, (files) => `${counted}${files} that commit ${commit} does not hold lay in the work tree, not ignored by git`),
  ];
}

function naming(paths: readonly string[] = [], sentence: (files: string) => string): readonly string[] {
  if (paths.length === 0) return [];
  return [`${sentence(countOfThings(paths.length, 'file'))} (${paths.slice(0, NAMED).join(', ')}${more(paths.length)}).`];
}

/** Nobody may take what a person wrote for something that was measured. */
function handWrittenInWords(files: Outcome['files']): readonly string[] {
  const { people } = apart(files);
  if (people.length === 0) return [];
  return [
    `${countOfThings(people.length, 'hand-written file')} kept beside the evidence: no verdict rests on ${people.length === 1 ? 'it' : 'them'}.`,
  ];
}

function failedBefore(history: Outcome['facts']['history']): readonly string[] {
  const [noGo, all] = [history?.['noGo'], history?.['attempts']];
  if (typeof noGo !== 'number' || typeof all !== 'number' || noGo === 0) return [];
  return [`${noGo} of ${countOfThings(all, 'earlier execution')} of this commit ${noGo === 1 ? 'was' : 'were'} a NO-GO.`];
}

function leftOut(excluded: Outcome['plan']['excluded']): readonly string[] {
  const later = excluded.filter(({ why }) => why === 'later-stage').map(({ id }) => brief(id));
  const chosen = excluded
    .filter(({ why }) => why !== 'later-stage')
    .map(({ id, why }) => `${brief(id)} (${why === 'not-selected' ? 'not selected' : 'skipped by the user'})`);
  return [
    ...(chosen.length > 0 ? [`Left out by choice: ${chosen.join(', ')}.`] : []),
    ...(later.length > 0 ? [`Left to the last stage: ${later.join(', ')}.`] : []),
  ];
}

/** A fact about the execution, for a list of terms and values. */
export interface Term {
  readonly term: string;
  readonly value: string;
}

/** What was looked at, when, where, and the hash that the evidence is held to. */
export function termsOf(outcome: Outcome): readonly Term[] {
  const { plan, facts } = outcome;
  const started = facts.started;
  return [
    { term: 'Execution', value: outcome.executionId },
    ...(plan.purpose !== undefined ? [{ term: 'Purpose', value: plan.purpose }] : []),
    ...stageFacts(outcome),
    ...(facts.observed
      ? [{ term: 'Observed by', value: `execution ${words(facts.observed['executionId'])}, head ${words(facts.observed['head'])}` }]
      : []),
    { term: 'Source', value: sourceInWords(outcome) },
    ...attempts(outcome),
    ...overrides(plan.overrides),
    { term: 'Started', value: momentInWords(outcome.startedAt) },
    { term: 'Finished', value: `${momentInWords(outcome.finishedAt)}, after ${spanInWords(outcome.durationMs)}` },
    { term: 'Machine', value: words(started?.['os'], started?.['arch'], started?.['machine']) },
    { term: 'Node', value: words(started?.['node']) },
    { term: 'Produced by', value: words(started?.['producer']) },
    { term: 'Plan', value: `configuration SHA-256 ${plan.configSha256}` },
    { term: 'Head', value: outcome.head },
  ]
    .filter(({ value }) => value !== '')
    .map(({ term, value }) => ({ term, value: brief(value) }));
}

function attempts(outcome: Outcome): readonly Term[] {
  const value = attemptsInWords(outcome);
  return value === undefined ? [] : [{ term: 'Attempts', value }];
}

/** The stage, and what came before it. */
function stageFacts({ plan: { stage }, facts: { part } }: Outcome): readonly Term[] {
  if (!stage) return [];
  const before = part && { term: `Stage "${stage.after ?? ''}"`, value: `${words(part['executionId'])}, head ${words(part['head'])}` };
  return [{ term: 'Stage', value: `${stage.name} of ${stage.gate}` }, ...(before ? [before] : [])];
}

function overrides(changed: Outcome['plan']['overrides']): readonly Term[] {
  const pairs = Object.entries(changed).map(([name, value]) => `${name} = ${value}`);
  return pairs.length > 0 ? [{ term: 'Changed variables', value: pairs.join(', ') }] : [];
}

/** The commit and how far the work tree was from it. */
export function sourceInWords(outcome: Outcome): string {
  const source = sourceOf(outcome);
  if (!source) return 'no git work tree';
  const dirty = source.dirtyCount > 0 ? countOfThings(source.dirtyCount, 'uncommitted change') : 'no uncommitted changes';
  return `commit ${source.commit ?? 'none yet'}${branchInWords(source)}, ${dirty}`;
}

/** The changed files as `M src/a.ts`, as many as a report shows, and a line for the rest. */
export function dirtyInWords(outcome: Outcome): readonly string[] {
  const source = sourceOf(outcome);
  if (!source) return [];
  const shown = source.dirty.slice(0, ROWS.dirty).map(({ status, path }) => brief(`${status} ${path}`.trim()));
  const rest = source.dirtyCount - shown.length;
  return rest > 0 ? [...shown, `… and ${countOfThings(rest, 'more file')}`] : shown;
}

/** The command that checks the bundle again, on any machine. */
export function verifyCommand({ executionId, head }: Outcome): string {
  return `gate verify ${executionId}.zip --head ${head}`;
}

/** What that command does, in plain words. */
export const VERIFY_WORDS =
  'It needs no network and does not trust this report: it checks every file against its hash and the chain of seals up to the head, derives every verdict and this report again from the recorded facts, and compares. Take the head from somewhere else than the bundle (the log of the run, its check, its statement): only then does it also show that the bundle was not replaced as a whole.';

function words(...values: readonly (Json | undefined)[]): string {
  return values
    .flatMap((value) => {
      if (value === undefined || value === null || value === '') return [];
      return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
    })
    .join(' ');
}
