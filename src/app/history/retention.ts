import { type RetentionPlan, UNNAMED } from '../../core/plan.ts';
import type { Row } from './row.ts';

const DAY_MS = 24 * 3_600_000;
/** No execution takes longer, and no workflow waits longer: what was not written to for so long is not running. */
export const LONGEST_MS = 35 * DAY_MS;

/** An execution whose bundle lies in a store. */
export interface Kept {
  readonly id: string;
  readonly row: Pick<Row, 'name' | 'status' | 'finishedAt' | 'gates' | 'stagesToCome' | 'unverified' | 'uncommitted'>;
  /** A later stage holds its evidence. */
  readonly isFollowed: boolean;
}

/** Executions beyond the limits: those that go, and those that stay all the same. */
export interface Beyond {
  readonly ids: readonly string[];
  readonly spared: readonly Spared[];
}

/** An execution that stays although it is beyond the limits. */
export interface Spared {
  readonly id: string;
  readonly why: string;
}

/**
 * Which executions are beyond what is to be kept: older than so many days, or not among so many newest ones. The last GO of each
 * configuration stays, so does the last one of a clean work tree, and the last stage of a rollout that may still go on.
 * @param kept from the oldest to the newest
 */
export function beyond(kept: readonly Kept[], { days, executions }: RetentionPlan, now: number): Beyond {
  const goes = kept.filter(({ row }) => row.status === 'GO' && !row.unverified);
  const lastGoes = new Set([...lastOfEach(goes), ...lastOfEach(goes.filter(({ row }) => !row.uncommitted))]);
  const [oldest, most] = [days === undefined ? -Infinity : now - days * DAY_MS, executions ?? Infinity];
  const chosen = kept.filter((one, index) => ended(one) < oldest || kept.length - index > most);
  const spared = chosen.flatMap((one): Spared[] => {
    if (lastGoes.has(one.id)) return [{ id: one.id, why: lastGoOf(one.row.name) }];
    return goesOn(one, now) ? [{ id: one.id, why: 'a rollout that may go on' }] : [];
  });
  const ids = chosen.map(({ id }) => id).filter((id) => !spared.some((one) => one.id === id));
  return { ids, spared };
}

/** Why the last GO of a configuration stays. */
export function lastGoOf(name: string): string {
  return `the last GO of ${name}`;
}

/** Which configuration an execution is of: several that have no name of their own may share a store, and differ by their gates. */
export function configurationOf({ name, gates }: Pick<Row, 'name' | 'gates'>): string {
  return name === UNNAMED ? JSON.stringify([name, Object.keys(gates).toSorted()]) : name;
}

/** The newest of each configuration. */
function lastOfEach(kept: readonly Kept[]): Iterable<string> {
  return new Map(kept.map(({ id, row }) => [configurationOf(row), id])).values();
}

/** A stage has passed, others are to come, and none of them has yet. */
function goesOn(one: Kept, now: number): boolean {
  const { stagesToCome = 0, status } = one.row;
  return stagesToCome > 0 && (status === 'PARTIAL' || status === 'GO') && !one.isFollowed && now - ended(one) < LONGEST_MS;
}

function ended({ row }: Kept): number {
  return Date.parse(row.finishedAt);
}
