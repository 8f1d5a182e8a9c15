import fs from 'node:fs';
import path from 'node:path';
import { sha256OfBytes } from '../../core/sha256.ts';
import { TAGS } from '../../evidence/bag.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { otherVersion } from '../bundle/recorded-by.ts';
import { beginningOf, type Claims, summaryIn } from './of-bundle.ts';
import { namesItsTime } from './row.ts';
import type { Stored } from './store.ts';
import { headIn, type Stated, statementOf } from './witness.ts';

/** What the bundle and the statement of an execution say of it. */
export interface Seen {
  readonly summary: Claims | undefined;
  readonly stated: Stated | undefined;
}

/** Reads what is said of an execution besides its rows. */
export function seenOf(store: string, stored: Stored): Seen {
  const { id, folder } = stored;
  return { summary: folder === undefined ? undefined : summaryIn(folder, id), stated: statementOf(store, stored) };
}

/**
 * Why what lies in a store of an execution is not what was written of it; undefined where nothing tells so. Its summary is held against its
 * bag, its recording, its rows and its statement: facts are judged anew only where nobody but the bundle tells of it.
 */
export function doubtOf(stored: Stored, { summary, stated }: Seen): string | undefined {
  const { id, folder, names, rows } = stored;
  if (folder === undefined) return names.length === 0 ? undefined : 'its folder is gone; unpack its zip beside it';
  if (summary) return doubtOfSummary(summary, folder, stored, stated);
  const isEnded = rows.length > 0 || names.length > 1;
  const { size = 0 } = fs.statSync(path.join(folder, BUNDLE.observations), { throwIfNoEntry: false }) ?? {};
  if (size === 0) return isEnded || fs.existsSync(path.join(folder, TAGS.manifest)) ? 'its records are gone' : undefined;
  const begun = beginningOf(folder);
  if (begun?.executionId !== id) return begun ? `its folder holds execution ${begun.executionId}` : 'its first facts can not be read';
  if (!namesItsTime(id, begun.startedAt)) return 'its recording names another time than it began';
  return isEnded ? 'its summary is gone' : undefined;
}

function doubtOfSummary(summary: Claims, folder: string, { id, rows }: Stored, stated: Stated | undefined): string | undefined {
  const { head, status, commit, partial, startedAt } = summary;
  if (!namesItsTime(id, startedAt)) return 'its summary names another time than it began';
  if (status === 'GO' && partial !== null) return 'its summary calls a part of a plan a GO';
  if (head !== headIn(folder)) return 'its summary is of another recording';
  if (rows.some((row) => row.head !== head)) return 'the index has another head';
  if (stated && (stated.head !== head || stated.isGo !== (status === 'GO') || (stated.commit !== undefined && stated.commit !== commit)))
    return 'its statement says something else';
  const isBagged = fs.existsSync(path.join(folder, TAGS.manifest));
  if (isBagged && !isAsBagged(folder)) return `${BUNDLE.summary} is not what was written`;
  return rows.length > 0 || stated ? undefined : doubtOfFacts(summary, folder);
}

/** Whether the summary is what the bag lists, and the list itself what it was. */
function isAsBagged(folder: string): boolean {
  const lists = [
    [TAGS.manifest, BUNDLE.summary],
    [TAGS.tagManifest, TAGS.manifest],
  ] as const;
  return lists.every(([list, file]) => bytesOf(folder, list).includes(`${sha256OfBytes(bytesOf(folder, file))}  ${file}\n`));
}

function bytesOf(folder: string, name: string): Buffer {
  try {
    return readRegular(path.join(folder, name), MOST.record);
  } catch {
    return Buffer.alloc(0);
  }
}

/** What another version judged can't be held against this one's rules. */
function doubtOfFacts({ status }: Claims, folder: string): string | undefined {
  if (otherVersion(folder)) return undefined;
  try {
    const { decision, seals } = judgeBundle(folder, planIn(folder));
    return seals.problems.length === 0 && decision.status === status ? undefined : 'its summary does not follow from its facts';
  } catch {
    return 'its facts can not be judged';
  }
}
