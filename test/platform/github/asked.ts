import type http from 'node:http';
import { isObject, type Match, type OpenApi } from './openapi.ts';

/** A request as it arrived, judged by the description alone: nothing here depends on the state. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed body; the bytes themselves where they are no JSON value that GitHub takes; undefined for none. */
  readonly body: unknown;
  readonly accept: string;
  readonly authorization: string | undefined;
  readonly match: Match | undefined;
  /** Why GitHub refuses it whatever the state is. */
  readonly refused: readonly string[];
  /** What GitHub takes without a word although no client can mean it. */
  readonly ignored: readonly string[];
}

/** Throws when the client leaves before its request is whole. */
export async function read(api: OpenApi, request: http.IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const query = Object.fromEntries(url.searchParams);
  const body = parsed(await bytesOf(request));
  const match = api.match(method, url.pathname);
  const nameless = request.headers['user-agent'] ? [] : ['a request needs a User-Agent'];
  return {
    method,
    path: url.pathname,
    query,
    body,
    accept: request.headers.accept ?? '',
    authorization: request.headers.authorization,
    match,
    refused: match
      ? [...nameless, ...refusals(api, match, query, body)]
      : url.pathname === '/graphql'
        ? nameless
        : ['GitHub has no such route'],
    ignored: match && !Buffer.isBuffer(body) ? api.ignored(match, query, body) : [],
  };
}

function refusals(api: OpenApi, match: Match, query: Readonly<Record<string, string>>, body: unknown): readonly string[] {
  const ofBody = Buffer.isBuffer(body) ? ['the body is no JSON'] : api.bodyErrors(match, body);
  return [...ofBody, ...api.parameterErrors(match, query)];
}

async function bytesOf(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) || Array.isArray(value) ? value : bytes;
  } catch {
    return bytes;
  }
}
