import { NAMED_ATTEMPTS } from '../../core/facts/history.ts';
import type { Attempt, AttemptsOf } from '../../core/ports.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { otherVersion } from '../bundle/recorded-by.ts';
import { beginningOf, whereItRan } from './of-bundle.ts';
import { doubtOf, type Seen, seenOf } from './doubt.ts';
import { namesItsTime, type Row } from './row.ts';
import { readStore, statusOf, type Stored } from './store.ts';

/** What is told of one execution: by its bundle, or by a row of an index. */
type Told = Pick<Row, 'name' | 'commit' | 'startedAt' | 'runId' | 'runAttempt' | 'uncommitted' | 'partial'> & {
  readonly status: Attempt['status'];
  readonly head?: string;
};

/** Executions of one store. */
export interface FoundAttempts {
  readonly found: readonly Attempt[];
  readonly unread: number;
  /** Which of them is the first, and why. */
  readonly unreadWhy?: string;
}

/** Why an execution tells nothing. */
interface Unread {
  readonly unread: string;
}

/** An attempt, and where its bundle lies. */
interface Found {
  readonly attempt: Attempt;
  readonly folder: string | undefined;
}

/** The worst first: where a row and a bundle tell otherwise, the worse counts. */
const WORST: readonly Attempt['status'][] = ['NO-GO', 'BLOCKED', 'UNFINISHED', 'PARTIAL', 'GO'];

/**
 * Every execution of a commit and configuration, from the oldest to the newest. All bundles of the store are looked into, and all rows: one
 * that was rewritten hides no attempt. One whose records are not what was written of it is a NO-GO where anything says so, else unread.
 */
export function attemptsIn(store: string, of: AttemptsOf): FoundAttempts {
  const found: Found[] = [];
  const { executions, index } = readStore(store);
  // Where the bundle is there, or another row, nothing is lost with a line that can't be read.
  const known = new Set(executions.map(({ id }) => id));
  const unread = index.unread.filter((id) => id === undefined || !known.has(id)).map((id) => `${id ?? 'a row of the index'}: no whole row`);
  for (const stored of executions) {
    if (stored.id === of.executionId) continue;
    const seen = attemptOfStored(store, stored, of);
    if (seen && 'unread' in seen) unread.push(`${stored.id}: ${seen.unread}`);
    else if (seen) found.push({ attempt: seen, folder: stored.folder });
  }
  // Where an execution ran is read of those alone that will be named.
  const [counted, named] = [found.slice(0, -NAMED_ATTEMPTS), found.slice(-NAMED_ATTEMPTS)];
  return {
    found: [...counted.map(({ attempt }) => attempt), ...named.map(placed)],
    unread: unread.length,
    ...(unread[0] !== undefined && { unreadWhy: unread[0] }),
  };
}

function attemptOfStored(store: string, stored: Stored, of: AttemptsOf): Attempt | Unread | undefined {
  const seen = seenOf(store, stored);
  const bundle = ofBundle(stored, seen);
  const told = [...(bundle ? [bundle] : []), ...stored.rows];
  const commits = [...told, seen.stated].flatMap((one) => one?.commit ?? []);
  const doubt = commits.length === 0 || commits.includes(of.commit) ? doubtOf(stored, seen) : undefined;
  const [first, ...others] = told.filter((claim) => isOf(claim, of) && (doubt === undefined || isKnownNoGo(claim, stored)));
  if (!first) return doubt === undefined ? undefined : { unread: doubt };
  if (doubt !== undefined) return { ...attemptOf(stored, [first, ...others], told), differs: true };
  const status = first.status === 'UNFINISHED' && stored.folder !== undefined ? statusSoFar(stored.folder) : first.status;
  return status === 'unread' ? { unread: 'what it recorded does not hold' } : attemptOf(stored, [{ ...first, status }, ...others], told);
}

/** A failure that is told stays one, whatever else is wrong. */
function isKnownNoGo({ status, startedAt }: Told, { id }: Stored): boolean {
  return status === 'NO-GO' && namesItsTime(id, startedAt);
}

function isOf({ name, commit }: Pick<Told, 'name' | 'commit'>, of: AttemptsOf): boolean {
  return name === of.configuration && commit === of.commit;
}

function attemptOf({ id, folder }: Stored, [first, ...others]: readonly [Told, ...Told[]], told: readonly Told[]): Attempt {
  const { startedAt, head, runId, runAttempt } = first;
  const status = WORST.find((one) => [first, ...others].some((claim) => claim.status === one)) ?? first.status;
  const differs = told.some((claim) => claim.status !== first.status || claim.commit !== first.commit || claim.name !== first.name);
  return {
    executionId: id,
    status,
    at: startedAt,
    ...(head !== undefined && { head }),
    ...(runId !== undefined && { runId }),
    ...(runAttempt !== undefined && { runAttempt }),
    ...(first.uncommitted && { uncommitted: true }),
    ...(first.partial && { partial: true }),
    ...(folder === undefined && { gone: true }),
    ...(differs && { differs: true }),
  };
}

function placed({ attempt, folder }: Found): Attempt {
  if (folder === undefined) return attempt;
  const { runId, runAttempt, uncommitted } = whereItRan(folder);
  return {
    ...attempt,
    ...(runId !== undefined && { runId }),
    ...(runAttempt !== undefined && { runAttempt }),
    ...(uncommitted && { uncommitted }),
  };
}

/** What the bundle itself says; undefined where it says nothing, or is of another execution. */
function ofBundle({ folder }: Stored, { summary }: Seen): Told | undefined {
  if (folder === undefined) return undefined;
  if (summary) {
    const { partial, name, commit, head, startedAt } = summary;
    return { name, commit, head, startedAt, status: statusOf(folder, summary.status), ...(partial !== null && { partial: true }) };
  }
  const begun = beginningOf(folder);
  return begun && { ...begun, status: 'UNFINISHED' };
}

/** An execution that nobody could end, or that goes on: a required gate that has failed is known already. */
function statusSoFar(folder: string): Attempt['status'] | 'unread' {
  try {
    const { decision, seals } = judgeBundle(folder, planIn(folder));
    if (seals.problems.length > 0) return 'unread';
    return decision.status === 'NO-GO' ? 'NO-GO' : 'UNFINISHED';
  } catch {
    return otherVersion(folder) ? 'UNFINISHED' : 'unread';
  }
}
