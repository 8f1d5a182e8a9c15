import fs from 'node:fs';
import path from 'node:path';
import { ArtifactError, fetchFromRun } from '../../adapters/github/artifact.ts';
import { artifactAt } from '../../adapters/github/artifacts.ts';
import { decisionsOn } from '../../adapters/github/check-run.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { successesBefore } from '../../adapters/github/runs.ts';
import { unpackZip } from '../../evidence/unzip.ts';
import { evidenceNamedIn } from '../../report/check-run.ts';
import { parseOrigin } from '../../report/origin.ts';
import { otherVersion, otherVersionInWords } from '../bundle/recorded-by.ts';
import { headIn } from '../history/witness.ts';
import { isUntouched, NOTHING_EXPECTED, verifyBundle } from '../bundle/verify-bundle.ts';
import type { Action } from './action.ts';
import { configurationOf } from './publish.ts';

/** A GO that a check run of ours shows, and the evidence that it names. */
export interface PublishedGo {
  readonly runId: string;
  readonly head: string;
  readonly artifact: string;
  /** When the check run was written, ms since 1970. */
  readonly decidedAt: number;
}

/**
 * GOs of the configuration by earlier runs of this workflow, the newest first, up to the first one that was decided before a moment. A check
 * run tells of them: it takes a token that may write, which no job with code under test has.
 * @throws RefusedError, LongList
 */
export async function publishedGoes(
  { context, inputs }: Action,
  github: GitHub,
  { before }: { readonly before: number },
): Promise<readonly PublishedGo[]> {
  const { repository, subject } = context;
  const goes: PublishedGo[] = [];
  for (const { runId, head } of await successesBefore(github, repository, subject.runId)) {
    const shown = (await decisionsOn(github, repository, head)).filter(({ externalId, title }) => {
      const origin = parseOrigin(externalId);
      return origin?.runId === runId && origin.configuration === configurationOf(inputs) && /^GO\b/.test(title);
    });
    const last = shown.toSorted((a, b) => a.completedAt - b.completedAt).at(-1);
    const evidence = last && evidenceNamedIn(last.summary);
    if (last && evidence) goes.push({ runId, ...evidence, decidedAt: last.completedAt });
    if (last && last.completedAt < before) break;
  }
  return goes;
}

/** The bundle of a published GO; why there is none any more; or, in `trouble`, why nobody can tell what it holds. */
export type FetchedGo =
  | { readonly store: string; readonly zip: string; readonly sha256: string }
  | { readonly none: string }
  | { readonly trouble: string };

/**
 * Fetches the evidence of a GO: the bundle whose head the check run names, which verifies. It lies in a folder as a store has it.
 * @throws RefusedError
 */
export async function fetchGo({ context, store }: Action, github: GitHub, go: PublishedGo): Promise<FetchedGo> {
  const { repository } = context;
  const found = await artifactAt(github, repository, go.artifact);
  if (found?.runId !== go.runId || found.sha256 === undefined)
    return { none: `run ${go.runId} was the last GO, and has no artifact ${go.artifact}` };
  if (found.expired) return { none: `run ${go.runId} was the last GO, and its artifact has expired` };
  const artifact = { id: found.id, sha256: found.sha256, bytes: found.bytes };
  fs.mkdirSync(path.dirname(store), { recursive: true });
  const temporary = fs.mkdtempSync(path.join(path.dirname(store), 'gate-last-go-'));
  const [into, earlier] = ['artifact', 'store'].map((name) => path.join(temporary, name)) as [string, string];
  for (const folder of [into, earlier]) fs.mkdirSync(folder);
  try {
    const zip = await fetchFromRun(artifact, into, { repository, runId: go.runId, token: github.token });
    const bundle = await unpackZip(zip, earlier);
    // Before anything else of it: a bundle that says it is of another version may not be read any further.
    if (headIn(bundle) !== go.head) return { trouble: `run ${go.runId} was the last GO, and its artifact is not what its check run names` };
    const { checks, head } = verifyBundle(bundle, NOTHING_EXPECTED);
    if (!isUntouched(checks)) return { trouble: `the evidence of run ${go.runId}, the last GO, does not verify` };
    const other = otherVersion(bundle);
    if (other && head === null) return { none: `run ${go.runId} was the last GO: ${otherVersionInWords(other)}` };
    return { store: earlier, zip, sha256: artifact.sha256 };
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    return { trouble: `run ${go.runId} was the last GO, and its artifact could not be fetched: ${error.message}` };
  }
}
