import { type Call, type Handlers, ok, page } from '../call.ts';
import { forkLook, repositoryLook, user } from '../looks.ts';
import { isPull, type Issue, type Pull } from '../records.ts';
import type { Repository } from '../repository.ts';
import type { Needs } from '../tokens.ts';

type PullRequest = Issue & { readonly pull: Pull };

const READ: Needs = ['pull-requests: read'];

/** https://docs.github.com/rest/pulls */
export const PULLS: Handlers = {
  'pulls/get': { needs: READ, handle: (call) => ok(look(call.repository, of(call))) },
  'pulls/list': { needs: READ, handle: (call) => page(call, listed(call), (some) => some.map((one) => look(call.repository, one))) },
  'pulls/list-files': { needs: READ, handle: (call) => page(call, changes(call.repository, of(call).pull), (some) => some) },
  'pulls/list-reviews': {
    needs: READ,
    handle: (call) =>
      page(call, of(call).pull.reviews, (some) =>
        some.map((one) => ({
          id: one.id,
          user: user(one.author),
          state: one.state,
          commit_id: one.commit,
          body: one.body,
          submitted_at: one.submittedAt,
          author_association: 'MEMBER',
        })),
      ),
  },
  'repos/list-pull-requests-associated-with-commit': {
    needs: READ,
    handle: (call) => {
      const { sha } = call.repository.at(call.path.commit_sha!);
      const found = pulls(call.repository).filter((one) => one.pull.head.sha === sha);
      return page(call, found, (some) => some.map((one) => look(call.repository, one)));
    },
  },
};

const of = (call: Call): PullRequest => call.repository.pullAt(call.number('pull_number'));

const pulls = (repository: Repository): readonly PullRequest[] => [...repository.issues.values()].filter(isPull);

function listed(call: Call): readonly PullRequest[] {
  const { state = 'open', head, base } = call.query;
  return pulls(call.repository).filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      (head === undefined || head === `${one.pull.head.repository.split('/')[0]}:${one.pull.head.branch}`) &&
      (base === undefined || base === one.pull.base.branch),
  );
}

function changes(repository: Repository, pull: Pull): readonly unknown[] {
  const before = repository.at(pull.base.sha).files;
  const after = repository.at(pull.head.sha).files;
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => !before.get(path)?.equals(after.get(path) ?? Buffer.alloc(0)) || !after.has(path))
    .map((path) => {
      const [old, now] = [lines(before.get(path)), lines(after.get(path))];
      const additions = now.filter((line) => !old.includes(line)).length;
      const deletions = old.filter((line) => !now.includes(line)).length;
      const status = before.has(path) ? (after.has(path) ? 'modified' : 'removed') : 'added';
      return { filename: path, status, additions, deletions, changes: additions + deletions };
    });
}

const lines = (bytes: Buffer | undefined): readonly string[] => bytes?.toString('utf8').split('\n') ?? [];

/** A pull request as replies and event payloads show it. */
export function look(
  repository: Repository,
  { number, title, body, author, state, labels, createdAt, pull }: PullRequest,
): Record<string, unknown> {
  const fork = pull.head.repository !== repository.fullName;
  const headRepository = fork ? forkLook(pull.head.repository) : repositoryLook(repository);
  const [headOwner = ''] = pull.head.repository.split('/');
  return {
    id: number,
    number,
    title,
    body,
    state,
    user: user(author),
    html_url: `https://github.com/${repository.fullName}/pull/${number}`,
    created_at: createdAt,
    updated_at: createdAt,
    merged: pull.merged,
    draft: false,
    labels: labels.map((name) => ({ name })),
    head: {
      ref: pull.head.branch,
      sha: pull.head.sha,
      label: `${headOwner}:${pull.head.branch}`,
      user: user(headOwner),
      repo: headRepository,
    },
    base: {
      ref: pull.base.branch,
      sha: pull.base.sha,
      label: `${repository.owner}:${pull.base.branch}`,
      user: user(repository.owner),
      repo: repositoryLook(repository),
    },
    author_association: fork ? 'CONTRIBUTOR' : 'MEMBER',
  };
}
