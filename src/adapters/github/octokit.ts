import type { getOctokit } from '@actions/github';
import { GarbledAnswer } from './refusal.ts';
import { type Attempted, type Patience, persistently } from './retry.ts';

type Octokit = ReturnType<typeof getOctokit>;

/** A request without an answer for so long is given up, and tried again. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What GitHub calls the author of what a workflow's own token writes. */
const ACTIONS = 'github-actions[bot]';

/** GitHub's REST API with a token: the one place where a client is made, loaded with the first request. */
export class GitHub {
  /** For clients of other services. */
  readonly token: string;
  private readonly patience: Patience;
  private octokit: Octokit | undefined;
  private author: Promise<string> | undefined;

  /** @param token of the workflow, an app, or a person @param say is told of each wait */
  constructor(token: string, say: (line: string) => void) {
    this.token = token;
    this.patience = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), now: () => Date.now(), say, lostMs: 0 };
  }

  /** The API's endpoints, for the requests that `persistently` sends. */
  get rest(): Octokit['rest'] {
    if (!this.octokit) throw new Error('a request to GitHub outside of `persistently`');
    return this.octokit.rest;
  }

  /**
   * Who writes with this token: a person, or `<app>[bot]`. REST tells a workflow's token or an app's no more than 403; GraphQL tells all.
   * Where it can't be asked, it is the workflow's own.
   */
  async login(): Promise<string> {
    this.author ??= this.viewer().then(
      (login) => login ?? ACTIONS,
      () => ACTIONS,
    );
    return this.author;
  }

  private viewer(): Promise<string | undefined> {
    return this.persistently({
      what: 'author',
      send: async () => {
        const answer = await this.octokit?.graphql<{ readonly viewer?: { readonly login: string } } | undefined>(
          'query { viewer { login } }',
        );
        return answer?.viewer?.login;
      },
    });
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
  // Written into the options that all hooks share: Octokit's own for the token reads no others (before-after-hook binds them).
  octokit.hook.before('request', (options) => {
    options.request = { ...options.request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  });
  // Octokit hands on, as text, what is no JSON or was cut short.
  octokit.hook.after('request', ({ status, data }: { readonly status: number; readonly data: unknown }) => {
    if (typeof data !== 'object' || data === null) throw new GarbledAnswer(`the answer (status ${status}) is no JSON`);
  });
  return octokit;
}
