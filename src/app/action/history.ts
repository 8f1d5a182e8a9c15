import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../core/plan.ts';
import type { Attempts, History } from '../../core/ports.ts';
import { hashFile } from '../../evidence/hash.ts';
import { uploadArtifact } from '../../adapters/github/artifact.ts';
import { handedText, readHanded, withAttempts } from '../history/handed.ts';
import { historyIn } from '../history/history.ts';
import { isOfGitHub, type Stores } from '../history/places.ts';
import type { ExitCode } from '../io.ts';
import type { Action } from './action.ts';
import { artifactName } from './artifact-name.ts';
import { askGitHub } from './attempts.ts';

/** No execution goes on yet. */
const NOBODY = '';

/** `command: history`: asks GitHub for earlier attempts at this commit, and hands them over to a job that has no token. */
export async function history(action: Action): Promise<ExitCode> {
  const { context, inputs, log, runner, store } = action;
  const attempts = await log.phase('asked', () => askGitHub(action, NOBODY));
  log.say(inWords(attempts));
  fs.mkdirSync(store, { recursive: true });
  const file = path.join(store, 'history.json');
  fs.writeFileSync(file, handedText(context.runId, attempts));
  const { sha256 } = hashFile(file);
  const days = inputs.retentionDays === undefined ? {} : { retentionDays: inputs.retentionDays };
  const { id, name, url, digest } = await log.phase('send', () =>
    uploadArtifact({ file: { path: file, sha256 }, name: artifactName(context, inputs), ...days }, context),
  );
  await runner.outputs({ summary: file, 'artifact-id': id, 'artifact-name': name, 'artifact-url': url, 'artifact-digest': digest });
  return 0;
}

function inWords({ store, found, unread, trouble }: Attempts): string {
  if (trouble !== undefined) return trouble;
  const noGo = found.filter(({ status }) => status === 'NO-GO').length;
  return `${store}: ${found.length} earlier attempts at this commit, ${noGo} of them NO-GO; ${unread} left no decision`;
}

/** Earlier executions for a job that runs gates: where GitHub is their store, its attempts are those that were handed over. */
export function historyOf(action: Action, plan: Plan, stores: Stores): History {
  const { context, inputs, log, cwd } = action;
  const local = historyIn(stores, log.io.env);
  if (!isOfGitHub(plan)) return local;
  return withAttempts(local, async () => {
    if (inputs.history !== undefined) return readHanded(path.resolve(cwd, inputs.history), context.runId);
    return askGitHub(action, NOBODY);
  });
}
