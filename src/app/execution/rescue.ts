import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { hashFile } from '../../evidence/hash.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { readObservations, type SealReport } from '../../evidence/reader.ts';
import { endCrashed } from '../../evidence/reopen.ts';
import { whyNotRemoved } from '../../evidence/remove.ts';
import { EMPTY_FOLDER, listTree } from '../../evidence/tree.ts';
import { Secrets } from '../../live/environment.ts';
import { derivePlan } from '../../plan/load.ts';
import { finishBundle } from '../bundle/finish-bundle.ts';

/**
 * Makes a bundle of what an execution had recorded when it was killed: a torn line is cut, the end is recorded as a crash and
 * sealed, and the decision over it can only be BLOCKED, or NO-GO where a required gate had failed before. An execution that was
 * killed while its bundle was being made is bundled as it ended. @param tell told what stands in the way
 * @throws UnverifiedBundle where a file stays that no fact names
 */
export async function rescue(folder: string, workFolder: string, tell: (line: string) => void): Promise<void> {
  try {
    const plan = readPlan(folder);
    if (plan) await bundle(folder, plan, tell);
  } finally {
    whyNotRemoved(workFolder);
  }
}

/** The plan of an execution that had begun. What had recorded nothing yet leaves no evidence, so its folder goes. */
function readPlan(folder: string): Buffer | undefined {
  const plan = path.join(folder, BUNDLE.plan);
  const begun = [plan, path.join(folder, BUNDLE.observations)].every(
    (file) => (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
  if (begun) return readWhole(plan, MOST.plan);
  whyNotRemoved(folder);
  return undefined;
}

async function bundle(folder: string, plan: Buffer, tell: (line: string) => void): Promise<void> {
  const planSha256 = sha256OfBytes(plan);
  const { head } = dropUnnamed(folder, tell);
  // With its final seal a recording is whole, and what it decides stands: only its bundle is not.
  if (head === undefined) endCrashed({ path: path.join(folder, BUNDLE.observations), planSha256, wallClock: () => new Date() });
  const config = readWhole(path.join(folder, BUNDLE.config), MOST.config);
  const derived = derivePlan(config.toString('utf8'), config, JSON.parse(plan.toString('utf8')) as Plan);
  await finishBundle(folder, derived, new Secrets(derived.secretEnv, process.env));
}

/** A copy that was being made when the end came is named by no observation: it is no evidence. @param tell told what can't be removed */
export function dropUnnamed(folder: string, tell: (line: string) => void): SealReport {
  const planSha256 = hashFile(path.join(folder, BUNDLE.plan)).sha256;
  const named = new Set<string>();
  const report = readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
    if (o.type.endsWith('attachment') && typeof o['path'] === 'string') named.add(`${BUNDLE.data}/${o['path']}`);
  });
  const kept = listTree(folder).files.filter((file) => file.startsWith(`${BUNDLE.gates}/`));
  for (const file of kept) if (!named.has(file)) drop(folder, file, tell);
  dropEmptyFolders(folder, tell);
  return report;
}

/** What stays is found again when the bundle is verified: nothing is decided by it then. @returns whether it is gone */
function drop(folder: string, file: string, tell: (line: string) => void): boolean {
  const why = whyNotRemoved(path.join(folder, file));
  if (why !== undefined) tell(`${file}: no fact names it, and it can't be removed: ${why}`);
  return why === undefined;
}

/** A folder that held nothing but an empty one is empty once that is gone. */
function dropEmptyFolders(folder: string, tell: (line: string) => void): void {
  const empty = listTree(folder).odd.filter(({ message }) => message === EMPTY_FOLDER);
  const gone = empty.filter(({ path: odd }) => drop(folder, odd, tell));
  if (gone.length > 0 && gone.length === empty.length) dropEmptyFolders(folder, tell);
}
