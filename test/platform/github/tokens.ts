import { randomBytes } from 'node:crypto';

/**
 * The permissions of a workflow that have a meaning here, by the names that workflows give them; and `members`, of an organisation, which no
 * workflow can grant its own token: an app's or a person's may have it.
 */
const PERMISSIONS = ['actions', 'checks', 'contents', 'deployments', 'issues', 'pull-requests', 'statuses', 'members'] as const;

export type Permission = (typeof PERMISSIONS)[number];
type Level = 'read' | 'write';
export type Permissions = Readonly<Partial<Record<Permission, Level>>>;

/** What an operation needs: any one of these. `[]`: every known token may. */
export type Needs = readonly `${Permission}: ${Level}`[];

export interface TokenSpec {
  /** How the log names it. */
  readonly name: string;
  /** As in a workflow; what is not named is not granted. */
  readonly permissions: Permissions | 'write-all' | 'read-all';
  /** `workflow` (default): the GITHUB_TOKEN, an app's installation token. `user`: a personal token, which may not write checks. */
  readonly kind?: 'workflow' | 'user';
  /** Who writes with it. Default `github-actions[bot]`, and `octocat` for a user. */
  readonly login?: string;
}

export interface Token {
  readonly name: string;
  readonly value: string;
  readonly kind: 'workflow' | 'user';
  readonly login: string;
  readonly permissions: Permissions;
}

/** The tokens that GitHub knows. */
export class Tokens {
  readonly #known = new Map<string, Token>();

  add(spec: TokenSpec): Token {
    const kind = spec.kind ?? 'workflow';
    const token = {
      name: spec.name,
      value: `${kind === 'user' ? 'ghp' : 'ghs'}_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, 'x')}`,
      kind,
      login: spec.login ?? (kind === 'user' ? 'octocat' : 'github-actions[bot]'),
      permissions: typeof spec.permissions === 'string' ? everything(spec.permissions) : spec.permissions,
    };
    this.#known.set(token.value, token);
    return token;
  }

  /** The token of an `Authorization` header; undefined when there is none or GitHub does not know it. */
  of(header: string | undefined): Token | undefined {
    const [, value] = /^(?:bearer|token) (\S+)$/i.exec(header ?? '') ?? [];
    return value === undefined ? undefined : this.#known.get(value);
  }
}

/** True when a token was granted any of what an operation needs; write includes read. */
export function allowed(token: Token, needs: Needs): boolean {
  return needs.length === 0 || needs.some((need) => grants(token.permissions, need));
}

function grants(granted: Permissions, need: Needs[number]): boolean {
  const [permission, level] = need.split(': ') as [Permission, Level];
  return granted[permission] === 'write' || granted[permission] === level;
}

function everything(words: 'write-all' | 'read-all'): Permissions {
  const level = words === 'write-all' ? 'write' : 'read';
  return Object.fromEntries(PERMISSIONS.filter((permission) => permission !== 'members').map((permission) => [permission, level]));
}
