import type { Commit } from './records.ts';
import type { Repository } from './repository.ts';

/** How GitHub shows what several replies hold. Only what has a meaning is set; the description's schema completes the rest. */

export function user(login: string): Record<string, unknown> {
  const id = Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
  return { login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User', html_url: page(login) };
}

/** An app's page has another name than the bot that it writes as. */
function page(login: string): string {
  return login.endsWith('[bot]') ? `https://github.com/apps/${login.slice(0, -5)}` : `https://github.com/${login}`;
}

/** The app behind a workflow's token. */
export const ACTIONS_APP = { id: 15368, slug: 'github-actions', name: 'GitHub Actions', owner: user('github') };

export function repositoryLook(repository: Repository): Record<string, unknown> {
  return named(repository.fullName, {
    id: repository.id,
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    default_branch: repository.defaultBranch,
  });
}

/** A fork, of which only the name matters. */
export function forkLook(fullName: string): Record<string, unknown> {
  return named(fullName, { fork: true });
}

export function commitLook(repository: Repository, commit: Commit): Record<string, unknown> {
  const person = { name: 'Octocat', email: 'octocat@example.org', date: commit.date };
  return {
    sha: commit.sha,
    html_url: `https://github.com/${repository.fullName}/commit/${commit.sha}`,
    commit: { message: commit.message, author: person, committer: person, comment_count: 0 },
    author: user('octocat'),
    committer: user('octocat'),
    parents: commit.parents.map((sha) => ({ sha })),
  };
}

function named(fullName: string, more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [owner = '', name = ''] = fullName.split('/');
  return { name, full_name: fullName, owner: user(owner), html_url: `https://github.com/${fullName}`, ...more };
}
