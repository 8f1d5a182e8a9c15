import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { bagging } from '../../evidence/bag.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import type { SealReport } from '../../evidence/reader.ts';
import { writeZip } from '../../evidence/zip.ts';
import { indexExecution, indexWithheld } from '../history/store.ts';
import { breathing } from '../../live/breathing.ts';
import { heard } from '../../live/heard.ts';
import type { Secrets } from '../../live/environment.ts';
import type { Outcome } from '../../report/outcome.ts';
import { renderings } from '../../report/render.ts';
import { statement } from '../../report/statement.ts';
import { judging } from './judge-bundle.ts';
import { asideOf, LeakingBundle, refusingLeaks } from './leak-check.ts';
import { NOTHING_EXPECTED, type Verification, verifying } from './verify-bundle.ts';

/** A finished execution: what was decided, and where its evidence lies. */
export interface Finished {
  readonly outcome: Outcome;
  readonly folder: string;
  readonly zip: { readonly path: string; readonly sha256: string };
  /** Why the index of its store has no row of it; absent where it has one. */
  readonly notIndexed?: string;
}

/** The bundle did not verify: it is kept beside the others under a name that says so, and nothing is decided by it. */
export class UnverifiedBundle extends Error {
  readonly folder: string;
  /** The same as one file, to be looked at elsewhere; undefined where it could not be written. */
  readonly zip: Finished['zip'] | undefined;
  readonly verification: Verification;
  constructor(folder: string, zip: Finished['zip'] | undefined, verification: Verification) {
    super(`the bundle just written does not verify; it is kept as ${folder}`);
    this.name = 'UnverifiedBundle';
    this.folder = folder;
    this.zip = zip;
    this.verification = verification;
  }
}

/**
 * From the final seal to the finished bundle: judge what was written (not what is in memory), render, bag, look for secrets that are
 * left, verify our own bundle, zip, statement.
 * @param secrets of the plan, as far as their values are known
 * @throws LeakingBundle when a secret is left; UnverifiedBundle when self-verification differs: then folder and zip are called `<id>.unverified`, and nothing states anything of them.
 */
export async function finishBundle(folder: string, plan: Plan, secrets: Secrets): Promise<Finished> {
  const { outcome, seals, collector } = await breathing(judging(folder, plan));
  if (!outcome)
    throw new SetupError(`${path.join(folder, BUNDLE.observations)} was changed while it was written: ${whyUnsealed(seals)}`, TOUCHED);
  for (const { name, text } of renderings(outcome)) fs.writeFileSync(path.join(folder, BUNDLE.data, name), text);
  const { executionId, finishedAt } = outcome;
  await heard();
  const info = { executionId, baggingDate: finishedAt.slice(0, 10), software: collector.identity('producer') ?? '' };
  await breathing(bagging(folder, info));
  await refuseAndNote(folder, plan, secrets);
  const verification = await breathing(verifying(folder, NOTHING_EXPECTED));
  if (verification.exitCode !== 0 || verification.head !== outcome.head) {
    const aside = `${folder}.unverified`;
    fs.renameSync(folder, aside);
    const zip = await zipAside(aside);
    indexExecution(aside);
    throw new UnverifiedBundle(aside, zip, verification);
  }
  return pack(folder, outcome);
}

/** What is withheld is not forgotten: a known failure counts. @throws LeakingBundle */
async function refuseAndNote(folder: string, plan: Plan, secrets: Secrets): Promise<void> {
  try {
    await breathing(refusingLeaks(folder, plan, secrets));
  } catch (error) {
    if (error instanceof LeakingBundle) indexWithheld(folder, asideOf(folder));
    throw error;
  }
}

const TOUCHED = 'nothing can be decided by it: no gate may touch the folder of executions';

function whyUnsealed({ problems: [problem], incomplete }: SealReport): string {
  return problem ? `line ${problem.line ?? 1}: ${problem.message}` : (incomplete ?? 'it has no final seal');
}

/** Zips a bundle that holds, and enters it in the index of its store. @throws SetupError where the zip can't be written */
export async function pack(folder: string, outcome: Outcome): Promise<Finished> {
  const zip = await packBundle(folder, outcome);
  const notIndexed = indexExecution(folder);
  return { outcome, folder, zip, ...(notIndexed !== undefined && { notIndexed }) };
}

/** What does not verify is told whether it can be zipped or not. */
async function zipAside(folder: string): Promise<Finished['zip'] | undefined> {
  const path = `${folder}.zip`;
  try {
    return { path, sha256: (await writeZip(folder, path)).sha256 };
  } catch {
    return undefined;
  }
}

/** Writes the zip of a bundle and the statement about it, beside its folder. */
async function packBundle(folder: string, outcome: Outcome): Promise<Finished['zip']> {
  const zip = `${folder}.zip`;
  const { sha256 } = await writeZip(folder, zip).catch((error: unknown) => {
    throw new SetupError(
      `${folder}: the evidence is whole, but can't be packed: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  fs.writeFileSync(`${folder}.statement.json`, statement(outcome, { name: path.basename(zip), sha256 }));
  return { path: zip, sha256 };
}
