import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ArtifactSource, Call, type Handlers, type Reply } from './github/call.ts';
import { type Fault, type FaultMatcher, Faults } from './github/faults.ts';
import { type Entry, type Expected, Journal } from './github/journal.ts';
import { gitHubOpenApi, isObject, type Match } from './github/openapi.ts';
import { Refusal } from './github/refusal.ts';
import { Repository } from './github/repository.ts';
import { ACTIONS } from './github/routes/actions.ts';
import { CHECKS } from './github/routes/checks.ts';
import { COMMENTS } from './github/routes/comments.ts';
import { CONTENTS } from './github/routes/contents.ts';
import { ISSUES } from './github/routes/issues.ts';
import { PULLS } from './github/routes/pulls.ts';
import { REPOSITORIES } from './github/routes/repositories.ts';
import { STATUSES } from './github/routes/statuses.ts';
import { complete } from './github/sample.ts';
import { allowed, type Needs, type Token, Tokens, type TokenSpec } from './github/tokens.ts';

const HANDLERS: Handlers = { ...ACTIONS, ...CHECKS, ...COMMENTS, ...CONTENTS, ...ISSUES, ...PULLS, ...REPOSITORIES, ...STATUSES };

const NO_ARTIFACTS: ArtifactSource = {
  list: () => [],
  downloadUrl: () => Promise.reject(Refusal.notFound()),
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
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const body = parsed(await text(request));
    const match = this.#api.match(method, url.pathname);
    const token = this.#tokens.of(request.headers.authorization);
    const query = Object.fromEntries(url.searchParams);
    const entry: Entry = {
      method,
      path: url.pathname,
      query,
      problems: [],
      ...(match && { operation: match.id }),
      ...(body !== undefined && { body }),
      ...(token && { token: token.name }),
    };
    this.#journal.entries.push(entry);
    entry.problems = this.#problems(request, match, query, body);
    const fault = this.#faults.meet(method, url.pathname, match?.id);
    if (fault) entry.fault = fault.kind;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    const reply = fault?.kind === 'reply' ? errorReply(fault) : await this.#reply(request, entry, match, token, url);
    if (fault?.kind === 'lost-reply') return void request.socket.resetAndDestroy();
    entry.status = reply.status;
    send(response, reply);
  }

  /** What is wrong with a request whatever the state is, as far as the description says it. */
  #problems(request: http.IncomingMessage, match: Match | undefined, query: Record<string, string>, body: unknown): readonly string[] {
    if (!match) return ['GitHub has no such route'];
    return [
      ...(request.headers['user-agent'] ? [] : ['a request needs a User-Agent']),
      ...(Buffer.isBuffer(body) ? ['the body is no JSON'] : this.#api.bodyErrors(match, body)),
      ...this.#api.parameterErrors(match, query),
      ...this.#api.unknownProperties(match, body),
    ];
  }

  async #reply(request: http.IncomingMessage, entry: Entry, match: Match | undefined, token: Token | undefined, url: URL): Promise<Reply> {
    try {
      if (!match) throw Refusal.notFound();
      if (!token) throw Refusal.badCredentials();
      const repository = match.path.owner === undefined ? undefined : this.#repositories.get(`${match.path.owner}/${match.path.repo}`);
      const handler = HANDLERS[match.id];
      if (!handler) throw Refusal.invalid(`${match.id} is not served here`, 501);
      if (!permitted(token, handler.needs, repository)) throw Refusal.forbidden();
      if (entry.problems.length > 0) throw Refusal.invalid(`Invalid request.\n\n${entry.problems.join('\n')}`);
      const call = new Call(
        {
          path: match.path,
          query: entry.query,
          body: entry.body,
          accept: request.headers.accept ?? '',
          token,
          url: `${this.url}${url.pathname}`,
          artifacts: this.#artifacts,
        },
        repository,
      );
      return this.#completed(entry, match, await handler.handle(call));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.invalid && entry.problems.length === 0) entry.problems = [error.message];
      return errorReply({ status: error.status, message: error.message });
    }
  }

  /** Our own replies are judged as well: what GitHub would not say proves nothing about a client. */
  #completed(entry: Entry, match: Match, reply: Reply): Reply {
    if (reply.raw || reply.body === undefined) return reply;
    const body = complete(this.#api, this.#api.replySchema(match.id, reply.status), reply.body);
    const errors = this.#api.replyErrors(match, reply.status, body);
    if (errors.length > 0) entry.problems = errors.map((error) => `the reply is not GitHub's: ${error}`);
    return { ...reply, body };
  }
}

/** Anyone may read a public repository. */
function permitted(token: Token, needs: Needs, repository: Repository | undefined): boolean {
  const reads = needs.some((need) => need.endsWith(': read'));
  return allowed(token, needs) || (reads && repository !== undefined && !repository.isPrivate);
}

function errorReply({
  status,
  message,
  headers = {},
}: {
  status: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
}): Reply {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, headers };
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

async function text(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Undefined for no body; the bytes themselves where they are no JSON value that GitHub takes. */
function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) || Array.isArray(value) ? value : bytes;
  } catch {
    return bytes;
  }
}
