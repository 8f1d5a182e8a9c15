import type { Asked } from './asked.ts';

/** Which requests a fault meets. */
export interface FaultMatcher {
  readonly method?: string;
  /** GitHub's operation id (`checks/create`), or a pattern over the path without its query. */
  readonly on: string | RegExp;
  /** Of requests with such a body only. */
  readonly body?: (body: unknown) => boolean;
  /** With the token of this name only. */
  readonly token?: string;
  /** How many requests it meets. Default 1. */
  readonly times?: number;
  /** How many matching requests pass before the first that it meets. Default 0. */
  readonly after?: number;
}

/** What happens to a request that a fault meets. */
export type Fault =
  | { readonly kind: 'reply'; readonly status: number; readonly message: string; readonly headers: Readonly<Record<string, string>> }
  /** Bytes that are not of GitHub's API. */
  | { readonly kind: 'answer'; readonly type: string; readonly text: string }
  /** What was asked is done, and half of its answer comes. */
  | { readonly kind: 'cut' }
  /** What was asked is done; the answer is another one. */
  | { readonly kind: 'changed'; readonly change: (body: unknown) => unknown }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'reset' }
  /** No reply until GitHub is closed. */
  | { readonly kind: 'hang' }
  /** What was asked is done, then the connection breaks. */
  | { readonly kind: 'lost-reply' };

const reply = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: 'reply',
  status,
  message,
  headers,
});

export const faults = {
  /** A missing permission as GitHub words it, whatever the token was granted. */
  forbidden: (): Fault => reply(403, 'Resource not accessible by integration'),
  notFound: (): Fault => reply(404, 'Not Found'),
  badGateway: (): Fault => reply(502, 'Server Error'),
  /** The hourly limit is used up; it says when it starts anew. */
  primaryLimit: (resetInSeconds: number, status: 403 | 429 = 403): Fault =>
    reply(status, 'API rate limit exceeded for installation ID 1.', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetInSeconds),
    }),
  /** Too much at once; GitHub sends `Retry-After` with it, or does not. */
  secondaryLimit: (retryAfterSeconds?: number, status: 403 | 429 = 403): Fault =>
    reply(
      status,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    ),
  /** Conversations can be locked (probot/stale#25, renovatebot/renovate#6215: apps are refused like anybody without write access). */
  locked: (): Fault => reply(403, 'Unable to create comment because issue is locked.'),
  /** A person's token that an organization with single sign-on has not been told of (octokit/octokit.rb#1164). */
  saml: (): Fault =>
    reply(
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      {
        'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=A',
      },
    ),
  /** What the API says of a value that it does not take: the reason stands in its last lines. */
  invalid: (reason: string): Fault => reply(422, `Invalid request.\n\n${reason}`),
  status: (status: number, message: string): Fault => reply(status, message),
  /** An access rule of the organization (https://docs.github.com/organizations/keeping-your-organization-secure). */
  ipAllowList: (): Fault =>
    reply(
      403,
      'Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
    ),
  /** As a proxy or a login page of a network answers. */
  page: (): Fault => ({ kind: 'answer', type: 'text/html; charset=utf-8', text: '<html><body>Sign in</body></html>' }),
  json: (value: unknown): Fault => ({ kind: 'answer', type: 'application/json; charset=utf-8', text: JSON.stringify(value) }),
  /** GraphQL tells its errors with status 200 (https://docs.github.com/graphql/guides/forming-calls-with-graphql). */
  graphql: (type: string): Fault => faults.json({ data: null, errors: [{ type, message: `${type}, as it says` }] }),
  cut: (): Fault => ({ kind: 'cut' }),
  changed: (change: (body: unknown) => unknown): Fault => ({ kind: 'changed', change }),
  reset: (): Fault => ({ kind: 'reset' }),
  hang: (): Fault => ({ kind: 'hang' }),
  lostReply: (): Fault => ({ kind: 'lost-reply' }),
} as const;

interface Armed {
  readonly matcher: FaultMatcher;
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** The faults that a test has armed, in the order of arming. */
export class Faults {
  readonly #armed: Armed[] = [];

  arm(matcher: FaultMatcher, fault: Fault): void {
    this.#armed.push({ matcher, fault, skip: matcher.after ?? 0, left: matcher.times ?? 1 });
  }

  /** The fault that meets this request, if one does. */
  meet(asked: Asked, token: string | undefined): Fault | undefined {
    for (const one of this.#armed) {
      if (one.left === 0 || !meets(one.matcher, asked, token)) continue;
      if (one.skip > 0) {
        one.skip--;
        continue;
      }
      one.left--;
      return one.fault;
    }
    return undefined;
  }

  /** Faults that met fewer requests than they were armed for, in words; those armed without end are not among them. */
  unmet(): readonly string[] {
    return this.#armed
      .filter((one) => one.left > 0 && one.left !== Infinity)
      .map((one) => `${one.fault.kind} on ${one.matcher.method ?? 'any'} ${String(one.matcher.on)}: ${one.left} left`);
  }
}

function meets({ method, on, body, token: by }: FaultMatcher, asked: Asked, token: string | undefined): boolean {
  const there = typeof on === 'string' ? on === asked.match?.id : on.test(asked.path);
  return (
    there &&
    (by === undefined || by === token) &&
    (method === undefined || method === asked.method) &&
    (body === undefined || body(asked.body))
  );
}
