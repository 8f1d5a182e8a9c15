import fs from 'node:fs';
import path from 'node:path';
import { NAMED_ATTEMPTS } from '../../core/facts/history.ts';
import type { Attempt, AttemptsOf } from '../../core/ports.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { beginningOf, summaryIn, whereItRan } from './of-bundle.ts';
import type { Row } from './row.ts';
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
 * that was rewritten hides no attempt.
 */
export function attemptsIn(store: string, of: AttemptsOf): FoundAttempts {
  const found: Found[] = [];
  const { executions, index } = readStore(store);
  // Where the bundle is there, or another row, nothing is lost with a line that can't be read.
  const known = new Set(executions.map(({ id }) => id));
  let unread = index.unread.filter((id) => id === undefined || !known.has(id)).length;
  for (const stored of executions) {
    if (stored.id === of.executionId) continue;
    const seen = ofBundle(stored, of);
    if (seen === 'unread') unread++;
    const told = seen === 'unread' || seen === undefined ? stored.rows : [seen, ...stored.rows];
    const [first, ...others] = told.filter((claim) => isOf(claim, of));
    if (first) found.push({ attempt: attemptOf(stored, [first, ...others], told), folder: stored.folder });
  }
  // Where an execution ran is read of those alone that will be named.
  const [counted, named] = [found.slice(0, -NAMED_ATTEMPTS), found.slice(-NAMED_ATTEMPTS)];
  return { found: [...counted.map(({ attempt }) => attempt), ...named.map(placed)], unread };
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

/** What the bundle itself says. A folder that holds no recording yet is none. */
function ofBundle({ id, folder, names, rows }: Stored, of: AttemptsOf): Told | 'unread' | undefined {
  if (folder === undefined) return names.length > 0 && rows.length === 0 ? 'unread' : undefined;
  const summary = summaryIn(folder, id);
  if (summary) {
    const { partial, name, commit, head, startedAt } = summary;
    return { name, commit, head, startedAt, status: statusOf(folder, summary.status), ...(partial !== null && { partial: true }) };
  }
  const recording = fs.statSync(path.join(folder, BUNDLE.observations), { throwIfNoEntry: false });
  if (!recording || recording.size === 0) return undefined;
  const begun = beginningOf(folder);
  return begun ? { ...begun, status: isOf(begun, of) ? statusSoFar(folder) : 'UNFINISHED' } : 'unread';
}

/** An execution that nobody could end, or that goes on: a required gate that has failed is known already. */
function statusSoFar(folder: string): Attempt['status'] {
  try {
    return judgeBundle(folder, planIn(folder)).decision.status === 'NO-GO' ? 'NO-GO' : 'UNFINISHED';
  } catch {
    return 'UNFINISHED';
  }
}
