import type { getOctokit } from '@actions/github';
import { type Attempted, type Patience, persistently } from './retry.ts';

type Octokit = ReturnType<typeof getOctokit>;

/** A request without an answer for so long is given up, and tried again. */
const REQUEST_TIMEOUT_MS = 30_000;

/** GitHub's REST API with a token: the one place where a client is made, loaded with the first request. */
export class GitHub {
  private readonly token: string;
  private readonly patience: Patience;
  private octokit: Octokit | undefined;

  /** @param token of the workflow, an app, or a person @param say is told of each wait */
  constructor(token: string, say: (line: string) => void) {
    this.token = token;
    this.patience = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), now: () => Date.now(), say };
  }

  /** The API's endpoints, for the requests that `persistently` sends. */
  get rest(): Octokit['rest'] {
    if (!this.octokit) throw new Error('a request to GitHub outside of `persistently`');
    return this.octokit.rest;
  }

  /** Sends until it is answered. @throws RefusedError */
  async persistently<T>(attempted: Attempted<T>): Promise<T> {
    this.octokit ??= await makeOctokit(this.token);
    return persistently(attempted, this.patience);
  }
}

async function makeOctokit(token: string): Promise<Octokit> {
  const { getOctokit } = await import('@actions/github');
  const silent = (): void => {};
  const octokit = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
  octokit.hook.wrap('request', (request, options) =>
    request({ ...options, request: { ...options.request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) } }),
  );
  return octokit;
}
