import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import type { Attempts, History } from '../../core/ports.ts';
import { SetupError } from '../../core/errors.ts';
import { hashFile } from '../../evidence/hash.ts';
import { ArtifactError } from '../../adapters/github/artifact.ts';
import { unpackZip } from '../../evidence/unzip.ts';
import { countOfThings } from '../../report/words.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { readHanded, toldHistory, writeHanded } from '../history/handed.ts';
import { historyIn } from '../history/history.ts';
import { isOfGitHub, type Stores } from '../history/places.ts';
import { executionId } from '../execution/execution-id.ts';
import type { ExitCode } from '../io.ts';
import type { Action } from './action.ts';
import { upload } from './publish.ts';
import { askGitHub } from './attempts.ts';
import { comparesWithLastGo } from './baselines.ts';
import { configurationAt, configurationCommit } from './configuration.ts';
import { fetchGo, type FetchedGo, publishedGoes } from './last-go.ts';
import { troubleInWords } from './trouble.ts';
import { failureInWords } from './publisher.ts';

/** No execution goes on yet. */
const NOBODY = '';

/** A configuration without this word compares with no earlier execution. */
const LAST_GO = 'last-go';

/**
 * `command: history`: asks GitHub for earlier attempts at this commit, and for the last GO where the configuration compares with it, and hands
 * them over to a job that has no token.
 */
export async function history(action: Action): Promise<ExitCode> {
  const { context, log, runner, store } = action;
  const attempts = await log.phase('asked', () => askGitHub(action, NOBODY));
  log.say(inWords(attempts));
  const lastGo = await log.phase('baseline', () => lastGoOf(action));
  const folder = path.join(store, 'history');
  fs.mkdirSync(folder, { recursive: true });
  const file = await writeHanded(folder, context.runId, { attempts, ...(lastGo && { lastGo: lastGo.zip }) });
  const { sha256 } = hashFile(file);
  const { id, name, url, digest } = await log.phase('send', () =>
    upload({ path: file, sha256 }, executionId(new Date()), action).catch((error: unknown) => {
      throw error instanceof ArtifactError ? new SetupError(failureInWords('artifact', error)) : error;
    }),
  );
  await runner.outputs({
    summary: path.join(folder, 'history.json'),
    'artifact-id': id,
    'artifact-name': name,
    'artifact-url': url,
    'artifact-digest': digest,
  });
  return 0;
}

/** The last GO, where the configuration asks for it; what keeps it from being had is said, and told again by the job that decides. */
async function lastGoOf(action: Action): Promise<Extract<FetchedGo, { store: string }> | undefined> {
  const { github, inputs, log } = action;
  try {
    if (!github) return undefined;
    const config = await configurationAt(inputs.config, await configurationCommit(action), action);
    return config.bytes.includes(LAST_GO) ? await newestGo(action, github) : undefined;
  } catch (error) {
    log.say(`last GO: ${error instanceof SetupError ? error.message : troubleInWords('history', error)}`);
    return undefined;
  }
}

async function newestGo(action: Action, github: GitHub): Promise<Extract<FetchedGo, { store: string }> | undefined> {
  const [go] = await publishedGoes(action, github, { before: Infinity });
  const found = go ? await fetchGo(action, github, go) : { none: 'no run of this workflow before was a GO of this configuration' };
  if ('store' in found) {
    action.log.say(`last GO: that of run ${go?.runId}`);
    return found;
  }
  action.log.say(`last GO: ${'none' in found ? found.none : found.trouble}`);
  return undefined;
}

function inWords({ store, found, unread, trouble }: Attempts): string {
  if (trouble !== undefined) return trouble;
  const noGo = found.filter(({ status }) => status === 'NO-GO').length;
  return `${store}: ${countOfThings(found.length, 'earlier attempt')} at this commit, ${noGo} of them NO-GO; ${unread} left no decision`;
}

/** Earlier executions for a job that runs gates: where GitHub is their store, they are those that were handed over, or that it tells of. */
export async function historyOf(action: Action, plan: Plan, stores: Stores): Promise<History> {
  const { inputs, log, github } = action;
  if (!isOfGitHub(plan)) return historyIn(stores, log.io.env);
  const compares = plan.gates.some(comparesWithLastGo);
  if (inputs.history !== undefined) return handedHistory(action, inputs.history, compares);
  const found = compares && github ? await lastGoOf(action) : undefined;
  return toldHistory(() => askGitHub(action, NOBODY), found?.store);
}

/** What was handed over. What is wrong with it is for the execution to say, in its evidence. */
async function handedHistory({ context, cwd, store }: Action, named: string, compares: boolean): Promise<History> {
  fs.mkdirSync(path.dirname(store), { recursive: true });
  const temporary = fs.mkdtempSync(path.join(path.dirname(store), 'gate-history-'));
  const handed = fs.mkdtempSync(path.join(temporary, 'handed-'));
  try {
    const { attempts, lastGo } = await readHanded(path.resolve(cwd, named), context.runId, handed);
    return toldHistory(
      async () => attempts,
      lastGo === undefined || !compares ? undefined : await storeOf(lastGo, path.join(temporary, 'store')),
    );
  } catch (error) {
    return toldHistory(async () => Promise.reject(error), undefined);
  }
}

/** A folder with the bundle that a zip holds. */
async function storeOf(zip: string, folder: string): Promise<string> {
  fs.mkdirSync(folder);
  await unpackZip(zip, folder);
  return folder;
}
