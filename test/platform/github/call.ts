import type { Team } from './records.ts';
import { Refusal } from './refusal.ts';
import type { Repository } from './repository.ts';
import type { Needs, Token } from './tokens.ts';

/** An artifact as GitHub's REST API knows it. */
export interface StoredArtifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly size: number;
  /** `sha256:` and hex. */
  readonly digest: string;
  readonly createdAt: string;
}

/** Where the REST API finds the artifacts that the artifact service holds. */
export interface ArtifactSource {
  /** Of a repository's runs, the oldest first. */
  list(repository: string): readonly StoredArtifact[];
  /** A URL that needs no token. */
  downloadUrl(id: number): string;
}

/** A valid request of a known token that may do what it asks. */
export class Call {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly accept: string;
  readonly token: Token;
  /** The API's own address with the path, without the query. */
  readonly url: string;
  readonly artifacts: ArtifactSource;
  /** Teams by `organisation/team`. */
  readonly teams: ReadonlyMap<string, Team>;
  readonly #repository: Repository | undefined;

  constructor(
    request: Pick<Call, 'path' | 'query' | 'body' | 'accept' | 'token' | 'url' | 'artifacts' | 'teams'>,
    repository: Repository | undefined,
  ) {
    this.path = request.path;
    this.query = request.query;
    this.body = request.body;
    this.accept = request.accept;
    this.token = request.token;
    this.url = request.url;
    this.artifacts = request.artifacts;
    this.teams = request.teams;
    this.#repository = repository;
  }

  /** Throws 404 where the path names none that is there. */
  get repository(): Repository {
    if (!this.#repository) throw Refusal.notFound();
    return this.#repository;
  }

  /** A number in the path, such as an issue's. */
  number(name: string): number {
    return Number(this.path[name]);
  }
}

/** What is replied; `body` is completed to what GitHub's description requires. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly raw?: { readonly type: string; readonly bytes: Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Handler {
  readonly needs: Needs;
  handle(call: Call): Reply | Promise<Reply>;
}

/** Handlers by GitHub's operation id. */
export type Handlers = Readonly<Record<string, Handler>>;

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });

/** One page of a list (30 items, at most 100) with the `Link` header that leads through the others. */
export function page<T>(call: Call, items: readonly T[], body: (items: readonly T[]) => unknown): Reply {
  const size = Math.min(Number(call.query.per_page ?? 30), 100);
  const current = Number(call.query.page ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, number: number): string =>
    `<${call.url}?${new URLSearchParams({ ...call.query, page: String(number) }).toString()}>; rel="${rel}"`;
  const links = [
    ...(current > 1 ? [link('prev', current - 1), link('first', 1)] : []),
    ...(current < last ? [link('next', current + 1), link('last', last)] : []),
  ];
  return {
    status: 200,
    body: body(items.slice((current - 1) * size, current * size)),
    ...(links.length > 0 && { headers: { link: links.join(', ') } }),
  };
}
