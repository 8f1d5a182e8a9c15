import type { getOctokit } from '@actions/github';
import { persistently, type Attempted, type Patience } from './retry.ts';

type Rest = ReturnType<typeof getOctokit>['rest'];

/** A request without an answer for so long is given up, and tried again. */
const REQUEST_TIMEOUT_MS = 30_000;

/** GitHub's REST API with a token. The one place where a client is made; it is loaded when it is first needed. */
export interface GitHub {
  readonly rest: Rest;
  /** Sends until it is answered. @throws RefusedError */
  persistently<T>(attempted: Attempted<T>): Promise<T>;
}

/** @param token of the workflow, an app, or a person */
export async function gitHub(token: string, say: (line: string) => void): Promise<GitHub> {
  const { getOctokit } = await import('@actions/github');
  const silent = (): void => {};
  const octokit = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
  octokit.hook.wrap('request', (request, options) =>
    request({ ...options, request: { ...options.request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) } }),
  );
  const patience: Patience = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), now: () => Date.now(), say };
  return { rest: octokit.rest, persistently: (attempted) => persistently(attempted, patience) };
}
