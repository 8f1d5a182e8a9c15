import fs from 'node:fs';
import { SetupError } from '../../core/errors.ts';
import { RISKS } from '../../core/changeset.ts';
import { parseDuration } from '../../core/duration.ts';
import { jsonText } from '../../core/json.ts';
import { nearest } from '../../core/suggest.ts';
import { terminal } from '../../report/escape.ts';
import { historyTable, type ListedExecution, type TrendPoint, trendTable } from '../../report/history.ts';
import { countOfThings } from '../../report/words.ts';
import { checked, doubtedIn, type Listed, listedIn } from '../history/listed.ts';
import { storeToRead, type WantedStore } from '../history/places.ts';
import type { ExitCode, Io } from '../io.ts';

/** Which executions are shown, as the command line says it. */
export interface HistoryRequest {
  readonly store: WantedStore;
  readonly limit: string | undefined;
  readonly status: string | undefined;
  readonly risk: string | undefined;
  /** A duration back from now, or a date. */
  readonly since: string | undefined;
  readonly gate: string | undefined;
  readonly repository: string | undefined;
  /** A gate and one of its measurements: how that went. */
  readonly trend: { readonly gate: string; readonly measurement: string | undefined } | undefined;
  readonly json: boolean;
}

const LIMIT = 20;
const STATUSES = ['GO', 'NO-GO', 'BLOCKED', 'PARTIAL', 'UNFINISHED'] as const;

/** `gate history`: earlier executions, the newest first; or how a number went over them. */
export async function history(request: HistoryRequest, io: Io): Promise<ExitCode> {
  const { folder, name, hint } = storeToRead(request.store, io);
  const isWanted = filterOf(request, Date.now());
  const limit = limitOf(request.limit);
  const all = listedIn(folder);
  if (request.gate !== undefined && all.length > 0) gateKnownIn(all, request.gate);
  const found = all.filter(({ execution }) => isWanted(execution));
  const { trend } = request;
  if (trend) return showTrend(found, { ...trend, limit, json: request.json }, io);
  const picked = found.slice(0, limit);
  const shown = picked.map(checked);
  if (request.json) io.stdout(jsonText(shown));
  else if (shown.length > 0) io.stdout(historyTable(shown, { columns: io.terminal.columns, gate: request.gate }));
  const where = `${terminal(name)}${fs.existsSync(folder) ? '' : ', which is not there'}${all.length === 0 ? hint : ''}`;
  io.stderr(`${shown.length} of ${countOfThings(all.length, 'execution')} in ${where}\n`);
  warn(shown, io);
  for (const line of doubtedIn(folder, picked)) io.stderr(`not as it was written, so attempts can't be counted by it: ${terminal(line)}\n`);
  return 0;
}

/** The executions that have a gate. @throws SetupError where none has it */
function gateKnownIn(executions: readonly Listed[], gate: string): readonly Listed[] {
  const having = executions.filter(({ execution }) => execution.gates[gate] !== undefined);
  if (having.length > 0) return having;
  const gates = new Set(executions.flatMap(({ execution }) => Object.keys(execution.gates)));
  throw new SetupError(`gate history: no execution has a gate "${terminal(gate)}"${listInWords(gate, gates)}`);
}

/** @throws SetupError where nothing of that name was measured */
function showTrend(
  found: readonly Listed[],
  { gate, measurement, limit, json }: Required<NonNullable<HistoryRequest['trend']>> & { readonly limit: number; readonly json: boolean },
  io: Io,
): ExitCode {
  const having = gateKnownIn(found, gate);
  const known = new Set(having.flatMap(({ execution }) => Object.keys(execution.gates[gate]?.numbers ?? {})));
  if (measurement === undefined || !known.has(measurement))
    throw new SetupError(
      measurement === undefined
        ? 'gate history: --trend GATE MEASUREMENT: the measurement is missing'
        : `gate history: gate "${terminal(gate)}" has no measurement "${terminal(measurement)}"`,
      `it has: ${[...known].map(terminal).join(', ') || 'none'}`,
    );
  const points = having
    .slice(0, limit)
    .map(checked)
    .toReversed()
    .map((execution): TrendPoint => ({
      execution,
      verdict: execution.gates[gate]?.verdict,
      value: execution.gates[gate]?.numbers[measurement],
    }));
  const record = points.map(({ execution: { executionId, status, commit, startedAt }, verdict, value }) => ({
    executionId,
    status,
    commit,
    startedAt,
    verdict,
    value: value ?? null,
  }));
  io.stdout(json ? jsonText(record) : trendTable(points, { name: measurement, columns: io.terminal.columns }));
  warn(
    points.map(({ execution }) => execution),
    io,
  );
  return 0;
}

function warn(shown: readonly ListedExecution[], io: Io): void {
  const differ = shown.filter(({ differs }) => differs).map(({ executionId }) => executionId);
  if (differ.length > 0) io.stderr(`the index tells otherwise of ${differ.join(', ')}: what is shown is what the bundle says\n`);
}

function listInWords(word: string, words: ReadonlySet<string>): string {
  const near = nearest(word, words);
  if (near !== undefined) return `; did you mean "${terminal(near)}"?`;
  return words.size === 0 ? '' : `; there are ${[...words].map(terminal).join(', ')}`;
}

function filterOf({ status, risk, since, gate, repository }: HistoryRequest, now: number): (one: ListedExecution) => boolean {
  const wanted = wordOf('status', status, STATUSES);
  const risky = wordOf('risk', risk, RISKS);
  const from = since === undefined ? undefined : momentOf(since, now);
  return (one) =>
    (wanted === undefined || one.status === wanted) &&
    (risky === undefined || one.risk === risky) &&
    (from === undefined || Date.parse(one.startedAt) >= from) &&
    (gate === undefined || one.gates[gate] !== undefined) &&
    (repository === undefined || one.repository?.toLowerCase() === repository.toLowerCase());
}

/** One of the words that an option takes, in any case of letters. @throws SetupError for another */
function wordOf<Word extends string>(option: string, written: string | undefined, words: readonly Word[]): Word | undefined {
  if (written === undefined) return undefined;
  const word = words.find((one) => one.toLowerCase() === written.toLowerCase());
  if (word === undefined) throw new SetupError(`gate history: --${option} is "${terminal(written)}"; expected ${words.join(', ')}`);
  return word;
}

/** @throws SetupError for what is neither a duration nor a date */
function momentOf(since: string, now: number): number {
  const duration = parseDuration(since);
  if (duration !== undefined) return now - duration;
  const date = /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(since) ? Date.parse(since) : NaN;
  // A day that no month has is read as one of the next month.
  if (Number.isNaN(date) || !new Date(date).toISOString().startsWith(since.slice(0, 10)))
    throw new SetupError(`gate history: --since is "${terminal(since)}"; expected a duration such as 7d, or a date such as 2026-11-21`);
  return date;
}

function limitOf(written: string | undefined): number {
  if (written === undefined) return LIMIT;
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw new SetupError(`gate history: --limit is "${terminal(written)}"; expected a whole number, 1 or more`);
}
