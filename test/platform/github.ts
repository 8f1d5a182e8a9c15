import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, read } from './github/asked.ts';
import { type ArtifactSource, Call, type Handlers, type Reply } from './github/call.ts';
import { type Fault, type FaultMatcher, Faults } from './github/faults.ts';
import { type Entry, type Expected, Journal } from './github/journal.ts';
import { graphql } from './github/graphql.ts';
import { gitHubOpenApi } from './github/openapi.ts';
import type { Team } from './github/records.ts';
import { Refusal } from './github/refusal.ts';
import { Repository } from './github/repository.ts';
import { ACTIONS } from './github/routes/actions.ts';
import { CHECKS } from './github/routes/checks.ts';
import { COMMENTS } from './github/routes/comments.ts';
import { COMPARE } from './github/routes/compare.ts';
import { CONTENTS } from './github/routes/contents.ts';
import { ISSUES } from './github/routes/issues.ts';
import { PULLS } from './github/routes/pulls.ts';
import { REPOSITORIES } from './github/routes/repositories.ts';
import { STATUSES } from './github/routes/statuses.ts';
import { TEAMS } from './github/routes/teams.ts';
import { complete } from './github/sample.ts';
import { allowed, type Needs, type Token, Tokens, type TokenSpec } from './github/tokens.ts';

const HANDLERS: Handlers = {
  ...ACTIONS,
  ...CHECKS,
  ...COMMENTS,
  ...COMPARE,
  ...CONTENTS,
  ...ISSUES,
  ...PULLS,
  ...REPOSITORIES,
  ...STATUSES,
  ...TEAMS,
};

/** Beside the REST API, and not in its description. */
const GRAPHQL = '/graphql';

const NO_ARTIFACTS: ArtifactSource = {
  list: () => [],
  downloadUrl: () => {
    throw Refusal.notFound();
  },
};

/**
 * GitHub's REST API on a free port of 127.0.0.1, with state. Each request is judged by GitHub's own OpenAPI description and by the limits
 * that GitHub documents in words; each reply by the description. A request that no correct client sends is refused as GitHub refuses it,
 * recorded, and makes `close()` throw, unless the test said `expectInvalid`.
 */
export class GitHub {
  readonly #api = gitHubOpenApi();
  readonly #tokens = new Tokens();
  readonly #faults = new Faults();
  readonly #journal = new Journal();
  readonly #repositories = new Map<string, Repository>();
  readonly #server: http.Server;
  /** Teams by `organisation/team`. */
  readonly teams = new Map<string, Team>();
  #artifacts = NO_ARTIFACTS;
  #lastId = 1000;

  private constructor() {
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<GitHub> {
    const github = new GitHub();
    await new Promise<void>((resolve) => {
      github.#server.listen(0, '127.0.0.1', resolve);
    });
    return github;
  }

  /** For `GITHUB_API_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every request so far, in order of arrival. */
  get requests(): readonly Entry[] {
    return this.#journal.entries;
  }

  /** The requests so far that no correct client sends and that the test did not expect. */
  invalid(): readonly Entry[] {
    return this.#journal.invalid();
  }

  /** Says that such an invalid request will come. One that never comes makes `close()` throw. */
  expectInvalid(expected: Expected): void {
    this.#journal.expect(expected);
  }

  /** Faults that were armed and met nothing: the test showed less than it seems to. */
  unmetFaults(): readonly string[] {
    return this.#faults.unmet();
  }

  fault(matcher: FaultMatcher, fault: Fault): void {
    this.#faults.arm(matcher, fault);
  }

  token(spec: TokenSpec): Token {
    return this.#tokens.add(spec);
  }

  /** The repository of a name; made, empty, when it is first asked for. Options count only then. */
  repository(fullName: string, options: { readonly defaultBranch?: string; readonly private?: boolean } = {}): Repository {
    const found = this.#repositories.get(fullName) ?? new Repository(fullName, options, () => ++this.#lastId);
    this.#repositories.set(fullName, found);
    return found;
  }

  /** Lets the REST API list and hand out what an artifact service holds. */
  serveArtifacts(artifacts: ArtifactSource): void {
    this.#artifacts = artifacts;
  }

  /** Breaks what still hangs and stops. Throws when there were invalid requests, see `expectInvalid`. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#journal.settle();
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const asked = await read(this.#api, request).catch(() => undefined);
    if (!asked) return;
    const token = this.#tokens.of(asked.authorization);
    const entry = entryOf(asked, token);
    this.#journal.entries.push(entry);
    const fault = this.#faults.meet(asked, token?.name);
    if (fault) entry.fault = fault.kind;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    const reply = await this.#faulty(fault, async () => this.#reply(asked, token, entry));
    if (fault?.kind === 'lost-reply') return void request.socket.resetAndDestroy();
    entry.status = reply.status;
    if (fault?.kind === 'cut') return sendHalf(response, reply);
    send(response, reply);
  }

  async #faulty(fault: Fault | undefined, served: () => Promise<Reply>): Promise<Reply> {
    switch (fault?.kind) {
      case 'reply':
        return errorReply(fault);
      case 'answer':
        return { status: 200, raw: { type: fault.type, bytes: Buffer.from(fault.text) } };
      case 'changed': {
        const reply = await served();
        return { ...reply, body: fault.change(reply.body) };
      }
      default:
        return served();
    }
  }

  async #reply(asked: Asked, token: Token | undefined, entry: Entry): Promise<Reply> {
    try {
      return this.#completed(asked, entry, await this.#handled(asked, token));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : Refusal.invalid(`the platform failed: ${String(error)}`, 500);
      if (refusal.invalid && asked.refused.length === 0) entry.problems = [...entry.problems, refusal.message];
      return errorReply(refusal);
    }
  }

  async #handled(asked: Asked, token: Token | undefined): Promise<Reply> {
    const { match } = asked;
    if (asked.path === GRAPHQL) {
      if (!token) throw Refusal.badCredentials();
      return graphql(asked, token.login);
    }
    if (!match) throw Refusal.notFound();
    if (!token) throw Refusal.badCredentials();
    const repository = match.path.owner === undefined ? undefined : this.#repositories.get(`${match.path.owner}/${match.path.repo}`);
    const handler = HANDLERS[match.id];
    if (!handler) throw Refusal.invalid(`${match.id} is not served here`, 501);
    if (!permitted(token, handler.needs, repository)) throw Refusal.forbidden();
    if (asked.refused.length > 0) throw Refusal.invalid(`Invalid request.\n\n${asked.refused.join('\n')}`);
    const { query, body, accept } = asked;
    const url = `${this.url}${asked.path}`;
    return handler.handle(
      new Call({ path: match.path, query, body, accept, token, url, artifacts: this.#artifacts, teams: this.teams }, repository),
    );
  }

  /** Our own replies are judged as well: what GitHub would not say proves nothing about a client. */
  #completed({ match }: Asked, entry: Entry, reply: Reply): Reply {
    if (!match || reply.raw || reply.body === undefined) return reply;
    const body = complete(this.#api, this.#api.replySchema(match.id, reply.status), reply.body);
    const errors = this.#api.replyErrors(match, reply.status, body);
    entry.problems = [...entry.problems, ...errors.map((error) => `the reply is not GitHub's: ${error}`)];
    return { ...reply, body };
  }
}

function entryOf({ method, path, query, body, match, refused, ignored }: Asked, token: Token | undefined): Entry {
  return {
    method,
    path,
    query,
    problems: [...refused, ...ignored],
    ...(match && { operation: match.id }),
    ...(body !== undefined && { body }),
    ...(token && { token: token.name }),
  };
}

/** Anyone may read a public repository. */
function permitted(token: Token, needs: Needs, repository: Repository | undefined): boolean {
  const reads = needs.some((need) => need.endsWith(': read'));
  return allowed(token, needs) || (reads && repository !== undefined && !repository.isPrivate);
}

function errorReply({ status, message, headers = {} }: Pick<Refusal, 'status' | 'message'> & Pick<Reply, 'headers'>): Reply {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, headers };
}

/** The head tells of more than comes. */
function sendHalf(response: http.ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body) ?? '{}';
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, text.length >> 1), () => response.destroy());
}

function send(response: http.ServerResponse, reply: Reply): void {
  const limits = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
  };
  const type = reply.raw ? reply.raw.type : 'application/json; charset=utf-8';
  const bytes = reply.raw ? reply.raw.bytes : reply.body === undefined ? '' : JSON.stringify(reply.body);
  response.writeHead(reply.status, { 'content-type': type, 'x-github-request-id': 'TEST', ...limits, ...reply.headers });
  response.end(bytes);
}
