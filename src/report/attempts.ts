import type { Observation } from '../core/observation.ts';
import { NAMED_ATTEMPTS } from '../core/facts/history.ts';
import { type Some, ROWS, some } from './budget.ts';
import type { Outcome } from './outcome.ts';
import { countOfThings, listInWords, momentInWords } from './words.ts';

/** An earlier execution of the same commit and configuration, for a table. Texts are not escaped. */
export interface AttemptRow {
  readonly executionId: string;
  readonly status: string;
  readonly began: string;
  readonly notes: string;
}

/** The newest first; those that the evidence does not name are counted among the omitted ones. */
export function attemptRows({ facts: { history, attempts = [] } }: Outcome): Some<AttemptRow> {
  const { shown, omitted } = some(attempts.toReversed(), ROWS.attempts);
  const unnamed = Math.max(0, numberIn(history, 'attempts') - NAMED_ATTEMPTS);
  return { shown: shown.map(rowOf), omitted: omitted + unnamed };
}

function rowOf(o: Observation): AttemptRow {
  const notes = [
    ...(o['runId'] === undefined ? [] : [`run ${textIn(o, 'runId')}, attempt ${textIn(o, 'runAttempt')}`]),
    ...(o['partial'] === true ? ['partial'] : []),
    ...(o['uncommitted'] === true ? ['uncommitted changes'] : []),
    ...(o['gone'] === true ? ['bundle removed'] : []),
    ...(o['differs'] === true ? ['the index tells otherwise'] : []),
  ];
  return {
    executionId: textIn(o, 'executionId'),
    status: textIn(o, 'status'),
    began: momentInWords(textIn(o, 'at')),
    notes: notes.join(', '),
  };
}

/** `3 before this one: 2 NO-GO and 1 BLOCKED (.gate/executions)`; undefined where nobody asked for attempts of a commit. */
export function attemptsInWords({ facts: { history, attempts = [] } }: Outcome): string | undefined {
  if (history?.['commit'] === undefined) return undefined;
  const count = numberIn(history, 'attempts');
  const store = textIn(history, 'store');
  const unread = numberIn(history, 'unread');
  const notes = [
    ...(store === '' ? [] : [store]),
    ...(history['fleeting'] === true ? ['which ends with the job'] : []),
    ...(unread === 0 ? [] : [`${countOfThings(unread, 'execution')} there could not be read`]),
    ...(history['trouble'] === undefined ? [] : [`could not be read: ${textIn(history, 'trouble')}`]),
  ];
  const words =
    count === 0
      ? 'none known before this one'
      : `${countOfThings(count, 'execution')} of this commit before: ${statusesInWords(count, numberIn(history, 'noGo'), attempts)}`;
  return notes.length === 0 ? words : `${words} (${notes.join(', ')})`;
}

function statusesInWords(count: number, noGo: number, attempts: readonly Observation[]): string {
  if (count > NAMED_ATTEMPTS) return `${noGo} NO-GO`;
  const statuses = attempts.map((o) => textIn(o, 'status'));
  return listInWords([...new Set(statuses)].map((status) => `${statuses.filter((one) => one === status).length} ${status}`));
}

/** The same for programs, in short: which execution, when, and what came of it. */
export function attemptsInBrief(outcome: Outcome): object {
  const attempts = outcome.facts.attempts?.map(({ executionId, status, at }) => ({ executionId, status, at }));
  return attempts ? { attempts } : {};
}

/** All that was recorded of them; nothing where the execution recorded none of it. */
export function attemptsRecord({ facts: { history, attempts = [] } }: Outcome): object {
  if (!history) return {};
  const { commit, store, attempts: count, noGo, unread, fleeting, trouble } = history;
  const whole = {
    commit: commit ?? null,
    store: store ?? null,
    count,
    noGo,
    unread,
    ...(fleeting && { fleeting }),
    ...(trouble !== undefined && { trouble }),
  };
  return { history: { ...whole, attempts: attempts.map(({ seq: _seq, t: _t, type: _type, ...attempt }) => attempt) } };
}

function textIn(o: Observation, name: string): string {
  const value = o[name];
  return typeof value === 'string' ? value : '';
}

function numberIn(o: Observation | undefined, name: string): number {
  const value = o?.[name];
  return typeof value === 'number' ? value : 0;
}
